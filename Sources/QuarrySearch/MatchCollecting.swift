import QuarryFormat

/// All documents of a segment that match, without scores.
extension SegmentEvaluator {
  /// Sets the bits of the documents in `found`, which are all clear; where it throws, of some of them.
  mutating func addMatches(to found: inout DocumentBits) throws(FormatError) {
    let count = reader.segment.documentCount
    if isEmpty { return }
    let required = clauses.indices.filter { clauses[$0].isRequired }
      .sorted { clauses[$0].cost < clauses[$1].cost }
    if let lead = required.first {
      let isDecided = isDecidedByCursors
      var document = try seekClause(lead, 0)
      while document < count {
        var next = document
        for clause in required.dropFirst() where next == document {
          next = try seekClause(clause, document)
        }
        if next == document {
          let isMatch = isDecided ? try !isExcluded(document) : try score(document) != nil
          if isMatch { found.insert(document) }
          next = document + 1
        }
        document = next < count ? try seekClause(lead, next) : count
      }
      return
    }
    // What is excluded is in it until the end.
    var bits = DocumentBits(documentCount: count)
    for clause in clauses {
      for leaf in clause.leaves {
        var document = try seek(leaf, 0)
        while document < count {
          if !bits.contains(document), try isMatch(leaf, document) { bits.insert(document) }
          document = try seek(leaf, document + 1)
        }
      }
    }
    if let allowed { bits.formIntersection(allowed) }
    for leaf in excluded {
      var document = try seek(leaf, 0)
      while document < count {
        if bits.contains(document), try isMatch(leaf, document) { bits.remove(document) }
        document = try seek(leaf, document + 1)
      }
    }
    found = bits
  }
}
