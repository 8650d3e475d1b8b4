/// Tells where a text may be cut between words: beside a space or a mark, and anywhere in a script
/// that writes no spaces.
enum SnippetBreak {
  /// Whether `place` is inside a word.
  static func isInsideWord(_ text: Span<UInt8>, _ place: Int) -> Bool {
    guard place > 0, place < text.count else { return false }
    let before = ScalarText.offset(text, before: place, by: 1)
    switch (kind(text, before), kind(text, place)) {
    case (.letter, .letter): return true
    case (.letter, .apostrophe):
      let next = ScalarText.offset(text, from: place, by: 1)
      return next < text.count && kind(text, next) == .letter
    case (.apostrophe, .letter):
      return before > 0
        && kind(text, ScalarText.offset(text, before: before, by: 1)) == .letter
    default: return false
    }
  }

  private enum Kind {
    case letter
    case apostrophe
    case other
  }

  private static func kind(_ text: Span<UInt8>, _ place: Int) -> Kind {
    let scalar = ScalarText.scalar(text, at: place).scalar
    let value = scalar.value
    if value < 0x80 {
      if value == 0x27 { return .apostrophe }
      let isLetter = (value | 0x20) &- 0x61 < 26 || value &- 0x30 < 10 || value == 0x5F
      return isLetter ? .letter : .other
    }
    if value == 0x2019 { return .apostrophe }
    if isWithoutSpaces(value) { return .other }
    let properties = scalar.properties
    switch properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark, .format: return .letter
    default: return properties.isAlphabetic || properties.numericType != nil ? .letter : .other
    }
  }

  /// Whether a scalar is of a script that writes words without spaces: Thai, Lao, Tibetan, Burmese,
  /// Khmer, Tai, Chinese and Japanese.
  private static func isWithoutSpaces(_ value: UInt32) -> Bool {
    switch value {
    case 0x0E00...0x109F, 0x1780...0x17FF, 0x1950...0x19FF, 0x1A20...0x1AAF, 0x2E80...0x312F,
      0x31A0...0xA4CF, 0xA9E0...0xA9FF, 0xAA60...0xAADF, 0xF900...0xFAFF, 0xFF00...0xFF9F,
      0x1AFF0...0x1B2FF, 0x20000...0x3FFFD:
      true
    default: false
    }
  }
}
