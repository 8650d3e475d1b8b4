import Foundation
import QuarryCorpus
import QuarryFormat
import QuarryIndexing
import TestSupport
import Testing

@testable import QuarrySearch

/// Deleted documents never come back, whatever is asked; all others have the scores they had.
@Suite struct DeletionSearchTests {
  /// An index of which `deleted` documents, numbered through all segments, were deleted.
  private func makeIndex(
    _ documents: [Document], segmentDocuments: Int, deleted: Set<Int>
  ) throws -> IndexFile {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("deleted-\(UUID().uuidString).quarry").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    var options = IndexingOptions(threads: 1, level: 1, language: "en")
    options.segmentDocuments = segmentDocuments
    options.batchBytes = 1 << 12
    let writer = try IndexWriter(path: path, options: options)
    for document in documents { try writer.add(document) }
    _ = try writer.finish()
    let update = try IndexUpdate(path: path, waits: false)
    for document in deleted {
      let number = try #require(
        update.file.segments.lastIndex { $0.firstDocument <= document })
      update.delete(document - update.file.segments[number].firstDocument, of: number)
    }
    try update.commit()
    let index = try IndexFile(path: path)
    #expect(index.deletedCount == deleted.count && Verifier(index).run().problems == [])
    return index
  }

  @Test(arguments: [2, 20], [400, 5000])
  func searchesAreTheOraclesWithoutThem(share: Int, segmentDocuments: Int) throws {
    let vocabulary = ExactnessTests.vocabulary(40)
    let documents = randomDocuments(1500, vocabulary: vocabulary, seed: UInt64(share))
    var random = SplitMix64(seed: UInt64(share + segmentDocuments))
    let deleted = Set(
      documents.indices.filter { _ in Int.random(in: 0..<share, using: &random) == 0 })
    let index = try makeIndex(documents, segmentDocuments: segmentDocuments, deleted: deleted)
    if segmentDocuments < 1500 { #expect(index.segments.count > 1) }
    let oracle = try Oracle(documents, index.catalog)
    let searchers = [
      Searcher(index, ranking: .off), Searcher(index, ranking: .off, cacheBytes: 0),
    ]
    let contexts = searchers.map { $0.makeContext() }
    func word() -> String { vocabulary[Int.random(in: 0..<40, using: &random)] }
    for number in 0..<24 {
      let text =
        switch number % 8 {
        case 0: word()
        case 1: "\(word()) \(word())"
        case 2: "+\(word()) +\(word())"
        case 3: "\"\(word()) \(word())\""
        case 4: "\(word()) -\(word())"
        case 5: "+\(word()) \(word()) \(word())"
        case 6: "\(word().prefix(2))*"
        default: "-\(word())"
        }
      let query = try QueryParser.parse(text).query
      let expected = oracle.search(query).filter { !deleted.contains($0.document) }
      for (searcher, context) in zip(searchers, contexts) {
        for limit in [3, 5000] {
          for counts in [false, true] {
            let found = try searcher.top(query, limit: limit, counts: counts, context: context)
            #expect(found.hits == Array(expected.prefix(limit)), "\(text), limit \(limit)")
            #expect(found.total == (counts ? expected.count : nil), "\(text)")
          }
        }
      }
      var matches: [Int] = []
      try searchers[0].forEachMatch(of: query) { part, document in
        matches.append(index.segments[part].firstDocument + document)
      }
      #expect(matches == expected.map(\.document).sorted(), "\(text)")
    }
  }

  @Test func countsOrdersAndSuggestionsLeaveThemOut() throws {
    let documents = (0..<300).map { number in
      Document(
        id: "d\(number)", title: number < 10 ? "Old harbour" : "Title \(number)", text: "stone",
        metadata: [
          MetadataField(name: "tags", value: number % 2 == 0 ? "even" : "odd"),
          MetadataField(name: "date", value: number < 10 ? "1999-01-01" : "2024-05-01"),
        ])
    }
    let deleted = Set(0..<10)
    let index = try makeIndex(documents, segmentDocuments: 100, deleted: deleted)
    let searcher = Searcher(index)
    for sort in [SearchOptions.Sort.oldest, .newest, .title, .score] {
      var options = SearchOptions()
      options.limit = 1000
      options.sort = sort
      options.facets = ["tags"]
      options.timeline = .year
      let results = try searcher.search("stone", options)
      #expect(Set(results.hits.map(\.identifier)) == Set((10..<300).map { "d\($0)" }))
      #expect(results.total == 290)
      #expect(results.facets.first?.values.map(\.count).sorted() == [145, 145])
      #expect(results.timeline?.bins.map(\.count) == [290])
    }
    for query in ["*", "id:d3", "tag:even date:1999", "title:harbour"] {
      var options = SearchOptions()
      options.limit = 1000
      let found = Set(try searcher.search(query, options).hits.map(\.identifier))
      #expect(found.isDisjoint(with: deleted.map { "d\($0)" }), "\(query)")
    }
    #expect(try searcher.document(identifier: "d3") == nil)
    #expect(try searcher.document(identifier: "d10") != nil)
    #expect(try searcher.similar(to: "d3", SearchOptions()) == nil)
    let suggested = try searcher.suggestions(for: "Old har", titles: 5, words: 0)
    #expect(suggested.isEmpty)
    #expect(try !searcher.suggestions(for: "Title 2", titles: 5, words: 0).isEmpty)
  }
}
