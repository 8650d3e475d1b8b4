/// Postings decoded into arrays that are used again and again.
struct PostingScratch {
  private(set) var documents: [UInt32] = []
  /// One number a field for each posting.
  private(set) var frequencies: [UInt32] = []
  /// The occurrences in all fields of all postings.
  private(set) var occurrences = 0

  /// Replaces the postings by `count` that begin at `offset`, which ends up behind them.
  ///
  /// - Parameters:
  ///   - previous: the document before the first, −1 at the start of a list.
  ///   - documentCount: every document number must be less.
  /// - Returns: false where the bytes are no such postings.
  mutating func decode(
    _ bytes: Span<UInt8>, at offset: inout Int, count: Int, previous: Int, documentCount: Int,
    fieldCount: Int
  ) -> Bool {
    documents.removeAll(keepingCapacity: true)
    frequencies.removeAll(keepingCapacity: true)
    occurrences = 0
    var last = previous
    for _ in 0..<count {
      guard let code = Varint.read(bytes, at: &offset), code >> 1 < UInt64(documentCount) else {
        return false
      }
      last += Int(code >> 1) + 1
      guard last < documentCount else { return false }
      documents.append(UInt32(truncatingIfNeeded: last))
      if code & 1 == 1 {
        for _ in 0..<fieldCount - 1 { frequencies.append(0) }
        frequencies.append(1)
        occurrences += 1
      } else {
        let first = frequencies.count
        guard
          PostingCode.readFrequencies(
            bytes, at: &offset, fieldCount: fieldCount, into: &frequencies)
        else { return false }
        for index in first..<first + fieldCount { occurrences += Int(frequencies[index]) }
      }
    }
    return true
  }
}
