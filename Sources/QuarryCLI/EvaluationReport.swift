import QuarryEvaluation

/// The outcome of `quarry eval`, ready to be printed.
struct EvaluationReport {
  let first: Evaluation
  let second: Evaluation?
  let names: EvaluationNames
  /// Queries that were left out as they have no judgements.
  var unjudgedCount = 0
  /// Judged queries that were not asked.
  var missingCount = 0
  var firstName = ""
  var secondName = ""

  /// A comparison for each metric.
  private let comparisons: [Comparison]

  init(first: Evaluation, second: Evaluation?, names: EvaluationNames) {
    self.first = first
    self.second = second
    self.names = names
    comparisons =
      second.map { second in
        first.metrics.indices.map { Comparison(first.values($0), second.values($0)) }
      } ?? []
  }

  private var relevantCount: Int { first.rows.reduce(0) { $0 + $1.relevantCount } }
  private var foundCount: Int { first.rows.reduce(0) { $0 + $1.foundCount } }
  private var relevantFoundCount: Int { first.rows.reduce(0) { $0 + $1.relevantFoundCount } }

  // MARK: For people

  /// The figures as a table.
  func table(perQuery: Bool) -> [String] {
    var lines = [summary]
    if unjudgedCount > 0 { lines.append("\(unjudgedCount) more queries have no judgements") }
    if missingCount > 0 { lines.append("\(missingCount) judged queries were not asked") }
    if perQuery { lines += [""] + TextTable(rows: queryRows).lines() }
    lines += [""] + TextTable(rows: second == nil ? meanRows : comparisonRows).lines()
    if second != nil {
      lines += ["", "baseline: \(firstName)", "compared: \(secondName)"].map {
        TerminalText.cleaned($0)
      }
      lines.append("p: the probability of the difference by chance; * below \(Comparison.level)")
    }
    return lines
  }

  private var summary: String {
    "\(NumberText.grouped(first.rows.count)) queries · "
      + "\(NumberText.grouped(relevantCount)) relevant documents · "
      + "\(NumberText.grouped(relevantFoundCount)) of them found among "
      + "\(NumberText.grouped(foundCount)) results"
  }

  private var meanRows: [[String]] {
    first.metrics.enumerated().map { [$1.title, Self.figure(first.mean($0))] }
  }

  private var comparisonRows: [[String]] {
    let header = [
      "", "baseline", "compared", "difference", "better", "worse", "same", "p", "p (t)",
    ]
    return [header]
      + zip(first.metrics, comparisons).map { metric, comparison in
        [
          metric.title, Self.figure(comparison.first), Self.figure(comparison.second),
          Self.difference(comparison.difference), NumberText.grouped(comparison.better),
          NumberText.grouped(comparison.worse), NumberText.grouped(comparison.same),
          Self.figure(comparison.randomisationP) + (comparison.isSignificant ? "*" : " "),
          Self.figure(comparison.tP),
        ]
      }
  }

  private var queryRows: [[String]] {
    guard let second, let metric = first.metrics.first else {
      return [["query"] + first.metrics.map(\.title)]
        + first.rows.map { [names.queries.text($0.query)] + $0.values.map(Self.figure) }
    }
    return [["query", "\(metric.title): baseline", "compared", "difference"]]
      + zip(first.rows, second.rows).map { row, other in
        let (value, compared) = (row.values[0], other.values[0])
        return [
          names.queries.text(row.query), Self.figure(value), Self.figure(compared),
          Self.difference(compared - value),
        ]
      }
  }

  static func figure(_ value: Double) -> String {
    NumberText.fixed(value, places: 4)
  }

  static func difference(_ value: Double) -> String {
    (value > 0 ? "+" : "") + NumberText.fixed(value, places: 4)
  }

  // MARK: For programs

