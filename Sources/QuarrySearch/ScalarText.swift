/// Steps through UTF-8 by Unicode scalars; bytes that are no UTF-8 count one each.
enum ScalarText {
  /// The scalars that begin from `start` to before `end`.
  static func count(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Int {
    var count = 0
    var index = max(0, start)
    let end = min(end, text.count)
    while index < end {
      if text[index] & 0xC0 != 0x80 { count += 1 }
      index += 1
    }
    return count
  }

  /// The offset `scalars` behind `start`, at most the end.
  static func offset(_ text: Span<UInt8>, from start: Int, by scalars: Int) -> Int {
    var left = scalars
    var index = start
    while index < text.count, left > 0 {
      index += 1
      while index < text.count, text[index] & 0xC0 == 0x80 { index += 1 }
      left -= 1
    }
    return index
  }

  /// The offset `scalars` before `start`, at least 0.
  static func offset(_ text: Span<UInt8>, before start: Int, by scalars: Int) -> Int {
    var left = scalars
    var index = start
    while index > 0, left > 0 {
      index -= 1
      while index > 0, text[index] & 0xC0 == 0x80 { index -= 1 }
      left -= 1
    }
    return index
  }

  /// The scalar at `offset` and its length; U+FFFD of length 1 where the bytes are no UTF-8.
  static func scalar(_ text: Span<UInt8>, at offset: Int) -> (scalar: Unicode.Scalar, length: Int) {
    let lead = text[offset]
    if lead < 0x80 { return (Unicode.Scalar(lead), 1) }
    let length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2
    let bad = (scalar: Unicode.Scalar(0xFFFD as UInt16) ?? " ", length: 1)
    guard lead >= 0xC2, lead < 0xF5, offset + length <= text.count else { return bad }
    var value = UInt32(lead) & (0x7F >> UInt32(length))
    for index in offset + 1..<offset + length {
      guard text[index] & 0xC0 == 0x80 else { return bad }
      value = value << 6 | UInt32(text[index] & 0x3F)
    }
    let least: UInt32 = length == 4 ? 0x1_0000 : length == 3 ? 0x800 : 0x80
    guard value >= least, let scalar = Unicode.Scalar(value) else { return bad }
    return (scalar, length)
  }

  /// Whether the byte is a space, tab or line end.
  @inline(__always)
  static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0D).contains(byte)
  }
}
