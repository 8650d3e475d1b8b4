/// The terms of the standard analysis: folded stems, and the normal form of compounds.
///
/// The stemmer of a language is made when its first word comes. A word in Latin letters among the
/// words of a language that has others is taken for English.
final class StandardTerms {
  /// What is known of a language whose words have come.
  private struct Known {
    var stemmer: Stemmer?
    var needsMarks: Bool
    var isLatin: Bool
  }

  private var known: [Known?]
  private var marked: [UInt8] = []

  init() {
    known = Array(repeating: nil, count: LanguageTable.entries.count)
  }

  /// The facts of a language, whose stemmer is nil where there is none or the library lacks it.
  private func facts(_ language: Language) -> Known {
    let number = Int(language.rawValue)
    if let found = known[number] { return found }
    let entry = LanguageTable.entry(language)
    let made = Known(
      stemmer: entry.stemmer.flatMap { try? Stemmer($0) }, needsMarks: entry.stemming == .marked,
      isLatin: LanguageTable.isLatin(entry))
    known[number] = made
    return made
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
    if !facts(language).needsMarks || raw.count < minimalLength {
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
    stem(&marked, from: 0, language, isFolded: false)
    let stem = marked
    Folding.append(stem.span, to: &term, limit: limit)
  }

  /// Stems what `term` holds from `start` on, folded, if it is of letters and apostrophes only.
  func stemFolded(
    _ term: inout [UInt8], from start: Int, minimalLength: Int, _ language: Language
  ) {
    if term.count - start >= minimalLength { stem(&term, from: start, language, isFolded: true) }
  }

  /// Stems the word that `term` holds from `start` on, unless it has digits or punctuation.
  ///
  /// Where no stemmer is, a possessive 's is taken off, which English names have in any text.
  private func stem(
    _ term: inout [UInt8], from start: Int, _ language: Language, isFolded: Bool
  ) {
    var all: UInt8 = 0
    for place in start..<term.count {
      let byte = term[place]
      let isLetter = byte &- UInt8(ascii: "a") < 26 || byte >= 0x80 || byte == UInt8(ascii: "'")
      if !isLetter { return }
      all |= byte
    }
    let facts = facts(language)
    if all < 0x80, !facts.isLatin {
      self.facts(.english).stemmer?.stem(&term, from: start)
    } else if all < 0x80 || !isFolded || !facts.isLatin {
      if let stemmer = facts.stemmer {
        stemmer.stem(&term, from: start)
      } else if all < 0x80, term.count - start > 2,
        term[start...].suffix(2).elementsEqual("'s".utf8)
      {
        term.removeLast(2)
      }
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

  /// Appends the normal form of a compound: folded parts joined by hyphens, the last one stemmed.
  ///
  /// O'Neill keeps its apostrophe, C++ and C# their signs.
  func appendCompound(_ raw: Span<UInt8>, _ language: Language, to term: inout [UInt8]) {
    let start = term.count
    let last = appendParts(raw, to: &term)
    let left = max(0, Analyzer.maximalTermLength - (term.count - start))
    appendStem(raw.extracting(last), language, to: &term, minimalLength: 3, limit: left)
    UTF8Decoding.truncate(&term, from: start, to: Analyzer.maximalTermLength)
    Self.removeIfEmpty(&term, from: start)
  }

  /// Appends the normal form of a compound without stemming.
  func appendFoldedCompound(_ raw: Span<UInt8>, to word: inout [UInt8]) {
    let start = word.count
    let last = appendParts(raw, to: &word)
    appendFolded(raw.extracting(last), to: &word, from: start)
    UTF8Decoding.truncate(&word, from: start, to: Analyzer.maximalTermLength)
    Self.removeIfEmpty(&word, from: start)
  }

  /// Takes a compound away whose parts have no terms, so that it does not stand at the place of a
  /// word that has none.
  private static func removeIfEmpty(_ term: inout [UInt8], from start: Int) {
    for place in start..<term.count
    where term[place] != UInt8(ascii: "-") && term[place] != UInt8(ascii: "'") {
      return
    }
    term.removeLast(term.count - start)
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
