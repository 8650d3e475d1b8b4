import QuarryAnalysis
import QuarryFormat
import QuarryIndexing
import QuarryStorage
import TestSupport
import Testing

@testable import QuarrySearch

/// What snippets show of a query, held against every window of the texts.
@Suite(
  "Snippets of real texts",
  .enabled(if: dataPath("ir/scifact") != nil, "the test collection is not there"))
struct SnippetCoverageTests {
  private static let columns = 160

  @Test func mostShowAsManyDifferentWordsAsAnyWindow() throws {
    let folder = try #require(dataPath("ir/scifact"))
    let index = try makeIndex(input: folder + "/corpus.jsonl.gz")
    let analyzer = try Analyzer(.standard)
    let searcher = Searcher(index)
    var options = SearchOptions()
    options.snippetLength = Self.columns
    var hits = 0
    var complete = 0
    let bytes = try #require(InputBytes.read(folder + "/queries.tsv"))
    for line in bytes.split(separator: 0x0A).prefix(200) {
      let columns = line.split(separator: 0x09)
      try #require(columns.count == 2)
      let query = String(decoding: columns[1], as: UTF8.self)
      let wanted = Set(terms(of: Array(columns[1]), analyzer).map(\.term))
      for hit in try searcher.search(query, options).hits {
        let document = try #require(try searcher.document(identifier: hit.identifier))
        let text = Array(document.text.utf8)
        let found = terms(of: text, analyzer).filter { wanted.contains($0.term) }
        var shown: Set<[UInt8]> = []
        for snippet in hit.snippets {
          for highlight in snippet.highlights {
            for match in terms(of: Array(highlight.text.utf8), analyzer)
            where wanted.contains(match.term) {
              shown.insert(match.term)
            }
          }
        }
        hits += 1
        if shown.count >= most(found, in: text) { complete += 1 }
        let width = hit.snippets.reduce(-3) { $0 + 3 + $1.text.count }
        #expect(width <= Self.columns)
      }
    }
    #expect(hits > 1000)
    #expect(Double(complete) >= 0.95 * Double(hits), "\(complete) of \(hits)")
  }

  /// The most different terms that a window holds.
  private func most(_ found: [(term: [UInt8], range: Range<Int>)], in text: [UInt8]) -> Int {
    var most = 0
    let span = text.span
    for (index, first) in found.enumerated() {
      var held: Set<[UInt8]> = []
      for other in found[index...] {
        let width = ScalarText.columns(span, first.range.lowerBound, other.range.upperBound)
        if width > Self.columns { break }
        held.insert(other.term)
      }
      most = max(most, held.count)
    }
    return most
  }

  private func terms(
    of text: [UInt8], _ analyzer: Analyzer
  ) -> [(term: [UInt8], range: Range<Int>)] {
    var tokens: [RawToken] = []
    let span = text.span
    analyzer.tokenize(span, into: &tokens)
    var result: [(term: [UInt8], range: Range<Int>)] = []
    for token in tokens where token.kind == .word {
      let range = Int(token.start)..<Int(token.end)
      var term: [UInt8] = []
      analyzer.appendTerm(span.extracting(range), kind: .word, language: .english, to: &term)
      if !term.isEmpty { result.append((term, range)) }
    }
    return result
  }
}
