import Foundation
import QuarryCorpus
import Testing

@testable import QuarryBench

@Suite("quarry-bench generate short and long")
struct MadeDocumentsTests {
  private let path = FileManager.default.temporaryDirectory.path + "/made-\(UUID()).jsonl"

  private func dump(_ count: Int, seed: UInt64, isLong: Bool) -> [UInt8] {
    var made = MadeDocuments(seed: seed, isLong: isLong)
    var dump: [UInt8] = []
    for _ in 0..<count { made.append(to: &dump) }
    return dump
  }

  @Test(arguments: [true, false])
  func theSeedDecides(isLong: Bool) {
    let ten = dump(10, seed: 1, isLong: isLong)
    #expect(dump(10, seed: 1, isLong: isLong) == ten)
    #expect(dump(20, seed: 1, isLong: isLong).starts(with: ten))
    #expect(dump(10, seed: 2, isLong: isLong) != ten)
  }

  @Test(arguments: [true, false])
  func documentsAreRead(isLong: Bool) throws {
    try Data(dump(50, seed: 3, isLong: isLong)).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let reader = try DumpReader(inputs: [path])
    var parser = RecordParser()
    var documents: [Document] = []
    while let batch = try reader.next() {
      parser.parse(
        batch, document: { documents.append($0.document) }, skipped: { _ in Issue.record() })
    }
    #expect(documents.compactMap(\.id) == (1...50).map(String.init))
    for document in documents {
      #expect(document.date != nil && document.title.hasSuffix(" \(document.id ?? "")"))
      #expect((document.text.utf8.count > 64_000) == isLong)
    }
  }
}
