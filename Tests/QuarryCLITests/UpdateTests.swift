import Foundation
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// `quarry add` and `quarry delete` as a person uses them.
@Suite(.enabled(if: QuarryProgram.executable != nil, "the program was not built"))
struct UpdateTests {
  private let folder: TemporaryFolder
  private let quarry: QuarryProgram

  init() throws {
    folder = try TemporaryFolder()
    quarry = QuarryProgram(folder: folder)
    try folder.write(
      "a.jsonl",
      """
      {"id":"1","title":"One","text":"turkey one","tags":["x"]}
      {"id":"2","title":"Two","text":"turkey two"}

      """)
    #expect(try quarry("index", "a.jsonl", "--quiet").code == 0)
  }

  private func object(_ text: String) throws -> [String: Any] {
    try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  private func identifiers(_ query: String) throws -> [String] {
    try quarry("search", query, "--format", "ids").lines.sorted()
  }

  @Test func whatIsNewIsAddedAndWhatHasChangedReplaced() throws {
    try folder.write(
      "b.jsonl",
      """
      {"id":"2","title":"Two","text":"turkey changed"}
      {"id":"1","title":"One","text":"turkey one","tags":["x"]}
      {"id":"3","text":"turkey three"}

      """)
    let result = try quarry("add", "b.jsonl", "--format", "json")
    #expect(result.code == 0 && result.errors == "")
    let summary = try object(result.output)
    for (name, number) in [
      ("added", 2), ("replaced", 1), ("unchanged", 1), ("documents", 3), ("deleted_documents", 0),
      ("segments", 1), ("repeated_ids", 0), ("version", 1),
    ] {
      #expect(summary[name] as? Int == number, "\(name)")
    }
    #expect(try identifiers("turkey") == ["1", "2", "3"])
    #expect(try identifiers("body:two") == [])
    #expect(try quarry("show", "2").output.contains("changed"))
    let before = try folder.bytes(of: "a.quarry")
    let again = try quarry("add", "b.jsonl")
    #expect(again.code == 0 && again.output.contains("0 documents added, 3 unchanged"))
    #expect(try folder.bytes(of: "a.quarry") == before)
    #expect(try quarry("verify").code == 0)
    #expect(try quarry("optimize", "--quiet").code == 0)
    let facts = try object(try quarry("stats", "--format", "json").output)
    #expect(facts["documents"] as? Int == 3 && facts["deleted_documents"] as? Int == 0)
    // The fingerprints outlive optimizing.
    #expect(try quarry("add", "b.jsonl").output.contains("0 documents added, 3 unchanged"))
  }

  @Test func standardInputAndStrictness() throws {
    let input = Array("{\"id\":\"4\",\"text\":\"turkey\"}\n{broken\n".utf8)
    let before = try folder.bytes(of: "a.quarry")
    let strict = try quarry("add", "-", "--strict", input: input)
    #expect(strict.code == 2 && strict.errors.contains("nothing was changed"))
    #expect(try folder.bytes(of: "a.quarry") == before)
    let result = try quarry("add", "-", "--skipped", "left.jsonl", input: input)
    #expect(result.code == 0 && result.errors.contains("warning: 1 record skipped"))
    #expect(folder.names.contains("left.jsonl"))
    #expect(try identifiers("turkey") == ["1", "2", "4"])
  }

  @Test func documentsAreDeletedByIdAndByQuery() throws {
    let before = try folder.bytes(of: "a.quarry")
    let dry = try quarry("delete", "--id", "1", "--id", "9", "--dry-run")
    #expect(dry.code == 1 && dry.output.contains("1 document would be deleted"))
    #expect(dry.output.contains(": 1\n") && dry.errors.contains("has no document \"9\""))
    #expect(try quarry("delete", "--query", "tag:x", "--dry-run").code == 0)
    #expect(try folder.bytes(of: "a.quarry") == before)
    let result = try quarry("delete", "--query", "tag:x", "--format", "json")
    #expect(result.code == 0)
    let summary = try object(result.output)
    #expect(summary["deleted"] as? Int == 1 && summary["documents"] as? Int == 1)
    #expect(summary["ids"] as? [String] == ["1"] && summary["dry_run"] as? Bool == false)
    #expect(try identifiers("turkey") == ["2"])
    #expect(try quarry("show", "1").code == 1)
    #expect(try quarry("delete", "--id", "1").code == 1)
    #expect(try quarry("delete", "--id", "2").code == 0)
    #expect(try quarry("search", "turkey").code == 1)
    #expect(try quarry("verify").code == 0)
    #expect(try quarry("stats").code == 0)
  }

  @Test func mistakesAreOneLineAndChangeNothing() throws {
    let before = try folder.bytes(of: "a.quarry")
    try folder.write("no.quarry", "no index")
    for arguments in [
      ["delete"], ["delete", "--id", "1", "--query", "x"], ["delete", "--query", "\"open"],
      ["delete", "--id", "1", "--index", "none.quarry"], ["delete", "--id", "1", "--index", "."],
      ["add"], ["add", "none.jsonl"], ["add", "a.jsonl", "--index", "no.quarry"],
      ["add", "a.quarry", "--index", "a.quarry"], ["add", "a.jsonl", "--memory", "1M"],
    ] {
      let arguments =
        arguments.contains("--index") ? arguments : arguments + ["--index", "a.quarry"]
      let result = try quarry.run(arguments)
      #expect(result.code == 2 && result.output == "", "\(arguments)")
      #expect(result.errors.hasPrefix("error: "), "\(arguments)")
      #expect(result.errors.split(separator: "\n").count <= 3, "\(result.errors)")
    }
    #expect(try folder.bytes(of: "a.quarry") == before)
  }

  @Test func aSecondWriterFailsAtOnceOrWaits() throws {
    let file = open("\(folder.path)/a.quarry", O_RDWR)
    #expect(flock(file, LOCK_EX) == 0)
    for arguments in [["delete", "--id", "1"], ["add", "a.jsonl"], ["optimize"]] {
      let refused = try quarry.run(arguments)
      #expect(refused.code == 2 && refused.errors.contains("process \(getpid()) is writing"))
    }
    #expect(try identifiers("turkey") == ["1", "2"])
    let waiting = quarry.process(["delete", "--id", "1", "--wait", "--quiet"])
    try waiting.run()
    usleep(200_000)
    #expect(waiting.isRunning)
    close(file)
    waiting.waitUntilExit()
    #expect(waiting.terminationStatus == 0)
    #expect(try identifiers("turkey") == ["2"])
  }

  @Test func indexesAreMerged() throws {
    try folder.write(
      "b.jsonl", "{\"id\":\"2\",\"text\":\"turkey later\"}\n{\"id\":\"3\",\"text\":\"turkey\"}\n")
    #expect(try quarry("index", "b.jsonl", "--quiet").code == 0)
    let merged = try quarry(
      "merge", "a.quarry", "b.quarry", "--into", "all.quarry", "--format", "json")
    #expect(merged.code == 0 && merged.errors == "")
    let summary = try object(merged.output)
    #expect(summary["documents"] as? Int == 3 && summary["replaced"] as? Int == 1)
    let all = ["--index", "all.quarry"]
    #expect(
      try quarry.run(["search", "turkey", "--format", "ids"] + all).lines.sorted()
        == ["1", "2", "3"])
    #expect(try quarry.run(["show", "2"] + all).output.contains("later"))
    // What is there is kept unless it may be replaced, by which nothing is lost that it held.
    let again = ["merge", "all.quarry", "a.quarry", "--into", "all.quarry"]
    let refused = try quarry.run(again)
    #expect(refused.code == 2 && refused.errors.contains("--force"))
    let told = try quarry.run(again + ["--force"])
    #expect(told.code == 0 && told.output.contains("all.quarry: 3 documents, 2 replaced"))
    #expect(!(try quarry.run(["show", "2"] + all).output.contains("later")))
    for wrong in [
      ["merge", "a.quarry", "--into", "x"], ["merge", "a.quarry", "no.quarry", "--into", "x"],
      ["merge", "a.quarry", "a.jsonl", "--into", "x"],
      ["merge", "a.quarry", "b.quarry", "--into", "."],
    ] {
      let result = try quarry.run(wrong)
      #expect(result.code == 2 && result.output == "", "\(wrong)")
    }
  }
}
