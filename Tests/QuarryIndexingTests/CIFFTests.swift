import Foundation
import QuarryCorpus
import QuarryFormat
import QuarrySearch
import QuarryStorage
import TestSupport
import Testing

@testable import QuarryIndexing

/// Indexes are exported in the Common Index File Format and imported again.
@Suite("CIFF")
struct CIFFTests {
  private let folder: TemporaryFolder
  private var path: String { "\(folder.path)/a.quarry" }
  private var imported: String { "\(folder.path)/b.quarry" }

  init() throws {
    folder = try TemporaryFolder()
  }

  private func export(_ path: String) throws -> [UInt8] {
    var bytes: [UInt8] = []
    try CIFFExporter(try IndexFile(path: path)).run { bytes += $0 }
    return bytes
  }

  @discardableResult
  private func load(
    _ bytes: [UInt8], analyzer: String = "plain"
  ) throws(OptimizationError) -> ImportSummary {
    var options = smallOptions(analyzer: analyzer)
    options.replaces = true
    options.memory = IndexingOptions.minimumMemory
    let input = "\(folder.path)/a.ciff"
    do { try folder.write("a.ciff", bytes) } catch { throw .refused("\(error)") }
    return try CIFFImporter(path: input, output: imported, options: options).run()
  }

  /// Documents of at most 40 words, of which lengths are exact.
  private func documents(_ count: Int) -> [Document] {
    var maker = DocumentMaker(seed: 8, vocabulary: 40)
    return (0..<count).map { number in
      Document(
        id: "d\(number)", title: number % 4 == 0 ? maker.words(1...3) : "",
        text: number % 9 == 8 ? "" : maker.words(1...30))
    }
  }

  private func delete(every step: Int) throws {
    let update = try IndexUpdate(path: path, waits: false)
    for (place, segment) in update.file.segments.enumerated() {
      for document in stride(from: 0, to: segment.documentCount, by: step) {
        update.delete(document, of: place)
      }
    }
    try update.commit()
  }

  /// Ids with scores, in an order that equal scores do not change.
  private func hits(_ file: IndexFile, _ query: String) throws -> [String] {
    var options = SearchOptions()
    options.limit = 1000
    options.snippets = 0
    return try Searcher(file, ranking: .off).search(query, options).hits.map {
      "\($0.score.bitPattern) \($0.identifier)"
    }.sorted()
  }

  /// What is imported ranks as what was exported, which is of several segments, some of it deleted; what
  /// is exported again is the same.
  @Test(arguments: ["plain", "lucene"], [Int.max, 100])
  func comesBack(analyzer: String, segmentDocuments: Int) throws {
    var options = smallOptions(analyzer: analyzer)
    options.segmentDocuments = min(segmentDocuments, options.segmentDocuments)
    try build(documents(260), at: path, options)
    if segmentDocuments < .max { try delete(every: 3) }
    let bytes = try export(path)
    let summary = try load(bytes, analyzer: analyzer)
    // Statistics count what is deleted until it is dropped, which an export does.
    _ = try IndexOptimizer(
      path: path,
      options: OptimizationOptions(order: .none, threads: 1, temporaryFolder: folder.path)
    ).run()
    let (old, new) = (try IndexFile(path: path), try IndexFile(path: imported))
    #expect(Verifier(new).run().problems == [])
    #expect(summary.documents == old.catalog.documentCount)
    #expect(summary.terms == old.segments[0].facts.termCount)
    #expect(summary.postings == old.segments[0].facts.postingCount)
    #expect(summary.longTerms == 0 && summary.description.contains("analyzer \(analyzer)"))
    for query in ["the of", "running", "+w0 the", "café S 400", "北京", "*", "id:d4", "w* -the"] {
      let expected = try hits(old, query)
      #expect(try hits(new, query) == expected, "\(query)")
    }
    #expect(try export(imported) == bytes)
    #expect(throws: SearchError.self) { try hits(new, "\"ran w0\"") }
    #expect(throws: SearchError.self) { try hits(new, "ran NEAR w0") }
    #expect(try hits(new, "\"ran\"") == hits(old, "\"ran\""))
    // Parts of words are looked for one by one.
    #expect(try hits(new, "S-400") == hits(old, "S 400"))
  }

