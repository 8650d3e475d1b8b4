package import QuarryFormat
import QuarryStorage
import Synchronization

/// Answers queries from an index, for any number of threads at once.
package final class Searcher: Sendable {
  let indexes: IndexSet
  let scoring: Scoring
  let ranking: RankingParameters
  let cache: PageCache?
  private let contexts = Mutex<[SearchContext]>([])
  /// The searcher with other parameters that was asked for last, which shares the cache.
  private let variant = Mutex<(parameters: [String: Double], searcher: Searcher?)>(([:], nil))
  /// Names what the cache keeps for all searchers that share it.
  private let names: CacheNames
  /// What tells its scores from those of the searchers that share its cache.
  private let scoringNumber: UInt64

  /// A searcher that keeps at most `cacheBytes` of decoded pages and documents; with 0 it keeps none
  /// from one search to the next.
  ///
  /// - Parameters:
  ///   - scoring: how documents are ranked, where it is not as the index says.
  ///   - ranking: the same of the second stage.
  package convenience init(
    _ index: IndexFile, scoring: Scoring? = nil, ranking: RankingParameters? = nil,
    cacheBytes: Int = 32 << 20
  ) {
    let names = CacheNames()
    self.init(
      IndexSet(index, names), scoring ?? Scoring(index.catalog),
      ranking ?? RankingParameters(index.catalog), Self.cache(of: cacheBytes), names)
  }

  /// A searcher of several indexes as if they were one: statistics are counted over all, and
  /// documents are numbered through in the order of `indexes`.
  ///
  /// - Throws: a `SearchError` where there is no index, or where two do not go together.
  package convenience init(
    indexes: [IndexFile], ranking: RankingParameters? = nil, cacheBytes: Int = 32 << 20
  ) throws(SearchError) {
    let names = CacheNames()
    let set = try IndexSet(indexes, names)
    self.init(
      set, Scoring(set.catalog, statisticsOf: indexes.map(\.catalog)),
      ranking ?? RankingParameters(set.catalog), Self.cache(of: cacheBytes), names)
  }

  private init(
    _ indexes: IndexSet, _ scoring: Scoring, _ ranking: RankingParameters, _ cache: PageCache?,
    _ names: CacheNames, scoringNumber: UInt64 = 0
  ) {
    self.indexes = indexes
    self.scoring = scoring
    self.ranking = ranking
    self.cache = cache
    self.names = names
    self.scoringNumber = scoringNumber
  }

  private static func cache(of bytes: Int) -> PageCache? {
    bytes > 0 ? PageCache(bytes: bytes) : nil
  }

  /// The same indexes ranked with other parameters; see `SearchOptions.parameters`.
  ///
  /// - Throws: a `SearchError` where a name is unknown or a value is out of its bounds.
  package func with(parameters: [String: Double]) throws(SearchError) -> Searcher {
    if parameters.isEmpty { return self }
    if let known = variant.withLock({ $0.parameters == parameters ? $0.searcher : nil }) {
      return known
    }
    var catalog = indexes.catalog
    var ranking = ranking
    try catalog.set(parameters, &ranking)
    let catalogs = indexes.indexes.map(\.catalog)
    let scoring = Scoring(catalog, statisticsOf: catalogs)
    return variant.withLock { variant in
      let made = follower(indexes, scoring, ranking)
      variant.parameters = parameters
      variant.searcher = made
      return made
    }
  }

  /// A searcher of the same files as they are now, `indexes`, that ranks as they say and shares the
  /// cache: pages of segments that both have are not decoded again.
  ///
  /// - Throws: a `SearchError` where two of the indexes do not go together.
  package func following(_ indexes: [IndexFile]) throws(SearchError) -> Searcher {
    let set = try IndexSet(indexes, names, after: self.indexes)
    return follower(
      set, Scoring(set.catalog, statisticsOf: indexes.map(\.catalog)),
      RankingParameters(set.catalog))
  }

  private func follower(
    _ indexes: IndexSet, _ scoring: Scoring, _ ranking: RankingParameters
  ) -> Searcher {
    let isAlike = scoring.hasSameSaturations(as: self.scoring)
    return Searcher(
      indexes, scoring, ranking, cache, names,
      scoringNumber: isAlike ? scoringNumber : names.new())
  }

  /// What a query may name: the text fields of the indexes and the metadata that they can be filtered
  /// by.
  package var queryFields: QueryFields {
    var metadata: Set<String> = ["id", "tag"]
    for part in indexes.parts {
      for column in part.segment.columns { metadata.insert(column.name) }
      for column in part.segment.omittedColumns { metadata.insert(column.name) }
    }
    if metadata.contains("tags") { metadata.formUnion(IndexSet.namesOfTags) }
    return QueryFields(text: indexes.fields.map(\.name), metadata: metadata)
  }

  /// The query that `text` stands for in these indexes.
  ///
  /// - Throws: a `QuerySyntaxError` where the text is over a limit and, in strict mode, where it
  ///   breaks a rule.
  package func parse(
    _ text: String, mode: QueryParser.Mode = .lenient
  ) throws(QuerySyntaxError) -> ParsedQuery {
    let parser = QueryParser(mode: mode, fields: queryFields) { expression in
      do throws(PatternError) {
        _ = try PatternAutomaton(.regex(expression), fold: { $0 })
        return nil
      } catch {
        return (error.offset, error.reason)
      }
    }
    return try parser.parse(text)
  }

  /// The answer to a query as typed; see `QueryParser`.
  package func search(
    _ query: String, _ options: SearchOptions = SearchOptions()
  ) throws(SearchError) -> SearchResults {
    let parsed: ParsedQuery
    do {
      parsed = try parse(query, mode: options.isStrict ? .strict : .lenient)
    } catch {
      throw SearchError(error)
    }
    var results = try search(parsed.query, options)
    results.notices = parsed.notices + results.notices
    return results
  }

  /// The answer to a query.
  package func search(
    _ query: Query, _ options: SearchOptions = SearchOptions()
  ) throws(SearchError) -> SearchResults {
    let searcher = try with(parameters: options.parameters)
    return try searcher.search(options) { searcher, context throws(SearchError) in
      let results = try searcher.answer(query, options, context)
      guard results.hits.isEmpty, results.total ?? 0 == 0, try context.takeAllLanguages() else {
        return results
      }
      return try searcher.answer(query, options, context)
    }
  }

  /// What the cache was asked for and keeps; all 0 where there is none.
  package var cacheStatistics: CacheStatistics { cache?.statistics ?? CacheStatistics() }

  /// The best documents for terms of the index, each with what its idf is multiplied by, but for the
  /// documents of the name `identifier`.
  package func search(
    terms: [(term: [UInt8], weight: Double)], excluding identifier: String? = nil,
    _ options: SearchOptions = SearchOptions()
  ) throws(SearchError) -> SearchResults {
    let searcher = try with(parameters: options.parameters)
    return try searcher.search(options) { searcher, context throws(SearchError) in
      let plan = try QueryPlanner.plan(terms: terms, excluding: identifier, context)
      return try searcher.answer(plan, notices: [], options, context)
    }
  }

  /// Gives what `body` finds until the time is over.
  private func search(
    _ options: SearchOptions,
    _ body: (Searcher, SearchContext) throws(SearchError) -> SearchResults
  ) throws(SearchError) -> SearchResults {
    let context = takeContext()
    defer { giveBack(context) }
    context.counter.work = SearchWork()
    context.timeLimit.start(options.timeLimit, clock: options.clock)
    do throws(SearchError) {
      var results = try body(self, context)
      results.work = context.work
      return results
    } catch {
      guard error.kind == .outOfTime else { throw error }
      return .none(in: options.timeLimit)
    }
  }

  /// The query that `text` stands for, read leniently.
  package func query(_ text: String) throws(SearchError) -> Query {
    do {
      return try parse(text).query
    } catch {
      throw SearchError(error)
    }
  }

  /// The best documents for `query`, without reading any of them: what the benchmark measures.
  package func top(
    _ query: Query, limit: Int, counts: Bool, context: SearchContext
  ) throws(SearchError) -> (hits: [ScoredDocument], total: Int?) {
    defer { context.finish() }
    context.counter.work = SearchWork()
    let plan = try QueryPlanner.plan(query, context)
    let limit = min(max(limit, 0), indexes.documentCount)
    return try SearchError.reading { () throws(FormatError) in
      try best(plan, limit: limit, counts: counts, recencies: nil, context)
    }
  }

  /// A context for calls of `top`, for one thread at a time.
  package func makeContext() -> SearchContext {
    SearchContext(indexes, scoring, ranking, cache, scoringNumber: scoringNumber)
  }

  /// The document stored under `identifier`, of several the last one of the index; nil where there
  /// is none.
  package func document(identifier: String) throws(SearchError) -> StoredDocument? {
    var found: StoredDocument?
    try forEachDocument(identifier: identifier) { part, _, record throws(FormatError) in
      found = StoredDocument(try indexes.completed(record, part: part))
      return false
    }
    return found
  }

  /// Calls `body` with the documents stored under `identifier`, the last one first, until it gives
  /// false: with the number of the segment, the document's number there, and its record.
  package func forEachDocument(
    identifier: String, _ body: (Int, Int, DocumentRecord) throws(FormatError) -> Bool
  ) throws(SearchError) {
    let context = takeContext()
    defer { giveBack(context) }
    try SearchError.reading { () throws(FormatError) in
      let wanted = Array(identifier.utf8)
      let hash = IdentifierTable.hash(wanted.span)
      for part in indexes.parts.indices.reversed() {
        let segment = indexes.parts[part].segment
        let live = try indexes.parts[part].live?.bits()
        for number in try segment.identifiers.candidates(hash).reversed()
        where live?.contains(number) ?? true {
          let record = try segment.documents.read(number, with: context.inflater)
          guard record.bytes[record.identifier].elementsEqual(wanted) else { continue }
          guard try body(part, number, record) else { return }
        }
      }
    }
  }

  /// The identifier of a document by its number in the segment.
  package static func identifier(
    of document: Int, in segment: Segment
  ) throws(SearchError) -> String {
    try SearchError.reading { () throws(FormatError) in
      let record = try segment.documents.read(document, with: Inflater())
      return record.string(record.identifier)
    }
  }

  /// Calls `body` with every document that matches `query`: the number of its segment, and its own
  /// there, both ascending.
  package func forEachMatch(
    of query: Query, _ body: (Int, Int) throws(FormatError) -> Void
  ) throws(SearchError) {
    let context = takeContext()
    defer { giveBack(context) }
    func matches() throws(SearchError) -> [DocumentBits] {
      let plan = try QueryPlanner.plan(query, context)
      return try SearchError.reading { () throws(FormatError) in try MatchSet(plan, context).bits }
    }
    var found = try matches()
    if found.allSatisfy({ $0.next(from: 0) == TermCursor.end }), try context.takeAllLanguages() {
      found = try matches()
    }
    let all = found
    try SearchError.reading { () throws(FormatError) in
      for (part, bits) in all.enumerated() {
        var document = bits.next(from: 0)
        while document != TermCursor.end {
          try body(part, document)
          document = bits.next(from: document + 1)
        }
      }
    }
  }

  // MARK: Contexts

  private func takeContext() -> SearchContext {
    contexts.withLock { $0.popLast() } ?? makeContext()
  }

  private func giveBack(_ context: SearchContext) {
    context.finish()
    contexts.withLock { if $0.count < 64 { $0.append(context) } }
  }
}
