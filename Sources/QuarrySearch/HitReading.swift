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
    if options.explains {
      hit.explanation =
        try FormatError.inTime { () throws(FormatError) in
          try explanation(of: entry, plan, recencies, context)
        } ?? nil
    }
    return hit
  }

  /// Raw bytes read of a document at first, and then where its passages ask for more.
  private static let readBytes = [8 << 10, 64 << 10, SnippetMatcher.mostBytes + 64 << 10]

  /// A document, of a long one only as much of the text as its passages need.
  private func read(
    _ number: Int, of part: Int, _ snippets: inout SnippetMaker, _ context: SearchContext
  ) throws(FormatError) -> (DocumentRecord, [Snippet]) {
    let language = try IndexLanguages.language(of: number, in: indexes.parts[part].segment)
    if context.timeLimit.hasPassed(), snippets.needsText {
      // Passages are what takes time; a record whose head is longer than that is read in whole.
      if let head = try? record(number, of: part, limit: Self.readBytes[0], context) {
        return (head, [])
      }
      return (try record(number, of: part, limit: Int.max, context), [])
    }
    // A record whose text is elsewhere is short.
    for limit in indexes.keepsTexts(part: part) ? Self.readBytes : [] {
      // A record whose head is longer than the limit cannot be read so far: then all of it is.
      guard let record = try? self.record(number, of: part, limit: limit, context)
      else { continue }
      if let passages = snippets.snippets(of: record, language: language) {
        return (record, passages)
      }
    }
    var record = try record(number, of: part, limit: Int.max, context)
    if snippets.needsText, record.external != nil {
      record = try indexes.completed(record, part: part)
      context.cache.insert(.document(record), key(number, of: part))
    }
    return (record, snippets.snippets(of: record, language: language) ?? [])
  }

  /// At least the first `limit` bytes of a document, kept for the next search that shows it.
  private func record(
    _ number: Int, of part: Int, limit: Int, _ context: SearchContext
  ) throws(FormatError) -> DocumentRecord {
    let key = key(number, of: part)
    if let record = context.cache.document(key), !record.isCut || record.bytes.count >= limit {
      return record
    }
    let record = try indexes.parts[part].segment.documents.read(
      number, limit: limit, with: context.inflater)
    context.cache.insert(.document(record), key)
    return record
  }

  private func key(_ document: Int, of part: Int) -> PageCache.Key {
    PageCache.Key(
      segment: UInt32(clamping: part), kind: .document, place: UInt64(clamping: document))
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
