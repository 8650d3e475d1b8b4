/// The terms of the standard analysis: folded stems, and the normal form of compounds.
///
/// The stemmer of a language is made when its first word comes. A word in Latin letters among the
/// words of a language that has others is taken for English.
final class StandardTerms {
  private var stemmers: [Stemmer?]
  private var isTried: [Bool]
  private var marked: [UInt8] = []

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
    let inner = raw.extracting(Self.withoutUnderscores(raw))
    appendStem(inner, language, to: &term, minimalLength: 1, limit: Analyzer.maximalTermLength)
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

  /// Appends the folded stem of a word, at most `limit` bytes; a word shorter than `minimalLength`
  /// is only folded.
  private func appendStem(
    _ raw: Span<UInt8>, _ language: Language, to term: inout [UInt8], minimalLength: Int,
    limit: Int
  ) {
    let start = term.count
    if LanguageTable.stemming[Int(language.rawValue)] == .folded || raw.count < minimalLength {
      Folding.append(raw, to: &term, limit: limit)
      stemFolded(&term, from: start, minimalLength: minimalLength, language)
    } else {
      marked.removeAll(keepingCapacity: true)
      MarkedForm.append(raw, language, to: &marked, limit: limit)
      appendMarkedStem(language, to: &term, limit: limit)
    }
  }

  /// Appends the folded stem of what `marked` holds.
  private func appendMarkedStem(_ language: Language, to term: inout [UInt8], limit: Int) {
    MarkedForm.removeJoined(&marked, from: 0, language)
    if Self.isOfLetters(marked[...]) {
      let isForeign = marked.allSatisfy { $0 < 0x80 } && !Self.isLatin(language)
      stemmer(isForeign ? .english : language)?.stem(&marked, from: 0)
    }
    let stem = marked
    Folding.append(stem.span, to: &term, limit: limit)
  }

  /// Stems what `term` holds from `start` on, folded, if it is of letters and apostrophes only.
  func stemFolded(
    _ term: inout [UInt8], from start: Int, minimalLength: Int, _ language: Language
  ) {
    let word = term[start...]
    guard word.count >= minimalLength, Self.isOfLetters(word) else { return }
    let isASCII = word.allSatisfy { $0 < 0x80 }
    if Self.isLatin(language) {
      if isASCII { stemmer(language)?.stem(&term, from: start) }
    } else {
      stemmer(isASCII ? .english : language)?.stem(&term, from: start)
    }
  }

  /// The folded stem of a marked word.
  func stem(ofMarked word: [UInt8], _ language: Language) -> [UInt8] {
    marked.removeAll(keepingCapacity: true)
    marked += word
    var term: [UInt8] = []
    appendMarkedStem(language, to: &term, limit: Analyzer.maximalTermLength)
    return term
  }

  private static func isLatin(_ language: Language) -> Bool {
    LanguageTable.isLatin[Int(language.rawValue)]
  }

  /// Whether the bytes are ASCII letters, apostrophes and whatever is beyond ASCII.
  private static func isOfLetters(_ word: ArraySlice<UInt8>) -> Bool {
    word.allSatisfy { $0 &- UInt8(ascii: "a") < 26 || $0 == UInt8(ascii: "'") || $0 >= 0x80 }
  }

  /// Appends the normal form of a compound: folded parts joined by hyphens, the last one stemmed.
  ///
  /// O'Neill keeps its apostrophe, C++ and C# their signs.
  func appendCompound(_ raw: Span<UInt8>, _ language: Language, to term: inout [UInt8]) {
    let start = term.count
    let last = appendParts(raw, to: &term)
    let left = max(0, Analyzer.maximalTermLength - (term.count - start))
    appendStem(raw.extracting(last), language, to: &term, minimalLength: 3, limit: left)
    UTF8Decoding.truncate(&term, from: start, to: Analyzer.maximalTermLength)
  }

  /// Appends the normal form of a compound without stemming.
  func appendFoldedCompound(_ raw: Span<UInt8>, to word: inout [UInt8]) {
    let start = word.count
    let last = appendParts(raw, to: &word)
    appendFolded(raw.extracting(last), to: &word, from: start)
    UTF8Decoding.truncate(&word, from: start, to: Analyzer.maximalTermLength)
  }

  /// Appends the folded parts of a compound but for the last one, whose range is the answer.
  private func appendParts(_ raw: Span<UInt8>, to term: inout [UInt8]) -> Range<Int> {
    let start = term.count
    var part = 0
    var i = 0
    while i < raw.count, term.count - start <= Analyzer.maximalTermLength {
      let length = Compound.joinerLength(raw, at: i)
      if length == 0 {
        i += 1
        continue
      }
      appendFolded(raw.extracting(part..<i), to: &term, from: start)
      term.append(UInt8(ascii: "-"))
      i += length
      part = i
    }
    if part == 0, let name = Compound.nameParts(raw, 0, raw.count) {
      appendFolded(raw.extracting(0..<name.prefixEnd), to: &term, from: start)
      term.append(UInt8(ascii: "'"))
      part = name.restStart
    }
    return part..<raw.count
  }

  private func appendFolded(_ raw: Span<UInt8>, to term: inout [UInt8], from start: Int) {
    let left = max(0, Analyzer.maximalTermLength - (term.count - start))
    Folding.append(raw, to: &term, limit: left)
  }
}
