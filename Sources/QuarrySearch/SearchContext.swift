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
  /// What all searches share; where that is off or small, before it what this one has read so far.
  let cache: PageCache
  private let keepsCache: Bool
  /// The number of the scores, which pages of postings hold bounds of, among those of all searchers
  /// that share the cache.
  private let scoringNumber: UInt64
  /// When the present search has to end.
  let timeLimit = TimeLimit()
  let counter = WorkCounter()
  private let inflaterOfPostings = Inflater()
  /// Reads stored documents; apart from the other, as a preset dictionary goes with it.
  let inflater = Inflater()
  private var readers: [SegmentReader?]
  private var analyzerMade: Analyzer?
  private var languagesFound: (usual: [Language], all: [Language])?
  /// Whether words are looked for in languages that hardly any document is in, too.
  private var takesAllLanguages = false
  private var functionWordsMade: FunctionWords?
  /// Where terms that were looked up lately are, by segment: queries share words.
  private var places: [[UInt8]: [TermInfo?]] = [:]
  private static let mostPlaces = 1024
  private static let longestPlaced = 64

  init(
    _ indexes: IndexSet, _ scoring: Scoring, _ ranking: RankingParameters, _ cache: PageCache?,
    scoringNumber: UInt64 = 0
  ) {
    self.indexes = indexes
    self.ranking = ranking
    self.scoring = scoring
    self.scoringNumber = scoringNumber
    if let cache, cache.capacity >= Self.bytesOfSearch {
      self.cache = cache
      keepsCache = true
    } else {
      self.cache = PageCache(bytes: Self.bytesOfSearch, isShared: false, behind: cache)
      keepsCache = false
    }
    readers = Array(repeating: nil, count: indexes.parts.count)
  }

  /// The bytes of pages that a search keeps until it ends, whatever all of them may keep, so that it
  /// inflates none twice.
  private static let bytesOfSearch = 16 << 20

  /// What was done for the last search.
  package var work: SearchWork { counter.work }

  /// Ends a search: what only it needed is forgotten.
  func finish() {
    if !keepsCache {
      cache.removeAll()
      places.removeAll()
    }
    timeLimit.start(nil)
    if takesAllLanguages {
      takesAllLanguages = false
      functionWordsMade = nil
    }
  }

  /// Has words looked for in all languages from now on to the end of the search.
  ///
  /// - Returns: false where they were.
  func takeAllLanguages() throws(SearchError) -> Bool {
    guard !takesAllLanguages, try analyzer().usesLanguages else { return false }
    let usual = try languages()
    guard let found = languagesFound, found.all.count > usual.count else { return false }
    takesAllLanguages = true
    functionWordsMade = nil
    return true
  }

  /// Where a term is in each segment; nil where no document there holds it.
  func infos(of term: [UInt8]) throws(FormatError) -> [TermInfo?] {
    if let known = places[term] { return known }
    var infos: [TermInfo?] = []
    infos.reserveCapacity(indexes.parts.count)
    for part in indexes.parts {
      let info = try part.segment.terms.find(term.span)
      guard info?.documentFrequency ?? 0 <= part.segment.documentCount else {
        throw .damaged(
          section: SectionKind.terms.name, offset: 0, reason: "a document frequency is impossible")
      }
      infos.append(info)
    }
    if term.count <= Self.longestPlaced {
      if places.count >= Self.mostPlaces { places.removeAll(keepingCapacity: true) }
      places[term] = infos
    }
    return infos
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
    if let languagesFound {
      return takesAllLanguages ? languagesFound.all : languagesFound.usual
    }
    var found = IndexLanguages()
    if try analyzer().usesLanguages {
      try SearchError.reading { () throws(FormatError) in
        for part in indexes.parts { try found.add(part.segment) }
      }
    }
    var languages = found.languages
    if languages.isEmpty { languages = [.english] }
    languagesFound = (languages, found.allLanguages)
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
      indexes.parts[segment], scoringNumber: scoringNumber, scoring: scoring, cache: cache,
      inflater: inflaterOfPostings, timeLimit: timeLimit, counter: counter)
    readers[segment] = reader
    return reader
  }
}
