import QuarryCorpus
import QuarryFormat
import QuarrySearch
import Testing

/// Queries built to break something, and searches over several indexes that must be as one.
@Suite struct HostileQueryTests {
  @Test func theMostWordsAreCountedOnce() throws {
    let searcher = Searcher(try makeIndex(texts: ["w1 w2", "w3"]))
    let text = (0..<QueryParser.maxWords).map { "w\($0)" }.joined(separator: " ")
    #expect(try searcher.identifiers(text) == ["0", "1"])
    #expect(throws: SearchError.self) { try searcher.search(text + " more") }
  }

  @Test func boostsInsideBoostsStayNumbers() throws {
    let searcher = Searcher(try makeIndex(texts: ["turkey", "turkey and paris", "paris"]))
    var great = Query.word("turkey")
    var none = Query.boosted(.word("turkey"), by: 0)
    for _ in 0..<60 {
      great = .boosted(great, by: 1e6)
      none = .boosted(none, by: 1e6)
    }
    let hits = try searcher.search(great).hits
    #expect(hits.map(\.identifier) == ["0", "1"])
    #expect(hits.allSatisfy { $0.score.isFinite })
    #expect(try searcher.search(none).hits.map(\.score) == [0, 0])
  }

  @Test func nestedListsOfWordsScoreAsFlatOnes() throws {
    let searcher = Searcher(
      try makeIndex(texts: ["second world war", "war of the second kind in the world", "war"]))
    let words = ["second", "world", "war"].map { Query.Clause(.should, .word($0)) }
    let nested = Query.clauses([Query.Clause(.should, .clauses(words))])
    let scores = try searcher.search(nested).hits.map(\.score)
    #expect(scores == (try searcher.search(nested.normalized).hits.map(\.score)))
    let half = Query.clauses([Query.Clause(.should, .clauses(Array(words[..<2]))), words[2]])
    #expect(scores == (try searcher.search(half).hits.map(\.score)))
  }

  @Test func wordsOfSeveralIndexesAreCountedInAll() throws {
    let one = try makeIndex(texts: ["alpha beta", "alpha beta", "alpha beta", "gamma"])
    let other = try makeIndex(texts: ["gamma beta", "gamma", "alpha", "gamma delta"])
    let searcher = try Searcher(indexes: [one, other])
    let top = try searcher.words(beginningWith: "", field: nil, limit: 1, byDocuments: true)
    #expect(top.map(\.documents) == [4])
    let first = try searcher.words(beginningWith: "", field: "body", limit: 2, byDocuments: true)
    #expect(first.map(\.documents) == [4, 4])
    let completed = try searcher.suggestions(for: "a", titles: 0, words: 1)
    #expect(completed.map(\.documents) == [4])
  }

  @Test func titlesAreCompletedWhateverElseADocumentHas() throws {
    let long = String(repeating: "many words ", count: 2000)
    let index = try makeIndex([
      Document(
        id: "1", title: "Zebra crossing", text: "a zebra",
        metadata: [MetadataField(name: "summary", value: long)])
    ])
    let found = try Searcher(index).suggestions(for: "zeb", titles: 5, words: 0)
    #expect(found.map(\.text) == ["Zebra crossing"])
  }
}
