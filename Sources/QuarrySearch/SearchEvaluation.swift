import QuarryAnalysis
import QuarryFormat

/// How a query becomes a list of hits: by score, by date, by title, or one of each group.
extension Searcher {
  /// The answer to a query.
  func answer(
    _ query: Query, _ options: SearchOptions, _ context: SearchContext
  ) throws(SearchError) -> SearchResults {
    var query = query
    var notices: [String] = []
    if let synonyms = options.synonyms {
      (query, notices) = synonyms.applied(to: query, textFields: Set(indexes.fields.map(\.name)))
    }
    let plan = try QueryPlanner.plan(query, context)
    var results = try answer(plan, notices: notices, options, context)
    if options.correctsSpelling, !results.isPartial, let words = query.plainWords {
      try correct(&results, words, options, context)
    }
    return results
  }

  /// Offers another query where a word was probably misspelt, and answers that one where the query
  /// itself finds nothing.
  private func correct(
    _ results: inout SearchResults, _ words: [String], _ options: SearchOptions,
    _ context: SearchContext
  ) throws(SearchError) {
    let text: String?
    do throws(SearchError) {
      try SearchError.reading { () throws(FormatError) in try context.timeLimit.check() }
      text = try correction(of: words, context)
    } catch {
      guard error.kind == .outOfTime else { throw error }
      // Hits that were found are all there are; where there are none, more was meant to be looked for.
      if results.total ?? results.hits.count == 0 { results.setPartial(options.timeLimit) }
      return
    }
    guard let text else { return }
    results.correction = SearchResults.Correction(query: text, wasRun: false)
    guard results.total ?? results.hits.count == 0 else { return }
    var other = options
    other.correctsSpelling = false
    let corrected = try answer(try query(text), other, context)
    guard !corrected.hits.isEmpty else {
      if context.timeLimit.isOver { results.setPartial(options.timeLimit) }
      return
    }
    results = corrected
    results.correction = SearchResults.Correction(query: text, wasRun: true)
  }

  /// The answer to a query that was planned.
  func answer(
    _ planned: QueryPlan, notices: [String], _ options: SearchOptions, _ context: SearchContext
  ) throws(SearchError) -> SearchResults {
    var plan = planned
    try restrict(&plan, options, context)
    let recencies = try recencies(options)
    let offset = min(max(options.offset, 0), indexes.documentCount)
    let limit = min(max(options.limit, 0), indexes.documentCount - offset)
    let counted = try counted(plan, options, context)
    var copies: [Int] = []
    /// Leaves out near copies, where that is asked for.
    func find(
      _ limit: Int,
      _ search: (Int) throws(SearchError) -> (hits: [ScoredDocument], total: Int?)
    ) throws(SearchError) -> (hits: [ScoredDocument], total: Int?) {
      guard options.collapsesSimilar, limit > 0 else { return try search(limit) }
      let found = try collapsed(wanted: limit, context, search)
      copies = found.copies
      return (found.hits, found.total)
    }
    let found: (hits: [ScoredDocument], total: Int?)
    if options.sort == .score {
      if let groupBy = options.groupBy {
        found = try grouped(
          plan, by: groupBy, limit: offset + limit, counts: options.countsHits, recencies, context)
      } else {
        found = try find(offset + limit) { limit throws(SearchError) in
          try SearchError.reading { () throws(FormatError) in
            try best(
              plan, limit: limit, counts: options.countsHits, recencies: recencies, context)
          }
        }
      }
    } else {
      guard options.groupBy == nil else {
        throw SearchError(kind: .query, reason: "groups are shown by score only")
      }
      found = try find(offset + limit) { limit throws(SearchError) in
        try sorted(plan, counted, options, limit: limit, recencies, context)
      }
    }
    var results = SearchResults(
      hits: [], total: found.total, terms: plan.understood, notices: plan.notices)
    try count(counted, options, into: &results)
    var snippets = SnippetMaker(
      plan, try context.analyzer(), body: max(0, indexes.fields.count - 1), options)
    for (place, entry) in found.hits.enumerated().dropFirst(offset) {
      // A few are shown whatever the time.
      if context.timeLimit.hasPassed(), place >= offset + Self.hitsInAnyCase { break }
      var hit = try SearchError.reading { () throws(FormatError) in
        try self.hit(entry, rank: place + 1, plan, options, recencies, &snippets, context)
      }
      if place < copies.count { hit.similarCount = copies[place] }
      results.hits.append(hit)
    }
    if context.timeLimit.isOver { results.setPartial(options.timeLimit) }
    return results
  }

