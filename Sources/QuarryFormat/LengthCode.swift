/// A document's length in one byte: exact up to 40, then four significant bits.
///
/// The code is that of Lucene's `SmallFloat.intToByte4` (since 7.0, 2017), so that scores with the
/// same parameters are Lucene's. It grows with the length, so a smaller code is a shorter document.
package enum LengthCode {
  private static let free = 24

  /// The code of `length`; lengths over 2^31 − 1 count as that.
  package static func encode(_ length: Int) -> UInt8 {
    let bounded = max(0, min(length, Int(Int32.max)))
    guard bounded >= free else { return UInt8(bounded) }
    let rest = bounded - free
    guard rest >= 8 else { return UInt8(free + rest) }
    let shift = Int.bitWidth - rest.leadingZeroBitCount - 4
    return UInt8(free + ((rest >> shift) & 7 | (shift + 1) << 3))
  }

  /// The length that `code` stands for.
  package static func decode(_ code: UInt8) -> Int {
    guard code >= free else { return Int(code) }
    let rest = Int(code) - free
    let shift = (rest >> 3) - 1
    return free + (shift < 0 ? rest & 7 : (rest & 7 | 8) << shift)
  }
}
