import Foundation
import QuarryCorpus
import QuarryFormat
import QuarryIndexing
import QuarrySearch
import QuarryStorage
import TestSupport
import Testing

/// The index of the sample dump that is kept in the checkout: what this version reads and writes.
///
/// `QUARRY_UPDATE=1` writes it anew.
@Suite("The golden index", .serialized)
struct GoldenTests {
  private static let golden = checkoutPath("Index/golden/v0/sample.quarry")
  private static let sample = checkoutPath("Index/sample/articles.jsonl")

  /// Other programs and versions than zlib 1.2 and 1.3 deflate the same bytes otherwise.
  private static let isUsualZlib: Bool = {
    guard let bytes = try? fileBytes(sample), let zipped = try? gzipped(bytes) else { return false }
    return Checksum.crc32(zipped.span.bytes) == 932_752_748
  }()

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

  @Test(.enabled(if: ProcessInfo.processInfo.environment["QUARRY_UPDATE"] != nil, "no update"))
  func update() throws {
    let folder = URL(fileURLWithPath: Self.golden).deletingLastPathComponent()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data(try freshIndex()).write(to: URL(fileURLWithPath: Self.golden))
  }

  @Test func itIsSound() throws {
    #expect(try fileBytes(Self.golden).count < 120_000)
    let index = try IndexFile(path: Self.golden)
    let report = Verifier(index).run()
    #expect(report.problems == [] && report.notes == [])
    #expect(index.catalog.documentCount >= 60)
  }

  @Test func itAnswers() throws {
    let searcher = Searcher(try IndexFile(path: Self.golden))
    for (query, first) in [
      ("s-400 turkey", "s-400-turkey"), ("\"to be or not to be\"", "hamlet-soliloquy"),
    ] {
      #expect(try searcher.search(query).hits.first?.identifier == first, "\(query)")
    }
    #expect(try searcher.document(identifier: "s-400-turkey") != nil)
  }

  @Test func itAnswersAsAFreshOne() throws {
    let folder = try TemporaryFolder()
    let fresh = try folder.write("fresh.quarry", try freshIndex())
    let stored = try StoredDocuments(try IndexFile(path: Self.golden))
    #expect(try StoredDocuments(try IndexFile(path: fresh)).documents == stored.documents)
    let probe = Probe(
      queries: [
        "s-400 turkey", "\"to be or not to be\"", "+café -paris", "email history", "U.S. F-35",
        "Ελλάδα", "北京", "3.14 pi", "c++", "o'neill", "nothingofthekind",
      ],
      identifiers: stored.identifiers)
    let answers = try #require(probe.answers(Self.golden))
    #expect(!answers.contains(nil))
    #expect(probe.answers(fresh) == answers)
  }

  @Test(.enabled(if: GoldenTests.isUsualZlib, "another zlib than the one it was written with"))
  func aFreshOneIsTheSame() throws {
    #expect(try IndexContents(freshIndex()) == IndexContents(fileBytes(Self.golden)))
  }
}
