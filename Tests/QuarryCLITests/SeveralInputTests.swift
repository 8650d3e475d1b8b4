import Testing

@testable import QuarryCLI

/// Inputs that break off, repeat ids, or are several folders.
@Suite(
  "Inputs together",
  .enabled(if: QuarryProgram.executable != nil, "the program quarry was not built"))
struct SeveralInputTests {
  private let folder: TemporaryFolder
  private let quarry: QuarryProgram

  init() throws {
    folder = try TemporaryFolder()
    quarry = QuarryProgram(folder: folder)
  }

  @Test func anInputCutInItsLastRecordHasBrokenOff() throws {
    try folder.write(
      "cut.jsonl", "{\"id\":\"1\",\"text\":\"turkey\"}\n{\"id\":\"2\",\"text\":\"tur")
    let result = try quarry("index", "cut.jsonl")
    #expect(result.code == 1)
    #expect(result.errors.contains("cut.jsonl: line 2"))
    #expect(result.errors.contains("ends in the middle of this record"))
    #expect(try quarry("search", "turkey", "--format", "ids").output == "1\n")
  }

  @Test func equalPathsInSeveralFoldersStayApart() throws {
    for name in ["a", "b"] {
      try folder.makeFolder(name)
      try folder.write("\(name)/001.txt", "Title\nturkey in \(name)")
    }
    let result = try quarry("index", "a", "b/", "--index", "two.quarry")
    #expect(result.code == 0)
    #expect(!result.errors.contains("repeat"))
    let found = try quarry("search", "turkey", "--format", "ids", "--index", "two.quarry")
    #expect(found.output == "a/001.txt\nb/001.txt\n")
  }

  @Test func repeatedIdsAreToldAndTheLastIsShown() throws {
    try folder.write(
      "twice.jsonl",
      "{\"id\":\"1\",\"text\":\"turkey one\"}\n{\"id\":\"1\",\"text\":\"turkey two\"}\n")
    let result = try quarry("index", "twice.jsonl")
    #expect(result.code == 0)
    #expect(result.errors.contains("warning: 1 document replaced by later ones with the same id"))
    #expect(try quarry("show", "1").output.contains("turkey two"))
    #expect(try quarry("search", "turkey", "--format", "ids").output == "1\n")
    #expect(try quarry("search", "one", "--format", "ids").code == 1)
  }

  @Test func everyCharacterThatControlsATerminalIsReplacedOnAPipeToo() throws {
    try folder.write("p.jsonl", "{\"id\":\"p\",\"text\":\"a\\u001b[31mb\"}\n")
    #expect(try quarry("index", "p.jsonl", "--quiet").code == 0)
    #expect(!(try quarry("show", "p").output.utf8.contains(0x1B)))
    #expect(try quarry("show", "p", "--format", "json").output.contains("\\u001b[31mb"))
  }
}
