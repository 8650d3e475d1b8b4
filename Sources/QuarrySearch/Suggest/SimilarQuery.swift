package import QuarryAnalysis
package import QuarryFormat

/// The terms that tell a text from others: what a search for similar documents looks for.
///
/// A term is worth its frequency in the text, saturated as in BM25, times its idf in the index. Terms of
/// one document find nothing else, and those of a quarter of all documents say nothing: both are left
/// out.
package enum SimilarQuery {
  /// A term of the index and the factor for its leaf, which has an idf of its own; the best has 1.
  package struct Term: Sendable, Hashable {
    package let bytes: [UInt8]
    package let weight: Double
  }

  package static let defaultLimit = 25
  /// The bytes of a text that are looked at.
  private static let mostBytes = 256 << 10
  /// The distinct terms that are looked up: those that occur most.
  private static let mostTerms = 4096
  private static let k1 = 1.2

  /// The best terms of `text`, at most `limit`, the best first.
  ///
  /// - Parameter idf: of a document frequency, as the index ranks by it.
  package static func terms(
    of text: Span<UInt8>, language: Language, _ analyzer: Analyzer,
    in dictionaries: [TermDictionary], documentCount: Int, idf: (Int) -> Double,
    limit: Int = defaultLimit
  ) throws(SearchError) -> [Term] {
    let counts = counts(text, language, analyzer)
    let ranked = try SearchError.reading { () throws(FormatError) in
      var ranked: [(term: [UInt8], worth: Double)] = []
      for (term, count) in counts {
        var frequency = 0
        for dictionary in dictionaries {
          frequency += try dictionary.find(term.span)?.documentFrequency ?? 0
        }
        guard frequency >= 2, frequency <= max(documentCount / 4, 2) else { continue }
        let saturated = Double(count) / (Double(count) + k1)
        ranked.append((term, saturated * idf(frequency)))
      }
      return ranked
    }
    let best = ranked.sorted {
      $0.worth != $1.worth
        ? $0.worth > $1.worth : $0.term.lexicographicallyPrecedes($1.term)
    }.prefix(max(limit, 0))
    guard let most = best.first?.worth, most > 0 else { return [] }
    return best.map { Term(bytes: $0.term, weight: $0.worth / most) }
  }

  /// The terms of a text and how often they occur in it.
  private static func counts(
    _ text: Span<UInt8>, _ language: Language, _ analyzer: Analyzer
  ) -> [(term: [UInt8], count: Int)] {
    let head = text.extracting(first: mostBytes)
    var tokens: [RawToken] = []
    analyzer.tokenize(head, into: &tokens)
    var counts: [[UInt8]: Int] = [:]
    var term: [UInt8] = []
    for token in tokens {
      term.removeAll(keepingCapacity: true)
      let raw = head.extracting(Int(token.start)..<Int(token.end))
      analyzer.appendTerm(raw, kind: token.kind, language: language, to: &term)
      if (2...TermDictionary.maxTermBytes).contains(term.count) { counts[term, default: 0] += 1 }
    }
    let all = counts.map { (term: $0.key, count: $0.value) }
    guard all.count > mostTerms else { return all }
    let sorted = all.sorted {
      $0.count != $1.count ? $0.count > $1.count : $0.term.lexicographicallyPrecedes($1.term)
    }
    return Array(sorted.prefix(mostTerms))
  }
}
