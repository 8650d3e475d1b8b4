import QuarryFormat

/// All documents of a segment that match, without scores.
extension SegmentEvaluator {
  mutating func matches() throws(FormatError) -> DocumentBits {
    let count = reader.segment.documentCount
    var bits = DocumentBits(documentCount: count)
    if isEmpty { return bits }
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
          if isMatch { bits.insert(document) }
          next = document + 1
        }
        document = next < count ? try seekClause(lead, next) : count
      }
      return bits
    }
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
    return bits
  }
}
