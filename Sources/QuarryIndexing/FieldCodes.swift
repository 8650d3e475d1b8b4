import QuarryFormat

/// Writes the codes of postings again for more fields than the run knew, since other runs fill them.
struct FieldCodes {
  private var frequencies = [UInt32](repeating: 0, count: PostingCode.maxFields)
  private var wider: [UInt32] = []

  /// Appends to `output` as many postings as are whole in `codes`.
  ///
  /// - Parameters:
  ///   - mask: the fields that `codes` has frequencies of.
  ///   - target: those of the output, all of `mask` among them.
  /// - Returns: the bytes of `codes` that were used.
  mutating func append(
    _ codes: UnsafeBufferPointer<UInt8>, mask: Int, target: Int, to output: inout [UInt8]
  ) -> Int {
    let count = mask.nonzeroBitCount
    var offset = 0
    while offset < codes.count {
      var scan = PostingScan(codes, offset: offset)
      guard let code = scan.varint() else { break }
      let isRead = frequencies.withUnsafeMutableBufferPointer {
        scan.readFrequencies(code, fieldCount: count, into: $0, at: 0)
      }
      guard isRead else { break }
      wider.removeAll(keepingCapacity: true)
      var place = 0
      for field in 0..<target.bitWidth where target >> field & 1 == 1 {
        if mask >> field & 1 == 1 {
          wider.append(frequencies[place])
          place += 1
        } else {
          wider.append(0)
        }
      }
      PostingCode.append(
        gap: UInt32(truncatingIfNeeded: code >> 1), frequencies: wider.span, to: &output)
      offset = scan.offset
    }
    return offset
  }
}