  /// All fields together, without the keys of titles.
  @Test func fieldsAreAddedUp() throws {
    try build(
      [
        Document(id: "a", title: "Stone", text: "stone granite stone"),
        Document(id: "b", text: "marble"),
      ], at: path, smallOptions())
    let bytes = try export(path)
    try folder.write("a.ciff", bytes)
    let reader = try CIFFReader(path: "\(folder.path)/a.ciff")
    var lists: [String] = []
    while try reader.nextList() {
      var list = String(decoding: reader.term, as: UTF8.self)
      while let posting = try reader.nextPosting() {
        list += " \(posting.document):\(posting.frequency)"
      }
      lists.append(list)
    }
    #expect(lists == ["granit 0:1", "marbl 1:1", "stone 0:3"])
    var documents: [String] = []
    while let document = try reader.nextDocument() {
      documents.append(
        "\(document.number) \(String(decoding: document.identifier, as: UTF8.self)) "
          + "\(document.length)")
    }
    #expect(documents == ["0 a 4", "1 b 1"])
    #expect(reader.header.wordCount == 5 && reader.header.listCount == 3)
  }

  /// Metadata of a dump that is called as the column which counts words.
  @Test func metadataCountNoWords() throws {
    let given = ["7000", "0", "-4611686018427387903", "5"]
    let texts = given.enumerated().map { number, words in
      Document(
        id: "\(number)", text: "alpha beta gamma delta \(number)",
        metadata: [MetadataField(name: "words", value: words)])
    }
    try build(texts, at: path, smallOptions(analyzer: "plain"))
    let summary = try load(export(path))
    #expect(summary.documents == 4)
    let lengths = try IndexFile(path: imported).segments[0].lengths(field: 0)
    #expect(lengths.span.withUnsafeBytes { Array($0) } == [5, 5, 5, 5])
    try delete(every: 3)
    _ = try IndexOptimizer(
      path: path, options: OptimizationOptions(threads: 1, temporaryFolder: folder.path)
    ).run()
    let left = try IndexFile(path: path)
    #expect(left.catalog.segments[0].fieldLengths == [10])
    #expect(Verifier(left).run().problems == [])
  }

  /// Once nothing that was imported is left, phrases are told again.
  @Test func placesComeBack() throws {
    try build(documents(20), at: path, smallOptions(analyzer: "plain"))
    try load(export(path))
    #expect(!(try IndexFile(path: imported).catalog.hasPlaces))
    let update = try IndexUpdate(path: imported, waits: false)
    for document in 0..<20 { update.delete(document, of: 0) }
    let writer = try IndexWriter(update, options: smallOptions(analyzer: "plain"))
    try writer.add(Document(id: "n", text: "one more"))
    _ = try writer.finish()
    let file = try IndexFile(path: imported)
    #expect(file.catalog.hasPlaces)
    #expect(try hits(file, "\"one more\"").count == 1)
  }

  // MARK: - Hostile files

  private func list(
    _ term: String, _ postings: [(Int, Int)], frequency: Int? = nil, total: Int? = nil
  ) -> (inout ProtocolBuffer) -> Void {
    { list in
      list.bytes(1, Array(term.utf8))
      list.number(2, frequency ?? postings.count)
      list.number(3, total ?? postings.reduce(0) { $0 + $1.1 })
      for (gap, count) in postings {
        var inner = ProtocolBuffer()
        inner.number(1, gap)
        inner.number(2, count)
        list.bytes(4, inner.take())
      }
    }
  }

  private func file(
    lists: [(inout ProtocolBuffer) -> Void], documents: [(Int, String, Int)], version: Int = 1,
    listCount: Int? = nil, documentCount: Int? = nil
  ) -> [UInt8] {
    var file = ProtocolBuffer()
    file.message { header in
      header.number(1, version)
      header.number(2, listCount ?? lists.count)
      header.number(3, documentCount ?? documents.count)
      // A field that is not known.
      header.bytes(15, [1, 2, 3])
    }
    for list in lists { file.message(list) }
    for (number, id, length) in documents {
      file.message { record in
        record.number(1, number)
        record.bytes(2, Array(id.utf8))
        record.number(3, length)
      }
    }
    return file.take()
  }

