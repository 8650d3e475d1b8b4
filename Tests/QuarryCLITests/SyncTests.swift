import Foundation
import TestSupport
import Testing

/// `quarry sync`, `quarry watch` and `quarry add --replace-all` as a person uses them.
@Suite(.enabled(if: QuarryProgram.executable != nil, "the program was not built"))
struct SyncTests {
  private let folder: TemporaryFolder
  private let quarry: QuarryProgram

  init() throws {
    folder = try TemporaryFolder()
    quarry = QuarryProgram(folder: folder)
    try FileManager.default.createDirectory(
      atPath: folder.path + "/notes", withIntermediateDirectories: true)
    for number in 1...4 { try write(number, "turkey \(number)") }
    #expect(try quarry("index", "notes", "--index", "n.quarry", "--quiet").code == 0)
  }

  private func write(_ number: Int, _ text: String) throws {
    try folder.write("notes/\(number).txt", "Title \(number)\n\n\(text)\n")
  }

  private func remove(_ name: String) throws {
    try FileManager.default.removeItem(atPath: "\(folder.path)/\(name)")
  }

  private func summary(_ arguments: [String]) throws -> [String: Any] {
    let result = try quarry.run(arguments + ["--format", "json"])
    #expect(result.errors == "")
    return try #require(
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
  }

  private func identifiers() throws -> [String] {
    try quarry("search", "turkey", "--format", "ids").lines.sorted()
  }

  @Test func theIndexBecomesAsTheFolderIs() throws {
    #expect(try summary(["sync", "notes"])["unchanged"] as? Int == 4)
    let before = try folder.bytes(of: "n.quarry")
    #expect(try summary(["sync", "notes"])["up_to_date"] as? Bool == true)
    #expect(try folder.bytes(of: "n.quarry") == before)

    try remove("notes/1.txt")
    try write(2, "turkey changed")
    try write(9, "turkey new")
    for arguments in [["sync", "notes", "--dry-run"], ["sync", "notes"]] {
      let told = try summary(arguments)
      for (name, number) in [("added", 2), ("replaced", 1), ("removed", 1), ("unchanged", 2)] {
        #expect(told[name] as? Int == number, "\(name)")
      }
      if arguments.last == "--dry-run" { #expect(try folder.bytes(of: "n.quarry") == before) }
    }
    #expect(try identifiers() == ["2.txt", "3.txt", "4.txt", "9.txt"])
    #expect(try quarry("show", "2.txt").output.contains("changed"))

    // What others did to the index since is noticed.
    #expect(try quarry("delete", "--id", "3.txt").code == 0)
    #expect(try quarry("sync", "notes").output.contains("1 document added"))
    #expect(try identifiers() == ["2.txt", "3.txt", "4.txt", "9.txt"])
    #expect(try quarry("verify").code == 0)
  }

  /// The index itself, pictures and the like are no reason to remove nothing, or to read all again.
  @Test func whatIsNoDumpDoesNotCount() throws {
    try folder.write(
      "notes/a.jpg", [0xFF, 0xD8, 0xFF, 0xE0, 0, 16] + [UInt8](repeating: 0, count: 900))
    #expect(try quarry("index", "notes", "--index", "notes/n.quarry", "--quiet").code == 0)
    let index = ["--index", "notes/n.quarry"]
    for _ in 1...2 { #expect(try quarry.run(["sync", "notes"] + index).code == 0) }
    #expect(try quarry.run(["sync", "notes"] + index).output.contains("up to date"))
    try remove("notes/1.txt")
    let told = try quarry.run(["sync", "notes"] + index)
    #expect(told.code == 0 && told.output.contains("1 removed"))
    #expect(try quarry.run(["sync", "notes"] + index).output.contains("up to date"))
  }

  @Test func nothingIsRemovedThatMayBeThere() throws {
    // Of a file that cannot be read, what was in it stays.
    try remove("notes/1.txt")
    try folder.write("notes/2.txt", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2, 3])
    for _ in 1...2 {
      let result = try quarry("sync", "notes")
      #expect(result.code == 1 && result.errors.contains("nothing was removed"))
    }
    #expect(try identifiers() == ["1.txt", "2.txt", "3.txt", "4.txt"])
    // A folder without files is rather a disk that is not there.
    try remove("notes")
    try FileManager.default.createDirectory(
      atPath: folder.path + "/notes", withIntermediateDirectories: true)
    let before = try folder.bytes(of: "n.quarry")
    #expect(try quarry("sync", "notes").code == 2)
    try folder.write("notes/blank.jsonl", "{\"no\":1}\n")
    #expect(try quarry("sync", "notes").code == 2)
    #expect(try quarry("sync", "missing").code == 2)
    #expect(try folder.bytes(of: "n.quarry") == before)
  }

  @Test func contentsAreReplacedAtOnce() throws {
    try folder.write(
      "d.jsonl", "{\"id\":\"4.txt\",\"text\":\"turkey\"}\n{\"id\":\"x\",\"text\":\"turkey\"}\n")
    let told = try summary(["add", "d.jsonl", "--replace-all"])
    #expect(told["added"] as? Int == 2 && told["removed"] as? Int == 3)
    #expect(try identifiers() == ["4.txt", "x"])
    #expect(try quarry("sync", "notes").output.contains("4 documents added"))
  }

  @Test func aFolderIsWatched() throws {
    let process = quarry.process(
      ["watch", "notes", "--index", "n.quarry", "--every", "20ms", "--quiet"])
    try process.run()
    defer { kill(process.processIdentifier, SIGKILL) }
    try remove("notes/1.txt")
    try write(7, "turkey late")
    let wanted = ["2.txt", "3.txt", "4.txt", "7.txt"]
    let end = Date() + 120
    while try identifiers() != wanted, Date() < end { usleep(50_000) }
    #expect(try identifiers() == wanted)
  }
}
