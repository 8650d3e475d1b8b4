/// How many columns of a terminal a character takes.
///
/// Source: Unicode Standard Annex #11 (East Asian Width), of which the wide and full-width ranges
/// stand below in blocks, and emoji presentation by the standard library's tables.
enum DisplayWidth {
  /// The columns that `text` takes on one line.
  static func columns(of text: String) -> Int {
    text.reduce(0) { $0 + columns(of: $1) }
  }

  /// The columns that one character takes: 0, 1 or 2.
  static func columns(of character: Character) -> Int {
    if character.isASCII { return 1 }
    var widest = 0
    for scalar in character.unicodeScalars {
      // An emoji variation selector makes a wide picture of a narrow sign.
      if scalar == "\u{FE0F}" { return 2 }
      widest = max(widest, columns(of: scalar))
    }
    return widest
  }

  private static func columns(of scalar: Unicode.Scalar) -> Int {
    if isWide(scalar.value) || scalar.properties.isEmojiPresentation { return 2 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: return 1
    }
  }

  private static func isWide(_ value: UInt32) -> Bool {
    switch value {
    case 0x1100...0x115F,  // Hangul leading consonants
      0x2E80...0x303E,  // CJK radicals, punctuation
      0x3041...0x33FF,  // kana, CJK compatibility
      0x3400...0x4DBF, 0x4E00...0x9FFF,  // CJK ideographs
      0xA000...0xA4CF,  // Yi
      0xA960...0xA97F, 0xAC00...0xD7A3,  // Hangul
      0xF900...0xFAFF,  // CJK compatibility ideographs
      0xFE10...0xFE19, 0xFE30...0xFE6F,  // vertical and small forms
      0xFF01...0xFF60, 0xFFE0...0xFFE6,  // full-width forms
      0x16FE0...0x18DFF,  // Tangut, Khitan
      0x1AFF0...0x1B2FF,  // kana supplement
      0x1F1E6...0x1F1FF,  // the letters of flags
      0x1F200...0x1F2FF,  // enclosed ideographs
      0x20000...0x3FFFD:  // CJK extensions
      true
    default: false
    }
  }
}
