import ArgumentParser
import Quarry
import QuarryEvaluation

/// `quarry tune`: better ranking parameters by judged queries, and whether they are really better.
struct TuneCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tune",
    abstract:
      "Search better ranking parameters on judged queries, and say whether the gain is real.",
    discussion: """
      EXAMPLES:
        quarry tune --queries q.tsv --qrels r.tsv
        quarry tune --queries q.tsv --qrels r.tsv --parameters k1,b,title --metric map
        quarry tune --queries q.tsv --qrels r.tsv --parameters k1=0.5..2:0.25

      Coordinate ascent: one parameter after the other is moved to the best value some steps away, \
      until none moves. The gain on the queries that chose the values flatters; so the queries are \
      also shuffled into folds, each fold is measured with values chosen without it, and the gain \
      over these held-out queries is tested (paired randomisation test). Only a gain that holds \
      there, with p below 0.05, is called real.

      Nothing is changed: the flags to use are printed.
      """)

  @OptionGroup var collection: CollectionOptions
  @OptionGroup var index: IndexOption

  @Option(
    help: ArgumentHelp(
      "What to tune, with commas between: k1, b, the name of a field for its weight, b.FIELD; "
        + "also with bounds and step, k1=0.5..2:0.25 (default: k1, b and the weights).",
      valueName: "names"))
  var parameters: String?

  @Option(help: "What is made as high as possible.")
  var metric = MetricList.first

  @Option(help: "Into how many parts the queries are shuffled, 2 to 100.")
  var folds = 5

  @Option(help: "Another seed shuffles the queries otherwise.")
  var seed = 1

  @Option(help: "How many documents are ranked where the metric has no cutoff, 1 to 100000.")
  var depth = 1000

  @Option(help: "How the outcome is printed.")
  var format = PlainFormat.text

  func validate() throws {
    guard collection.queries != nil else {
      throw ValidationError("no queries: name them with --queries FILE")
    }
    guard collection.qrels != nil else {
      throw ValidationError("no judgements: name them with --qrels FILE")
    }
    guard metric.metrics.count == 1 else { throw ValidationError("--metric: give one metric") }
    guard (2...100).contains(folds) else {
      throw ValidationError("--folds \(folds): give a number from 2 to 100")
    }
    guard (1...100_000).contains(depth) else {
      throw ValidationError("--depth \(depth): give a number from 1 to 100000")
    }
  }

  func run() throws {
    var input = try EvaluationInput(collection)
    input.keepJudged()
    let path = try IndexLocator.locate(named: index.path)
    let index = try QuarryIndex.opened(path: path)
    let ranges = try TuningRanges.read(parameters, index.rankingParameters)
    let ranking = IndexRanking(ranker: Ranker(index, syntax: collection.syntax))
    let metric = metric.metrics[0]
    let depth = metric.cutoff ?? depth

    let progress = ProgressLine(isQuiet: false)
    defer { progress.clear() }
    var settingCount = 0
    let ascent = CoordinateAscent(ranges)
    let outcome = try CrossValidation(
      ascent, queryCount: input.queries.count, folds: folds, seed: UInt64(bitPattern: Int64(seed))
    ) { parameters in
      settingCount += 1
      var run = Run()
      for (place, query) in input.queries.enumerated() {
        let found = try ranking.search(query.text, depth: depth, parameters: parameters)
        run.set(found, for: input.numbers[place], &input.names)
        progress.show(
          Double(place + 1) / Double(input.queries.count), of: "setting \(settingCount)")
      }
      return Evaluation(
        run, input.judgements, queries: input.numbers, metrics: [metric], input.names
      ).values(0)
    }
    progress.clear()
    let report = TuningReport(
      outcome: outcome, ascent: ascent, metric: metric, queryCount: input.queries.count,
      folds: min(folds, input.queries.count))
    let output = StandardOutput()
    switch format {
    case .text: for line in report.lines() { output.write(line + "\n") }
    case .json: output.write(report.json() + [UInt8(ascii: "\n")])
    }
    try output.flush()
  }
}

extension MetricList {
  /// The metric that is tuned for where none is named.
  static let first = MetricList(metric: Metric.standard[0])
}
