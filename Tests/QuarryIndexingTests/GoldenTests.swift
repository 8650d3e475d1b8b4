import Foundation
import QuarryCorpus
import QuarryFormat
import QuarryIndexing
import QuarrySearch
import QuarryStorage
import TestSupport
import Testing

/// The indexes of each version of the format that are kept in the checkout: they never change, and what
/// they answered when they were written they answer for ever.
@Suite("Golden indexes", .serialized)
struct GoldenTests {
  private static let folder = checkoutPath("Index/golden")
  private static let sample = checkoutPath("Index/sample/articles.jsonl")
  /// The index of the sample in the newest version.
  private static let newest = "\(folder)/v1/sample.quarry"
  private static let versions = ["v0", "v1"]

  /// Other programs and versions than zlib 1.2 and 1.3 deflate the same bytes otherwise.
  private static let isUsualZlib: Bool = {
    guard let bytes = try? fileBytes(sample), let zipped = try? gzipped(bytes) else { return false }
    return Checksum.crc32(zipped.span.bytes) == 932_752_748
  }()

  private static func indexes(_ version: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(version)").sorted()
      .filter { $0.hasSuffix(".quarry") }
  }

  /// A fresh index of the sample's documents, without the dump's path and date.
  private func freshIndex() throws -> [UInt8] {
    let reader = try DumpReader(inputs: [Self.sample])
    var documents: [Document] = []
    var parser = RecordParser()
    while let batch = try reader.next() {
      parser.parse(batch) {
        documents.append($0.document)
      } skipped: { _ in
      }
    }
    return try indexBytes(documents, IndexingOptions())
  }

  /// Writes what is missing of the newest version; what is there stays as it is.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["QUARRY_UPDATE"] != nil, "no update"))
  func update() throws {
    let files = FileManager.default
    if !files.fileExists(atPath: Self.newest) {
      try Data(try freshIndex()).write(to: URL(fileURLWithPath: Self.newest))
    }
    for version in Self.versions {
      let path = "\(Self.folder)/\(version)/answers.txt"
      guard !files.fileExists(atPath: path) else { continue }
      try Data(try answers(version).utf8).write(to: URL(fileURLWithPath: path))
    }
  }

  private static let queries = [
    "s-400 turkey", "\"to be or not to be\"", "+café -paris", "email history", "U.S. F-35",
    "Ελλάδα",
    "北京", "3.14 pi", "c++", "o'neill", "nothingofthekind", "quarr*", "/gran.te/", "graniet~",
    "=Stone",
    "title:history", "the AND (sea OR war)", "date:..1999", "NEAR(new york, 3)", "*",
  ]

  /// What the indexes of a version answer, a question a line, and a hash of each stored document.
  private func answers(_ version: String) throws -> String {
    var lines: [String] = []
    for name in try Self.indexes(version) {
      let index = try IndexFile(path: "\(Self.folder)/\(version)/\(name)")
      let searcher = Searcher(index)
      var options = SearchOptions()
      options.snippets = 0
      for query in Self.queries {
        let results = try? searcher.search(query, options)
        let hits = results?.hits.map { "\($0.identifier) \(String(format: "%.6g", $0.score))" }
        lines.append(
          "\(name)\t\(query)\t\(results?.total.map { "\($0)" } ?? "error")\t"
            + (hits?.joined(separator: ", ") ?? ""))
      }
      for identifier in Set(try StoredDocuments(index).identifiers).sorted() {
        guard let document = try searcher.document(identifier: identifier) else {
          lines.append("\(name)\t\(identifier)\tdeleted")
          continue
        }
        let text =
          ([document.title, document.text] + document.metadata.map { "\($0.name)=\($0.value)" })
          .joined(separator: "\n")
        lines.append("\(name)\t\(identifier)\t\(Checksum.crc32(Array(text.utf8).span.bytes))")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  @Test(arguments: versions) func theyAreSound(version: String) throws {
    for name in try Self.indexes(version) {
      let path = "\(Self.folder)/\(version)/\(name)"
      #expect(try fileBytes(path).count < 120_000)
      let index = try IndexFile(path: path)
      #expect("v\(index.formatVersion)" == version)
      let report = Verifier(index).run()
      #expect(report.problems == [] && report.notes == [])
    }
  }

  @Test(arguments: versions) func theyAnswerAsEver(version: String) throws {
    let expected = String(
      decoding: try fileBytes("\(Self.folder)/\(version)/answers.txt"), as: UTF8.self)
    let lines = try answers(version).split(separator: "\n")
    #expect(lines.count > 60)
    for (found, wanted) in zip(lines, expected.split(separator: "\n")) {
      #expect(found == wanted)
    }
    #expect(lines.count == expected.split(separator: "\n").count)
  }

  /// An index of an earlier version can be added to, and becomes one of the newest by optimizing.
  @Test(arguments: versions) func theyLive(version: String) throws {
    let folder = try TemporaryFolder()
    for name in try Self.indexes(version) {
      let path = try folder.write(name, try fileBytes("\(Self.folder)/\(version)/\(name)"))
      let before = try IndexFile(path: path)
      let count = before.catalog.documentCount - before.deletedCount
      try add(Document(id: "new", text: "zirconolite"), to: path)
      _ = try IndexOptimizer(path: path, options: OptimizationOptions(threads: 1)).run()
      let index = try IndexFile(path: path)
      #expect(index.formatVersion == Header.version && Verifier(index).run().problems == [])
      #expect(try StoredDocuments(index).identifiers.count == count + 1)
      #expect(try Searcher(index).search("zirconolite").hits.map(\.identifier) == ["new"])
    }
  }

  /// The file is locked as long as the writer is there.
  private func add(_ document: Document, to path: String) throws {
    let writer = try IndexWriter(
      try IndexUpdate(path: path, waits: false), options: IndexingOptions())
    try writer.add(document)
    _ = try writer.finish()
  }

  @Test func freshOnesAnswerAlike() throws {
    let folder = try TemporaryFolder()
    let fresh = try folder.write("fresh.quarry", try freshIndex())
    let stored = try StoredDocuments(try IndexFile(path: Self.newest))
    #expect(try StoredDocuments(try IndexFile(path: fresh)).documents == stored.documents)
    let probe = Probe(queries: Self.queries, identifiers: stored.identifiers)
    #expect(probe.answers(fresh) == probe.answers(Self.newest))
  }

  /// Shows where the bytes that are written change, which has to be on purpose; the golden index stays.
  @Test(.enabled(if: GoldenTests.isUsualZlib, "another zlib than the one it was written with"))
  func freshOnesAreTheSame() throws {
    #expect(try IndexContents(freshIndex()) == IndexContents(fileBytes(Self.newest)))
  }
}
