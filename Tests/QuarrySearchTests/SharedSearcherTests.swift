import QuarryFormat
import QuarryStorage
import Synchronization
import TestSupport
import Testing

@testable import QuarrySearch

/// Several threads ask one searcher, whose cache is so small that they push out each other's pages.
///
/// `swift test --sanitize=thread --filter "One searcher"` looks for data races in it.
@Suite("One searcher for several threads")
struct SharedSearcherTests {
  /// What a search gave, to be compared.
  private struct Answer: Equatable {
    var documents: [Int] = []
    var scores: [Double] = []
    var total: Int?
    var snippets: [[Snippet]] = []
    var correction: String?

    init(_ results: SearchResults) {
      documents = results.hits.map(\.document)
      scores = results.hits.map(\.score)
      total = results.total
      snippets = results.hits.map(\.snippets)
      correction = results.correction?.query
    }
  }

  private static func options(_ number: Int) -> SearchOptions {
    var options = SearchOptions()
    options.limit = 5
    options.correctsSpelling = true
    // Some ask with other weights: their pages lie in the same cache under other names.
    if number % 5 == 4 { options.parameters = ["k1": 1 + Double(number % 2)] }
    return options
  }

  @Test(arguments: [1 << 10, 40 << 10, 17 << 20])
  func giveWhatOneThreadGives(cacheBytes: Int) throws {
    let words = ExactnessTests.vocabulary(40)
    let documents = randomDocuments(1200, vocabulary: words, seed: 77, longest: 60)
    let index = try makeIndex(documents, segmentDocuments: 500)
    let queries = [
      words[0], "\(words[1]) \(words[2])", "+\(words[3]) +\(words[0])",
      "\"\(words[0]) \(words[1])\"", "\(words[5].prefix(2))*", "\(words[6])x \(words[7])",
      "+(\(words[8]) \(words[9])) -\(words[0])", "*",
    ]
    let rounds = 5 * queries.count
    let alone = Searcher(index, cacheBytes: 0)
    let expected = try (0..<rounds).map { number in
      Answer(try alone.search(queries[number % queries.count], Self.options(number)))
    }
    let shared = Searcher(index, cacheBytes: cacheBytes)
    let failures = Mutex<[String]>([])
    let threads = try (0..<4).map { thread in
      try Worker {
        for turn in 0..<rounds {
          let number = (turn + thread * 11) % rounds
          let query = queries[number % queries.count]
          do {
            let answer = Answer(try shared.search(query, Self.options(number)))
            if answer != expected[number] { failures.withLock { $0.append(query) } }
          } catch {
            failures.withLock { $0.append("\(query): \(error)") }
          }
        }
      }
    }
    for thread in threads { thread.join() }
    #expect(failures.withLock { $0 } == [])
    let figures = shared.cacheStatistics
    #expect(figures.capacity == cacheBytes && figures.bytes <= cacheBytes)
    #expect(cacheBytes < 40 << 10 || figures.hits > 0)
  }
}
