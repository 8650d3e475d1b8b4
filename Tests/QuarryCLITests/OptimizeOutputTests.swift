import Foundation
import Testing

@testable import QuarryCLI

@Suite(
  "quarry optimize",
  .enabled(if: QuarryProgram.executable != nil, "the program quarry was not built"))
struct OptimizeOutputTests {
  private let folder: TemporaryFolder
  private let quarry: QuarryProgram

  init() throws {
    folder = try TemporaryFolder()
    quarry = QuarryProgram(folder: folder)
    #expect(try quarry("index", QuarryProgram.sample, "--index", "a.quarry", "--quiet").code == 0)
  }

  @Test func itReplacesTheIndexAndTellsWhatBecameSmaller() throws {
    let found = try quarry("search", "history", "--format", "ids", "--limit", "1000").lines
    let result = try quarry("optimize", "--tmp", folder.path)
    #expect(result.code == 0 && result.errors == "")
    #expect(result.lines.first == "a.quarry")
    #expect(result.output.contains("short postings") && result.output.contains("bits a posting"))
    #expect(result.lines.last?.contains("documents by order bisection in") == true)
    #expect(folder.names == ["a.quarry"])
    #expect(try quarry("stats").output.contains("level 9"))
    #expect(try quarry("stats").output.contains("order bisection"))
    #expect(try quarry("verify").code == 0)
    let after = try quarry("search", "history", "--format", "ids", "--limit", "1000").lines
    #expect(Set(found) == Set(after) && found.count == after.count)
  }

  @Test func itWritesElsewhereAndJSON() throws {
    let before = try folder.bytes(of: "a.quarry")
    let arguments = ["optimize", "a.quarry", "--output", "b.quarry", "--order", "id"]
    let result = try quarry.run(arguments + ["--format", "json", "--level", "3"])
    #expect(result.code == 0)
    let object =
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
    #expect(object?["order"] as? String == "id" && object?["level"] as? Int == 3)
    #expect(object?["version"] as? Int == 1 && object?["index"] as? String == "b.quarry")
    #expect(try folder.bytes(of: "a.quarry") == before)
    #expect(folder.names == ["a.quarry", "b.quarry"])
    let refused = try quarry.run(arguments)
    #expect(refused.code == 2 && refused.errors.contains("b.quarry: exists already"))
    #expect(try quarry.run(arguments + ["--force", "--quiet"]).output == "")
    // Another name of the index is another place, which alone is written.
    #expect(link(folder.path + "/a.quarry", folder.path + "/c.quarry") == 0)
    let linked = ["optimize", "a.quarry", "--output", "c.quarry", "--quiet"]
    #expect(try quarry.run(linked).code == 2)
    #expect(try quarry.run(linked + ["--force"]).code == 0)
    #expect(try folder.bytes(of: "a.quarry") == before)
    #expect(try folder.bytes(of: "c.quarry") != before)
  }

  @Test func mistakesAreOneLine() throws {
    let before = try folder.bytes(of: "a.quarry")
    try folder.write("text.quarry", "no index")
    try folder.makeFolder("folder")
    for arguments in [
      ["text.quarry"], ["missing.quarry"], ["a.quarry", "--level", "10"],
      ["a.quarry", "--order", "best"], ["a.quarry", "--threads", "0"],
      ["a.quarry", "--memory", "1M"], ["a.quarry", "--output", "folder"],
      ["a.quarry", "--output", "none/x.quarry"], ["a.quarry", "--tmp", "none"],
      ["a.quarry", "--force"], ["a.quarry", "--output", ""],
      ["a.quarry", "--tmp", ""],
    ] {
      let result = try quarry.run(["optimize"] + arguments)
      #expect(result.code == 2, "\(arguments)")
      #expect(result.output == "")
      #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
    }
    #expect(folder.names == ["a.quarry", "folder", "text.quarry"])
    #expect(try folder.bytes(of: "a.quarry") == before)
  }
}
