import QuarryFormat

/// The account of a score: the same additions as `score`, written down.
extension SegmentEvaluator {
  /// What gave `document` its score.
  mutating func explanation(
    of document: Int, _ plan: QueryPlan, fields: [Catalog.Field]
  ) throws(FormatError) -> Explanation {
    var explanation = Explanation(total: 0, parts: [])
    for clause in clauses {
      let tree = clause.leaves.isEmpty ? -1 : leaves[clause.leaves.lowerBound].tree
      if tree >= 0 {
        try explain(tree: tree, document, plan, fields, &explanation)
      } else {
        try explain(clause, document, plan, fields, &explanation)
      }
    }
    return explanation
  }

  /// Appends the parts of a tree, none where it does not match.
  private mutating func explain(
    tree: Int, _ document: Int, _ plan: QueryPlan, _ fields: [Catalog.Field],
    _ explanation: inout Explanation
  ) throws(FormatError) {
    _ = try treeSeek(tree, document)
    guard try treeMatches(tree, document) else { return }
    switch nodes[tree].kind {
    case .documents: return
    case .group(let group): try explain(groups[group], document, plan, fields, &explanation)
    case .list(let list):
      for branch in list.scoring {
        try explain(tree: branch.node, document, plan, fields, &explanation)
      }
    }
  }

  /// Appends the parts of a clause, none where it does not match.
  private mutating func explain(
    _ clause: Clause, _ document: Int, _ plan: QueryPlan, _ fields: [Catalog.Field],
    _ explanation: inout Explanation
  ) throws(FormatError) {
    var parts: [Explanation.Part] = []
    // What each part gives to the clause's x.
    var strengths: [Double] = []
    for leaf in clause.leaves where try seek(leaf, document) == document {
      guard let strength = try strength(leaf, document) else { continue }
      parts.append(part(leaf, document, plan, fields))
      strengths.append(leaves[leaf].factor * strength)
    }
    guard !parts.isEmpty else { return }
    let x = strengths.reduce(0, +)
    let share =
      clause.isConstant ? clause.weight : clause.weight * reader.scoring.saturation(x)
    let total = explanation.total + share
    var sum = explanation.total
    for index in parts.indices {
      if index + 1 < parts.count {
        parts[index].share = x > 0 ? share * (strengths[index] / x) : 0
      } else {
        parts[index].share =
          parts.count == 1 ? share : Self.difference(between: sum, and: total)
      }
      sum += parts[index].share
    }
    explanation.parts += parts
    explanation.total = total
  }

  /// A number that makes `total` of `sum`, rounding included, where 0 ≤ `sum` ≤ `total`.
  static func difference(between sum: Double, and total: Double) -> Double {
    let difference = total - sum
    if sum + difference == total { return difference }
    return sum + difference < total ? difference.nextUp : difference.nextDown
  }

  /// A leaf's part, its share left open.
  private func part(
    _ leaf: Int, _ document: Int, _ plan: QueryPlan, _ fields: [Catalog.Field]
  ) -> Explanation.Part {
    let planned = plan.leaves[leaves[leaf].number]
    let origin = plan.groups[planned.group]
    let counts = frequencies(leaf)
    var parts: [Explanation.Field] = []
    for (number, place) in reader.segment.fields.enumerated() where place < fields.count {
      let field = fields[place]
      let code = reader.lengthCode(document, field: number)
      parts.append(
        Explanation.Field(
          name: field.name, frequency: Int(counts[number]),
          length: LengthCode.decode(code), weight: field.weight))
    }
    return Explanation.Part(
      text: origin.text,
      terms: planned.terms.map { String(decoding: plan.terms[$0].bytes, as: UTF8.self) },
      documentFrequency: origin.documentFrequency, idf: origin.idf,
      weight: origin.boost * planned.weight, fields: parts, share: 0)
  }

  /// By field, how often a leaf occurs where it stands.
  private func frequencies(_ leaf: Int) -> [UInt32] {
    let matcher = leaves[leaf].matcher
    if matcher >= 0 { return matchers[matcher].frequencies }
    let cursor = cursors[leaves[leaf].lead]
    let count = reader.scoring.fieldCount
    guard let page = cursor.page, cursor.position < page.count else {
      return [UInt32](repeating: 0, count: count)
    }
    return (0..<count).map { page.postings.frequency(cursor.position * count + $0) }
  }
}

extension Explanation {
  /// Appends what no word gave.
  mutating func add(_ text: String, share: Double) {
    parts.append(
      Part(
        text: text, terms: [], documentFrequency: 0, idf: 0, weight: 1, fields: [], share: share))
    total += share
  }

  /// Makes the last part such that the shares add up to `score`, rounding included.
  mutating func settle(_ score: Double) {
    guard total != score, let last = parts.indices.last else { return }
    let before = parts.dropLast().reduce(0) { $0 + $1.share }
    parts[last].share = SegmentEvaluator.difference(between: before, and: score)
    total = score
  }
}
