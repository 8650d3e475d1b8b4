import Foundation
import Quarry
import Testing

@Suite("How a program says what its inputs are")
struct ReadingOptionsTests {
  private func indexed(
    _ name: String, _ bytes: [UInt8], _ change: (inout ReadingOptions) throws -> Void
  ) throws -> (QuarryIndex, IndexingSummary) {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("quarry-reading-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try Data(bytes).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
    var options = IndexingOptions()
    try change(&options.reading)
    let builder = try IndexBuilder(path: "\(folder)/index.quarry", options: options)
    try builder.add(inputs: ["\(folder)/\(name)"])
    let summary = try builder.finish()
    return (try QuarryIndex(path: "\(folder)/index.quarry"), summary)
  }

  @Test func namesAreMapped() throws {
    let json = #"[{"id":"1","main":{"head":"Pears"},"say":"They are soft","text":"no"}]"#
    let (index, _) = try indexed("a.json", Array(json.utf8)) {
      try $0.map("title", from: "main.head")
      try $0.map("text", from: "say")
    }
    let document = try #require(try index.document(id: "1"))
    #expect(document.title == "Pears" && document.text == "They are soft")
    var options = ReadingOptions()
    #expect(throws: FieldMappingError.self) { try options.map("title", from: "a,b=c") }
    #expect(throws: FieldMappingError.self) { try options.map("title", from: "") }
  }

  @Test func formatEncodingAndColumnsAreObeyed() throws {
    let (index, summary) = try indexed("a", Array("7;Grün\n".utf8.map { $0 }) + [0x38, 0x3B, 0xFC])
    {
      $0.format = .table
      $0.encoding = TextEncoding(name: "UTF-8")
      $0.columns = ["id", "text"]
    }
    #expect(try index.document(id: "7")?.text == "Grün")
    #expect(try index.document(id: "8")?.text == "\u{FFFD}")
    #expect(summary.repairedDocuments == 1)
    #expect(TextEncoding(name: "no such set") == nil)
  }

  @Test func namespacesAreChosen() throws {
    let pages = [0, 1, 4].map {
      "<page><title>P\($0)</title><ns>\($0)</ns><id>\($0)</id><revision><text>Soft.</text>"
        + "</revision></page>"
    }
    let dump = "<mediawiki>\(pages.joined())</mediawiki>"
    let (index, summary) = try indexed("a.xml", Array(dump.utf8)) { $0.namespaces = [1, 4] }
    #expect(index.documentCount == 2)
    #expect(summary.otherNamespaces == 1)
  }
}
