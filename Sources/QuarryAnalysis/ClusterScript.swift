/// The scripts whose texts do not part words by spaces, and Korean, whose words hold many.
enum ClusterScript {
  /// Whether a character of such a script starts at `place`.
  static func starts(_ text: Span<UInt8>, at place: Int) -> Bool {
    guard place >= 0, place < text.count, text[place] >= 0xE0 else { return false }
    let scalar = UTF8Decoding.scalar(text, at: place).value
    return contains(scalar) && !WordBreakProperty.ofScalar(scalar).isIn(WordBreakClass.ignorable)
  }

  /// Whether a scalar is a letter, syllable, ideograph or vowel of such a script.
  ///
  /// Han, Hiragana, Katakana, Hangul, Thai, Lao, Khmer and Myanmar, wide and narrow forms included.
  static func contains(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x0E01...0x0E3A, 0x0E40...0x0E4E: true  // Thai
    case 0x0E81...0x0EBD, 0x0EC0...0x0ECE, 0x0EDC...0x0EDF: true  // Lao
    case 0x1000...0x103F, 0x1050...0x108F, 0x109A...0x109D: true  // Myanmar
    case 0xA9E0...0xA9EF, 0xA9FA...0xA9FE, 0xAA60...0xAA76, 0xAA7A...0xAA7F: true  // Myanmar
    case 0x1780...0x17D3, 0x17D7, 0x17DC...0x17DD: true  // Khmer
    case 0x1100...0x11FF, 0x3131...0x318E, 0xA960...0xA97C: true  // Hangul letters
    case 0xAC00...0xD7A3, 0xD7B0...0xD7FB, 0xFFA0...0xFFDC: true  // Hangul, narrow too
    case 0x2E80...0x2FD5, 0x3005...0x3007, 0x3021...0x3029, 0x3038...0x303B: true  // Han
    case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAD9: true  // Han
    case 0x3041...0x3096, 0x3099...0x309A, 0x309D...0x309F: true  // Hiragana
    case 0x30A1...0x30FA, 0x30FC...0x30FF, 0x31F0...0x31FF, 0x32D0...0x32FE: true  // Katakana
    case 0xFF66...0xFF9F: true  // narrow Katakana
    case 0x16FE2...0x16FE3, 0x1AFF0...0x1AFFE, 0x1B000...0x1B167: true
    case 0x20000...0x323AF: true  // Han of the supplementary planes
    default: false
    }
  }
}
