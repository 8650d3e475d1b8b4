/// Scalars read from bytes that may be anything.
///
/// A byte that is no part of valid UTF-8 counts as one replacement character, which separates
/// words.
enum UTF8Decoding {
  /// The scalar that starts at `i` and its length in bytes, at least 1; `i` is within `text`.
  @inline(__always)
  static func scalar(_ text: Span<UInt8>, at i: Int) -> (value: UInt32, length: Int) {
    let first = text[i]
    if first < 0x80 { return (UInt32(first), 1) }
    return longScalar(text, at: i, first: UInt32(first))
  }

  private static func longScalar(
    _ text: Span<UInt8>, at i: Int, first: UInt32
  ) -> (value: UInt32, length: Int) {
    let bad: (value: UInt32, length: Int) = (0xFFFD, 1)
    let left = text.count - i
    guard left >= 2, first >= 0xC2 else { return bad }
    let second = UInt32(text[i + 1])
    guard second & 0xC0 == 0x80 else { return bad }
    if first < 0xE0 { return ((first & 0x1F) << 6 | second & 0x3F, 2) }
    guard left >= 3 else { return bad }
    let third = UInt32(text[i + 2])
    guard third & 0xC0 == 0x80 else { return bad }
    if first < 0xF0 {
      let value = (first & 0x0F) << 12 | (second & 0x3F) << 6 | third & 0x3F
      guard value >= 0x800, !(0xD800...0xDFFF).contains(value) else { return bad }
      return (value, 3)
    }
    guard left >= 4, first < 0xF5 else { return bad }
    let fourth = UInt32(text[i + 3])
    guard fourth & 0xC0 == 0x80 else { return bad }
    let high = (first & 0x07) << 18 | (second & 0x3F) << 12
    let value = high | (third & 0x3F) << 6 | fourth & 0x3F
    guard (0x10000...0x10FFFF).contains(value) else { return bad }
    return (value, 4)
  }

  /// Appends a scalar as UTF-8; a number that is none is left out.
  static func append(_ value: UInt32, to bytes: inout [UInt8]) {
    guard let scalar = Unicode.Scalar(value) else { return }
    bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
  }

  /// Shortens `bytes` from `start` on to at most `limit` bytes, between two scalars.
  static func truncate(_ bytes: inout [UInt8], from start: Int, to limit: Int) {
    guard bytes.count - start > limit else { return }
    var end = start + limit
    while end > start, bytes[end] & 0xC0 == 0x80 { end -= 1 }
    bytes.removeSubrange(end...)
  }
}
