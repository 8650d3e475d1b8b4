import ArgumentParser
import Quarry
import QuarryEvaluation

/// `quarry eval`: how good the rankings are, by judged queries.
struct EvalCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eval",
    abstract: "Measure rankings on judged queries, as trec_eval does, and compare two.",
    discussion: """
      EXAMPLES:
        quarry eval --queries q.tsv --qrels r.tsv
        quarry eval --queries q.tsv --qrels r.tsv --compare k1=1.2,b=0.75
        quarry eval --queries q.tsv --qrels r.tsv --run out.trec --per-query
        quarry eval --qrels r.tsv --input-run a.trec --compare-run b.trec

      METRICS:
        ndcg@N    ndcg_cut: linear gain, the relevance; discount log2(rank + 1)
        map       mean average precision
        mrr@N     1 / the rank of the first relevant document
        p@N, r@N  precision and recall among the first N

      Means are over all queries that have judgements; one for which nothing is found counts 0 (as \
      trec_eval -c does). Ties go by falling document name, scores are compared in single \
      precision, and relevance counts from 1, all as in trec_eval.

      A comparison gives the two-sided probability that the difference is chance: by the paired \
      randomisation test (20,000 samples, fixed seed) and by Student's paired t.

      Runs have six columns; white space and % in names are written as %XX. --format tsv gives \
      lines as trec_eval prints them: measure, query, value.
      """)

  @OptionGroup var collection: CollectionOptions
  @OptionGroup var index: IndexOption

  @Option(
    name: .customLong("run"),
    help: ArgumentHelp("Write the rankings to a file, for trec_eval.", valueName: "file"))
  var outputRun: String?

  @Option(
    name: .customLong("input-run"),
    help: ArgumentHelp("Measure this run, without an index.", valueName: "file"))
  var inputRun: String?

  @Option(
    help: ArgumentHelp(
      "Ranking parameters, such as k1=1.2,b=0.75,title=3; b.title is one field's b.",
      valueName: "name=value"))
  var set: [ParameterList] = []

  @Option(
    help: ArgumentHelp(
      "Compare with these ranking parameters, set beside those of --set.", valueName: "name=value"))
  var compare: [ParameterList] = []

  @Option(
    name: .customLong("compare-run"), help: ArgumentHelp("Compare with a run.", valueName: "file"))
  var compareRun: String?

  @Option(help: "What is measured, with commas between.")
  var metrics = MetricList.standard

  @Flag(
    name: .customLong("per-query"),
    help: "Show every query; in a comparison, the table shows the first metric.")
  var perQuery = false

  @Option(help: "How many documents are ranked for a query, 1 to 100000.")
  var depth = 1000

  @Option(help: "How the figures are printed.")
  var format = EvaluationFormat.table

  func validate() throws {
    guard collection.qrels != nil else {
      throw ValidationError("no judgements: name them with --qrels FILE")
    }
    guard collection.queries != nil || inputRun != nil else {
      throw ValidationError("no queries: name them with --queries FILE, or a run with --input-run")
    }
    guard compare.isEmpty || compareRun == nil else {
      throw ValidationError("--compare and --compare-run: compare with one of them")
    }
    if inputRun != nil {
      guard index.path == nil, outputRun == nil, set.isEmpty, compare.isEmpty,
        collection.syntax == nil
      else {
        throw ValidationError(
          "--input-run: goes without an index, so without --index, --run, --set, --compare, --syntax"
        )
      }
    }
    guard (1...100_000).contains(depth) else {
      throw ValidationError("--depth \(depth): give a number from 1 to 100000")
    }
  }

  func run() throws {
    var input = try EvaluationInput(collection)
    var second: Run?
    let first: Run
    if let inputRun {
      first = try input.run(at: inputRun)
    } else {
      (first, second) = try search(&input)
    }
    if let compareRun { second = try input.run(at: compareRun) }

    var report = EvaluationReport(
      first: Evaluation(
        first, input.judgements, queries: input.numbers, metrics: metrics.metrics, input.names),
      second: second.map {
        Evaluation(
          $0, input.judgements, queries: input.numbers, metrics: metrics.metrics, input.names)
      },
      names: input.names)
    report.unjudgedCount = input.unjudgedCount
    report.missingCount = input.missingCount
    report.firstName = inputRun ?? settingName(ParameterList.joined(set))
    report.secondName = compareRun ?? settingName(ParameterList.joined(set + compare))
    let output = StandardOutput()
    switch format {
    case .table: for line in report.table(perQuery: perQuery) { output.write(line + "\n") }
    case .tsv: for line in report.tabbed(perQuery: perQuery) { output.write(line + "\n") }
    case .json: output.write(report.json(perQuery: perQuery) + [UInt8(ascii: "\n")])
    }
    try output.flush()
  }

  /// Ranks for all queries, also with the parameters to compare with.
  private func search(_ input: inout EvaluationInput) throws -> (Run, Run?) {
    let path = try IndexLocator.locate(named: index.path)
    let ranking = IndexRanking(
      ranker: Ranker(try QuarryIndex.opened(path: path), syntax: collection.syntax))
    let file = try outputRun.map { path throws(Failure) in try RunFile(path: path) }
    let settings =
      compare.isEmpty
      ? [ParameterList.joined(set)]
      : [ParameterList.joined(set), ParameterList.joined(set + compare)]
    for setting in settings {
      try Failure.converting { () throws(QuarryError) in try ranking.ranker.use(setting) }
    }
    let progress = ProgressLine(isQuiet: false)
    defer { progress.clear() }
    var runs: [Run] = []
    for (place, parameters) in settings.enumerated() {
      var run = Run()
      for (number, query) in input.queries.enumerated() {
        let found: [(id: String, score: Double)]
        do {
          found = try ranking.search(query.text, depth: depth, parameters: parameters)
        } catch let failure as Failure {
          throw Failure("\(failure.message) (query \(query.id))")
        }
        if place == 0 { try file?.append(found, query: query.id) }
        run.set(found, for: input.numbers[number], &input.names)
        let done = Double(place * input.queries.count + number + 1)
        progress.show(done / Double(settings.count * input.queries.count), of: "searching")
      }
      runs.append(run)
    }
    try file?.flush()
    return (runs[0], runs.count > 1 ? runs[1] : nil)
  }

  private func settingName(_ parameters: [String: Double]) -> String {
    parameters.isEmpty ? "defaults" : ParameterList.text(parameters)
  }
}

/// How figures are printed.
enum EvaluationFormat: String, CaseIterable, ExpressibleByArgument {
  case table, json, tsv
}

/// Metrics as they are typed: `ndcg@10,map`.
struct MetricList: ExpressibleByArgument {
  let metrics: [Metric]

  static let standard = MetricList(metrics: Metric.standard)

  init(metric: Metric) {
    metrics = [metric]
  }

  private init(metrics: [Metric]) {
    self.metrics = metrics
  }

  init?(argument: String) {
    var metrics: [Metric] = []
    for name in argument.split(separator: ",", omittingEmptySubsequences: false) {
      guard let metric = Metric(named: String(name)) else { return nil }
      metrics.append(metric)
    }
    self.init(metrics: metrics)
  }

  var defaultValueDescription: String { metrics.map(\.name).joined(separator: ",") }
}
