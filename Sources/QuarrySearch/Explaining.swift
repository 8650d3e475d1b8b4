import QuarryFormat

/// The account of a score: the same additions as `score`, written down.
extension SegmentEvaluator {
  /// What gave `document` its score.
  mutating func explanation(
    of document: Int, _ plan: QueryPlan, fields: [Catalog.Field]
  ) throws(FormatError) -> Explanation {
    var explanation = Explanation(total: 0, parts: [])
    for clause in clauses {
      for leaf in clause.leaves where try seek(leaf, document) == document {
        guard let share = try share(leaf, document) else { continue }
        let planned = plan.leaves[leaves[leaf].number]
        let origin = plan.clauses[planned.clause]
        let counts = frequencies(leaf)
        var parts: [Explanation.Field] = []
        for (number, field) in fields.enumerated() {
          let code = try reader.lengthCode(document, field: number)
          parts.append(
            Explanation.Field(
              name: field.name, frequency: Int(counts[number]),
              length: LengthCode.decode(code), weight: field.weight))
        }
        explanation.parts.append(
          Explanation.Part(
            text: origin.text,
            terms: planned.terms.map { String(decoding: plan.terms[$0].bytes, as: UTF8.self) },
            documentFrequency: origin.documentFrequency, idf: origin.idf,
            weight: planned.factor, fields: parts, share: share))
        explanation.total += share
      }
    }
    return explanation
  }

  /// By field, how often a leaf occurs where it stands.
  private func frequencies(_ leaf: Int) -> [UInt32] {
    let phrase = leaves[leaf].phrase
    if phrase >= 0 { return phrases[phrase].frequencies }
    let cursor = cursors[leaves[leaf].lead]
    let count = reader.scoring.fieldCount
    guard let page = cursor.page, cursor.position < page.count else {
      return [UInt32](repeating: 0, count: count)
    }
    return Array(
      page.postings.frequencies[cursor.position * count..<(cursor.position + 1) * count])
  }
}
