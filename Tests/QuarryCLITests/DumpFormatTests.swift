import Testing

@testable import QuarryCLI

/// Dumps told by their content, and what `peek` shows of them.
@Suite(
  "Formats of dumps",
  .enabled(if: QuarryProgram.executable != nil, "the program quarry was not built"))
struct DumpFormatTests {
  private let folder: TemporaryFolder
  private let quarry: QuarryProgram

  private static let wiki = """
    <mediawiki xml:lang="en">
      <siteinfo><sitename>W</sitename><base>https://w.example/wiki/Main</base></siteinfo>
      <page><title>Ankara</title><ns>0</ns><id>7</id><revision><id>1</id>
        <timestamp>2020-01-02T03:04:05Z</timestamp>
        <text>'''Ankara''' is the [[capital]] of Turkey.{{stub}}</text></revision></page>
      <page><title>Talk:Ankara</title><ns>1</ns><id>8</id><revision><id>2</id>
        <timestamp>2020-01-02T03:04:05Z</timestamp><text>Discussion.</text></revision></page>
    </mediawiki>

    """

  init() throws {
    folder = try TemporaryFolder()
    quarry = QuarryProgram(folder: folder)
  }

  @Test func anExportIsIndexedByItsPathAlone() throws {
    try folder.write("dump.bin", Self.wiki)
    #expect(try quarry("index", "dump.bin").code == 0)
    #expect(try quarry("search", "capital", "--format", "ids").output == "7\n")
    #expect(try quarry("show", "7").output.contains("Ankara is the capital of Turkey.\n"))
    #expect(try quarry("search", "discussion", "--format", "ids").output == "")
    let talk = try quarry("index", "dump.bin", "--namespace", "1", "--index", "talk.quarry")
    #expect(talk.code == 0)
    let found = try quarry("search", "discussion", "--format", "ids", "--index", "talk.quarry")
    #expect(found.output == "8\n")
  }

  @Test func peekTellsFormatFieldsAndDocuments() throws {
    try folder.write("dump.bin", Self.wiki)
    let text = try quarry("peek", "dump.bin")
    #expect(text.code == 0)
    #expect(text.output.contains("a MediaWiki XML export (it begins with <mediawiki>)"))
    #expect(text.output.contains("text     from <text>, without markup"))
    #expect(text.output.contains("    Ankara is the capital of Turkey.\n"))
    let json = try quarry("peek", "dump.bin", "--format", "json")
    #expect(json.output.hasPrefix("{\"version\":1,\"input\":\"dump.bin\",\"packing\":"))
    #expect(json.output.contains("\"format\":\"mediawiki\""))
    #expect(json.output.contains("\"text\":\"Ankara is the capital of Turkey.\""))
    #expect(folder.names == ["dump.bin"])
  }

  @Test func aFormatAndACharacterSetCanBeNamed() throws {
    try folder.write("notes", [0xED, 0xC9, 0xD2, 0x0A, 0xED, 0xC9, 0xD2])
    #expect(try quarry("peek", "notes").code == 2)
    let result = try quarry(
      "peek", "notes", "--input-format", "text", "--encoding", "KOI8-R", "--format", "json")
    #expect(result.output.contains("\"title\":\"Мир\""))
    let wrong = try quarry("peek", "notes", "--input-format", "nonsense")
    #expect(wrong.code == 2)
    #expect(wrong.errors.contains("give one of jsonl"))
    #expect(try quarry("peek", "notes", "--encoding", "nonsense").code == 2)
  }

  @Test func skippedRecordsAreListedAndStrictRefusesThem() throws {
    try folder.write("a.jsonl", "{\"id\":\"1\",\"text\":\"x\"}\n{broken\n{\"id\":\"2\"}\n")
    let result = try quarry("index", "a.jsonl", "--skipped", "list.jsonl")
    #expect(result.code == 0)
    let list = String(decoding: try folder.bytes(of: "list.jsonl"), as: UTF8.self)
    let lines = list.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines.first?.hasPrefix("{\"input\":\"a.jsonl\",\"line\":2,\"byte\":2,") == true)
    let strict = try quarry("index", "a.jsonl", "--strict", "--index", "s.quarry")
    #expect(strict.code == 2)
    #expect(strict.errors.contains("--strict: 2 records skipped"))
    #expect(folder.names == ["a.jsonl", "a.quarry", "list.jsonl"])
    // Nothing that is there is lost: neither an input, nor an index, nor an earlier list.
    let before = try ["a.jsonl", "a.quarry", "list.jsonl"].map { try folder.bytes(of: $0) }
    for arguments in [
      ["a.jsonl", "--skipped", "a.jsonl", "--index", "b.quarry"],
      ["a.jsonl", "--skipped", "a.jsonl", "--index", "b.quarry", "--force"],
      ["a.jsonl", "--skipped", "a.quarry", "--force"],
      ["a.jsonl", "--skipped", "b.quarry", "--index", "b.quarry"],
      ["a.jsonl", "--skipped", "list.jsonl", "--index", "b.quarry"],
      ["none.jsonl", "--skipped", "list.jsonl", "--index", "b.quarry", "--force"],
      ["none.jsonl", "--skipped", "new.jsonl", "--index", "b.quarry"],
      ["a.jsonl", "--skipped", "-", "--index", "b.quarry"],
    ] {
      let refused = try quarry.run(["index"] + arguments)
      #expect(refused.code == 2, "\(arguments)")
      #expect(refused.errors.split(separator: "\n").count == 1, "\(refused.errors)")
    }
    #expect(folder.names == ["a.jsonl", "a.quarry", "list.jsonl"])
    #expect(try ["a.jsonl", "a.quarry", "list.jsonl"].map { try folder.bytes(of: $0) } == before)
  }
}
