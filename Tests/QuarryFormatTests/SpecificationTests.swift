import Foundation
import QuarryCorpus
import QuarryFormat
import QuarryIndexing
import TestSupport
import Testing

/// Holds the example at the end of `Index/FORMAT.md` against what the indexer writes today.
@Suite("The specification's example")
struct SpecificationTests {
  private static let begin = "<!-- hexdump begin -->\n"
  private static let end = "<!-- hexdump end -->"

  private func example() throws -> String {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("quarry-example-\(UUID().uuidString).quarry").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let writer = try IndexWriter(
      path: path, options: IndexingOptions(threads: 1, level: 0, language: "en"))
    try writer.add(
      Document(id: "a", title: "Granite", text: "Hard granite from the quarry."))
    try writer.add(Document(id: "b", title: "Marble", text: "Marble is soft."))
    try writer.add(
      Document(id: "c", title: "Quarry work", text: "A quarry, a granite quarry."))
    _ = try writer.finish()
    let file = try IndexFile(path: path)
    #expect(Verifier(file).run().problems == [])
    var annotated = AnnotatedIndex(
      [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))), catalog: file.catalog)
    return annotated.write(root: file.root)
  }

  @Test func theExampleIsWhatIsWritten() throws {
    let path = checkoutPath("Index/FORMAT.md")
    let document = try String(contentsOfFile: path, encoding: .utf8)
    let dump = try example()
    #expect(!dump.contains("not explained"))
    let block = "```\(dump)```\n"
    let start = try #require(document.range(of: Self.begin))
    let end = try #require(document.range(of: Self.end))
    if ProcessInfo.processInfo.environment["QUARRY_UPDATE"] == "1" {
      let updated = document[..<start.upperBound] + block + document[end.lowerBound...]
      try String(updated).write(toFile: path, atomically: true, encoding: .utf8)
      return
    }
    #expect(
      document[start.upperBound..<end.lowerBound] == block,
      "the example in Index/FORMAT.md is out of date; run the tests with QUARRY_UPDATE=1")
  }
}
