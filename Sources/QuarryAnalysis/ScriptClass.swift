/// The script of a letter, as far as it tells languages apart.
enum ScriptClass: UInt8, CaseIterable {
  case latin, cyrillic, arabic, devanagari, hebrew
  case han, kana, hangul
  case greek, armenian, georgian, bengali, gurmukhi, gujarati, odia, tamil, telugu, kannada
  case malayalam, sinhala, thai, lao, tibetan, myanmar, ethiopic, khmer

  /// The script of a scalar beyond ASCII; nil for punctuation, signs and rarer scripts.
  static func of(_ scalar: UInt32) -> ScriptClass? {
    switch scalar {
    case 0xBF, 0xA1: .latin  // ¿ and ¡, which are hints
    case 0xC0...0x24F, 0x1E00...0x1EFF: scalar == 0xD7 || scalar == 0xF7 ? nil : .latin
    case 0x250...0x2AF: .latin
    case 0x400...0x52F: .cyrillic
    case 0x4E00...0x9FFF, 0x3400...0x4DBF, 0xF900...0xFAFF, 0x3005...0x3007, 0x20000...0x323AF:
      .han
    case 0x3041...0x309F, 0x30A1...0x30FA, 0x30FC...0x30FF, 0x31F0...0x31FF, 0xFF66...0xFF9F:
      .kana
    case 0xAC00...0xD7FF, 0x1100...0x11FF, 0x3131...0x318E: .hangul
    case 0x620...0x64A, 0x66E...0x6D3, 0x750...0x77F, 0xFB50...0xFDFF, 0xFE70...0xFEFC: .arabic
    case 0x900...0x963, 0x966...0x97F: .devanagari
    case 0x591...0x5F2, 0xFB1D...0xFB4F: .hebrew
    case 0x370...0x3FF, 0x1F00...0x1FFF: .greek
    case 0x531...0x587: .armenian
    case 0x980...0x9FF: .bengali
    case 0xA00...0xA7F: .gurmukhi
    case 0xA80...0xAFF: .gujarati
    case 0xB00...0xB7F: .odia
    case 0xB80...0xBFF: .tamil
    case 0xC00...0xC7F: .telugu
    case 0xC80...0xCFF: .kannada
    case 0xD00...0xD7F: .malayalam
    case 0xD80...0xDFF: .sinhala
    case 0xE00...0xE7F: .thai
    case 0xE80...0xEFF: .lao
    case 0xF00...0xFFF: .tibetan
    case 0x1000...0x109F: .myanmar
    case 0x10A0...0x10FF, 0x1C90...0x1CBF: .georgian
    case 0x1200...0x139F: .ethiopic
    case 0x1780...0x17FF: .khmer
    default: nil
    }
  }

  /// How much a letter of it says beside one of an alphabet.
  var weight: Int {
    switch self {
    case .han, .kana, .hangul: 3
    default: 1
    }
  }

  /// The languages written in it: one, or those that words tell apart, the likeliest first.
  var codes: String {
    switch self {
    case .latin: "und"
    case .cyrillic: "ru uk be bg mk sr kk mn"
    case .arabic: "ar fa ur ps"
    case .devanagari: "hi ne mr"
    case .hebrew: "he yi"
    case .han: "zh"
    case .kana: "ja"
    case .hangul: "ko"
    case .greek: "el"
    case .armenian: "hy"
    case .georgian: "ka"
    case .bengali: "bn"
    case .gurmukhi: "pa"
    case .gujarati: "gu"
    case .odia: "or"
    case .tamil: "ta"
    case .telugu: "te"
    case .kannada: "kn"
    case .malayalam: "ml"
    case .sinhala: "si"
    case .thai: "th"
    case .lao: "lo"
    case .tibetan: "bo"
    case .myanmar: "my"
    case .ethiopic: "am"
    case .khmer: "km"
    }
  }
}
