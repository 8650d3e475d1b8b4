/// The terms of English: folded words and their stems, and the normal form of compounds.
final class EnglishTerms {
  let stemmer: Stemmer

  init() throws(AnalysisError) {
    stemmer = try Stemmer("english")
  }

  /// Appends the term of a word: folded, and stemmed where it is of ASCII letters only.
  ///
  /// Underscores around a word are left out.
  func appendWord(_ raw: Span<UInt8>, to term: inout [UInt8]) {
    var first = 0
    var end = raw.count
    while first < end, raw[first] == UInt8(ascii: "_") { first += 1 }
    while first < end, raw[end - 1] == UInt8(ascii: "_") { end -= 1 }
    let start = term.count
    Folding.append(
      raw.extracting(first..<end), to: &term, limit: Analyzer.maximalTermLength)
    stemWord(&term, from: start, minimalLength: 1)
  }

  /// Appends the normal form of a compound: folded parts joined by hyphens, the last one stemmed.
  ///
  /// O'Neill keeps its apostrophe, C++ and C# their signs.
  func appendCompound(_ raw: Span<UInt8>, to term: inout [UInt8]) {
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
    stemWord(&term, from: lastPart, minimalLength: 3)
    UTF8Decoding.truncate(&term, from: start, to: Analyzer.maximalTermLength)
  }

  private func appendFolded(_ raw: Span<UInt8>, to term: inout [UInt8], from start: Int) {
    let left = max(0, Analyzer.maximalTermLength - (term.count - start))
    Folding.append(raw, to: &term, limit: left)
  }

  /// Stems what `term` holds from `start` on if it is of ASCII letters and apostrophes only.
  func stemWord(_ term: inout [UInt8], from start: Int, minimalLength: Int) {
    guard term.count - start >= minimalLength else { return }
    for byte in term[start...] {
      let isLetter = byte &- UInt8(ascii: "a") < 26
      if !isLetter, byte != UInt8(ascii: "'") { return }
    }
    stemmer.stem(&term, from: start)
  }
}
