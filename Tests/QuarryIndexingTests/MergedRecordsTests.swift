import QuarryCorpus
import QuarryFormat
import TestSupport
import Testing

@testable import QuarryIndexing

/// Segments that are merged behind an addition, where texts fill pages.
@Suite("Documents of merged segments")
struct MergedRecordsTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = "\(folder.path)/live.quarry"
  }

  private func add(_ documents: [Document], _ options: IndexingOptions) throws {
    let writer = try IndexWriter(try IndexUpdate(path: path, waits: false), options: options)
    for document in documents { try writer.add(document) }
    #expect(try writer.finish().mergeFailure == nil)
  }

  /// The stored pages of documents, by segment.
  private func pages() throws -> [[UInt8]] {
    let file = try fileBytes(path)
    return try IndexFile(path: path).catalog.segments.map { segment in
      let entry = try #require(segment.sections.first { $0.kind == .documents })
      return Array(file[entry.offset..<entry.offset + entry.length])
    }
  }

  /// `count` documents of some pages each, behind those of a number.
  private func longDocuments(_ count: Int, from first: Int, words: Int) -> [Document] {
    var maker = DocumentMaker(seed: UInt64(first + 1))
    return (0..<count).map { number in
      Document(
        id: "d\(first + number)", title: maker.words(1...6),
        text: maker.words(words...words * 3 / 2))
    }
  }

  @Test(arguments: [0, 3])
  func fullPagesAreCopied(level: Int) throws {
    var options = smallOptions(level: level)
    options.segmentDocuments = 1000
    let first = longDocuments(10, from: 0, words: 3000)
    let second = longDocuments(10, from: 10, words: 3000)
    try build(first, at: path, options)
    let before = try #require(try pages().first)
    try add(second, options)
    let after = try pages()
    #expect(after.count == 1)
    #expect(after[0].starts(with: before) && after[0].count > before.count)
    let index = try IndexFile(path: path)
    #expect(Verifier(index).run().problems == [])
    #expect(try StoredDocuments(index).documents == first + second)
  }

  @Test func pagesOfVeryFewDocumentsAreMadeAnew() throws {
    let options = smallOptions(batchBytes: 1 << 20)
    let documents = longDocuments(24, from: 0, words: 600)
    try build([documents[0]], at: path, options)
    for document in documents.dropFirst() { try add([document], options) }
    let index = try IndexFile(path: path)
    let (raw, pages) = index.segments.reduce((0, 0)) {
      ($0.0 + $1.documents.rawCount, $0.1 + $1.documents.pageCount)
    }
    #expect(raw / pages > DocumentStore.targetPageBytes / 2)
    #expect(try StoredDocuments(index).documents == documents)
  }

  @Test(arguments: 0..<3)
  func deletedDocumentsAreDropped(seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    let options = smallOptions(threads: 1 + seed % 2, batchBytes: 100 << 10)
    var model: [Document] = []
    try build([], at: path, options)
    for round in 0..<8 {
      // Some replace earlier ones.
      let first = Int.random(in: 0...round * 4, using: &random)
      let words = [10, 200, 3000, 6000][Int.random(in: 0..<4, using: &random)]
      let some = longDocuments(
        Int.random(in: 1...8, using: &random), from: first, words: words + round)
      try add(some, options)
      let identifiers = Set(some.map(\.id))
      model = model.filter { !identifiers.contains($0.id) } + some
      let index = try IndexFile(path: path)
      #expect(Verifier(index).run().problems == [])
      var live: [Document] = []
      var stored = try StoredDocuments(index).documents[...]
      for segment in index.segments {
        let deleted = try segment.deletedDocuments()
        for number in 0..<segment.documentCount {
          let document = stored.removeFirst()
          if deleted?.contains(number) != true { live.append(document) }
        }
      }
      #expect(live == model, "round \(round)")
    }
  }
}
