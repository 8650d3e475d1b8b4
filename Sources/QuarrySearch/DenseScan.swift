import QuarryFormat

/// Disjunctions where terms stand close together, and where so many documents are wanted that bounds
/// bar few: sums over windows of documents (the accumulators of term-at-a-time evaluation; Grand,
/// Muir, Ferenczi and Lin, 2020, tell how they go with MaxScore).
extension SegmentEvaluator {
  /// Essential terms in one page each, added up block after block.
  struct DenseScan {
    struct Row {
      let page: OpenPage
      let weight: Float
      /// The first posting that is not added yet.
      var position: Int
    }

    let window: DenseWindow
    var rows: ContiguousArray<Row> = []

    /// Adds up the bounds of the documents from `start` to `end`, which is in one block of each term
    /// and for which there is room.
    mutating func addUp(_ start: Int, _ end: Int) {
      window.extend(from: start, to: end)
      let first = UInt32(clamping: start)
      for index in rows.indices {
        let page = rows[index].page
        let position = page.position(of: first, from: rows[index].position)
        rows[index].position = window.add(page, from: position, weight: rows[index].weight)
      }
    }
  }

  /// A sum of bounds is compared with more than that, as less may be lost in a `Float`.
  static var leastDense: Double { 1e-30 }

  /// The postings that are added up in the time in which one is looked for.
  private static var postingsPerSeek: Int { 16 }

  /// Makes ready what adds up the bounds of the essential leaves of `split`, all of them terms, from
  /// `start` to `end`, where each has one page.
  mutating func denseScan(
    _ window: DenseWindow, _ split: Split, _ start: Int, _ end: Int
  ) throws(FormatError) -> DenseScan {
    var scan = DenseScan(window: window)
    for place in split.first..<split.order.count {
      let leaf = split.order[place]
      let lead = leaves[leaf].lead
      try cursors[lead].seek(start)
      guard cursors[lead].document <= end, let page = cursors[lead].page else { continue }
      scan.rows.append(
        DenseScan.Row(
          page: page, weight: Float(leaves[leaf].weight), position: cursors[lead].position))
    }
    return scan
  }

  /// Ends a scan: looks at the documents whose sums may be enough.
  mutating func finish(
    _ scan: inout DenseScan?, _ split: Split, base: Int, _ top: inout WindowTop
  ) throws(FormatError) {
    guard let window = scan?.window else { return }
    scan = nil
    defer { window.clear() }
    var first = split.first
    window.find(over: Self.least(top.threshold - split.sums[first]))
    // Where documents are held, nothing asks the cursors for them again.
    while first > 0, top.held != nil, window.foundCount > 0 {
      let leaf = leaves[split.order[first - 1]]
      guard leaf.cursors.count == 1, leaf.matcher < 0 else { break }
      let postings =
        cursors[leaf.lead].documentFrequency * window.count / max(1, reader.segment.documentCount)
      guard postings < window.foundCount * Self.postingsPerSeek else { break }
      try addAll(leaf, window)
      first -= 1
      window.keep(over: Self.least(top.threshold - split.sums[first]))
    }
    let holds = first == 0 && isHeldAtOnce(top)
    for index in 0..<window.foundCount {
      let place = window.found(index)
      let upper = Double(window.sum(place)) * Scoring.margin
      let document = window.start + place
      if !holds {
        try consider(document, upper, split, from: first, base: base, &top)
      } else if upper > top.threshold {
        top.hold(document, upper)
      }
    }
  }

  /// Adds the bounds of all postings of a term that have a place.
  private mutating func addAll(_ leaf: Leaf, _ window: DenseWindow) throws(FormatError) {
    let end = window.start + window.count - 1
    try cursors[leaf.lead].seek(window.start)
    while cursors[leaf.lead].document <= end, let page = cursors[leaf.lead].page {
      let position = window.add(
        page, from: cursors[leaf.lead].position, weight: Float(leaf.weight))
      try cursors[leaf.lead].move(to: position)
    }
  }

  /// What a sum without the margin of bounds has to exceed so that with it it may exceed `least`.
  private static func least(_ least: Double) -> Float {
    max(Float(least / Scoring.margin).nextDown, 0)
  }

  /// Whether a document needs no more than its bound to be held.
  func isHeldAtOnce(_ top: WindowTop) -> Bool {
    top.held != nil && excluded.isEmpty && allowed == nil
  }
}
