import QuarryAnalysis
import QuarryFormat
import QuarryStorage

/// What one search at a time works with and leaves to the next: inflater, readers, analyzer.
///
/// A searcher hands it to one thread at a time.
package final class SearchContext: @unchecked Sendable {
  // Safe: `Searcher` keeps unused contexts behind a lock and gives each to one search only.
  let indexes: IndexSet
  let scoring: Scoring
  let ranking: RankingParameters
  private let cache: PageCache?
  private let inflaterOfPostings = Inflater()
  /// Reads stored documents; apart from the other, as a preset dictionary goes with it.
  let inflater = Inflater()
  private var readers: [SegmentReader?]
  private var analyzerMade: Analyzer?
  private var languagesFound: [Language]?
  private var functionWordsMade: FunctionWords?

  init(
    _ indexes: IndexSet, _ scoring: Scoring, _ ranking: RankingParameters, _ cache: PageCache?
  ) {
    self.indexes = indexes
    self.ranking = ranking
    self.scoring = scoring
    self.cache = cache
    readers = Array(repeating: nil, count: indexes.parts.count)
  }

  /// The analyzer that the index was built with.
  func analyzer() throws(SearchError) -> Analyzer {
    if let analyzerMade { return analyzerMade }
    do {
      let made = try Analyzer(try AnalyzerSettings(named: indexes.catalog.analyzer))
      analyzerMade = made
      return made
    } catch {
      throw SearchError(error)
    }
  }

  /// The languages of the texts, unknown ones last; one where the terms do not depend on it.
  func languages() throws(SearchError) -> [Language] {
    if let languagesFound { return languagesFound }
    var found = IndexLanguages()
    if try analyzer().usesLanguages {
      try SearchError.reading { () throws(FormatError) in
        for part in indexes.parts { try found.add(part.segment) }
      }
    }
    var languages = found.languages
    if languages.isEmpty { languages = [.english] }
    languagesFound = languages
    return languages
  }

  /// The function words of these languages.
  func functionWords() throws(SearchError) -> FunctionWords {
    if let functionWordsMade { return functionWordsMade }
    let made = FunctionWords(try languages())
    functionWordsMade = made
    return made
  }

  /// The reader of a segment.
  func reader(_ segment: Int) throws(FormatError) -> SegmentReader {
    if let reader = readers[segment] { return reader }
    let reader = try SegmentReader(
      indexes.parts[segment], number: segment, scoring: scoring, cache: cache,
      inflater: inflaterOfPostings)
    readers[segment] = reader
    return reader
  }
}
