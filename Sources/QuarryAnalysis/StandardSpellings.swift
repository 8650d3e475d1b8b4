/// Other ways to write what was typed, for texts that write it differently.
extension StandardTerms {
  /// The longest word that is tried in two parts, in bytes.
  private static let longestSplit = 24
  /// The longest word that is tried with dots, in bytes.
  private static let longestAcronym = 5
  /// The most candidates.
  private static let mostCandidates = 64

  /// The compound terms a word may have been written as; see `Analyzer.spellings`.
  func spellings(_ raw: Span<UInt8>, _ language: Language) -> [[UInt8]] {
    var word: [UInt8] = []
    Folding.append(raw, to: &word, limit: Self.longestSplit + 1)
    guard (2...Self.longestSplit).contains(word.count), word.allSatisfy(Self.isLetterOrDigit),
      !word.allSatisfy(Self.isDigit)
    else { return [] }
    let letters = !word.contains(where: Self.isDigit)
    var result = letters ? accentSpellings(raw, folded: word, language) : []
    if letters, word.count <= Self.longestAcronym {
      result.append(Array(word.map { [$0] }.joined(separator: [UInt8(ascii: ".")])))
    }
    if letters {
      for prefix in 1...Compound.maximalPrefix where word.count - prefix >= Compound.minimalRest {
        result.append(split(word, at: [prefix], by: UInt8(ascii: "'"), language))
      }
    }
    let changes = (1..<word.count).filter { Self.isDigit(word[$0 - 1]) != Self.isDigit(word[$0]) }
    if (2..<Compound.maximalParts).contains(changes.count) {
      result.append(split(word, at: changes, by: UInt8(ascii: "-"), language))
    }
    let places = word.count >= 3 ? Array(1..<word.count) : changes
    for place in places {
      result.append(split(word, at: [place], by: UInt8(ascii: "-"), language))
    }
    return Array(result.prefix(Self.mostCandidates))
  }

  /// The term of a compound written as one word; see `Analyzer.joined`.
  func joined(_ raw: Span<UInt8>, _ language: Language) -> [UInt8]? {
    guard raw.count <= Analyzer.maximalTermLength else { return nil }
    var term: [UInt8] = []
    var isCompound = Compound.isAcronym(raw) || Compound.nameParts(raw, 0, raw.count) != nil
    var end = raw.count
    while end > 0, raw[end - 1] == UInt8(ascii: "+") || raw[end - 1] == UInt8(ascii: "#") {
      end -= 1
    }
    if end == 1, raw.count > 1 { isCompound = true }
    var part = 0
    var i = 0
    while i < end {
      let length = Compound.joinerLength(raw, at: i)
      if length > 0 {
        if i == part { return nil }
        isCompound = true
        Folding.append(raw.extracting(part..<i), to: &term, limit: Analyzer.maximalTermLength)
        part = i + length
      }
      i += max(1, length)
    }
    guard isCompound, part < end else { return nil }
    Folding.append(raw.extracting(part..<end), to: &term, limit: Analyzer.maximalTermLength)
    removePunctuation(&term)
    stemFolded(&term, from: 0, minimalLength: 1, language)
    UTF8Decoding.truncate(&term, from: 0, to: Analyzer.maximalTermLength)
    return term.isEmpty ? nil : term
  }

  /// Takes dots, apostrophes and a possessive ending out of a folded word.
  private func removePunctuation(_ term: inout [UInt8]) {
    if term.suffix(2).elementsEqual("'s".utf8) { term.removeLast(2) }
    term.removeAll { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "'") }
  }

  /// The word with a separator at each of the places, its last part stemmed.
  private func split(
    _ word: [UInt8], at places: [Int], by separator: UInt8, _ language: Language
  ) -> [UInt8] {
    var term: [UInt8] = []
    var start = 0
    for place in places {
      term += word[start..<place]
      term.append(separator)
      start = place
    }
    let last = term.count
    term += word[start...]
    stemFolded(&term, from: last, minimalLength: 3, language)
    return term
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    isDigit(byte) || byte &- UInt8(ascii: "a") < 26
  }
}
