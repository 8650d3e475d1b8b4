import QuarryFormat

/// A threshold before the sweep: where similar documents stand side by side, the best ones may come
/// late in the order of their numbers, and until then hardly a block could be passed over.
///
/// A few documents that the strongest term favours are scored beforehand. They are documents like
/// all others, so the last of the best among them is not better than the last of the best of all
/// (thresholds that are only estimated so: Petri, Moffat, Mackenzie, Culpepper and Beck, 2019).
extension SegmentEvaluator {
  /// As many documents are scored for each that is wanted.
  private static let documentsPerWanted = 2
  /// The pages of a list that these are taken from.
  private static let mostPages = 2
  /// Where more documents are wanted, scoring some beforehand takes longer than it spares.
  private static let mostWanted = 100
  /// Lists of fewer postings together are gone through at once.
  private static let fewPostings = 2048

  /// Raises the threshold of `top` to one that all of the best documents exceed.
  func prime(_ top: inout WindowTop) throws(FormatError) {
    guard top.limit <= Self.mostWanted, isWorthPriming else { return }
    if plainTerms.count == 1, clauses.count == 1, plainTerms[0].factor == 1, recency == nil,
      allowed == nil, top.mayHold
    {
      // The bounds of a single term's shares are tight but for rounding.
      let best = try strongestPostings(plainTerms[0].cursor, top.limit)
      top.raise(plainTerms[0].weight * best.threshold * (2 - Scoring.margin))
      return
    }
    let documents = try likelyDocuments(Self.documentsPerWanted * top.limit)
    // The copies are thrown away: the sweep meets these documents again.
    var probe = self
    var primed = top
    var previous = -1
    for document in documents where document != previous {
      previous = document
      if let score = try probe.score(document) {
        primed.insert(reader.firstDocument + document, score)
      }
    }
    // An equal score must get in, since the number of its document may be smaller.
    top.raise(primed.threshold.nextDown)
  }

  /// Whether there are many postings, all of terms alone, and most documents may match.
  private var isWorthPriming: Bool {
    guard excluded.isEmpty else { return false }
    var postings = 0
    for clause in clauses {
      for leaf in clause.leaves {
        guard leaves[leaf].cursors.count == 1, leaves[leaf].matcher < 0 else { return false }
        postings += cursors[leaves[leaf].lead].documentFrequency
      }
    }
    guard postings >= Self.fewPostings else { return false }
    return allowed.map { $0.count >= reader.segment.documentCount / 2 } ?? true
  }

  /// At least `count` documents, if there are so many, in ascending order and some of them twice: of
  /// the term with the greatest bound those with the greatest saturations, then of the next.
  private func likelyDocuments(_ count: Int) throws(FormatError) -> [Int] {
    var order: [Int] = []
    for clause in clauses { order.append(contentsOf: clause.leaves) }
    order.sort { leaves[$0].bound > leaves[$1].bound }
    var documents: [Int] = []
    for leaf in order where documents.count < count {
      let best = try strongestPostings(leaves[leaf].lead, count)
      for entry in best.sorted() { documents.append(entry.document) }
    }
    return documents.sorted()
  }

  /// The documents with the greatest saturations among a term's strongest pages, `count` if there are
  /// so many, in no order that matters.
  private func strongestPostings(
    _ number: Int, _ count: Int
  ) throws(FormatError) -> TopDocuments {
    let cursor = cursors[number]
    var best = TopDocuments(limit: count)
    for number in cursor.strongestPages(Self.mostPages) {
      guard let page = try cursor.decodedPage(number) else { continue }
      let bounds = page.page.blockBounds
      for block in page.page.blockLasts.indices {
        if block < bounds.count, Double(bounds[block]) <= best.threshold { continue }
        let start = block << PostingsPage.blockShift
        let end = page.score(at: start)
        let impacts = page.impacts
        var least = best.threshold
        for place in start..<end where Double(impacts[place]) > least {
          best.insert(Int(page.documents[place]), Double(impacts[place]))
          least = best.threshold
        }
      }
    }
    return best
  }
}