  /// The hits that are read where the time is over before.
  private static let hitsInAnyCase = 10

  /// Leaves only documents of the dates that are asked for.
  private func restrict(
    _ plan: inout QueryPlan, _ options: SearchOptions, _ context: SearchContext
  ) throws(SearchError) {
    guard options.since != nil || options.until != nil else { return }
    let filter = DocumentFilter.range(
      field: "date", from: options.since.map { Query.Bound($0) },
      to: options.until.map { Query.Bound($0) })
    let bits = try FilterReader(context).bits(of: filter)
    // Beside the query, so that it demands nothing less.
    plan.root.branches.append(
      QueryPlan.List.Branch(occurrence: .must, node: .documents(bits)))
  }

  private func recencies(_ options: SearchOptions) throws(SearchError) -> [Recency]? {
    guard let days = options.recencyHalfLifeDays else { return nil }
    guard days > 0, days <= 1e6 else {
      throw SearchError(kind: .query, reason: "a half-life is from 0 to 1000000 days, not \(days)")
    }
    guard let newest = Recency.newest(of: indexes) else { return nil }
    return indexes.parts.map { Recency($0.segment, newest: newest, halfLife: days * 86_400) }
  }

  // MARK: By score

  /// The best documents, the second stage included, and how many match.
  func best(
    _ plan: QueryPlan, limit: Int, counts: Bool, recencies: [Recency]?, _ context: SearchContext
  ) throws(FormatError) -> (hits: [ScoredDocument], total: Int?) {
    var top = WindowTop(limit: limit)
    if let second = plan.second {
      top = WindowTop(
        window: RankingParameters.window, wanted: limit, slack: second.stage.cap)
    }
    var total = 0
    _ = try FormatError.inTime { () throws(FormatError) in
      // What is counted apart comes last, so that a time limit ends the counts before the hits.
      var counted: [(segment: Int, isRequired: Bool)] = []
      for segment in indexes.parts.indices {
        var evaluator = try SegmentEvaluator(plan, segment: segment, try context.reader(segment))
        if evaluator.isEmpty { continue }
        evaluator.recency = recencies?[segment]
        let isRequired = evaluator.clauses.contains(where: \.isRequired)
        let countsApart = counts && (!isRequired || evaluator.isCountedByBits)
        if countsApart { counted.append((segment, isRequired)) }
        if isRequired {
          if limit > 0 || counts && !countsApart {
            let found = try evaluator.findAll(&top, counts: counts && !countsApart)
            if !countsApart { total += found }
          }
        } else if limit > 0 {
          try evaluator.findAny(&top)
        }
      }
      for (segment, isRequired) in counted {
        var counter = try SegmentEvaluator(plan, segment: segment, try context.reader(segment))
        total += try isRequired ? counter.countAll() : counter.countAny()
      }
    }
    var hits = top.sorted()
    if let second = plan.second, !hits.isEmpty {
      let ranked = try FormatError.inTime { () throws(FormatError) in
        try SecondStageRunner(plan, second, context).rank(hits, limit: limit, recencies: recencies)
      }
      hits = ranked ?? Array(hits.prefix(limit))
    }
    if context.timeLimit.isOver { total = max(total, hits.count) }
    return (hits, counts ? total : nil)
  }

  /// The best document of each value of a field; one without a value is a group of its own.
  private func grouped(
    _ plan: QueryPlan, by field: String, limit: Int, counts: Bool, _ recencies: [Recency]?,
    _ context: SearchContext
  ) throws(SearchError) -> (hits: [ScoredDocument], total: Int?) {
    let name = indexes.metadataName(field)
    let columns = indexes.parts.map { $0.segment.column(named: name) }
    guard columns.contains(where: { $0 != nil }) || indexes.documentCount == 0 else {
      throw SearchError(kind: .query, reason: "documents have no \(field) to be grouped by")
    }
    return try SearchError.reading { () throws(FormatError) in
      var depth = max(4 * limit, RankingParameters.window)
      var total: Int?
      while true {
        depth = min(depth, indexes.documentCount)
        let found = try best(
          plan, limit: depth, counts: counts && total == nil, recencies: recencies, context)
        total = total ?? found.total
        var seen: Set<String> = []
        var hits: [ScoredDocument] = []
        for entry in found.hits where hits.count < limit {
          let value = try value(of: entry.document, columns)
          if value.map({ seen.insert($0).inserted }) ?? true { hits.append(entry) }
        }
        if hits.count >= limit || found.hits.count < depth || depth == indexes.documentCount
          || context.timeLimit.isOver
        {
          return (hits, total)
        }
        depth *= 4
      }
    }
  }

