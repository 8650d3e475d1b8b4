/// What makes several words one compound: S-400, AT&T, TCP/IP, O'Neill, C++, U.S.
enum Compound {
  /// The most parts a compound has.
  static let maximalParts = 4
  /// The longest compound, in bytes.
  static let maximalLength = 64
  /// The shortest rest of a name such as O'Neill, in letters.
  static let minimalRest = 3
  /// The longest prefix of such a name, in letters.
  static let maximalPrefix = 2

  /// The length of the joiner at `i`, or 0: hyphens, ampersand, slash.
  static func joinerLength(_ text: Span<UInt8>, at i: Int) -> Int {
    guard i >= 0, i < text.count else { return 0 }
    switch text[i] {
    case UInt8(ascii: "-"), UInt8(ascii: "&"), UInt8(ascii: "/"): return 1
    case 0xE2, 0xEF:
      switch UTF8Decoding.scalar(text, at: i).value {
      case 0x2010, 0x2011, 0xFF0D: return 3
      default: return 0
      }
    default: return 0
    }
  }

  /// The length of an apostrophe at `i`, straight or curly, or 0.
  static func apostropheLength(_ text: Span<UInt8>, at i: Int) -> Int {
    guard i >= 0, i < text.count else { return 0 }
    if text[i] == UInt8(ascii: "'") { return 1 }
    if text[i] == 0xE2, UTF8Decoding.scalar(text, at: i).value == 0x2019 { return 3 }
    return 0
  }

  /// The length of `++` or `#` at `i` where no letter or digit follows, or 0.
  static func suffixLength(_ text: Span<UInt8>, at i: Int) -> Int {
    guard i >= 0, i < text.count else { return 0 }
    var end = i
    if text[i] == UInt8(ascii: "#") {
      end = i + 1
    } else if text[i] == UInt8(ascii: "+"), i + 1 < text.count, text[i + 1] == UInt8(ascii: "+") {
      end = i + 2
    }
    guard end > i, end < text.count else { return end - i }
    let next = WordBreakProperty.ofScalar(UTF8Decoding.scalar(text, at: end).value)
    return next.isIn(WordBreakClass.wordly) ? 0 : end - i
  }

  /// Where a name such as O'Neill, d'Artagnan's or L'Oréal parts, or nil for any other word.
  ///
  /// One or two letters, an apostrophe, three letters or more; a possessive may follow.
  static func nameParts(
    _ text: Span<UInt8>, _ start: Int, _ end: Int
  ) -> (prefixEnd: Int, restStart: Int)? {
    guard end - start >= 5 else { return nil }
    var i = start
    guard countLetters(text, &i, end, most: maximalPrefix) >= 1, i < end else { return nil }
    let apostrophe = apostropheLength(text, at: i)
    guard apostrophe > 0 else { return nil }
    let prefixEnd = i
    i += apostrophe
    let restStart = i
    guard countLetters(text, &i, end, most: .max) >= minimalRest else { return nil }
    if i < end {
      let length = apostropheLength(text, at: i)
      guard length > 0, i + length + 1 == end, text[end - 1] | 0x20 == UInt8(ascii: "s") else {
        return nil
      }
    }
    return (prefixEnd, restStart)
  }

  /// Moves `i` behind the letters that stand there, with their marks, and counts the letters.
  private static func countLetters(
    _ text: Span<UInt8>, _ i: inout Int, _ end: Int, most: Int
  ) -> Int {
    var letters = 0
    while i < end {
      let (scalar, length) = UTF8Decoding.scalar(text, at: i)
      let c = WordBreakProperty.ofScalar(scalar)
      if c.isIn(WordBreakClass.letter) {
        if letters == most { return letters }
        letters += 1
      } else if !(letters > 0 && c.isIn(WordBreakClass.ignorable)) {
        return letters
      }
      i += length
    }
    return letters
  }

  /// Whether the text is single letters with dots between them, and perhaps one at the end.
  static func isAcronym(_ text: Span<UInt8>) -> Bool {
    var i = 0
    var letters = 0
    while i < text.count {
      let (scalar, length) = UTF8Decoding.scalar(text, at: i)
      guard WordBreakProperty.ofScalar(scalar).isIn(WordBreakClass.letter) else { return false }
      letters += 1
      i += length
      guard i < text.count else { break }
      guard text[i] == UInt8(ascii: ".") else { return false }
      i += 1
    }
    return letters >= 2
  }
}
