import QuarryFormat

/// The best documents where some clauses must match: the rarest of them leads, the others are asked
/// whether they match too, and blocks whose bounds do not reach the threshold are passed over
/// (block-max AND; Ding and Suel, 2011).
extension SegmentEvaluator {
  /// Adds the documents of the segment to `top`.
  ///
  /// - Returns: the number of documents that match if `counts`, which lets no block be passed over.
  mutating func findAll(_ top: inout WindowTop, counts: Bool) throws(FormatError) -> Int {
    let required = clauses.indices.filter { clauses[$0].isRequired }
      .sorted { clauses[$0].cost < clauses[$1].cost }
    guard let lead = required.first else { return 0 }
    let others = Array(required.dropFirst())
    let last = reader.segment.documentCount - 1
    let common = commonTerms(required)
    // What clauses that need not match add at most anywhere.
    var mostOptional = 0.0
    for clause in clauses where !clause.isRequired {
      for leaf in clause.leaves { mostOptional += leaves[leaf].bound * Scoring.margin }
    }
    var total = 0
    var start = 0
    var probe = mostOptional == 0 ? hold(&top) : nil
    defer { top.held = nil }
    while start <= last {
      var end = last
      var isLeft = false
      for leaf in clauses[lead].leaves {
        let pageEnd = shallowEnd(leaf, from: start)
        guard pageEnd != TermCursor.end else { continue }
        isLeft = true
        end = min(end, pageEnd)
        let cursor = leaves[leaf].lead
        if !counts, cursor >= 0 {
          end = min(end, try cursors[cursor].blockBound(at: start).end)
        }
      }
      if !isLeft { break }
      var optional = mostOptional
      var rest = Double.infinity
      if !counts || common != nil {
        let bounds = try intervalBounds(start, end, lead: lead)
        if !counts, bounds.required + bounds.optional <= top.threshold {
          start = end + 1
          continue
        }
        optional = bounds.optional
        rest = bounds.followers + bounds.optional
      }
      if let common {
        start = try findCommon(
          common, start, end, optional: optional, rest: rest, counts: counts, &total, &top)
      } else {
        start = try findAll(
          start, end, lead: lead, others: others, optional: optional, rest: rest, counts: counts,
          &total, &top)
      }
      try Self.settle(&top, &probe, isEnd: false)
    }
    try Self.settle(&top, &probe, isEnd: true)
    return total
  }

  /// What required and other clauses can add from `start` to `end`; `followers` are the required
  /// ones but the leading one.
  private mutating func intervalBounds(
    _ start: Int, _ end: Int, lead: Int
  ) throws(FormatError) -> (required: Double, followers: Double, optional: Double) {
    var required = 0.0
    var followers = 0.0
    var optional = 0.0
    for (number, clause) in clauses.enumerated() {
      for leaf in clause.leaves {
        let share: Double
        if leaves[leaf].tree >= 0 {
          share = (treeBound(leaves[leaf].tree, start, end) ?? 0) * Scoring.margin
        } else {
          var bound = Float.infinity
          for cursor in leaves[leaf].bounding {
            cursors[cursor].moveShallow(to: start)
            bound = min(bound, try cursors[cursor].bound(from: start, upTo: end))
          }
          share = leaves[leaf].weight * Double(bound) * Scoring.margin
        }
        if clause.isRequired { required += share } else { optional += share }
        if clause.isRequired, number != lead { followers += share }
      }
    }
    return (required, followers, optional)
  }

  /// Looks at the documents from `start` to `end` that the leading clause brings; gives where to go
  /// on.
  private mutating func findAll(
    _ start: Int, _ end: Int, lead: Int, others: [Int], optional: Double, rest: Double,
    counts: Bool, _ total: inout Int, _ top: inout WindowTop
  ) throws(FormatError) -> Int {
    let base = reader.firstDocument
    let isDecided = counts && isDecidedByCursors
    var document = try seekClause(lead, start)
    while document <= end {
      if !counts, upperShare(of: lead, document) + rest <= top.threshold {
        document = try seekClause(lead, document + 1)
        continue
      }
      var next = document
      for clause in others {
        next = try seekClause(clause, document)
        if next != document { break }
      }
      if next != document {
        if next == TermCursor.end { return next }
        document = try seekClause(lead, next)
        continue
      }
      var upper = optional
      for clause in clauses.indices where clauses[clause].isRequired {
        upper += upperShare(of: clause, document)
      }
      let mayEnter = upper > top.threshold
      if isDecided, !mayEnter {
        if try !isExcluded(document) { total += 1 }
      } else if counts || mayEnter, let score = try score(document) {
        total += 1
        top.insert(base + document, score)
      }
      document = try seekClause(lead, document + 1)
    }
    return document
  }

  /// The first document from `target` on that a leaf of the clause stands at.
  @inline(__always)
  mutating func seekClause(_ clause: Int, _ target: Int) throws(FormatError) -> Int {
    var document = TermCursor.end
    for leaf in clauses[clause].leaves { document = min(document, try seek(leaf, target)) }
    return document
  }

  /// An upper bound of what a clause, whose leaves were all moved to `document`, gives to it.
  @inline(__always)
  private func upperShare(of clause: Int, _ document: Int) -> Double {
    var sum = 0.0
    for leaf in clauses[clause].leaves {
      let lead = leaves[leaf].lead
      if lead < 0 || cursors[lead].document == document { sum += upperShare(leaf, document) }
    }
    return sum * Scoring.margin
  }
}
