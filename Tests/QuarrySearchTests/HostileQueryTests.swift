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

  @Test(arguments: [
    "turkey +(source:a OR source:b)", "turkey source:(a OR b)", "turkey source:(a b)",
    "turkey +(source:a OR (source:b -source:c))", "turkey AND (source:a OR source:b)",
  ])
  func filtersInAListSelectAmongWhatMatches(_ query: String) throws {
    let documents = ["a", "b", "c"].flatMap { source in
      ["turkey", "paris"].map { text in
        Document(
          id: source + text, text: text, metadata: [MetadataField(name: "source", value: source)])
      }
    }
    for count in [documents.count, 1] {
      let searcher = Searcher(try makeIndex(documents, segmentDocuments: count))
      #expect(try searcher.identifiers(query) == ["aturkey", "bturkey"])
      #expect(try searcher.search(query).total == 2)
    }
  }

  @Test func wholeNumbersBeyondThoseOfDoublesAreToldApart() throws {
    let first = 1 << 53
    let documents = (0..<3).map { number in
      Document(
        id: "\(number)", text: "turkey",
        metadata: [MetadataField(name: "size", value: "\(first + number)")])
    }
    let searcher = Searcher(try makeIndex(documents))
    #expect(try searcher.identifiers("size:\(first + 1)") == ["1"])
    #expect(try searcher.identifiers("size:>\(first)") == ["1", "2"])
    #expect(try searcher.identifiers("size:<\(first + 1)") == ["0"])
  }

  @Test func keysOfTitlesAreNoWords() throws {
    let searcher = Searcher(try makeIndex([Document(id: "1", title: "Paris", text: "city")]))
    for prefix in ["\u{1}", "\u{1}paris"] {
      for field in [nil, "title"] {
        let words = try searcher.words(
          beginningWith: prefix, field: field, limit: 9, byDocuments: field == nil)
        #expect(words.isEmpty)
      }
    }
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
