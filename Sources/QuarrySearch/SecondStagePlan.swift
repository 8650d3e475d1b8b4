import QuarryFormat

/// The second stage of a query: which groups of the plan are its words.
struct SecondStagePlan: Sendable {
  let stage: SecondStage
  /// By word, the number of its group.
  let groups: [Int]
  /// The catalog's number of the field of titles; nil where there is none.
  let titleField: Int?
}

/// What the second stage knows of one document before places are read.
private struct WindowDocument {
  let entry: ScoredDocument
  let segment: Int
  /// What the score is multiplied by for the document's age.
  let factor: Double
  let matches: [WordMatch]
  let titleLength: Int
  /// By word, its postings here: one for each way in which it is written.
  let postings: [[Posting]]

  struct Posting {
    let page: OpenPage
    let position: Int
    /// The number of the page in its list.
    let number: Int
    /// The number of the term in the plan.
    let term: Int
  }
}

/// Adds the bonus of the second stage to the best documents of the first.
struct SecondStageRunner {
  private let plan: QueryPlan
  private let second: SecondStagePlan
  private let context: SearchContext
  private let pairs: [(first: Int, second: Int)]
  private let forms = TypedForms()

  init(_ plan: QueryPlan, _ second: SecondStagePlan, _ context: SearchContext) {
    self.plan = plan
    self.second = second
    self.context = context
    pairs = second.stage.pairWords
  }

  /// The best `limit` documents with their final scores; what is behind the window keeps its place.
  ///
  /// Documents are looked at by falling base score, and places only read where they can matter; what
  /// cannot come among the first `limit` is left out.
  func rank(
    _ found: [ScoredDocument], limit: Int, recencies: [Recency]?
  ) throws(FormatError) -> [ScoredDocument] {
    let window = Array(found.prefix(RankingParameters.window))
    // The bonus is never negative, so what cannot reach the last of the first `limit` is left out.
    var near = window[...]
    if limit < window.count {
      let least = limit > 0 ? window[limit - 1].score : .infinity
      near = window.prefix { $0.score + second.stage.cap >= least }
    }
    let documents = try read(Array(near), recencies)
    var places = WordPlaces(wordCount: second.groups.count)
    var readers = positionCursors()
    var finals: [ScoredDocument] = []
    // The scores of the best `limit` so far, ascending.
    var best: [Double] = []
    for document in documents {
      try context.timeLimit.check()
      let isFull = limit <= best.count
      let least = isFull ? best.first : nil
      if let least, document.entry.score + second.stage.cap < least { break }
      guard let bonus = try bonus(document, atLeast: least, &places, &readers) else { continue }
      let score = document.entry.score + bonus.total * document.factor
      finals.append(ScoredDocument(document: document.entry.document, score: score))
      let place = best.firstIndex { $0 >= score } ?? best.count
      best.insert(score, at: place)
      if best.count > limit { best.removeFirst() }
    }
    finals.sort { $0.score == $1.score ? $0.document < $1.document : $0.score > $1.score }
    finals += found.dropFirst(window.count)
    return Array(finals.prefix(limit))
  }

  /// The bonus of one document, part by part, for the reader; not yet multiplied for its age.
  func bonus(of document: ScoredDocument) throws(FormatError) -> SecondStage.Bonus {
    var places = WordPlaces(wordCount: second.groups.count)
    var readers = positionCursors()
    guard let read = try read([document], nil).first else { return SecondStage.Bonus() }
    return try bonus(read, atLeast: nil, &places, &readers) ?? SecondStage.Bonus()
  }

  private func positionCursors() -> [PositionCursor?] {
    Array(repeating: nil, count: context.indexes.parts.count)
  }

  /// The bonus of a document, nil where its score is then below `least`: the dearer parts are only
  /// read while it may come that far.
  private func bonus(
    _ document: WindowDocument, atLeast least: Double?, _ places: inout WordPlaces,
    _ cursors: inout [PositionCursor?]
  ) throws(FormatError) -> SecondStage.Bonus? {
    var matches = document.matches
    let titleLength = document.titleLength
    var shares = second.stage.greatestShares(matches.span)
    if isBelow(least, document, matches, shares) { return nil }
    let reader = try context.reader(document.segment)
    var cursor =
      cursors[document.segment] ?? PositionCursor(fieldCount: reader.scoring.fieldCount)
    places.removeAll()
    for (number, pair) in pairs.enumerated() {
      guard matches[pair.first].frequency > 0, matches[pair.second].frequency > 0 else {
        shares[number] = 0
        continue
      }
      try readPlaces(of: pair.first, document, reader, &cursor, &places)
      try readPlaces(of: pair.second, document, reader, &cursor, &places)
      shares[number] = second.stage.share(ofPair: number, places)
      cursors[document.segment] = cursor
      if isBelow(least, document, matches, shares) { return nil }
    }
    if second.stage.needsTitlePlaces(matches.span, titleLength: titleLength) {
      for word in second.groups.indices where matches[word].titleFrequency > 0 {
        try readPlaces(of: word, document, reader, &cursor, &places)
      }
      cursors[document.segment] = cursor
    }
    if context.ranking.exactForm > 0 {
      for word in second.groups.indices where matches[word].frequency > 0 {
        matches[word].exactFrequency = try asTyped(word, document, reader)
      }
    }
    return second.stage.bonus(
      matches.span, titleLength: titleLength, shares: shares, places: places)
  }

