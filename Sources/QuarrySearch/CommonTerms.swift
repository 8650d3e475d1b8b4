import QuarryFormat

/// The loop of a conjunction whose required clauses are terms and phrases: it walks the page of the
/// rarest term and the pages of the next one side by side, and asks the others, and then the
/// positions, only where both have a document.
extension SegmentEvaluator {
  /// Required terms, those of phrases included.
  struct CommonTerms {
    /// A term's cursor with the leaf it belongs to.
    struct Term {
      let cursor: Int
      let leaf: Int
    }

    /// The rarest term of the leading clause.
    let first: Term
    /// The rarest of the others.
    let second: Term
    let others: [Term]
    /// The leaves, phrases last as they cost most.
    let leaves: [Int]
  }

  /// The terms of `required` clauses, the leading one first; nil where there are fewer than two, or
  /// where a clause has alternatives.
  func commonTerms(_ required: [Int]) -> CommonTerms? {
    guard let lead = required.first, clauses[lead].leaves.count == 1, !needsMatch,
      leaves[clauses[lead].leaves.lowerBound].tree < 0
    else { return nil }
    let first = CommonTerms.Term(
      cursor: leaves[clauses[lead].leaves.lowerBound].lead, leaf: clauses[lead].leaves.lowerBound)
    var others: [CommonTerms.Term] = []
    for clause in required {
      guard clauses[clause].leaves.count == 1 else { return nil }
      let leaf = clauses[clause].leaves.lowerBound
      guard leaves[leaf].tree < 0, leaves[leaf].bounding == leaves[leaf].cursors else {
        return nil
      }
      for cursor in leaves[leaf].cursors where cursor != first.cursor {
        others.append(CommonTerms.Term(cursor: cursor, leaf: leaf))
      }
    }
    others.sort { cursors[$0.cursor].documentFrequency < cursors[$1.cursor].documentFrequency }
    guard let second = others.first else { return nil }
    let required = required.map { clauses[$0].leaves.lowerBound }
    return CommonTerms(
      first: first, second: second, others: Array(others.dropFirst()),
      leaves: required.filter { leaves[$0].matcher < 0 }
        + required.filter { leaves[$0].matcher >= 0 }
    )
  }

  /// Looks at the documents from `start` to `end`, which is in one page of the first term.
  ///
  /// - Parameters:
  ///   - optional: what clauses that need not match can add.
  ///   - rest: what all but the leading clause can add.
  /// - Returns: where to go on.
  mutating func findCommon(
    _ terms: CommonTerms, _ start: Int, _ end: Int, optional: Double, rest: Double, counts: Bool,
    _ total: inout Int, _ top: inout WindowTop
  ) throws(FormatError) -> Int {
    let first = terms.first.cursor
    let second = terms.second.cursor
    let isOneLeaf = terms.first.leaf == terms.second.leaf
    let firstWeight = leaves[terms.first.leaf].weight * Scoring.margin
    let secondWeight = leaves[terms.second.leaf].weight * Scoring.margin
    // Whether a document of both terms counts as it is.
    let isCounted =
      counts && terms.others.isEmpty && matchers.isEmpty && excluded.isEmpty && allowed == nil
    // Whether a document of both terms needs no more than its bound to be held.
    let holds =
      top.held != nil && terms.others.isEmpty && terms.leaves.count == 2 && excluded.isEmpty
      && allowed == nil
    try cursors[first].seek(start)
    guard cursors[first].document <= end, let page = cursors[first].page else {
      return max(end + 1, cursors[first].document)
    }
    try cursors[second].seek(cursors[first].document)
    guard cursors[second].document != TermCursor.end, var other = cursors[second].page
    else { return TermCursor.end }
    let documents = page.documents
    let impacts = page.impacts
    let count = page.count
    var position = cursors[first].position
    var ready = 0
    var otherDocuments = other.documents
    var otherCount = other.count
    var otherPosition = cursors[second].position
    var otherReady = other.open(at: otherPosition)
    while position < count {
      if position >= ready { ready = page.score(at: position) }
      let document = documents[position]
      if Int(document) > end { break }
      let share = firstWeight * Double(impacts[position])
      // Whether it may be among the best, as far as its first term tells.
      var mayEnter = share + rest > top.threshold
      if !mayEnter, !counts {
        position += 1
        continue
      }
      // Most often the next posting is not far: a step or two before steps that double.
      if otherDocuments[otherPosition] < document {
        otherPosition += 1
        if otherPosition >= otherReady || otherDocuments[otherPosition] < document {
          otherPosition = other.position(of: document, from: otherPosition)
        }
        if otherPosition == otherCount {
          cursors[second].park(at: otherPosition)
          try cursors[second].seek(Int(document))
          guard cursors[second].document != TermCursor.end, let page = cursors[second].page
          else { return TermCursor.end }
          other = page
          otherDocuments = page.documents
          otherCount = page.count
          otherPosition = cursors[second].position
          otherReady = page.open(at: otherPosition)
        }
        if otherPosition >= otherReady { otherReady = other.open(at: otherPosition) }
      }
      let otherDocument = otherDocuments[otherPosition]
      guard otherDocument == document else {
        position += 1
        if position < ready ? documents[position] < otherDocument : position < count {
          position = page.position(of: otherDocument, from: position)
        }
        continue
      }
      var upper = 0.0
      if mayEnter, terms.leaves.count <= 2 {
        let otherImpact = Double(other.impact(otherPosition))
        let both =
          isOneLeaf ? min(share, firstWeight * otherImpact) : share + secondWeight * otherImpact
        upper = both + (isOneLeaf && terms.leaves.count > 1 ? rest : optional)
        mayEnter = upper > top.threshold
      }
      if mayEnter, holds {
        top.hold(Int(document), upper)
        total += 1
      } else if !mayEnter, isCounted {
        total += 1
      } else if mayEnter || counts {
        cursors[first].park(at: position)
        cursors[second].park(at: otherPosition)
        try consider(
          terms, Int(document), mayEnter: mayEnter, optional: optional, counts: counts, &total,
          &top)
      }
      position += 1
    }
    cursors[first].park(at: position)
    cursors[second].park(at: otherPosition)
    return end + 1
  }

  /// Counts or scores a document that the first two terms stand at.
  ///
  /// - Parameter mayEnter: whether by these two it may be among the best.
  private mutating func consider(
    _ terms: CommonTerms, _ document: Int, mayEnter: Bool, optional: Double, counts: Bool,
    _ total: inout Int, _ top: inout WindowTop
  ) throws(FormatError) {
    var mayEnter = mayEnter
    if !terms.others.isEmpty {
      for term in terms.others {
        try cursors[term.cursor].seek(document)
        guard cursors[term.cursor].document == document else { return }
      }
      if mayEnter {
        var upper = optional
        for leaf in terms.leaves { upper += upperShare(leaf, document) * Scoring.margin }
        mayEnter = upper > top.threshold
      }
    }
    if mayEnter, top.held != nil {
      if try isExcluded(document) { return }
      var upper = 0.0
      for leaf in terms.leaves { upper += upperShare(leaf, document) * Scoring.margin }
      total += 1
      top.hold(document, upper)
    } else if mayEnter {
      guard let score = try score(document) else { return }
      total += 1
      top.insert(reader.firstDocument + document, score)
    } else if counts {
      if try isExcluded(document) { return }
      for leaf in terms.leaves {
        guard try isMatch(leaf, document) else { return }
      }
      total += 1
    }
  }
}
