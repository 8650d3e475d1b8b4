/// What a run is worth by some metrics: query by query, and on average over the queries.
package struct Evaluation: Sendable {
  /// The figures of one query.
  package struct Row: Sendable {
    package let query: UInt32
    package let foundCount: Int
    package let relevantCount: Int
    package let relevantFoundCount: Int
    /// In the order of the metrics.
    package let values: [Double]
  }

  package let metrics: [Metric]
  /// In the order of the queries.
  package let rows: [Row]

  /// Evaluates `run` for `queries`, of which those without judgements are left out; a query without
  /// results counts 0.
  package init(
    _ run: Run, _ judgements: Judgements, queries: [UInt32], metrics: [Metric],
    _ names: EvaluationNames
  ) {
    self.metrics = metrics
    rows = queries.compactMap { query in
      guard let relevance = judgements.relevance[query] else { return nil }
      let ranking = JudgedRanking(run.ranking(of: query, names), relevance)
      return Row(
        query: query, foundCount: ranking.foundCount, relevantCount: ranking.relevantCount,
        relevantFoundCount: ranking.relevantFoundCount,
        values: metrics.map { ranking.value(of: $0) })
    }
  }

  /// The values of the metric at `place`, query by query.
  package func values(_ place: Int) -> [Double] {
    rows.map { $0.values[place] }
  }

  /// The mean of the metric at `place`; 0 where there is no query.
  package func mean(_ place: Int) -> Double {
    Statistics.mean(values(place))
  }
}
