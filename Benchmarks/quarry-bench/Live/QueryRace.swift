import QuarryFormat
import QuarrySearch
import QuarryStorage

/// Asks two indexes of the same documents the same queries in turn.
struct QueryRace {
  /// A shape of queries with the mean CPU time of one, in microseconds.
  struct Class: Encodable {
    var queries = 0
    var bulkUs = 0.0
    var liveUs = 0.0
    var ratio: Double { liveUs / max(bulkUs, 1e-9) }
  }

  /// By shape of the query.
  private(set) var classes: [String: Class] = [:]
  /// Queries whose answers differ.
  private(set) var differences = 0

  /// All queries together: the mean of the shapes' ratios, each weighing the same.
  var ratio: Double {
    classes.values.reduce(0) { $0 + $1.ratio } / Double(max(1, classes.count))
  }
  /// The largest ratio of a shape.
  var worst: Double { classes.values.map(\.ratio).max() ?? 0 }

  /// - Parameters:
  ///   - reps: times that each is asked; the fastest counts.
  ///   - cache: bytes for decoded pages.
  init(
    bulk: IndexFile, live: IndexFile, queries: Int, seed: UInt64, reps: Int, cache: Int
  ) throws {
    let searchers = [bulk, live].map { Searcher($0, cacheBytes: cache) }
    let contexts = searchers.map { $0.makeContext() }
    var maker = RandomQueries(bulk, seed: seed)
    for _ in 0..<queries {
      let (shape, text) = try maker.next()
      var best = [Double.infinity, .infinity]
      var answers: [[ScoredDocument]] = [[], []]
      for rep in 0..<reps * 2 {
        let side = rep % 2
        let query = try searchers[side].parse(text).query
        let before = threadCPUNanoseconds()
        answers[side] = try searchers[side].top(
          query, limit: 10, counts: false, context: contexts[side]
        ).hits
        best[side] = min(best[side], Double(threadCPUNanoseconds() - before) / 1000)
      }
      if answers[0] != answers[1] { differences += 1 }
      classes[shape.rawValue, default: Class()].queries += 1
      classes[shape.rawValue, default: Class()].bulkUs += best[0]
      classes[shape.rawValue, default: Class()].liveUs += best[1]
    }
    for (name, figures) in classes {
      classes[name]?.bulkUs = figures.bulkUs / Double(figures.queries)
      classes[name]?.liveUs = figures.liveUs / Double(figures.queries)
    }
  }
}
