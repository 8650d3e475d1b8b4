import QuarryCorpus
import QuarryFormat
import QuarryIndexing
import QuarrySearch
import TestSupport
import Testing

@Suite("Segments")
struct SegmentTests {
  private let documents: [Document]

  init() {
    var maker = DocumentMaker(seed: 11, vocabulary: 60)
    documents = maker.documents(160, words: 0...30)
  }

  private func index(_ segmentDocuments: Int, batchBytes: Int) throws -> IndexFile {
    var options = smallOptions(batchBytes: batchBytes)
    options.segmentDocuments = segmentDocuments
    return try makeIndex(documents, options)
  }

  /// Scores are equal to the bit: they depend on the whole index's counts alone.
  @Test(arguments: [1, 60])
  func severalAnswerAsOne(segmentDocuments: Int) throws {
    let one = try index(.max, batchBytes: 20 << 10)
    // Batches are whole, so they are as small as the segments should be.
    let many = try index(segmentDocuments, batchBytes: 1)
    #expect(one.segments.count == 1)
    #expect(many.segments.count == (160 + segmentDocuments - 1) / segmentDocuments)
    #expect(many.segments.allSatisfy { (1...segmentDocuments).contains($0.documentCount) })
    #expect(Verifier(many).run().problems == [])
    let first = Searcher(one)
    let second = Searcher(many)
    var maker = DocumentMaker(seed: 12, vocabulary: 60)
    var options = SearchOptions()
    options.limit = 50
    for round in 0..<16 {
      let words = maker.words(2...4).split(separator: " ")
      let query =
        switch round % 4 {
        case 0: words.joined(separator: " ")
        case 1: "+" + words.joined(separator: " ")
        case 2: "\"the \(words[0])\" -\(words[1])"
        default: "+\(words[0]) +\(words[1])"
        }
      options.offset = round % 3
      let expected = try first.search(query, options)
      let found = try second.search(query, options)
      #expect(found.total == expected.total, "\(query)")
      #expect(found.hits.map(\.identifier) == expected.hits.map(\.identifier), "\(query)")
      #expect(found.hits.map(\.score) == expected.hits.map(\.score), "\(query)")
      #expect(
        found.hits.map { $0.snippets.map(\.text) } == expected.hits.map { $0.snippets.map(\.text) })
    }
  }

  /// A batch with more documents than a segment should hold makes no empty segment.
  @Test func noSegmentIsEmpty() throws {
    let index = try index(3, batchBytes: 20 << 10)
    #expect(index.segments.allSatisfy { $0.documentCount > 0 })
    #expect(try StoredDocuments(index).documents == documents)
  }
}
