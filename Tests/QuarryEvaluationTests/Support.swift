import QuarryEvaluation

/// A small collection as tests write it: a line a query, with `document:number` between spaces.
struct Fixture {
  var names = EvaluationNames()
  var judgements = Judgements()
  var run = Run()
  var queries: [UInt32] = []

  init(judgements lines: [String], run runLines: [String]) {
    for (place, line) in lines.enumerated() {
      let query = names.queries.number(of: "q\(place)")
      queries.append(query)
      for (id, value) in Self.pairs(line) {
        let document = names.documents.number(of: id)
        _ = judgements.add(query: query, document: document, relevance: Int32(value))
      }
    }
    for (place, line) in runLines.enumerated() {
      let query = names.queries.number(of: "q\(place)")
      run.set(Self.pairs(line).map { (id: $0, score: $1) }, for: query, &names)
    }
  }

  /// The values of the metrics called `metrics`, query by query.
  func values(_ metrics: String...) -> [[Double]] {
    Evaluation(
      run, judgements, queries: queries, metrics: metrics.compactMap { Metric(named: $0) }, names
    ).rows.map(\.values)
  }

  private static func pairs(_ line: String) -> [(String, Double)] {
    line.split(separator: " ").compactMap { pair in
      let parts = pair.split(separator: ":")
      guard parts.count == 2, let value = Double(parts[1]) else { return nil }
      return (String(parts[0]), value)
    }
  }
}

/// Whether each number is within `tolerance` of the other's.
func isClose(_ first: [Double], _ second: [Double], within tolerance: Double = 1e-9) -> Bool {
  first.count == second.count
    && zip(first, second).allSatisfy { ($0 - $1).magnitude <= tolerance }
}