  private func refusal(_ bytes: [UInt8]) -> String? {
    do throws(OptimizationError) {
      try load(bytes)
      return nil
    } catch {
      guard case .refused(let reason) = error else { return "other: \(error)" }
      return reason
    }
  }

  @Test func whatCannotBeIsTold() throws {
    let two = [(0, "a", 5), (1, "b", 5)]
    #expect(refusal(file(lists: [list("w", [(0, 2), (1, 1)])], documents: two)) == nil)
    let cases: [(String, [UInt8])] = [
      ("is empty", []),
      ("no index in the Common Index", Array("{\"id\":\"1\"}\n".utf8)),
      ("no index in the Common Index", Array("QUARRY\n\u{1A}".utf8)),
      ("version 2", file(lists: [], documents: two, version: 2)),
      ("ends inside", file(lists: [], documents: two, documentCount: 3)),
      ("too large", file(lists: [], documents: two, documentCount: 1 << 40)),
      ("left behind", file(lists: [], documents: two, documentCount: 1)),
      ("impossible document", file(lists: [list("w", [(0, 1), (0, 1)])], documents: two)),
      ("impossible document", file(lists: [list("w", [(2, 1)])], documents: two)),
      ("the frequency 0", file(lists: [list("w", [(0, 0)])], documents: two)),
      ("that it has 2 and 1", file(lists: [list("w", [(0, 1)], frequency: 2)], documents: two)),
      ("more documents than", file(lists: [list("w", [(0, 1)], frequency: 3)], documents: two)),
      ("says that it has 1 and 9", file(lists: [list("w", [(0, 1)], total: 9)], documents: two)),
      ("no postings", file(lists: [list("w", [], frequency: 1)], documents: two)),
      (
        "order of their bytes",
        file(lists: [list("w", [(0, 1)]), list("v", [(0, 1)])], documents: two)
      ),
      (
        "order of their bytes",
        file(lists: [list("w", [(0, 1)]), list("w", [(0, 1)])], documents: two)
      ),
      ("has the number 5", file(lists: [], documents: [(0, "a", 1), (5, "b", 1)])),
      ("no identifier", file(lists: [], documents: [(0, "", 1)])),
      ("no words", file(lists: [list("w", [(0, 1)])], documents: [(0, "a", 0)])),
      ("too often", file(lists: [list("w", [(0, 1 << 30)])], documents: two)),
    ]
    for (expected, bytes) in cases {
      let found = refusal(bytes)
      #expect(found?.contains(expected) == true, "\(expected): \(found ?? "imported")")
      #expect(found?.contains("\n") == false && found?.contains("a.ciff") == true)
    }
    // A word that is longer than terms are is left out.
    let long = String(repeating: "x", count: 300)
    let summary = try load(
      file(lists: [list("w", [(0, 1)]), list(long, [(0, 1), (1, 2)])], documents: two))
    #expect(summary.longTerms == 1 && summary.terms == 1)
    #expect(Verifier(try IndexFile(path: imported)).run().problems == [])
  }

  /// Cut off anywhere, or any byte changed: an error, or an index that is sound.
  @Test func damagedFilesAreRefusedOrSound() throws {
    try build(documents(12), at: path, smallOptions(analyzer: "plain"))
    let bytes = try export(path)
    try #require(bytes.count < 6000)
    for count in 0..<bytes.count { #expect(refusal(Array(bytes[..<count])) != nil, "\(count)") }
    var random = SplitMix64(seed: 3)
    var taken = 0
    for place in bytes.indices {
      var changed = bytes
      changed[place] ^= UInt8.random(in: 1...255, using: &random)
      if refusal(changed) == nil {
        taken += 1
        let problems = Verifier(try IndexFile(path: imported)).run().problems
        #expect(problems == [], "\(place)")
      }
    }
    #expect(taken > 0)
    #expect(folder.names == ["a.ciff", "a.quarry", "b.quarry"])
  }
}
