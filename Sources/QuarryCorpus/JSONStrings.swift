/// Strings: whole words of eight bytes are looked at and copied at once, up to the next byte that
/// means something.
extension JSONScanner {
  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let tops: UInt64 = 0x8080_8080_8080_8080

  /// Reads a string, of which the quotation mark is the next byte, into the arena.
  mutating func string() throws(JSONFault) -> Range<Int> {
    try expect(0x22, "a string")
    let source = at
    let start = used
    var seen: UInt64 = 0
    while true {
      var special: UInt8 = 0x20
      // Whole words are copied; what is copied past a special byte is written over later.
      while at + 8 <= bytes.count {
        let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self))
        arena.storeBytes(of: word.littleEndian, toByteOffset: used, as: UInt64.self)
        seen |= word
        let marks = Self.specialMarks(word)
        if marks == 0 {
          at += 8
          used += 8
          continue
        }
        let plain = marks.trailingZeroBitCount >> 3
        at += plain
        used += plain
        special = bytes[at]
        break
      }
      while special == 0x20 {
        guard at < bytes.count else { throw .syntax("the line ends inside a string", at: at) }
        let byte = bytes[at]
        if byte == 0x22 || byte == 0x5C || byte < 0x20 {
          special = byte
          break
        }
        arena[used] = byte
        seen |= UInt64(byte)
        at += 1
        used += 1
      }
      if special == 0x22 {
        if seen & Self.tops != 0, let fault = Utf8Check.firstFault(in: bytes, source..<at) {
          throw .invalidUTF8(at: fault)
        }
        at += 1
        return start..<used
      }
      guard special == 0x5C else {
        throw .syntax(
          special == 0x0A
            ? "the line ends inside a string" : "control character in a string, not escaped",
          at: at)
      }
      // Escapes often come in rows: whole texts of some programs are nothing else.
      repeat { try escape() } while next == 0x5C
    }
  }

  /// Marks (top bit) the bytes of `word` that end a run: `"`, `\` and control characters; the lowest
  /// mark is exact.
  @inline(__always)
  private static func specialMarks(_ word: UInt64) -> UInt64 {
    let quote = word ^ (ones &* 0x22)
    let slash = word ^ (ones &* 0x5C)
    return
      (((quote &- ones) & ~quote) | ((slash &- ones) & ~slash)
      | ((word &- ones &* 0x20) & ~word)) & tops
  }

  /// Decodes the escape whose backslash is the next byte.
  @inline(__always)
  private mutating func escape() throws(JSONFault) {
    guard at + 1 < bytes.count else { throw .syntax("the line ends inside a string", at: at) }
    let decoded: UInt8
    switch bytes[at + 1] {
    case UInt8(ascii: "n"): decoded = 0x0A
    case UInt8(ascii: "\""): decoded = 0x22
    case UInt8(ascii: "\\"): decoded = 0x5C
    case UInt8(ascii: "/"): decoded = 0x2F
    case UInt8(ascii: "t"): decoded = 0x09
    case UInt8(ascii: "r"): decoded = 0x0D
    case UInt8(ascii: "b"): decoded = 0x08
    case UInt8(ascii: "f"): decoded = 0x0C
    case UInt8(ascii: "u"):
      try unicodeEscape()
      return
    default: throw .syntax("unknown escape in a string", at: at)
    }
    arena[used] = decoded
    used += 1
    at += 2
  }

  /// Decodes `\uXXXX`, or two of them that make a surrogate pair; a surrogate alone becomes U+FFFD.
  private mutating func unicodeEscape() throws(JSONFault) {
    guard var value = hexEscape(at) else {
      throw .syntax("four hexadecimal digits expected after \\u", at: at)
    }
    at += 6
    if value & 0xF800 == 0xD800 {
      if value < 0xDC00, let low = hexEscape(at), low & 0xFC00 == 0xDC00 {
        value = 0x10000 + ((value & 0x3FF) << 10) + (low & 0x3FF)
        at += 6
      } else {
        value = 0xFFFD
      }
    }
    if value < 0x80 {
      put(value)
    } else if value < 0x800 {
      put(0xC0 | value >> 6)
      put(0x80 | value & 0x3F)
    } else {
      if value < 0x10000 {
        put(0xE0 | value >> 12)
      } else {
        put(0xF0 | value >> 18)
        put(0x80 | value >> 12 & 0x3F)
      }
      put(0x80 | value >> 6 & 0x3F)
      put(0x80 | value & 0x3F)
    }
  }

  @inline(__always)
  private mutating func put(_ byte: UInt32) {
    arena[used] = UInt8(truncatingIfNeeded: byte)
    used += 1
  }

  /// The value of an escape `\uXXXX` at `position`, or nil where there is none.
  private func hexEscape(_ position: Int) -> UInt32? {
    guard position + 6 <= bytes.count, bytes[position] == 0x5C,
      bytes[position + 1] == UInt8(ascii: "u")
    else { return nil }
    let digits = bytes.loadUnaligned(fromByteOffset: position + 2, as: UInt32.self).bigEndian
    var value: UInt32 = 0
    var isValid = true
    var shift: UInt32 = 24
    for _ in 0..<4 {
      let byte = digits &>> shift & 0xFF
      let digit = byte &- 0x30
      let letter = (byte | 0x20) &- 0x61
      isValid = isValid && (digit < 10 || letter < 6)
      value = value &<< 4 | (digit < 10 ? digit : letter &+ 10)
      shift &-= 8
    }
    return isValid ? value : nil
  }
}
