import QuarryEvaluation

/// The outcome of `quarry tune`, ready to be printed.
struct TuningReport {
  let outcome: CrossValidation
  let ascent: CoordinateAscent
  let metric: Metric
  let queryCount: Int
  let folds: Int

  /// Whether the gain holds on queries that did not choose it.
  private var isReal: Bool { outcome.heldOut.isSignificant && outcome.heldOut.difference > 0 }

  /// The values found, by name.
  private var parameters: [String: Double] { ascent.parameters(outcome.point) }

  /// The outcome for people.
  func lines() -> [String] {
    var rows = [["", "untuned", "tuned"] + (1...folds).map { "fold \($0)" }]
    for (place, range) in ascent.ranges.enumerated() {
      let found = [outcome.point[place]] + outcome.foldPoints.map { $0[place] }
      rows.append(
        [range.name, ParameterList.number(range.start)]
          + found.map { ParameterList.number(range.value($0)) })
    }
    var gains = [["\(metric.title)", "untuned", "tuned", "difference", "better", "worse", "p"]]
    gains.append(row("held-out queries", outcome.heldOut))
    gains.append(row("the same queries", outcome.fitted))
    return [
      "\(NumberText.grouped(queryCount)) queries in \(folds) folds · "
        + "\(NumberText.grouped(outcome.settingCount)) settings measured", "",
    ] + TextTable(rows: rows).lines() + [""] + TextTable(rows: gains).lines() + ["", verdict]
  }

  private func row(_ name: String, _ comparison: Comparison) -> [String] {
    [
      name, EvaluationReport.figure(comparison.first), EvaluationReport.figure(comparison.second),
      EvaluationReport.difference(comparison.difference), NumberText.grouped(comparison.better),
      NumberText.grouped(comparison.worse), EvaluationReport.figure(comparison.randomisationP),
    ]
  }

  private var verdict: String {
    if parameters.isEmpty { return "Nothing better was found: keep the defaults." }
    guard isReal else {
      return "On held-out queries the gain may be chance: keep the defaults. (Found: \(flags))"
    }
    return "The gain is real on held-out queries. Use: \(flags)"
  }

  private var flags: String {
    ascent.ranges.compactMap { range in
      parameters[range.name].map { "--set \(range.name)=\(ParameterList.number($0))" }
    }.joined(separator: " ")
  }

  /// The outcome as one object, version 1.
  func json() -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.member("version", 1)
      writer.member("metric", metric.name)
      writer.member("queries", queryCount)
      writer.member("settings", outcome.settingCount)
      writer.member("real", isReal)
      writer.key("parameters")
      write(outcome.point, to: &writer)
      writer.key("folds")
      writer.array { writer in
        for point in outcome.foldPoints { write(point, to: &writer) }
      }
      writer.key("held_out")
      writer.object { ComparisonJSON.write(outcome.heldOut, to: &$0) }
      writer.key("fitted")
      writer.object { ComparisonJSON.write(outcome.fitted, to: &$0) }
    }
    return writer.take()
  }

  private func write(_ point: CoordinateAscent.Point, to writer: inout JSONWriter) {
    writer.object { writer in
      for (range, steps) in zip(ascent.ranges, point) {
        writer.member(range.name, range.value(steps))
      }
    }
  }
}
