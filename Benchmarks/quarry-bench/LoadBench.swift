import ArgumentParser
import QuarrySearch
import QuarryStorage
import Synchronization

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Has several threads answer queries from one searcher, and tells how many a second.
struct LoadBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "load", abstract: "Answers queries on several threads at once.")

  @Argument(help: "The directory that holds the index.") var out: String
  @Argument(help: "JSON lines with qid, class, mode and terms.") var queries: String
  @Option(help: "Threads.") var threads = 2
  @Option(help: "Hits a query.") var k = 10
  @Option(help: "Timed passes over the queries, shared by the threads.") var reps = 10
  @Option(help: "Bytes for decoded pages.") var cache = 32 << 20

  private struct Result: Encodable {
    var threads: Int
    var answered: Int
    var seconds: Double
    var cpuSeconds: Double
    var queriesASecond: Double
  }

  func run() throws {
    guard threads > 0, reps > 0 else {
      throw ValidationError("--threads and --reps are at least 1")
    }
    let lines = try HarnessQuery.read(queries)
    let parsed = lines.map { HarnessQuery.query(mode: $0.mode, terms: $0.terms) }
    let searcher = try HarnessQuery.searcher(directory: out, k1: 1.2, b: 0.75, cache: cache)
    let limit = k
    for query in parsed {
      _ = try searcher.top(query, limit: limit, counts: false, context: searcher.makeContext())
    }
    let total = parsed.count * reps
    // Taken one by one, so that no thread is left without work before the last query.
    let turn = Next()
    let failure = Mutex<String?>(nil)
    let cpuBefore = processCPUSeconds()
    let began = ContinuousClock.now
    let workers = try (0..<threads).map { _ in
      try Worker {
        let context = searcher.makeContext()
        while let number = turn.take(below: total) {
          do {
            _ = try searcher.top(
              parsed[number % parsed.count], limit: limit, counts: false, context: context)
          } catch {
            failure.withLock { $0 = "\(error)" }
          }
        }
      }
    }
    for worker in workers { worker.join() }
    let seconds = (ContinuousClock.now - began) / .seconds(1)
    if let reason = failure.withLock({ $0 }) { throw ValidationError(reason) }
    try QuarryBench.printLine(
      Result(
        threads: threads, answered: total, seconds: seconds,
        cpuSeconds: processCPUSeconds() - cpuBefore, queriesASecond: Double(total) / seconds))
  }

  /// Hands out numbers in turn.
  private final class Next: Sendable {
    private let value = Atomic<Int>(0)

    /// The next number, or nil where it is not below `end`.
    func take(below end: Int) -> Int? {
      let number = value.wrappingAdd(1, ordering: .relaxed).oldValue
      return number < end ? number : nil
    }
  }
}
