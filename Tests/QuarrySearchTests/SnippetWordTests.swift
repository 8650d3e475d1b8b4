import QuarryCorpus
import TestSupport
import Testing

@testable import QuarrySearch

/// Passages begin and end between words.
@Suite struct SnippetWordTests {
  private func passages(
    _ text: String, _ query: String, length: Int, count: Int = 1
  ) throws -> [String] {
    let searcher = Searcher(try makeIndex([Document(id: "0", title: "title", text: text)]))
    var options = SearchOptions()
    options.snippets = count
    options.snippetLength = length
    return try #require(try searcher.search(query, options).hits.first).snippets.map(\.text)
  }

  @Test func aPassageEndsBehindItsMatchWhereNoWordMoreHasRoom() throws {
    let text = "Senator Barack Obama of Illinois"
    #expect(try passages(text, "\"Senator Barack Obama\"", length: 22) == ["Senator Barack Obama"])
    #expect(try passages("(America)and more", "america", length: 10) == ["(America)"])
  }

  @Test(arguments: [0, 1])
  func everyPassageIsMadeOfWholeWords(script: Int) throws {
    var random = SplitMix64(seed: 23)
    let letters = Array(script == 0 ? "abcdefghijklmnopqrst" : "абвгдежзиклмнопрст")
    func word() -> String {
      String(
        (0..<Int.random(in: 1...14, using: &random)).map { _ in
          letters.randomElement(using: &random) ?? "a"
        })
    }
    var cut = 0
    for round in 0..<200 {
      let words = (0..<Int.random(in: 1...80, using: &random)).map { _ in word() }
      let text = words.joined(separator: round % 7 == 0 ? " \n " : " ")
      let wanted = (0..<3).map { _ in words.randomElement(using: &random) ?? "a" }
      let query = round % 10 == 0 ? "title" : wanted.joined(separator: " ")
      let length = Int.random(in: 6...90, using: &random)
      let count = 1 + round % 3
      let whole = " " + words.joined(separator: " ") + " "
      for passage in try passages(text, query, length: length, count: count) {
        if whole.contains(" " + passage + " ") { continue }
        cut += 1
        // Only a word longer than the room of its passage is cut.
        let last = String(passage.split(separator: " ").last ?? "")
        #expect(
          whole.contains(" " + passage)
            && words.contains { $0.hasPrefix(last) && $0.count > length / (2 * count) },
          "\(passage) of \(words) for \(query), \(length) columns, \(count) passages")
      }
    }
    #expect(cut < 60)
  }
}
