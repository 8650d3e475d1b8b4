import QuarryFormat

/// What the leaves of a segment are asked while documents are looked for.
extension SegmentEvaluator {
  /// Moves a leaf to the first document from `target` on that may match: that holds its terms, a
  /// phrase's in whatever order; gives that document or `TermCursor.end`.
  @inline(__always)
  mutating func seek(_ leaf: Int, _ target: Int) throws(FormatError) -> Int {
    let lead = leaves[leaf].lead
    if lead >= 0, leaves[leaf].cursors.count == 1 {
      try cursors[lead].seek(target)
      return cursors[lead].document
    }
    return lead < 0
      ? try treeSeek(leaves[leaf].tree, target) : try seekSeveral(leaf, target)
  }

  private mutating func seekSeveral(_ leaf: Int, _ target: Int) throws(FormatError) -> Int {
    let range = leaves[leaf].cursors
    let lead = leaves[leaf].lead
    var target = target
    while true {
      try cursors[lead].seek(target)
      let document = cursors[lead].document
      if document == TermCursor.end { return document }
      var isCommon = true
      for cursor in range where cursor != lead {
        try cursors[cursor].seek(document)
        let other = cursors[cursor].document
        if other != document {
          if other == TermCursor.end { return other }
          target = other
          isCommon = false
          break
        }
      }
      if isCommon { return document }
    }
  }

  /// An upper bound of what a leaf, which was moved to `document`, adds to its score if it stands
  /// there.
  @inline(__always)
  func upperShare(_ leaf: Int, _ document: Int) -> Double {
    let lead = leaves[leaf].lead
    guard lead >= 0 else { return treeUpper(leaves[leaf].tree, document) }
    guard leaves[leaf].cursors.count > 1 else {
      return leaves[leaf].weight * Double(cursors[lead].impact)
    }
    var impact = Float.infinity
    for cursor in leaves[leaf].bounding { impact = min(impact, cursors[cursor].impact) }
    return leaves[leaf].weight * Double(impact)
  }

  /// Whether a leaf that stands at a document really matches there.
  mutating func isMatch(_ leaf: Int, _ document: Int) throws(FormatError) -> Bool {
    if leaves[leaf].tree >= 0 { return try treeMatches(leaves[leaf].tree, document) }
    let matcher = leaves[leaf].matcher
    return matcher < 0 ? true : try matchers[matcher].matches(cursors, counts: false)
  }

  /// The exact x of a leaf without a tree in the document it stands at; nil where it does not match.
  mutating func strength(_ leaf: Int, _ document: Int) throws(FormatError) -> Double? {
    let matcher = leaves[leaf].matcher
    guard matcher >= 0 else { return cursors[leaves[leaf].lead].strength() }
    guard try matchers[matcher].matches(cursors, counts: true) else { return nil }
    let scoring = reader.scoring
    var x = 0.0
    for field in 0..<scoring.fieldCount {
      let frequency = matchers[matcher].frequencies[field]
      if frequency > 0 {
        let code = reader.lengthCode(document, field: field)
        x += scoring.strength(frequency, field: field, length: code)
      }
    }
    return x
  }

  /// Adds what a clause without a tree gives to `document` to `score`; false where it does not match.
  mutating func add(
    _ clause: Clause, _ document: Int, to score: inout Double
  ) throws(FormatError) -> Bool {
    var x = 0.0
    var isMatch = false
    for leaf in clause.leaves where try seek(leaf, document) == document {
      guard let strength = try strength(leaf, document) else { continue }
      x += leaves[leaf].factor * strength
      isMatch = true
    }
    if isMatch {
      score += clause.isConstant ? clause.weight : clause.weight * reader.scoring.saturation(x)
    }
    return isMatch
  }

  // MARK: Documents

  /// The exact score of `document`, which no leaf has gone past; nil where it does not match.
  mutating func score(_ document: Int) throws(FormatError) -> Double? {
    if try isExcluded(document) { return nil }
    if !plainTerms.isEmpty { return try plainScore(document) }
    reader.counter.work.documentsScored += 1
    var score = 0.0
    var isMatch = !needsMatch
    for clause in clauses {
      let first = clause.leaves.lowerBound
      let tree = clause.leaves.isEmpty ? -1 : leaves[first].tree
      let holds: Bool
      if tree >= 0 {
        holds = try treeAdd(tree, document, to: &score)
      } else {
        holds = try add(clause, document, to: &score)
      }
      if holds {
        if !clause.isFilter { isMatch = true }
      } else if clause.isRequired {
        return nil
      }
    }
    guard isMatch else { return nil }
    if let recency { score *= try recency.factor(document) }
    return score
  }

  /// The same where all clauses are single terms: the same sums without the questions.
  mutating func plainScore(_ document: Int) throws(FormatError) -> Double? {
    reader.counter.work.documentsScored += 1
    var score = 0.0
    var isMatch = !needsMatch
    for index in plainTerms.indices {
      let term = plainTerms[index]
      try cursors[term.cursor].seek(document)
      if cursors[term.cursor].document == document {
        let x = term.factor * cursors[term.cursor].strength()
        score += term.weight * reader.scoring.saturation(x)
        isMatch = true
      } else if term.isRequired {
        return nil
      }
    }
    guard isMatch else { return nil }
    if let recency { score *= try recency.factor(document) }
    return score
  }

  /// Whether a filter or an excluding leaf keeps `document` out.
  mutating func isExcluded(_ document: Int) throws(FormatError) -> Bool {
    if let allowed, !allowed.contains(document) { return true }
    for leaf in excluded where try seek(leaf, document) == document {
      if try isMatch(leaf, document) { return true }
    }
    return false
  }

  // MARK: Intervals

  /// The last document of the page of a leaf that holds `start` or what follows it; `TermCursor.end`
  /// behind the last page.
  mutating func shallowEnd(_ leaf: Int, from start: Int) -> Int {
    let lead = leaves[leaf].lead
    guard lead >= 0 else { return treeEnd(leaves[leaf].tree, from: start) }
    cursors[lead].moveShallow(to: start)
    return cursors[lead].shallowEnd
  }

  /// What a leaf can add from `start` to `end`; nil where its list ends before.
  mutating func shallowBound(_ leaf: Int, _ start: Int, _ end: Int) -> Double? {
    guard leaves[leaf].tree < 0 else { return treeBound(leaves[leaf].tree, start, end) }
    var bound = Float.infinity
    for cursor in leaves[leaf].cursors {
      cursors[cursor].moveShallow(to: start)
      if cursors[cursor].shallowEnd == TermCursor.end { return nil }
      if leaves[leaf].bounding.contains(cursor) {
        bound = min(bound, cursors[cursor].shallowBound(upTo: end))
      }
    }
    return leaves[leaf].weight * Double(bound)
  }
}
