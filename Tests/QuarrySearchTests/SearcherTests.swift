import QuarryCorpus
import QuarryFormat
import TestSupport
import Testing

@testable import QuarrySearch

@Suite struct SearcherTests {
  private static let documents = [
    Document(
      id: "a", title: "Red fox", text: "The fox is red.",
      metadata: [MetadataField(name: "date", value: "2020-01-01")]),
    Document(id: "b", title: "Hen", text: "A hen ran from the fox."),
    Document(id: "c", title: "Fox", text: "Nothing."),
  ]

  @Test func hitsCarryWhatIsStored() throws {
    let searcher = Searcher(try makeIndex(Self.documents))
    let results = try searcher.search("red fox")
    #expect(results.total == 3)
    #expect(results.terms == ["red", "fox"])
    let hit = try #require(results.hits.first)
    #expect(hit.identifier == "a")
    #expect(hit.title == "Red fox")
    #expect(hit.rank == 1)
    #expect(hit.metadata == [HitField(name: "date", value: "2020-01-01")])
    #expect(hit.snippets.first?.text == "The fox is red.")
    #expect(hit.snippets.first?.highlights.map(\.text) == ["fox", "red"])
  }

  @Test func offsetAndLimitCutTheSameOrder() throws {
    let documents = randomDocuments(
      200, vocabulary: ExactnessTests.vocabulary(10), seed: 3)
    let searcher = Searcher(try makeIndex(documents))
    let query = ExactnessTests.vocabulary(10)[0]
    var options = SearchOptions()
    options.limit = 200
    let all = try searcher.search(query, options).hits
    options.offset = 7
    options.limit = 5
    options.countsHits = false
    let part = try searcher.search(query, options)
    #expect(part.hits.map(\.identifier) == all[7..<12].map(\.identifier))
    #expect(part.hits.map(\.rank) == Array(8...12))
    #expect(part.total == nil)
    options.offset = .max
    options.limit = .max
    #expect(try searcher.search(query, options).hits.isEmpty)
    options.limit = -1
    options.offset = -1
    #expect(try searcher.search(query, options).hits.isEmpty)
  }

  @Test(arguments: ["\"the fox\"", "+red +fox", "fox", "title:fox", "fox NEAR/3 red", "=fox"])
  func countingNeedsNoHits(_ query: String) throws {
    let searcher = Searcher(try makeIndex(Self.documents))
    var options = SearchOptions()
    let all = try searcher.search(query, options)
    #expect(!all.hits.isEmpty && all.total == all.hits.count)
    options.limit = 0
    #expect(try searcher.search(query, options).total == all.total)
  }

  @Test func wordsOfTheSameTermAreNoCorrections() throws {
    var documents = (0..<30).map { Document(id: "\($0)", text: "The turkeys ran to Turkey.") }
    documents.append(Document(id: "x", text: "Tukey wrote of running."))
    documents.append(Document(id: "y", text: "And of running on."))
    let searcher = Searcher(try makeIndex(documents))
    var options = SearchOptions()
    options.correctsSpelling = true
    func correction(_ query: String) throws -> SearchResults.Correction? {
      try searcher.search(query, options).correction
    }
    #expect(try correction("turkys")?.query == "turkeys")
    #expect(try correction("turkys")?.wasRun == true)
    #expect(try correction("turkey") == nil)
    #expect(try correction("run") == nil)
  }

  @Test(arguments: ["", "  ", "unheardof", "+fox +unheardof", "?!", "\"\""])
  func nothingIsFound(_ query: String) throws {
    let results = try Searcher(try makeIndex(Self.documents)).search(query)
    #expect(results.hits.isEmpty)
    #expect(results.total == 0)
  }

  @Test func documentsAreFoundByIdentifier() throws {
    for segmentDocuments in [1, Int.max] {
      let again = Document(id: "a", title: "Again", text: "Another document of the same name.")
      let searcher = Searcher(
        try makeIndex(Self.documents + [again], segmentDocuments: segmentDocuments))
      #expect(try searcher.document(identifier: "a")?.title == "Again")
      #expect(try searcher.document(identifier: "b")?.text == "A hen ran from the fox.")
      #expect(try searcher.document(identifier: "z") == nil)
      #expect(try searcher.document(identifier: "") == nil)
    }
  }

  @Test func explanationsAddUp() throws {
    let documents = randomDocuments(
      300, vocabulary: ExactnessTests.vocabulary(20), seed: 9)
    let searcher = Searcher(try makeIndex(documents, segmentDocuments: 150))
    let words = ExactnessTests.vocabulary(20)
    var options = SearchOptions()
    options.explains = true
    options.limit = 50
    let query = "\(words[0]) \(words[5]) +\(words[1]) \"\(words[0]) \(words[1])\" \(words[0])"
    let hits = try searcher.search(query, options).hits
    #expect(!hits.isEmpty)
    for hit in hits {
      let explanation = try #require(hit.explanation)
      #expect(explanation.total == hit.score)
      #expect(explanation.parts.reduce(0) { $0 + $1.share } == hit.score)
      for part in explanation.parts {
        #expect(part.fields.contains { $0.frequency > 0 })
        #expect(part.fields.map(\.name) == ["title", "body"])
      }
    }
  }

  @Test func anIndexWithoutTextsHasNoSnippets() throws {
    let searcher = Searcher(try makeIndex(Self.documents, storesText: false))
    let hit = try #require(try searcher.search("red").hits.first)
    #expect(hit.title == "Red fox")
    #expect(hit.snippets.isEmpty)
  }

  @Test func anEmptyIndexAnswers() throws {
    let results = try Searcher(try makeIndex([])).search("fox")
    #expect(results.hits.isEmpty)
    #expect(results.total == 0)
  }

  @Test func manyThreadsGetTheSameAnswers() async throws {
    let vocabulary = ExactnessTests.vocabulary(30)
    let documents = randomDocuments(4000, vocabulary: vocabulary, seed: 21)
    let index = try makeIndex(documents)
    // A cache that is too small, so that pages come and go.
    let searcher = Searcher(index, cacheBytes: 1 << 18)
    let queries = (0..<20).map { number in
      "\(vocabulary[number]) +\(vocabulary[number / 2]) \"\(vocabulary[0]) \(vocabulary[number])\""
    }
    let expected = try queries.map { try Searcher(index).identifiers($0) }
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<8 {
        group.addTask {
          for round in 0..<3 {
            for number in queries.indices {
              let place = (number + round) % queries.count
              guard (try? searcher.identifiers(queries[place])) == expected[place] else {
                return false
              }
            }
          }
          return true
        }
      }
      for await isSame in group { #expect(isSame) }
    }
  }
}
