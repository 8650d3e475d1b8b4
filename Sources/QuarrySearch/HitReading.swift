import QuarryFormat

/// Reads the documents that are shown, with passages and the account of their scores.
extension Searcher {
  func hit(
    _ entry: ScoredDocument, rank: Int, _ plan: QueryPlan, _ options: SearchOptions,
    _ recencies: [Recency]?, _ snippets: inout SnippetMaker, _ context: SearchContext
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
    hit.cluster = try indexes.parts[part].segment.nearDuplicates?.integer(number)
    if options.explains {
      hit.explanation =
        try FormatError.inTime { () throws(FormatError) in
          try explanation(of: entry, plan, recencies, context)
        } ?? nil
    }
    return hit
  }

  /// Raw bytes read of a document at first, and then where its passages ask for more: enough for two
  /// pieces that are looked at, for eight, and for all that ever are.
  private static let readBytes = [5 << 10, 18 << 10, 64 << 10, SnippetMatcher.mostBytes + 64 << 10]
  /// Bytes of a text that are kept although no passage has asked for them, rather than copy the rest.
  private static let spareBytes = 512

  /// A document, of a long one only as much of the text as its passages need.
  private func read(
    _ number: Int, of part: Int, _ snippets: inout SnippetMaker, _ context: SearchContext
  ) throws(FormatError) -> (DocumentRecord, [Snippet]) {
    let language = try IndexLanguages.language(of: number, in: indexes.parts[part].segment)
    if context.timeLimit.hasPassed(), snippets.needsText {
      // Passages are what takes time; a record whose head is longer than that is read in whole.
      let documents = indexes.parts[part].segment.documents
      if let head = try? documents.read(
        number, limit: Self.readBytes[0], with: context.inflater)
      {
        return (head, [])
      }
      return (try documents.read(number, with: context.inflater), [])
    }
    let key = key(number, of: part)
    // Of a document as much is kept as its passages took, for the next search that shows it.
    var known = 0
    if let record = context.cache.document(key) {
      if let passages = snippets.snippets(of: record, language: language) {
        return (record, passages)
      }
      known = record.bytes.count
    }
    let documents = indexes.parts[part].segment.documents
    // A record whose text is elsewhere is short.
    for limit in indexes.keepsTexts(part: part) ? Self.readBytes : [] where limit > known {
      // A record whose head is longer than the limit cannot be read so far: then all of it is.
      guard let record = try? documents.read(number, limit: limit, with: context.inflater)
      else { continue }
      if let passages = snippets.snippets(of: record, language: language) {
        keep(record, snippets, key, context)
        return (record, passages)
      }
    }
    var record = try documents.read(number, with: context.inflater)
    if snippets.needsText, record.external != nil {
      record = try indexes.completed(record, part: part)
    }
    let passages = snippets.snippets(of: record, language: language) ?? []
    keep(record, snippets, key, context)
    return (record, passages)
  }

  /// Keeps as much of a document as its passages were chosen from: what is behind that changes nothing.
  private func keep(
    _ record: DocumentRecord, _ snippets: SnippetMaker, _ key: PageCache.Key,
    _ context: SearchContext
  ) {
    guard record.external == nil else {
      context.cache.insert(.document(record), key)
      return
    }
    let end = record.text.lowerBound + snippets.bytesUsed
    let isLonger = end + Self.spareBytes < record.bytes.count
    context.cache.insert(.document(isLonger ? record.cut(to: end) : record), key)
  }

  private func key(_ document: Int, of part: Int) -> PageCache.Key {
    PageCache.Key(
      segment: indexes.parts[part].cacheNumber, kind: .document, place: UInt64(clamping: document))
  }

  /// How the score of a document came about: the groups, then what the second stage added, then what
  /// the age took away.
  private func explanation(
    of entry: ScoredDocument, _ plan: QueryPlan, _ recencies: [Recency]?,
    _ context: SearchContext
  ) throws(FormatError) -> Explanation? {
    guard let (part, number) = indexes.locate(entry.document) else { return nil }
    var evaluator = try SegmentEvaluator(plan, segment: part, try context.reader(part))
    var explanation = try evaluator.explanation(of: number, plan, fields: indexes.fields)
    // Base and bonus both are multiplied for the age.
    let factor = try recencies?[part].factor(number) ?? 1
    if let second = plan.second, entry.score > explanation.total * factor {
      let bonus = try SecondStageRunner(plan, second, context).bonus(of: entry)
      var left = bonus.total
      for (text, value) in [
        ("words near one another", bonus.proximity), ("share of the title", bonus.titleShare),
        ("title within the query", bonus.titleRun), ("words as typed", bonus.exactForm),
      ] where value > 0 {
        let share = min(value, left)
        left -= share
        explanation.add(text, share: share)
      }
    }
    if let recencies, !recencies.isEmpty {
      explanation.add("age", share: explanation.total * factor - explanation.total)
    }
    explanation.settle(entry.score)
    return explanation
  }
}
