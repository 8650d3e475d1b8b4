/// The terms of the standard analysis: folded stems, and the normal form of compounds.
///
/// The stemmer of a language is made when its first word comes.
final class StandardTerms {
  private var stemmers: [Stemmer?] = []
  private var isTried: [Bool] = []

  init() {
    stemmers = Array(repeating: nil, count: LanguageTable.entries.count)
    isTried = Array(repeating: false, count: LanguageTable.entries.count)
  }

  /// The stemmer of a language; nil where there is none, or the library lacks it.
  private func stemmer(_ language: Language) -> Stemmer? {
    let number = Int(language.rawValue)
    if isTried[number] { return stemmers[number] }
    isTried[number] = true
    if let algorithm = LanguageTable.entry(language).stemmer {
      stemmers[number] = try? Stemmer(algorithm)
    }
    return stemmers[number]
  }

  /// Appends the term of a word: folded and stemmed.
  ///
  /// Underscores around a word are left out.
  func appendWord(_ raw: Span<UInt8>, _ language: Language, to term: inout [UInt8]) {
    let start = term.count
    appendFoldedWord(raw, to: &term)
    stemWord(&term, from: start, minimalLength: 1, language)
  }

  /// Appends a word folded, without the underscores around it.
  func appendFoldedWord(_ raw: Span<UInt8>, to word: inout [UInt8]) {
    let inner = raw.extracting(Self.withoutUnderscores(raw))
    Folding.append(inner, to: &word, limit: Analyzer.maximalTermLength)
  }

  /// The range of a word without the underscores around it.
  private static func withoutUnderscores(_ raw: Span<UInt8>) -> Range<Int> {
    var first = 0
    var end = raw.count
    while first < end, raw[first] == UInt8(ascii: "_") { first += 1 }
    while first < end, raw[end - 1] == UInt8(ascii: "_") { end -= 1 }
    return first..<end
  }

  /// Appends the normal form of a compound: folded parts joined by hyphens, the last one stemmed.
  ///
  /// O'Neill keeps its apostrophe, C++ and C# their signs.
  func appendCompound(_ raw: Span<UInt8>, _ language: Language, to term: inout [UInt8]) {
    let start = term.count
    let lastPart = appendParts(raw, to: &term)
    stemWord(&term, from: lastPart, minimalLength: 3, language)
    UTF8Decoding.truncate(&term, from: start, to: Analyzer.maximalTermLength)
  }

  /// Appends the normal form of a compound without stemming.
  func appendFoldedCompound(_ raw: Span<UInt8>, to word: inout [UInt8]) {
    let start = word.count
    _ = appendParts(raw, to: &word)
    UTF8Decoding.truncate(&word, from: start, to: Analyzer.maximalTermLength)
  }

  /// Appends the folded parts of a compound; the answer is where the last one begins in `term`.
  private func appendParts(_ raw: Span<UInt8>, to term: inout [UInt8]) -> Int {
    let start = term.count
    var part = 0
    var lastPart = start
    var i = 0
    while i < raw.count, term.count - start <= Analyzer.maximalTermLength {
      let length = Compound.joinerLength(raw, at: i)
      if length == 0 {
        i += 1
        continue
      }
      appendFolded(raw.extracting(part..<i), to: &term, from: start)
      term.append(UInt8(ascii: "-"))
      lastPart = term.count
      i += length
      part = i
    }
    appendFolded(raw.extracting(part..<raw.count), to: &term, from: start)
    if part == 0, let apostrophe = term[start...].firstIndex(of: UInt8(ascii: "'")) {
      lastPart = apostrophe + 1
    }
    return lastPart
  }

  private func appendFolded(_ raw: Span<UInt8>, to term: inout [UInt8], from start: Int) {
    let left = max(0, Analyzer.maximalTermLength - (term.count - start))
    Folding.append(raw, to: &term, limit: left)
  }

  /// Stems what `term` holds from `start` on, folded, if it is of letters and apostrophes only.
  func stemWord(
    _ term: inout [UInt8], from start: Int, minimalLength: Int, _ language: Language
  ) {
    guard term.count - start >= minimalLength else { return }
    for byte in term[start...] {
      let isLetter = byte &- UInt8(ascii: "a") < 26
      if !isLetter, byte != UInt8(ascii: "'") { return }
    }
    stemmer(language)?.stem(&term, from: start)
  }
}
