import QuarryCorpus
import QuarryFormat
import Synchronization
import TestSupport
import Testing

@testable import QuarrySearch

@Suite("The time limit")
struct TimeLimitTests {
  /// A clock that goes on by a second whenever it is looked at.
  private final class Ticks: Sendable {
    private let count = Mutex(0)

    var clock: @Sendable () -> Duration {
      { [self] in
        count.withLock {
          $0 += 1
          return .seconds($0)
        }
      }
    }
  }

  private static let words = ExactnessTests.vocabulary(12)

  private func searcher() throws -> Searcher {
    let random = randomDocuments(1500, vocabulary: Self.words, seed: 9)
    let documents = random.enumerated().map { number, document in
      var document = document
      document.metadata = [
        MetadataField(name: "date", value: "20\(10 + number % 10)-0\(1 + number % 9)-01"),
        MetadataField(name: "source", value: "s\(number % 5)"),
      ]
      return document
    }
    return Searcher(try makeIndex(documents, segmentDocuments: 400), cacheBytes: 0)
  }

  private func options(ticks: Int) -> SearchOptions {
    var options = SearchOptions()
    options.limit = 20
    options.timeLimit = .seconds(ticks)
    options.clock = Ticks().clock
    return options
  }

  @Test func noTimeFindsNothing() throws {
    let searcher = try searcher()
    var options = SearchOptions()
    options.timeLimit = .zero
    let results = try searcher.search(Self.words[0], options)
    #expect(results.isPartial)
    #expect(results.hits.isEmpty)
    #expect(results.notices.contains { $0.contains("0 ms") })
    options.timeLimit = .seconds(Int64.max)
    let all = try searcher.search(Self.words[0], options)
    #expect(!all.isPartial && all.hits.count == 10)
  }

  @Test(arguments: ["0", "0 1 2", "+0 -1", "\"0 1\"", "0*", "+0 +(1 2) -3", "*"])
  func whatIsFoundInTimeMatches(_ shape: String) throws {
    let query = shape.split(separator: " ", omittingEmptySubsequences: false).map { part in
      part.replacing(/\d/) { Self.words[Int($0.output) ?? 0] }
    }.joined(separator: " ")
    let searcher = try searcher()
    var options = SearchOptions()
    options.limit = 2000
    let all = try searcher.search(query, options)
    let matching = Set(all.hits.map(\.document))
    #expect(!all.isPartial)
    var partial = 0
    for ticks in [1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 100_000] {
      var limited = self.options(ticks: ticks)
      let results = try searcher.search(query, limited)
      partial += results.isPartial ? 1 : 0
      #expect(results.hits.allSatisfy { matching.contains($0.document) })
      #expect(results.hits.map(\.rank) == Array(1..<results.hits.count + 1))
      #expect(results.isPartial || results.total == all.total)
      #expect(results.total ?? 0 <= all.total ?? 0)
      if ticks == 100_000 {
        #expect(results.hits.map(\.document) == all.hits.prefix(20).map(\.document))
      }
      // Other orders and counts end in time too.
      limited = self.options(ticks: ticks)
      limited.sort = ticks % 2 == 0 ? .newest : .title
      limited.facets = ["source", "year"]
      limited.timeline = .year
      let sorted = try searcher.search(query, limited)
      #expect(sorted.hits.allSatisfy { matching.contains($0.document) })
      #expect(ticks < 100_000 || sorted.facets.count == 2 && sorted.timeline != nil)
    }
    #expect(partial > 0)
  }

  @Test func aCorrectionIsLookedForInTime() throws {
    let searcher = try searcher()
    let typed = Self.words[0] + "o"
    var options = SearchOptions()
    options.correctsSpelling = true
    let all = try searcher.search(typed, options)
    #expect(all.correction?.query == Self.words[0] && !all.hits.isEmpty && !all.isPartial)
    var ended = 0
    for ticks in 1...200 {
      var limited = self.options(ticks: ticks)
      limited.correctsSpelling = true
      let results = try searcher.search(typed, limited)
      #expect(results.isPartial || results.correction == all.correction)
      if results.isPartial, results.correction == nil { ended += 1 }
    }
    // The search for the word itself, which is in no document, asks but a few times.
    #expect(ended > 20)
  }

  @Test func thereIsAlwaysAHitToShowOfThoseFound() throws {
    let searcher = try searcher()
    var seen = false
    // Somewhere the time is over between the finding and the reading.
    for ticks in 1..<120 {
      let results = try searcher.search(Self.words[1], options(ticks: ticks))
      guard results.isPartial, !results.hits.isEmpty else { continue }
      seen = seen || results.hits.contains { $0.snippets.isEmpty }
      #expect(results.hits.allSatisfy { !$0.identifier.isEmpty })
    }
    #expect(seen)
  }
}
