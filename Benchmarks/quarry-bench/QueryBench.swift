import ArgumentParser
import QuarryFormat
import QuarrySearch
import QuarryStorage

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Times queries one after another in one warm process, on one thread, as the harness does for every
/// engine: each query's median over the passes, in wall time and in CPU time of the thread.
struct QueryBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "query", abstract: "Times queries and dumps their answers.")

  @Argument(help: "The directory that holds the index.") var out: String
  @Argument(help: "JSON lines with qid, class, mode and terms.") var queries: String
  @Option(help: "top: ids and scores; count: also the number of hits; snip: title and snippet.")
  var what = "top"
  @Option(help: "Hits a query.") var k = 10
  @Option(help: "Timed passes.") var reps = 5
  @Option(help: "Untimed passes before.") var warm = 1
  @Option(help: "A file for the answers.") var dump: String?
  @Option(help: "Bytes for decoded pages and documents; 0 keeps none between queries.")
  var cache = 32 << 20
  @Option(help: "BM25's k1.") var k1 = 1.2
  @Option(help: "BM25's b.") var b = 0.75
  @Flag(help: "Rank as the index says, the second stage included.") var asIndexed = false

  func run() throws {
    let lines = try HarnessQuery.read(queries)
    let began = ContinuousClock.now
    let searcher: Searcher
    if asIndexed {
      let file = try IndexFile(path: QuarryBench.indexPath(in: out))
      searcher = Searcher(file, cacheBytes: cache)
    } else {
      searcher = try HarnessQuery.searcher(directory: out, k1: k1, b: b, cache: cache)
    }
    let opened = (ContinuousClock.now - began) / .seconds(1)
    let context = searcher.makeContext()
    let parsed = lines.map { HarnessQuery.query(mode: $0.mode, terms: $0.terms) }

    // Summed up, so that no answer is left uncomputed.
    var answered = 0
    func once(_ query: Query) throws {
      if what == "snip" {
        var options = SearchOptions()
        options.limit = k
        options.countsHits = false
        let results = try searcher.search(query, options)
        for hit in results.hits { answered += HarnessQuery.marked(hit).utf8.count }
      } else {
        answered += try searcher.top(
          query, limit: k, counts: what == "count", context: context
        ).hits.count
      }
    }

    for _ in 0..<warm { for query in parsed { try once(query) } }
    var wall = [[Double]](repeating: [], count: parsed.count)
    var cpu = wall
    for _ in 0..<reps {
      for (index, query) in parsed.enumerated() {
        let cpuBefore = threadCPUNanoseconds()
        let before = ContinuousClock.now
        try once(query)
        wall[index].append((ContinuousClock.now - before) / .microseconds(1))
        cpu[index].append(Double(threadCPUNanoseconds() - cpuBefore) / 1000)
      }
    }
    if let dump { try write(lines, parsed, searcher, context, to: dump) }
    try QuarryBench.printLine(
      Result(
        what: what, k: k, reps: reps, warm: warm, classes: Self.summaries(lines, wall),
        cpu: Self.summaries(lines, cpu), openS: opened, answered: answered,
        cache: Cache(searcher.cacheStatistics)))
  }

  private func write(
    _ lines: [HarnessQuery.Line], _ queries: [Query], _ searcher: Searcher,
    _ context: SearchContext,
    to path: String
  ) throws {
    let identifiers = try IndexFile(path: QuarryBench.indexPath(in: out))
    let inflater = Inflater()
    var output = ""
    for (line, query) in zip(lines, queries) {
      let (hits, total) = try searcher.top(
        query, limit: k, counts: what == "count", context: context)
      var top: [String] = []
      for hit in hits {
        guard let (segment, number) = identifiers.locate(hit.document) else { continue }
        let record = try segment.documents.read(number, with: inflater)
        let id = String(decoding: record.bytes[record.identifier], as: UTF8.self)
        top.append("[\"\(id)\", \(hit.score, places: 5)]")
      }
      let count = total.map(String.init) ?? "null"
      output += "{\"qid\": \"\(line.qid)\", \"n\": \(count), "
      output += "\"top\": [\(top.joined(separator: ", "))]}\n"
    }
    try output.write(toFile: path, atomically: true, encoding: .utf8)
  }

  private static func summaries(_ lines: [HarnessQuery.Line], _ samples: [[Double]]) -> [String:
    Summary]
  {
    var classes: [String: [Double]] = [:]
    for (line, values) in zip(lines, samples) where !values.isEmpty {
      classes[line.class, default: []].append(Summary.median(values.sorted()))
    }
    return classes.mapValues(Summary.init)
  }

  private struct Result: Encodable {
    var what: String
    var k: Int
    var reps: Int
    var warm: Int
    var classes: [String: Summary]
    var cpu: [String: Summary]
    var openS: Double
    var answered: Int
    var cache: Cache
  }

  /// What the cache was asked for in all passes.
  private struct Cache: Encodable {
    var hits: Int
    var misses: Int
    var hitRate: Double
    var evictions: Int
    var entries: Int
    var bytes: Int
    var capacity: Int

    init(_ figures: CacheStatistics) {
      hits = figures.hits
      misses = figures.misses
      hitRate = figures.hitRate
      evictions = figures.evictions
      entries = figures.entries
      bytes = figures.bytes
      capacity = figures.capacity
    }
  }
}
