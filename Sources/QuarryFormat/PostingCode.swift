/// The bytes of postings: document gaps and frequencies by field as varints.
///
/// A posting begins with `gap << 1 | 1` where the term occurs once, in the last field (the body), and
/// with `gap << 1` elsewhere; the gap is the number of documents passed over. In the second case the
/// frequencies follow: with one field `frequency − 2`, with several `body << 1 | others` and, if
/// `others` is set, the frequency in each other field in order.
package enum PostingCode {
  /// The most fields a schema may have.
  package static let maxFields = 8
  /// The largest frequency of a term in a field of a document that is read.
  package static let maxFrequency: UInt32 = 1 << 28

  /// Appends a posting; `frequencies` has one number a field, not all zero.
  @inline(__always)
  package static func append(
    gap: UInt32, frequencies: Span<UInt32>, to bytes: inout [UInt8]
  ) {
    let last = frequencies.count - 1
    let body = frequencies[last]
    var others: UInt32 = 0
    for field in 0..<last { others |= frequencies[field] }
    if body == 1 && others == 0 {
      Varint.append(UInt64(gap) << 1 | 1, to: &bytes)
      return
    }
    Varint.append(UInt64(gap) << 1, to: &bytes)
    if last == 0 {
      Varint.append(UInt64(body &- 2), to: &bytes)
      return
    }
    Varint.append(UInt64(body) << 1 | (others == 0 ? 0 : 1), to: &bytes)
    if others != 0 {
      for field in 0..<last { Varint.append(UInt64(frequencies[field]), to: &bytes) }
    }
  }

  /// The occurrences that the first posting of `codes` counts in all fields; many where it is cut
  /// off.
  static func occurrences(_ codes: UnsafeBufferPointer<UInt8>, fieldCount: Int) -> Int {
    var scan = PostingScan(codes)
    guard let code = scan.varint() else { return Int(UInt32.max) }
    if code & 1 == 1 { return 1 }
    guard let body = scan.varint() else { return Int(UInt32.max) }
    if fieldCount == 1 { return Int(UInt32(truncatingIfNeeded: body &+ 2)) }
    var sum = Int(UInt32(truncatingIfNeeded: body >> 1))
    guard body & 1 == 1 else { return sum }
    for _ in 1..<fieldCount {
      guard let frequency = scan.varint() else { return Int(UInt32.max) }
      sum += Int(UInt32(truncatingIfNeeded: frequency))
    }
    return sum
  }

  /// The numbers that `bytes` hold.
  static func varintCount(_ bytes: Span<UInt8>) -> Int {
    var count = 0
    for index in 0..<bytes.count { count &+= Int((~bytes[index]) >> 7) }
    return count
  }

  /// Reads a posting's frequencies after a gap code whose low bit is clear.
  ///
  /// - Returns: false where the bytes end early or no field holds the term.
  @inline(__always)
  static func readFrequencies(
    _ bytes: Span<UInt8>, at offset: inout Int, fieldCount: Int, into frequencies: inout [UInt32]
  ) -> Bool {
    guard let code = Varint.read(bytes, at: &offset) else { return false }
    if fieldCount == 1 {
      guard code <= UInt64(maxFrequency) - 2 else { return false }
      frequencies.append(UInt32(truncatingIfNeeded: code) + 2)
      return true
    }
    let body = code >> 1
    guard body <= UInt64(maxFrequency) else { return false }
    var any = body
    if code & 1 == 1 {
      for _ in 0..<fieldCount - 1 {
        guard let frequency = Varint.read(bytes, at: &offset), frequency <= UInt64(maxFrequency)
        else { return false }
        frequencies.append(UInt32(truncatingIfNeeded: frequency))
        any |= frequency
      }
    } else {
      for _ in 0..<fieldCount - 1 { frequencies.append(0) }
    }
    frequencies.append(UInt32(truncatingIfNeeded: body))
    return any != 0
  }
}
