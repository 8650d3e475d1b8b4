import Foundation
import TestSupport
import Testing

@testable import QuarryCLI

@Suite(
  "quarry export",
  .enabled(if: QuarryProgram.executable != nil, "the program quarry was not built"))
struct ExportTests {
  private let folder: TemporaryFolder
  private let quarry: QuarryProgram

  init() throws {
    folder = try TemporaryFolder()
    quarry = QuarryProgram(folder: folder)
  }

  private func export(of dump: String) throws -> String {
    let made = try quarry("index", dump, "--index", "a.quarry", "--force", "--quiet")
    #expect(made.code == 0)
    let result = try quarry("export", "a.quarry")
    #expect(result.code == 0 && result.errors == "")
    return result.output
  }

  @Test func whatIsExportedIsReadAsWhatItWas() throws {
    try folder.write(
      "odd.jsonl",
      """
      {"id":"1","title":"A \\"b\\"","text":"One\\ntwo\\u0000\\u202e.","tags":["x"],"places":["a","b"]}
      {"text":"Nameless.","headings":["First","Second"],"aliases":"A","n":12.50,"body":"Another."}

      """)
    for dump in [QuarryProgram.sample, "odd.jsonl"] {
      let first = try export(of: dump)
      try folder.write("b.jsonl", first)
      #expect(try export(of: "b.jsonl") == first)
    }
    let lines = try quarry("export", "a.quarry").lines
    #expect(lines.count == 2)
    #expect(lines[0].contains(#""tags":["x"],"places":["a","b"],"text":"One\ntwo\u0000\u202e."}"#))
    #expect(lines[1].contains(#""n":"12.50","body":"Another.","text":"Nameless.""#))
  }

  /// Flips a bit of a page of documents.
  private func damageDocuments(of sound: [UInt8]) throws {
    var isFound = false
    for part in 1..<20 where !isFound {
      var bytes = sound
      bytes[bytes.count * part / 20] ^= 1
      try folder.write("a.quarry", bytes)
      isFound = try quarry("verify", "a.quarry").output.contains(", documents, byte")
    }
    #expect(isFound)
  }

  @Test func damageCostsThePageItIsInOnly() throws {
    let whole = try export(of: QuarryProgram.sample).split(separator: "\n")
    try damageDocuments(of: folder.bytes(of: "a.quarry"))
    let result = try quarry("export", "a.quarry")
    let rest = Set(result.output.split(separator: "\n"))
    #expect(result.code == 1)
    #expect(!rest.isEmpty && rest.count < whole.count && rest.isSubset(of: whole))
    #expect(result.errors.split(separator: "\n").count == whole.count - rest.count)
    #expect(result.errors.contains("is left out"))
  }

  /// What export leaves out repair names, and everything else is in the new index.
  @Test func damageIsRepaired() throws {
    _ = try export(of: QuarryProgram.sample)
    let bytes = try folder.bytes(of: "a.quarry")
    let sound = try quarry("repair", "a.quarry", "--output", "b.quarry", "--quiet")
    #expect(sound.code == 0 && sound.output.hasPrefix("b.quarry: 72 documents salvaged, 0 lost, "))
    // Where nothing can be read, the good index that is there stays.
    var wiped = bytes
    for offset in bytes.indices.dropFirst(3 * 4096).prefix(bytes.count / 4) { wiped[offset] = 0 }
    try folder.write("a.quarry", wiped)
    let nothing = try quarry("repair", "a.quarry", "--output", "b.quarry", "--force")
    #expect(nothing.code == 2 && nothing.errors.contains("none of 72 documents can be read"))
    #expect(try quarry("search", "*", "--count", "--index", "b.quarry").output == "72\n")
    try damageDocuments(of: bytes)
    let result = try quarry(
      "repair", "a.quarry", "--output", "b.quarry", "--force", "--format", "json")
    #expect(result.code == 1)
    let json =
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
    let salvaged = try #require(json?["salvaged"] as? Int)
    #expect(salvaged > 0 && salvaged < 72 && json?["lost_documents"] as? Int == 72 - salvaged)
    #expect(try quarry("search", "*", "--count", "--index", "b.quarry").output == "\(salvaged)\n")
    #expect(try quarry("repair", "a.quarry", "--output", "a.quarry").code == 2)
    #expect(try quarry("repair", "a.quarry", "--output", "b.quarry").errors.contains("--force"))
  }

  /// Deleted and replaced documents stay away, and titles of redirects stay, wherever documents go.
  @Test func onlyWhatIsThereIsExportedAndRepaired() throws {
    func page(_ id: Int, _ title: String, _ rest: String) -> String {
      "<page><title>\(title)</title><ns>0</ns><id>\(id)</id>\(rest)</page>"
    }
    let text = "<revision><text>A town with a name.</text></revision>"
    try folder.write(
      "wiki.xml",
      "<mediawiki>" + page(1, "Ankara", text) + page(2, "Angora", "<redirect title=\"Ankara\" />")
        + page(3, "Zonguldak", text) + page(3, "Zonguldak", text + " ") + "</mediawiki>")
    #expect(try quarry("index", "wiki.xml", "--index", "a.quarry", "--quiet").code == 0)
    #expect(try quarry("delete", "--id", "3", "--index", "a.quarry").code == 0)
    let lines = try quarry("export", "a.quarry").lines
    #expect(lines.count == 1 && lines[0].contains("\"aliases\":\"Angora\""))
    let result = try quarry("repair", "a.quarry", "--output", "b.quarry")
    #expect(result.code == 0 && result.output.contains("1 document salvaged, 0 lost"))
    let found = try quarry("search", "angora", "--index", "b.quarry", "--format", "ids")
    #expect(found.output == "1\n")
  }
}
