package import QuarryFormat
import Synchronization

/// Answers queries from an index, for any number of threads at once.
package final class Searcher: Sendable {
  let indexes: IndexSet
  let scoring: Scoring
  private let cache: PageCache?
  private let contexts = Mutex<[SearchContext]>([])

  /// A searcher that keeps at most `cacheBytes` of decoded postings; with 0 it keeps none.
  ///
  /// - Parameter scoring: how documents are ranked, where it is not as the index says.
  package convenience init(
    _ index: IndexFile, scoring: Scoring? = nil, cacheBytes: Int = 32 << 20
  ) {
    self.init(IndexSet(index), scoring ?? Scoring(index.catalog), cacheBytes: cacheBytes)
  }

  /// A searcher of several indexes as if they were one: statistics are counted over all, and
  /// documents are numbered through in the order of `indexes`.
  ///
  /// - Throws: a `SearchError` where there is no index, or where two do not go together.
  package convenience init(
    indexes: [IndexFile], cacheBytes: Int = 32 << 20
  ) throws(SearchError) {
    let set = try IndexSet(indexes)
    self.init(
      set, Scoring(set.catalog, statisticsOf: indexes.map(\.catalog)), cacheBytes: cacheBytes)
  }

  private init(_ indexes: IndexSet, _ scoring: Scoring, cacheBytes: Int) {
    self.indexes = indexes
    self.scoring = scoring
    cache = cacheBytes > 0 ? PageCache(bytes: cacheBytes) : nil
  }

  /// What a query may name: the text fields of the indexes and the metadata that they can be filtered
  /// by.
  package var queryFields: QueryFields {
    var metadata: Set<String> = ["id", "tag"]
    for part in indexes.parts {
      for column in part.segment.columns { metadata.insert(column.name) }
      for column in part.segment.omittedColumns { metadata.insert(column.name) }
    }
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
      parsed = try parse(query)
    } catch {
      throw SearchError(kind: .query, reason: error.description)
    }
    var results = try search(parsed.query, options)
    results.notices = parsed.notices + results.notices
    return results
  }

  /// The answer to a query.
  package func search(
    _ query: Query, _ options: SearchOptions = SearchOptions()
  ) throws(SearchError) -> SearchResults {
    let context = takeContext()
    defer { giveBack(context) }
    let analyzer = try context.analyzer()
    let plan = try QueryPlanner.plan(query, context)
    let offset = min(max(options.offset, 0), indexes.documentCount)
    let limit = min(max(options.limit, 0), indexes.documentCount - offset)
    let found = try SearchError.reading { () throws(FormatError) in
      try evaluate(plan, limit: offset + limit, counts: options.countsHits, context)
    }
    var results = SearchResults(
      hits: [], total: found.total, terms: plan.understood, notices: plan.notices)
    var snippets = SnippetMaker(plan, analyzer, options)
    for (place, entry) in found.hits.enumerated().dropFirst(offset) {
      let hit = try SearchError.reading { () throws(FormatError) in
        try self.hit(entry, rank: place + 1, plan, options, &snippets, context)
      }
      results.hits.append(hit)
    }
    return results
  }

  /// The best documents for `query`, without reading any of them: what the benchmark measures.
  package func top(
    _ query: Query, limit: Int, counts: Bool, context: SearchContext
  ) throws(SearchError) -> (hits: [ScoredDocument], total: Int?) {
    let plan = try QueryPlanner.plan(query, context)
    let limit = min(max(limit, 0), indexes.documentCount)
    return try SearchError.reading { () throws(FormatError) in
      try evaluate(plan, limit: limit, counts: counts, context)
    }
  }

  /// A context for calls of `top`, for one thread at a time.
  package func makeContext() -> SearchContext {
    SearchContext(indexes, scoring, cache)
  }

  /// The document stored under `identifier`, of several the last one of the index; nil where there
  /// is none.
  package func document(identifier: String) throws(SearchError) -> StoredDocument? {
    let context = takeContext()
    defer { giveBack(context) }
    return try SearchError.reading { () throws(FormatError) in
      let wanted = Array(identifier.utf8)
      let hash = IdentifierTable.hash(wanted.span)
      for segment in indexes.parts.reversed().map(\.segment) {
        for number in try segment.identifiers.candidates(hash).reversed() {
          let record = try segment.documents.read(number, with: context.inflater)
          if record.bytes[record.identifier].elementsEqual(wanted) {
            return StoredDocument(record)
          }
        }
      }
      return nil
    }
  }

  // MARK: Evaluation

  private func evaluate(
    _ plan: QueryPlan, limit: Int, counts: Bool, _ context: SearchContext
  ) throws(FormatError) -> (hits: [ScoredDocument], total: Int?) {
    var top = TopDocuments(limit: limit)
    var total = 0
    for segment in indexes.parts.indices {
      let reader = try context.reader(segment)
      var evaluator = try SegmentEvaluator(plan, segment: segment, reader)
      if evaluator.isEmpty { continue }
      if evaluator.clauses.contains(where: \.isRequired) {
        if limit > 0 || counts { total += try evaluator.findAll(&top, counts: counts) }
      } else {
        if limit > 0 { try evaluator.findAny(&top) }
        if counts {
          var counter = try SegmentEvaluator(plan, segment: segment, reader)
          total += try counter.countAny()
        }
      }
    }
    return (top.sorted(), counts ? total : nil)
  }

  private func hit(
    _ entry: ScoredDocument, rank: Int, _ plan: QueryPlan, _ options: SearchOptions,
    _ snippets: inout SnippetMaker, _ context: SearchContext
  ) throws(FormatError) -> Hit {
    guard let (part, number) = indexes.locate(entry.document) else {
      throw .damaged(
        section: SectionKind.documents.name, offset: entry.document,
        reason: "there is no such document")
    }
    let (record, passages) = try read(number, of: part, &snippets, context)
    var hit = Hit(
      rank: rank, score: entry.score, document: entry.document,
      identifier: record.string(record.identifier), title: record.string(record.title),
      metadata: record.fields, snippets: passages, explanation: nil)
    if options.explains {
      hit.explanation = try explanation(of: entry.document, plan, context)
    }
    return hit
  }

  /// Raw bytes read of a document at first, and then where its passages ask for more.
  private static let readBytes = [8 << 10, 64 << 10, SnippetMatcher.mostBytes + 64 << 10]

  /// A document, of a long one only as much of the text as its passages need.
  private func read(
    _ number: Int, of part: Int, _ snippets: inout SnippetMaker, _ context: SearchContext
  ) throws(FormatError) -> (DocumentRecord, [Snippet]) {
    for limit in Self.readBytes {
      // A record whose head is longer than the limit cannot be read so far: then all of it is.
      guard let record = try? self.record(number, of: part, limit: limit, context)
      else { continue }
      if let passages = snippets.snippets(of: record) { return (record, passages) }
    }
    let record = try indexes.parts[part].segment.documents.read(number, with: context.inflater)
    return (record, snippets.snippets(of: record) ?? [])
  }

  /// At least the first `limit` bytes of a document, kept for the next search that shows it.
  private func record(
    _ number: Int, of part: Int, limit: Int, _ context: SearchContext
  ) throws(FormatError) -> DocumentRecord {
    let key = PageCache.Key(
      segment: UInt32(clamping: part), kind: .document, place: UInt64(clamping: number))
    if let record = cache?.document(key), !record.isCut || record.bytes.count >= limit {
      return record
    }
    let record = try indexes.parts[part].segment.documents.read(
      number, limit: limit, with: context.inflater)
    cache?.insert(.document(record), key)
    return record
  }

  private func explanation(
    of document: Int, _ plan: QueryPlan, _ context: SearchContext
  ) throws(FormatError) -> Explanation? {
    guard let (part, number) = indexes.locate(document) else { return nil }
    var evaluator = try SegmentEvaluator(plan, segment: part, try context.reader(part))
    return try evaluator.explanation(of: number, plan, fields: indexes.fields)
  }

  // MARK: Contexts

  private func takeContext() -> SearchContext {
    contexts.withLock { $0.popLast() } ?? makeContext()
  }

  private func giveBack(_ context: SearchContext) {
    contexts.withLock { if $0.count < 64 { $0.append(context) } }
  }
}
