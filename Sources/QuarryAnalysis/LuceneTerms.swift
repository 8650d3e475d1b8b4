/// The terms of Lucene's EnglishAnalyzer, to measure against engines that use it.
///
/// StandardTokenizer (UAX #29 words with a letter or digit, cut at 255 UTF-16 units), possessive 's
/// taken off, lower case, 33 stop words dropped, Porter's stems with the two changes that Porter
/// himself published later (bli to ble, logi to log) and no stems of one or two letters.
/// Source: Porter, "An algorithm for suffix stripping", 1980.
final class LuceneTerms {
  /// The longest token, in UTF-16 units.
  private static let maximalUnits = 255

  private static let stopWords: Set<String> = [
    "a", "an", "and", "are", "as", "at", "be", "but", "by", "for", "if", "in", "into", "is", "it",
    "no", "not", "of", "on", "or", "such", "that", "the", "their", "then", "there", "these", "they",
    "this", "to", "was", "will", "with",
  ]
  private static let longestStopWord = 5

  private let stops: Set<[UInt8]>
  private let stemmer: Stemmer

  init() throws(AnalysisError) {
    stops = Set(Self.stopWords.map { Array($0.utf8) })
    stemmer = try Stemmer("porter")
  }

  /// Appends the words of `text`, of which everything beyond 4 GiB is left out.
  static func scan(_ text: Span<UInt8>, into tokens: inout [RawToken]) {
    let text = text.extracting(first: Int(UInt32.max))
    var i = 0
    while i < text.count {
      let segment = WordBoundaries.segment(text, from: i)
      if segment.isToken { append(text, segment.tokenStart, segment.end, &tokens) }
      i = segment.end
    }
  }

  /// Appends a word, in pieces where it is too long.
  private static func append(
    _ text: Span<UInt8>, _ start: Int, _ end: Int, _ tokens: inout [RawToken]
  ) {
    var first = start
    if end - start > maximalUnits {
      var i = start
      var units = 0
      while i < end {
        let length = UTF8Decoding.scalar(text, at: i).length
        let more = length == 4 ? 2 : 1
        if units + more > maximalUnits {
          tokens.append(RawToken(start: UInt32(first), end: UInt32(i), kind: .word))
          first = i
          units = 0
        }
        units += more
        i += length
      }
    }
    tokens.append(RawToken(start: UInt32(first), end: UInt32(end), kind: .word))
  }

  /// Appends the term of a word; a stop word has none.
  func append(_ raw: Span<UInt8>, to term: inout [UInt8]) {
    let start = term.count
    let word = raw.extracting(first: raw.count - Self.possessiveLength(raw))
    LowerCase.append(word, to: &term, limit: Analyzer.maximalTermLength)
    if term.count - start <= Self.longestStopWord, stops.contains(Array(term[start...])) {
      term.removeLast(term.count - start)
      return
    }
    stem(&term, from: start)
    UTF8Decoding.truncate(&term, from: start, to: Analyzer.maximalTermLength)
  }

  /// The length of an 's at the end, whose apostrophe may be straight, curly or wide.
  private static func possessiveLength(_ raw: Span<UInt8>) -> Int {
    guard raw.count >= 2, raw[raw.count - 1] | 0x20 == UInt8(ascii: "s") else { return 0 }
    if raw[raw.count - 2] == UInt8(ascii: "'") { return 2 }
    guard raw.count >= 4 else { return 0 }
    let before = UTF8Decoding.scalar(raw, at: raw.count - 4)
    return before.length == 3 && (before.value == 0x2019 || before.value == 0xFF07) ? 4 : 0
  }

  private func stem(_ term: inout [UInt8], from start: Int) {
    guard term.count - start > 2 else { return }
    stemmer.stem(&term, from: start)
    let end = term[start...]
    if end.count > 4, end.suffix(4).elementsEqual("logi".utf8), Self.hasMeasure(end.dropLast(4)) {
      term.removeLast()
    } else if end.count > 3, end.suffix(3).elementsEqual("bli".utf8),
      Self.hasMeasure(end.dropLast(3))
    {
      term[term.count - 1] = UInt8(ascii: "e")
      stemmer.stem(&term, from: start)
    }
  }

  /// Whether a consonant comes after a vowel: Porter's m > 0.
  private static func hasMeasure(_ word: ArraySlice<UInt8>) -> Bool {
    var wasVowel = false
    var isFirst = true
    for byte in word {
      let isVowel =
        "aeiou".utf8.contains(byte) || (byte == UInt8(ascii: "y") && !wasVowel && !isFirst)
      if wasVowel, !isVowel { return true }
      wasVowel = isVowel
      isFirst = false
    }
    return false
  }
}
