/// A word in lower case with its diacritics composed, as stemmers want it that know them.
///
/// What such a stemmer does not need is folded at once: compatibility forms, other scripts, vowel
/// marks. The stem is folded afterwards.
enum MarkedForm {
  /// Appends the marked form of `raw`, at most `limit` bytes of it, cut between scalars.
  static func append(
    _ raw: Span<UInt8>, _ language: Language, to word: inout [UInt8], limit: Int
  ) {
    let start = word.count
    let isTurkic = language == .turkish || language == .azerbaijani
    var base: UInt32 = 0
    var i = 0
    while i < raw.count, word.count - start <= limit {
      let (scalar, length) = UTF8Decoding.scalar(raw, at: i)
      let next = i + length
      defer { i = next }
      switch scalar {
      case 0x49 where isTurkic: base = 0x131
      case 0x130: base = 0x69
      case 0x219 where language == .romanian, 0x218 where language == .romanian: base = 0x15F
      case 0x21B where language == .romanian, 0x21A where language == .romanian: base = 0x163
      case ..<0x80: base = UInt32(LowerCase.ofASCII(UInt8(scalar)))
      case 0x300...0x36F:
        guard let composed = Composition.ofLatin(base, scalar) else { continue }
        while word.count > start, let byte = word.popLast(), byte & 0xC0 == 0x80 {}
        base = composed
      case 0xC0...0x24F, 0x1E00...0x1EFF: base = LowerCase.ofScalar(scalar)
      case 0x620...0x6D3:
        if Folding.isInvisible(scalar) { continue }
        base = scalar
      default:
        base = 0
        Folding.append(raw.extracting(i..<next), to: &word, limit: limit)
        continue
      }
      UTF8Decoding.append(base, to: &word)
    }
    UTF8Decoding.truncate(&word, from: start, to: limit)
  }

  /// Takes off what an apostrophe joins to a word: l' and qu' before it in French, Italian, Catalan
  /// and Irish, case endings behind a name in Turkish and Azerbaijani.
  static func removeJoined(_ word: inout [UInt8], from start: Int, _ language: Language) {
    guard let place = word[start...].firstIndex(of: UInt8(ascii: "'")), place > start else {
      return
    }
    if language == .turkish || language == .azerbaijani {
      word.removeLast(word.count - place)
      return
    }
    guard place - start <= longestElision, place + 1 < word.count,
      let prefixes = elisions(language),
      prefixes.contains(where: { $0.utf8.elementsEqual(word[start..<place]) })
    else { return }
    word.removeSubrange(start...place)
  }

  private static let longestElision = 8

  /// What stands before the apostrophe, or nil where a language has no elisions.
  private static func elisions(_ language: Language) -> [String]? {
    switch language {
    case .french:
      ["l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu"]
    case .italian:
      [
        "l", "un", "d", "c", "m", "s", "t", "v", "gl", "all", "dell", "dall", "nell", "sull",
        "coll", "quest", "quell", "agl", "degl", "dagl", "negl", "sugl", "sant", "tutt",
      ]
    case .catalan: ["l", "d", "n", "s", "m", "t"]
    case .irish: ["d", "b", "m"]
    default: nil
    }
  }
}
