/// Steps through UTF-8 by Unicode scalars and columns; bytes that are no UTF-8 count one each.
enum ScalarText {
  /// The columns of a terminal that the bytes from `start` to before `end` take.
  static func columns(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Int {
    var columns = 0
    var index = max(0, start)
    let end = min(end, text.count)
    while index < end {
      if index + 8 <= end, isASCII(text, at: index) {
        columns += 8
        index += 8
        continue
      }
      let (width, length) = step(text, at: index)
      columns += width
      index += length
    }
    return columns
  }

  /// The offset up to which the text from `start` on takes at most `columns`.
  static func offset(_ text: Span<UInt8>, from start: Int, columns: Int) -> Int {
    var left = columns
    var index = start
    while index < text.count {
      let (width, length) = step(text, at: index)
      if width > left { break }
      left -= width
      index += length
    }
    return index
  }

  /// The offset from which the text up to `start` takes at most `columns`.
  static func offset(_ text: Span<UInt8>, before start: Int, columns: Int) -> Int {
    var left = columns
    var index = start
    while index > 0 {
      let previous = offset(text, before: index, by: 1)
      let width = step(text, at: previous).columns
      if width > left { break }
      left -= width
      index = previous
    }
    return index
  }

  /// The offset one or more scalars behind `start`, at most the end.
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

  /// Whether eight characters of ASCII stand at `offset`, from which on there are eight bytes or more.
  @inline(__always)
  private static func isASCII(_ text: Span<UInt8>, at offset: Int) -> Bool {
    // Safe: a span of bytes has no padding, and the caller has looked that the eight are in it.
    let word = text.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
    guard word & 0x8080_8080_8080_8080 == 0 else { return false }
    // Bytes that go on with nothing belong to the character before.
    return offset + 8 == text.count || text[offset + 8] & 0xC0 != 0x80
  }

  /// The columns and the bytes of what stands at `offset`.
  ///
  /// Marks count as one, so that a text never takes more than is said.
  @inline(__always)
  private static func step(
    _ text: Span<UInt8>, at offset: Int
  ) -> (columns: Int, length: Int) {
    // Nothing below U+1000 is wide.
    if text[offset] < 0xE1 {
      var end = offset + 1
      while end < text.count, text[end] & 0xC0 == 0x80 { end += 1 }
      return (1, end - offset)
    }
    let (scalar, length) = scalar(text, at: offset)
    return (isWide(scalar.value) ? 2 : 1, length)
  }

  /// Whether a scalar takes two columns (Unicode Standard Annex #11, in blocks).
  private static func isWide(_ value: UInt32) -> Bool {
    switch value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3,
      0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6,
      0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF, 0x1F000...0x1FAFF, 0x20000...0x3FFFD:
      true
    default: false
    }
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
