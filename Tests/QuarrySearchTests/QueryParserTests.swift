import TestSupport
import Testing

@testable import QuarrySearch

@Suite struct QueryParserTests {
  @Test(
    arguments: [
      ("", []),
      ("   \t\n ", []),
      ("cat", [.init(.should, .word("cat"))]),
      ("  cat  dog ", [.init(.should, .word("cat")), .init(.should, .word("dog"))]),
      ("+cat -dog", [.init(.must, .word("cat")), .init(.mustNot, .word("dog"))]),
      ("\"a cat\"", [.init(.should, .phrase("a cat"))]),
      (
        "+\"a cat\" -\"a dog\"",
        [.init(.must, .phrase("a cat")), .init(.mustNot, .phrase("a dog"))]
      ),
      ("\u{201C}a cat\u{201D}", [.init(.should, .phrase("a cat"))]),
      ("\"never closed", [.init(.should, .phrase("never closed"))]),
      ("cat \"", [.init(.should, .word("cat"))]),
      ("\"\" \"  \"", []),
      ("+ - cat", [.init(.should, .word("cat"))]),
      ("+", []),
      ("-\"", []),
      ("--cat", [.init(.mustNot, .word("-cat"))]),
      ("c++ s-400", [.init(.should, .word("c++")), .init(.should, .word("s-400"))]),
      (
        "cat\"a dog\"cow",
        [
          .init(.should, .word("cat")), .init(.should, .phrase("a dog")),
          .init(.should, .word("cow")),
        ]
      ),
      (
        "cat\u{3000}dog\u{A0}cow",
        [
          .init(.should, .word("cat")), .init(.should, .word("dog")), .init(.should, .word("cow")),
        ]
      ),
    ] as [(String, [Query.Clause])])
  func parses(_ text: String, _ clauses: [Query.Clause]) throws {
    #expect(parsedClauses(try QueryParser.parse(text)) == clauses)
  }

  @Test func longQueriesAreRefused() throws {
    #expect(throws: SearchError.self) {
      try QueryParser.parse(String(repeating: "a", count: 65_537))
    }
    #expect(throws: SearchError.self) {
      try QueryParser.parse(String(repeating: "a ", count: 1025))
    }
    #expect(parsedClauses(try QueryParser.parse(String(repeating: "a ", count: 1024))).count == 1024)
    // A phrase or a chunk counts by its words.
    let searcher = Searcher(try makeIndex(texts: ["a"]))
    #expect(throws: SearchError.self) {
      try searcher.search("\"" + String(repeating: "a ", count: 1025) + "\"")
    }
    #expect(throws: SearchError.self) {
      try searcher.search(String(repeating: "a,", count: 1025))
    }
  }

  @Test func noTextTraps() throws {
    let searcher = Searcher(try makeIndex(texts: ["red fox", "\u{1F98A} S-400 e\u{301}"]))
    var random = SplitMix64(seed: 5)
    let pieces = [
      "\"", "+", "-", " ", "\u{0}", "\u{301}", "\u{200D}", "\u{1F98A}", "fox", "S-400", "'", ".",
      "\u{FFFF}", "\u{202E}", "北京", "&", "_", "\u{AD}", "U.S.", "c++", "ı", "\u{1100}", "'s",
    ]
    for _ in 0..<2000 {
      let count = Int.random(in: 0..<8, using: &random)
      let text = (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
      let results = try searcher.search(text)
      #expect(results.hits.count == results.total)
    }
  }
}

/// The clauses of a list.
private func parsedClauses(_ query: Query) -> [Query.Clause] {
  if case .clauses(let clauses) = query { clauses } else { [] }
}
