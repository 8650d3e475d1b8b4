import Foundation
import Quarry
import Synchronization

/// Eight readers and one writer on one index: every answer must be that of some commit, and no reader may
/// go back to an older one. Meant to run under ThreadSanitizer; see `Scripts/stress`.
@main
enum StressProgram {
  private static let environment = ProcessInfo.processInfo.environment
  private static let readers = 8

  /// Changed by all readers without a lock where `QUARRY_PLANTED` is `race`, which has to be found.
  nonisolated(unsafe) private static var planted = 0

  static func main() throws {
    let seconds = environment["QUARRY_SECONDS"].flatMap { Double($0) } ?? 20
    let seed = environment["QUARRY_SEED"].flatMap { UInt64($0) } ?? 1
    let fault = environment["QUARRY_PLANTED"] ?? ""
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("quarry-stress-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let problems = Mutex<[String]>([])
    do {
      let path = "\(folder)/index.quarry"
      var writer = try StressWriter(path: path, seed: seed, readers: readers)
      let isOver = Atomic(false)
      let tallies = Mutex<[StressReader.Tally]>([])
      let group = DispatchGroup()
      let shared = try QuarryIndex(path: path)
      for number in 0..<readers {
        // Half of them share what is open and its cache.
        let index = number % 2 == 0 ? shared : try QuarryIndex(path: path, cacheBytes: number << 14)
        var reader = StressReader(number, index, writer.states, seed: seed)
        reader.isStale = fault == "stale" && number == 1
        let first = reader
        group.enter()
        Thread.detachNewThread {
          var reader = first
          do {
            while !isOver.load(ordering: .relaxed) {
              try reader.step()
              if fault == "race" { planted += 1 }
            }
          } catch {
            problems.withLock { $0.append("\(error)") }
            isOver.store(true, ordering: .relaxed)
          }
          let tally = reader.tally
          tallies.withLock { $0.append(tally) }
          group.leave()
        }
      }
      let end = ContinuousClock.now + .seconds(seconds)
      while ContinuousClock.now < end, !isOver.load(ordering: .relaxed) {
        do {
          try writer.step()
        } catch {
          problems.withLock { $0.append("writer: \(error)") }
          break
        }
      }
      isOver.store(true, ordering: .relaxed)
      group.wait()
      problems.withLock { $0 += Self.check(writer, path) }
      Self.report(writer.counts, tallies.withLock { $0 })
    }
    try FileManager.default.removeItem(atPath: folder)
    let found = problems.withLock { $0 }
    for problem in found { print("WRONG: \(problem)") }
    exit(found.isEmpty ? 0 : 1)
  }

  /// What is wrong with the index in the end.
  private static func check(_ writer: StressWriter, _ path: String) -> [String] {
    do {
      let verification = try QuarryIndex.verify(path: path)
      var options = SearchOptions()
      options.limit = 1000
      let hits = try QuarryIndex(path: path).search("*", options).hits.map(\.identifier).sorted()
      let isRight = hits == writer.final.answer(.everything)
      return verification.damages.map(\.description)
        + (isRight ? [] : ["the index does not hold the last state"])
    } catch {
      return ["\(error)"]
    }
  }

  private static func report(_ counts: [String: Int], _ tallies: [StressReader.Tally]) {
    let commits = counts.values.reduce(0, +)
    let operations = counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
    print("\(commits) operations: \(operations.joined(separator: ", "))")
    func milliseconds(_ seconds: Double) -> Double { (seconds * 10_000).rounded() / 10 }
    let searches = tallies.reduce(0) { $0 + $1.searches }
    let refreshes = tallies.reduce(0) { $0 + $1.refreshes }
    let newer = tallies.reduce(0) { $0 + $1.newer }
    print(
      "\(searches) searches, the longest \(milliseconds(tallies.map(\.longestSearch).max() ?? 0)) ms; "
        + "\(refreshes) refreshes, \(newer) to a newer commit, the longest "
        + "\(milliseconds(tallies.map(\.longestRefresh).max() ?? 0)) ms")
  }
}
