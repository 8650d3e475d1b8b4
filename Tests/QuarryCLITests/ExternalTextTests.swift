import Foundation
import Testing

/// `--store external` as a user meets it.
@Suite("Texts left in the dump", .enabled(if: QuarryProgram.executable != nil, "no program"))
struct ExternalTextTests {
  private let folder: TemporaryFolder
  private let quarry: QuarryProgram

  init() throws {
    folder = try TemporaryFolder()
    quarry = QuarryProgram(folder: folder)
    try folder.write(
      "notes.jsonl",
      """
      {"id":"a","title":"Granite","text":"Hard \\u201cgranite\\u201d from the quarry."}
      {"id":"b","title":"Marble","text":"Marble is soft."}

      """)
  }

  @Test func aDumpThatStaysAndOneThatChanges() throws {
    let made = try quarry("index", "notes.jsonl", "--store", "external", "--quiet")
    #expect(made.code == 0 && made.errors == "")
    let found = try quarry("search", "granite", "--format", "tsv")
    #expect(found.code == 0 && found.output.contains("Hard “granite” from the quarry."))
    #expect(try quarry("show", "a").output.contains("Hard “granite” from the quarry."))
    #expect(try quarry("stats").output.contains("store external"))
    let sound = try quarry("verify")
    #expect(sound.code == 0 && sound.output.contains("2 of 2 texts"))

    try folder.write("notes.jsonl", "{\"id\":\"a\",\"text\":\"Another text.\"}\n")
    for arguments in [["search", "granite"], ["show", "a"], ["similar", "a"]] {
      let refused = try quarry.run(arguments)
      #expect(refused.code == 2 && refused.output == "")
      #expect(refused.errors.hasPrefix("error: the texts of notes.quarry are in "))
      #expect(refused.errors.contains("has changed since it was indexed"))
      #expect(refused.errors.split(separator: "\n").count == 1)
    }
    let ranked = try quarry("search", "granite", "--snippets", "0", "--format", "jsonl")
    #expect(ranked.code == 0 && ranked.lines.count == 1 && ranked.errors == "")
    #expect(try quarry("search", "granite", "--format", "ids").output == "a\n")
    let damaged = try quarry("verify")
    #expect(damaged.code == 1 && damaged.output.contains("0 of 2 texts"))
    #expect(damaged.output.contains("1 damage found"))
    #expect(damaged.output.contains("The index itself is sound: put the dump back"))
  }

  @Test(arguments: [
    ["--encoding", "latin1"], ["--input-format", "text"], ["--columns", "id,text"],
  ])
  func optionsThatAFolderWouldIgnore(_ option: [String]) throws {
    try folder.makeFolder("texts")
    try folder.write("texts/a.txt", "Granite\nis hard")
    let arguments = ["index", "texts", "--store", "external", "--index", "t.quarry"]
    let refused = try quarry.run(arguments + option)
    #expect(refused.code == 2 && refused.errors.contains("\(option[0]) cannot go with --store"))
    #expect(try quarry.run(arguments + ["--quiet"]).code == 0)
  }

  @Test func inputsThatCannotStay() throws {
    for (input, bytes) in [("-", Array("{\"text\":\"a\"}\n".utf8)), ("x.gz", [])] {
      try folder.write("x.gz", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255])
      let refused = try quarry.run(
        ["index", input, "--store", "external", "--index", "x.quarry"], input: bytes)
      #expect(refused.code == 2)
      #expect(refused.errors.split(separator: "\n").count == 1)
      #expect(refused.errors.contains("--store text"))
      #expect(!folder.names.contains("x.quarry"))
    }
  }
}