  /// Whether a document cannot score `least`, as far as is known of its pairs.
  private func isBelow(
    _ least: Double?, _ document: WindowDocument, _ matches: [WordMatch], _ shares: [Double]
  ) -> Bool {
    guard let least else { return false }
    let bound = second.stage.bound(
      matches.span, titleLength: document.titleLength, shares: shares)
    return document.entry.score + bound * document.factor < least
  }

  /// Reads the places of a word in a document, unless they are known already.
  private func readPlaces(
    of word: Int, _ document: WindowDocument, _ reader: SegmentReader,
    _ cursor: inout PositionCursor, _ places: inout WordPlaces
  ) throws(FormatError) {
    guard places.counts[word] == 0, !document.postings[word].isEmpty else { return }
    var all: [UInt32] = []
    for posting in document.postings[word] {
      var own: [UInt32] = []
      try cursor.read(
        posting.position, of: posting.page.postings, from: reader.postings, into: &own)
      all += own
    }
    if document.postings[word].count > 1 { all = Self.sortedOnce(all) }
    // The stage knows fields by the catalog's numbers.
    places.set(word, to: renumbered(all, reader.segment.fields))
  }

  /// How many occurrences of a word are written as it was typed, but for the case.
  private func asTyped(
    _ word: Int, _ document: WindowDocument, _ reader: SegmentReader
  ) throws(FormatError) -> UInt32 {
    var sum: UInt32 = 0
    for posting in document.postings[word] {
      let term = plan.terms[posting.term]
      guard case .infos(let infos) = term.place, let info = infos[document.segment] else {
        continue
      }
      guard reader.segment.terms.hasForms else { return document.matches[word].frequency }
      sum &+= try forms.count(
        posting.position, page: posting.number, of: posting.page.postings,
        (word, posting.term, document.segment), term.bytes, info,
        as: plan.groups[second.groups[word]].text, reader)
    }
    return min(sum, document.matches[word].frequency)
  }

  private static func sortedOnce(_ places: [UInt32]) -> [UInt32] {
    var result: [UInt32] = []
    for place in places.sorted() where result.last != place { result.append(place) }
    return result
  }

  private func renumbered(_ places: [UInt32], _ fields: [Int]) -> [UInt32] {
    guard fields.last != fields.count - 1 else { return places }
    let mask: UInt32 = 1 << PositionCursor.fieldShift - 1
    return places.map { place in
      let field = Int(place >> PositionCursor.fieldShift)
      guard field < fields.count else { return place }
      return UInt32(truncatingIfNeeded: fields[field]) << PositionCursor.fieldShift | place & mask
    }
  }

  // MARK: Reading

  /// What is known of documents without their places, in the order given.
  private func read(
    _ window: [ScoredDocument], _ recencies: [Recency]?
  ) throws(FormatError) -> [WindowDocument] {
    var documents: [WindowDocument?] = Array(repeating: nil, count: window.count)
    let order = window.indices.sorted { window[$0].document < window[$1].document }
    var segment = -1
    var evaluator: SegmentEvaluator?
    for place in order {
      guard let (part, number) = context.indexes.locate(window[place].document) else { continue }
      if part != segment {
        segment = part
        evaluator = try SegmentEvaluator(plan, segment: part, try context.reader(part))
      }
      let factor = try recencies?[part].factor(number) ?? 1
      documents[place] = try evaluator?.windowDocument(
        window[place], number, segment: part, factor: factor, plan, second)
    }
    return documents.compactMap { $0 }
  }
}

extension SegmentEvaluator {
  /// What the second stage knows of a document before places are read; none of the leaves has gone
  /// past it.
  fileprivate mutating func windowDocument(
    _ entry: ScoredDocument, _ document: Int, segment: Int, factor: Double,
    _ plan: QueryPlan, _ second: SecondStagePlan
  ) throws(FormatError) -> WindowDocument {
    var matches = [WordMatch](repeating: WordMatch(), count: second.groups.count)
    var postings: [[WindowDocument.Posting]] = Array(
      repeating: [], count: second.groups.count)
    let fieldCount = reader.scoring.fieldCount
    let titleField = second.titleField.flatMap { reader.segment.number(ofField: $0) }
    for clause in clauses where !clause.isConstant && !clause.isFilter {
      guard let group = clause.group, let word = second.groups.firstIndex(of: group) else {
        continue
      }
      var x = 0.0
      for leaf in clause.leaves where leaves[leaf].matcher < 0 && leaves[leaf].tree < 0 {
        guard try seek(leaf, document) == document, let page = cursors[leaves[leaf].lead].page
        else { continue }
        let position = cursors[leaves[leaf].lead].position
        x += leaves[leaf].factor * (try strength(leaf, document) ?? 0)
        for field in 0..<fieldCount {
          let frequency = page.postings.frequency(position * fieldCount + field)
          matches[word].frequency &+= frequency
          if field == titleField { matches[word].titleFrequency &+= frequency }
        }
        postings[word].append(
          WindowDocument.Posting(
            page: page, position: position, number: max(0, cursors[leaves[leaf].lead].pageNumber),
            term: plan.leaves[leaves[leaf].number].terms[0]))
      }
      matches[word].exactFrequency = matches[word].frequency
      matches[word].saturation = reader.scoring.saturation(x)
    }
    let titleLength = titleField.map {
      Int(LengthCode.decode(reader.lengthCode(document, field: $0)))
    }
    return WindowDocument(
      entry: entry, segment: segment, factor: factor, matches: matches,
      titleLength: titleLength ?? 0, postings: postings)
  }
}