  /// The figures as lines of measure, query and value, as `trec_eval` prints them; in a comparison
  /// the other value follows, for the means also the two probabilities.
  func tabbed(perQuery: Bool) -> [String] {
    var lines: [String] = []
    if perQuery {
      for (place, row) in first.rows.enumerated() {
        let query = RunLine.escaped(names.queries.text(row.query))
        lines += counts(query, row.foundCount, row.relevantCount, row.relevantFoundCount)
        for (metric, value) in zip(first.metrics, row.values).enumerated() {
          let other = second.map { "\t\(Self.digits($0.rows[place].values[metric]))" } ?? ""
          lines.append("\(value.0.trecName)\t\(query)\t\(Self.digits(value.1))\(other)")
        }
      }
    }
    lines.append("num_q\tall\t\(first.rows.count)")
    lines += counts("all", foundCount, relevantCount, relevantFoundCount)
    for (place, metric) in first.metrics.enumerated() {
      var line = "\(metric.trecName)\tall\t\(Self.digits(first.mean(place)))"
      if !comparisons.isEmpty {
        let comparison = comparisons[place]
        line += "\t\(Self.digits(comparison.second))\t\(Self.digits(comparison.randomisationP))"
        line += "\t\(Self.digits(comparison.tP))"
      }
      lines.append(line)
    }
    return lines
  }

  private func counts(_ query: String, _ found: Int, _ relevant: Int, _ both: Int) -> [String] {
    [
      "num_ret\t\(query)\t\(found)", "num_rel\t\(query)\t\(relevant)",
      "num_rel_ret\t\(query)\t\(both)",
    ]
  }

  private static func digits(_ value: Double) -> String {
    NumberText.fixed(value, places: 6)
  }

  /// The figures as one object, version 1.
  func json(perQuery: Bool) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.member("version", 1)
      writer.member("queries", first.rows.count)
      writer.member("queries_without_judgements", unjudgedCount)
      writer.member("judged_queries_not_asked", missingCount)
      writer.member("results", foundCount)
      writer.member("relevant", relevantCount)
      writer.member("relevant_found", relevantFoundCount)
      writer.member("setting", firstName)
      writer.key("metrics")
      writer.object { writer in
        for (place, metric) in first.metrics.enumerated() {
          writer.member(metric.name, first.mean(place))
        }
      }
      if second != nil { writeComparison(to: &writer) }
      if perQuery { writeQueries(to: &writer) }
    }
    return writer.take()
  }

  private func writeComparison(to writer: inout JSONWriter) {
    writer.member("compared_setting", secondName)
    writer.key("comparison")
    writer.object { writer in
      for (metric, comparison) in zip(first.metrics, comparisons) {
        writer.key(metric.name)
        writer.object { ComparisonJSON.write(comparison, to: &$0) }
      }
    }
  }

  private func writeQueries(to writer: inout JSONWriter) {
    writer.key("per_query")
    writer.array { writer in
      for (place, row) in first.rows.enumerated() {
        writer.object { writer in
          writer.member("id", names.queries.text(row.query))
          writer.member("results", row.foundCount)
          writer.member("relevant", row.relevantCount)
          writer.member("relevant_found", row.relevantFoundCount)
          writeValues("metrics", row, to: &writer)
          if let second { writeValues("compared", second.rows[place], to: &writer) }
        }
      }
    }
  }

  private func writeValues(_ key: String, _ row: Evaluation.Row, to writer: inout JSONWriter) {
    writer.key(key)
    writer.object { writer in
      for (metric, value) in zip(first.metrics, row.values) { writer.member(metric.name, value) }
    }
  }
}

/// A comparison as members of an object.
enum ComparisonJSON {
  static func write(_ comparison: Comparison, to writer: inout JSONWriter) {
    writer.member("baseline", comparison.first)
    writer.member("compared", comparison.second)
    writer.member("difference", comparison.difference)
    writer.member("better", comparison.better)
    writer.member("worse", comparison.worse)
    writer.member("same", comparison.same)
    writer.member("randomisation_p", comparison.randomisationP)
    writer.member("t", comparison.t)
    writer.member("t_p", comparison.tP)
    writer.member("significant", comparison.isSignificant)
  }
}
