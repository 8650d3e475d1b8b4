import QuarryFormat

/// The loop of a conjunction whose required clauses are terms: it walks the page of the rarest and
/// the pages of the next one side by side, and asks the others only where both have a document.
extension SegmentEvaluator {
  /// Looks at the documents from `start` to `end`, which is in one page of the first term.
  ///
  /// - Parameters:
  ///   - required: the clauses, the rarest first; at least two.
  ///   - optional: what clauses that need not match can add.
  ///   - rest: what all but the rarest can add.
  /// - Returns: where to go on.
  mutating func findCommon(
    _ start: Int, _ end: Int, required: [Int], optional: Double, rest: Double, counts: Bool,
    _ total: inout Int, _ top: inout TopDocuments
  ) throws(FormatError) -> Int {
    let base = reader.segment.firstDocument
    let first = leaves[clauses[required[0]].leaves.lowerBound]
    let second = leaves[clauses[required[1]].leaves.lowerBound]
    let firstWeight = first.weight * Scoring.margin
    let secondWeight = second.weight * Scoring.margin
    try cursors[first.lead].seek(start)
    guard cursors[first.lead].document <= end, let page = cursors[first.lead].page else {
      return max(end + 1, cursors[first.lead].document)
    }
    try cursors[second.lead].seek(cursors[first.lead].document)
    guard cursors[second.lead].document != TermCursor.end, var other = cursors[second.lead].page
    else { return TermCursor.end }
    var position = cursors[first.lead].position
    var otherPosition = cursors[second.lead].position
    while position < page.count {
      let document = page.documents[position]
      if Int(document) > end { break }
      let share = firstWeight * Double(page.impacts[position])
      if share + rest <= top.threshold {
        position += 1
        continue
      }
      otherPosition = other.position(of: document, from: otherPosition)
      if otherPosition == other.count {
        cursors[second.lead].park(at: otherPosition)
        try cursors[second.lead].seek(Int(document))
        guard cursors[second.lead].document != TermCursor.end,
          let page = cursors[second.lead].page
        else { return TermCursor.end }
        other = page
        otherPosition = cursors[second.lead].position
      }
      guard other.documents[otherPosition] == document else {
        position += 1
        continue
      }
      var upper = share + secondWeight * Double(other.impacts[otherPosition])
      if try addOthers(required, Int(document), &upper) {
        let mayEnter = upper + optional > top.threshold
        if mayEnter || counts {
          cursors[first.lead].park(at: position)
          cursors[second.lead].park(at: otherPosition)
          if counts, !mayEnter, phrases.isEmpty {
            if try !isExcluded(Int(document)) { total += 1 }
          } else if let score = try score(Int(document)) {
            total += 1
            top.insert(base + Int(document), score)
          }
        }
      }
      position += 1
    }
    cursors[first.lead].park(at: position)
    cursors[second.lead].park(at: otherPosition)
    return end + 1
  }

  /// Whether the clauses behind the second one match `document` too; adds bounds of their shares.
  @inline(__always)
  private mutating func addOthers(
    _ required: [Int], _ document: Int, _ upper: inout Double
  ) throws(FormatError) -> Bool {
    for clause in required.dropFirst(2) {
      let leaf = clauses[clause].leaves.lowerBound
      guard try seek(leaf, document) == document else { return false }
      upper += upperShare(leaf) * Scoring.margin
    }
    return true
  }
}
