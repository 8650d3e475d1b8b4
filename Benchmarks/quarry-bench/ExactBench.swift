import ArgumentParser
import QuarryFormat
import QuarrySearch

/// Proves that pruning changes no answer: for thousands of random queries the best so many equal the
/// first of all that match, score for score.
///
/// Asked for as many hits as there are documents the evaluation cannot leave out any: that is the
/// exhaustive answer. That its scores are right is shown by the oracle of the tests.
struct ExactBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "exact",
    abstract: "Compares pruned answers with exhaustive ones; exits with 1 where one differs.")

  @Argument(help: "The index file; its texts must be stored.") var index: String
  @Option(help: "Queries.") var queries = 10_000
  @Option(help: "What they are drawn with.") var seed: UInt64 = 1
  @Option(help: "Bytes for decoded pages.") var cache = 32 << 20

  private struct Result: Encodable {
    var queries: Int
    var comparisons: Int
    var hits: Int
    var differences: Int
    var shapes: [String: Int]
  }

  func run() throws {
    let file = try IndexFile(path: index)
    let searcher = Searcher(file, ranking: .off, cacheBytes: cache)
    let context = searcher.makeContext()
    var maker = RandomQueries(file, seed: seed)
    var result = Result(queries: 0, comparisons: 0, hits: 0, differences: 0, shapes: [:])
    for _ in 0..<queries {
      let (shape, text) = try maker.next()
      let query = try searcher.parse(text).query
      let all = try searcher.top(
        query, limit: file.catalog.documentCount, counts: true, context: context)
      result.queries += 1
      result.hits += all.hits.count
      result.shapes[shape.rawValue, default: 0] += 1
      for limit in [1, 10, 100, 1000] {
        for counts in [false, true] {
          let best = try searcher.top(query, limit: limit, counts: counts, context: context)
          result.comparisons += 1
          let isSame =
            best.hits == Array(all.hits.prefix(limit))
            && (!counts || best.total == all.hits.count)
          if !isSame {
            result.differences += 1
            print("differs: \(text), the best \(limit)\(counts ? ", counted" : "")")
          }
        }
      }
    }
    try QuarryBench.printLine(result)
    if result.differences > 0 || result.hits == 0 { throw ExitCode.failure }
  }
}
