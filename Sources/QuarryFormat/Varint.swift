/// Variable-length integers: seven bits a byte, low bits first, the high bit set on all bytes but
/// the last (LEB128, unsigned).
package enum Varint {
  /// The longest code of a 64-bit number, in bytes.
  package static let maxBytes = 10

  /// The length of `value`'s code in bytes.
  package static func length(_ value: UInt64) -> Int {
    max(1, (64 - value.leadingZeroBitCount + 6) / 7)
  }

  /// Appends the code of `value`.
  @inline(__always)
  package static func append(_ value: UInt64, to bytes: inout [UInt8]) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  /// Appends the code of `value`, which is not negative.
  @inline(__always)
  package static func append(_ value: Int, to bytes: inout [UInt8]) {
    append(UInt64(value), to: &bytes)
  }

  /// Reads the number at `offset` and moves `offset` behind it; nil where the bytes end early or
  /// the code is longer than 64 bits.
  @inline(__always)
  static func read(_ bytes: Span<UInt8>, at offset: inout Int) -> UInt64? {
    guard offset < bytes.count else { return nil }
    var byte = bytes[offset]
    offset += 1
    if byte < 0x80 { return UInt64(byte) }
    var value = UInt64(byte & 0x7F)
    var shift: UInt64 = 7
    while offset < bytes.count, shift < 64 {
      byte = bytes[offset]
      offset += 1
      if shift == 63 && byte > 1 { return nil }
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    return nil
  }
}
