import Foundation
import QuarryCorpus
import QuarryFormat
import TestSupport
import Testing

@testable import QuarrySearch

/// What searches have to do does not grow unseen: pages inflated, blocks opened, postings and documents
/// scored for queries over a corpus made from a seed equal those in `Benchmarks/search-work.tsv`.
///
/// `QUARRY_UPDATE=1` writes the file anew.
@Suite("The work of searches")
struct SearchWorkTests {
  private static let thresholds = checkoutPath("Benchmarks/search-work.tsv")
  private static let head =
    "query\tlimit\tpostings pages\tpositions pages\tbytes\tblocks\topened\tpostings\tdocuments"

  /// Documents whose words fall off in frequency as those of a language do: the rank of each is the
  /// exponential of an even draw.
  private static func documents() -> [Document] {
    var random = SplitMix64(seed: 5)
    let ranks = 5000
    // A table instead of a logarithm, which machines round differently.
    var ladder: [Int] = []
    var rank = 1
    while rank < ranks {
      ladder.append(rank)
      rank += max(1, rank / 8)
    }
    func word() -> String {
      let step = Int.random(in: 0..<ladder.count - 1, using: &random)
      return "w\(Int.random(in: ladder[step]..<ladder[step + 1], using: &random))"
    }
    return (0..<12_000).map { number in
      let words = (0..<Int.random(in: 4...60, using: &random)).map { _ in word() }
      return Document(id: "d\(number)", text: words.joined(separator: " "))
    }
  }

  private static let queries = [
    "w1", "w2", "w100", "w4000", "none", "w1 w2", "w1 w100", "w20 w30", "w3 w300 w3000",
    "w1 w2 w3 w4 w5", "w1 w10 w100 w1000 w40 w400", "+w1 +w2", "+w1 +w100", "+w20 +w30 +w10",
    "+w5 w50 w500", "\"w1 w2\"", "\"w1 w1\"", "\"w3 w30\"", "\"w2 w1 w3\"", "w1 -w2",
    "w50 -\"w1 w2\"",
    "(w1 OR w2) AND (w30 OR w40)", "w2 NEAR/3 w9", "w10*",
  ]

  private static func line(_ query: String, _ limit: Int, _ work: SearchWork) -> String {
    let numbers = [
      limit, work.postingsPagesInflated, work.positionsPagesInflated, work.bytesInflated,
      work.blocks, work.blocksOpened, work.postingsScored, work.documentsScored,
    ]
    return ([query] + numbers.map(String.init)).joined(separator: "\t")
  }

  @Test func searchesDoAsMuchAsIsWrittenDown() throws {
    let index = try makeIndex(Self.documents(), analyzer: "plain")
    var lines = [Self.head]
    for query in Self.queries {
      for limit in [10, 100] {
        // A searcher of its own, so that no page is in the cache.
        let searcher = Searcher(index, ranking: .off)
        var options = SearchOptions()
        options.limit = limit
        options.snippets = 0
        options.countsHits = false
        lines.append(Self.line(query, limit, try searcher.search(query, options).work))
      }
    }
    if ProcessInfo.processInfo.environment["QUARRY_UPDATE"] == "1" {
      try Data((lines.joined(separator: "\n") + "\n").utf8)
        .write(to: URL(fileURLWithPath: Self.thresholds))
    }
    let written = String(
      decoding: try Data(contentsOf: URL(fileURLWithPath: Self.thresholds)), as: UTF8.self
    )
    .split(separator: "\n").map(String.init)
    #expect(lines.count == written.count)
    for (now, before) in zip(lines, written) {
      #expect(
        now == before,
        "if this is better, write Benchmarks/search-work.tsv anew with QUARRY_UPDATE=1")
    }
  }

  @Test func nothingIsInflatedTwice() throws {
    let index = try makeIndex(Self.documents(), analyzer: "plain")
    for bytes in [0, 32 << 20] {
      let searcher = Searcher(index, ranking: .off, cacheBytes: bytes)
      let first = try searcher.search("w1 w2 \"w3 w4\"").work
      let second = try searcher.search("w1 w2 \"w3 w4\"").work
      #expect(first.postingsPagesInflated > 0 && first.positionsPagesInflated > 0)
      #expect(
        second.postingsPagesInflated == (bytes == 0 ? first.postingsPagesInflated : 0))
      #expect(
        second.positionsPagesInflated == (bytes == 0 ? first.positionsPagesInflated : 0))
    }
  }
}