  /// The value that groups a document; nil where it has none.
  private func value(of document: Int, _ columns: [Column?]) throws(FormatError) -> String? {
    guard let (part, number) = indexes.locate(document), let column = columns[part] else {
      return nil
    }
    switch column.kind {
    case .keyword:
      var ordinals: [Int] = []
      try column.ordinals(of: number, into: &ordinals)
      guard let first = ordinals.first else { return nil }
      return String(decoding: try column.value(first), as: UTF8.self)
    case .integer, .date: return try column.integer(number).map { String($0) }
    case .real: return try column.real(number).map { "\($0)" }
    }
  }

  // MARK: Counts and other orders

  /// All documents that match, where counts or an order need them.
  private func counted(
    _ plan: QueryPlan, _ options: SearchOptions, _ context: SearchContext
  ) throws(SearchError) -> MatchSet? {
    guard options.sort != .score || !options.facets.isEmpty || options.timeline != nil else {
      return nil
    }
    return try SearchError.reading { () throws(FormatError) in try MatchSet(plan, context) }
  }

  private func count(
    _ matches: MatchSet?, _ options: SearchOptions, into results: inout SearchResults
  ) throws(SearchError) {
    guard let matches else { return }
    for field in options.facets {
      let counted = try SearchError.reading { () throws(FormatError) in
        try FormatError.inTime { () throws(FormatError) in
          try matches.facet(field, limit: options.facetLimit)
        }
      }
      // A facet that there was no time for is left out.
      guard let counted else { continue }
      // An index without documents has no fields, which is no fault of the query's.
      guard counted != nil || indexes.documentCount == 0 else {
        throw SearchError(kind: .query, reason: "documents have no \(field) to be counted")
      }
      results.facets.append(
        counted ?? Facet(field: field, values: [], otherCount: 0, missingCount: 0))
    }
    if let unit = options.timeline {
      results.timeline = try SearchError.reading { () throws(FormatError) in
        try FormatError.inTime { () throws(FormatError) in try matches.timeline(unit) }
      }
    }
  }

  private func sorted(
    _ plan: QueryPlan, _ matches: MatchSet?, _ options: SearchOptions, limit: Int,
    _ recencies: [Recency]?, _ context: SearchContext
  ) throws(SearchError) -> (hits: [ScoredDocument], total: Int?) {
    guard let matches else { return ([], nil) }
    return try SearchError.reading { () throws(FormatError) in
      let documents =
        switch options.sort {
        case .title: try TitleOrder(context).sorted(matches, limit: limit)
        case .oldest: try matches.sortedByDate(newestFirst: false, limit: limit)
        case .newest, .score: try matches.sortedByDate(newestFirst: true, limit: limit)
        }
      let hits = try scored(documents, plan, recencies, context)
      return (hits, options.countsHits ? matches.count : nil)
    }
  }

  /// Documents in the order given with the scores of the first stage.
  private func scored(
    _ documents: [Int], _ plan: QueryPlan, _ recencies: [Recency]?, _ context: SearchContext
  ) throws(FormatError) -> [ScoredDocument] {
    var hits = documents.map { ScoredDocument(document: $0, score: 0) }
    var segment = -1
    var evaluator: SegmentEvaluator?
    _ = try FormatError.inTime { () throws(FormatError) in
      for place in hits.indices.sorted(by: { hits[$0].document < hits[$1].document }) {
        guard let (part, number) = indexes.locate(hits[place].document) else { continue }
        if part != segment {
          segment = part
          evaluator = try SegmentEvaluator(plan, segment: part, try context.reader(part))
          evaluator?.recency = recencies?[part]
        }
        hits[place].score = try evaluator?.score(number) ?? 0
      }
    }
    return hits
  }
}
