import Foundation
import Testing

@testable import QuarryCLI

@Suite(
  "quarry index, stats and verify",
  .enabled(if: QuarryProgram.executable != nil, "the program quarry was not built"))
struct IndexOutputTests {
  private let folder: TemporaryFolder
  private let quarry: QuarryProgram

  init() throws {
    folder = try TemporaryFolder()
    quarry = QuarryProgram(folder: folder)
  }

  @Test func summaryIsATable() throws {
    let result = try quarry("index", QuarryProgram.sample)
    #expect(result.code == 0)
    #expect(result.errors == "")
    #expect(result.lines.first == "articles.quarry")
    #expect(result.output.contains("  documents      72\n"))
    #expect(result.output.contains("  section "))
    #expect(result.output.contains("  whole file "))
    let last = try #require(result.lines.last)
    #expect(
      last.wholeMatch(
        of: /68\.5 kB of text in .+ \([0-9.]+ MB\/s\), peak memory [0-9.]+ MiB of 1 GiB/) != nil,
      "\(last)")
    #expect(folder.names == ["articles.quarry"])
  }

  @Test func profileAddsTheStages() throws {
    let result = try quarry("index", QuarryProgram.sample, "--profile")
    #expect(result.code == 0)
    for stage in ["read", "tokenise", "deflate postings", "outside the stages", "whole program"] {
      #expect(result.lines.contains { $0.hasPrefix("  \(stage) ") }, "\(stage)")
    }
    #expect(try #require(result.lines.last).contains("peak memory"))
  }

  @Test func summaryIsJSONToo() throws {
    let result = try quarry("index", QuarryProgram.sample, "--format", "json", "--threads", "2")
    #expect(result.code == 0)
    #expect(result.lines.count == 1)
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    #expect(
      json.keys.sorted() == [
        "broken_inputs", "cpu_seconds", "documents", "documents_with_replaced_bytes",
        "elapsed_seconds", "file_bytes", "index", "input_bytes", "lost_redirects", "memory_bytes",
        "other_bytes", "other_namespaces", "parts_without_text", "peak_memory_bytes", "positions",
        "postings", "redirects", "repeated_ids", "sections", "skipped", "stages", "terms",
        "text_bytes", "threads", "tokens", "version",
      ])
    #expect(json["version"] as? Int == 1)
    #expect(json["documents"] as? Int == 72)
    #expect(json["threads"] as? Int == 2)
    let sections = try #require(json["sections"] as? [[String: Any]])
    let bytes = sections.reduce(json["other_bytes"] as? Int ?? 0) {
      $0 + ($1["bytes"] as? Int ?? 0)
    }
    #expect(bytes == json["file_bytes"] as? Int)
    #expect(bytes == (try folder.bytes(of: "articles.quarry")).count)
    #expect((json["stages"] as? [[String: Any]])?.first?["name"] as? String == "read")
  }

  @Test func existingFileNeedsForce() throws {
    #expect(try quarry("index", QuarryProgram.sample, "--quiet").output == "")
    let before = try folder.bytes(of: "articles.quarry")
    let refused = try quarry("index", QuarryProgram.sample, "--level", "0")
    #expect(refused.code == 2)
    #expect(refused.output == "")
    #expect(
      refused.errors
        == "error: articles.quarry: exists already; give --force to replace it, or name another "
        + "with --index FILE\n")
    #expect(try folder.bytes(of: "articles.quarry") == before)
    #expect(try quarry("index", QuarryProgram.sample, "--force", "--level", "0").code == 0)
    #expect(try folder.bytes(of: "articles.quarry") != before)
    #expect(folder.names == ["articles.quarry"])
  }

  @Test func failureLeavesTheOldIndex() throws {
    try folder.write("a.jsonl", "{\"text\":\"turkey\"}\n")
    #expect(try quarry("index", "a.jsonl", "--quiet").code == 0)
    let before = try folder.bytes(of: "a.quarry")
    try folder.write("a.jsonl", "no json at all\n")
    #expect(try quarry("index", "a.jsonl", "--force").code == 2)
    #expect(try folder.bytes(of: "a.quarry") == before)
    #expect(folder.names == ["a.jsonl", "a.quarry"])
  }

  @Test func inputIsNeverTheOutput() throws {
    let path = try folder.write("a.jsonl", "{\"text\":\"turkey\"}\n")
    let result = try quarry("index", "a.jsonl", "--index", path, "--force")
    #expect(result.code == 2)
    #expect(try folder.bytes(of: "a.jsonl") == Array("{\"text\":\"turkey\"}\n".utf8))
  }

  @Test func standardInputAndFolders() throws {
    let piped = try quarry("index", "-", input: Array("{\"id\":7,\"text\":\"turkey\"}".utf8))
    #expect(piped.code == 0)
    #expect(try quarry("search", "turkey", "--format", "ids").output == "7\n")
    try folder.makeFolder("notes/deep")
    try folder.write("notes/deep/a.txt", "Title\nturkey and café")
    #expect(try quarry("index", "notes", "--quiet").code == 0)
    let found = try quarry("search", "cafe", "--format", "ids", "--index", "notes.quarry")
    #expect(found.output == "deep/a.txt\n")
  }

  @Test func brokenRecordsAreNamedAndSkipped() throws {
    let dump = """
      {"id":"1","text":"turkey"}
      {"id":"2","text":
      {"id":"3","title":"no text"}
      {"id":"4","text":"turkey","x":{"nested":[1]}}
      """
    try folder.write(
      "a.jsonl", Array(dump.utf8) + [10] + Array("{\"text\":\"".utf8) + [0xFF, 34, 125])
    let result = try quarry("index", "a.jsonl")
    #expect(result.code == 0)
    let lines = result.errors.split(separator: "\n")
    try #require(lines.count == 4)
    #expect(lines[0] == "warning: 3 records skipped")
    #expect(lines[1].hasPrefix("  a.jsonl: line 2"))
    #expect(lines[2] == "  a.jsonl: line 3: has no text (a member \"text\" that is a string)")
    #expect(lines[3].hasPrefix("  a.jsonl: line 5"))
    #expect(result.output.contains("  documents  2\n"))
  }

  @Test func inputThatBreaksOffIsOne() throws {
    // A stored gzip block that promises more than there is.
    let text = Array("{\"id\":\"1\",\"text\":\"turkey\"}\n{\"id\":\"2\",\"te".utf8)
    let header: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]
    let length = UInt16(text.count + 100)
    let block: [UInt8] = [
      1, UInt8(length & 255), UInt8(length >> 8), UInt8(~length & 255), UInt8(~length >> 8),
    ]
    try folder.write("a.gz", header + block + text)
    let result = try quarry("index", "a.gz")
    #expect(result.code == 1)
    #expect(result.errors.hasPrefix("warning: a.gz: "))
    #expect(result.errors.contains("byte"))
    #expect(try quarry("search", "turkey", "--format", "ids").output == "1\n")
  }

  @Test func inputsThatCannotBeReadAreTwo() throws {
    try folder.write("empty.jsonl", "")
    try folder.write("image.png", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    try folder.write("dump.bz2", Array("BZh91AY&SY".utf8))
    try folder.makeFolder("nothing")
    for input in ["missing.jsonl", "empty.jsonl", "image.png", "dump.bz2", "nothing"] {
      let result = try quarry("index", input, "--index", "x.quarry")
      #expect(result.code == 2, "\(input)")
      #expect(result.output == "")
      #expect(result.errors.hasPrefix("error: \(input): "), "\(result.errors)")
      #expect(result.errors.split(separator: "\n").count == 1)
    }
    #expect(!folder.names.contains { $0.contains("quarry") })
  }

  @Test func unwritablePlacesAreTwo() throws {
    try folder.makeFolder("folder.quarry")
    for path in ["missing/x.quarry", "folder.quarry", "/dev/null", ""] {
      let result = try quarry("index", QuarryProgram.sample, "--index", path, "--force")
      #expect(result.code == 2, "\(path)")
      #expect(result.errors.hasPrefix("error: "))
      #expect(result.errors.split(separator: "\n").count == 1)
    }
    #expect(folder.names == ["folder.quarry"])
  }

  @Test func statsTellFactsAndOrigin() throws {
    #expect(try quarry("index", QuarryProgram.sample, "--quiet", "--store", "none").code == 0)
    let text = try quarry("stats", "articles.quarry")
    #expect(text.code == 0)
    #expect(text.output.contains("articles.jsonl"))
    #expect(text.output.contains("analyzer standard, level 3, store none"))
    let result = try quarry("stats", "--format", "json")
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    #expect(json["version"] as? Int == 1)
    #expect(json["documents"] as? Int == 72)
    let sections = try #require(json["sections"] as? [[String: Any]])
    let bytes = sections.reduce(json["other_bytes"] as? Int ?? 0) {
      $0 + ($1["bytes"] as? Int ?? 0)
    }
    #expect(bytes == json["file_bytes"] as? Int)
    #expect(bytes == (try folder.bytes(of: "articles.quarry")).count)
    let others = try #require(json["other"] as? [String: Int])
    #expect(others.values.reduce(0, +) == json["other_bytes"] as? Int)
    #expect(others["header_bytes"] == 12_288)
    #expect(sections.allSatisfy { ($0["checksum_bytes"] as? Int ?? 0) >= 4 })
    #expect(json["uncommitted_bytes"] as? Int == 0)
    let inline = try #require(json["inline_postings"] as? Int)
    #expect(inline > 0 && inline < json["postings"] as? Int ?? 0)
    #expect(json["inline_posting_bytes"] as? Int ?? 0 >= 3 * inline)
    let provenance = try #require(json["provenance"] as? [String: Any])
    #expect(provenance["stores_text"] as? Bool == false)
    let sources = try #require(provenance["sources"] as? [[String: Any]])
    #expect(sources.first?["name"] as? String == QuarryProgram.sample)
  }

  @Test func verifyFindsDamage() throws {
    #expect(try quarry("index", QuarryProgram.sample, "--quiet").code == 0)
    let sound = try quarry("verify")
    #expect(sound.code == 0)
    #expect(sound.output.hasPrefix("articles.quarry: ok, 72 documents, "))
    var bytes = try folder.bytes(of: "articles.quarry")
    bytes[bytes.count / 2] ^= 1
    try folder.write("articles.quarry", bytes)
    let damaged = try quarry("verify", "articles.quarry")
    #expect(damaged.code == 1)
    #expect(damaged.output.hasPrefix("articles.quarry: damaged: "))
    #expect(damaged.output.contains("byte "))
  }

  @Test func whatIsNoSoundIndexIsRefused() throws {
    #expect(try quarry("index", QuarryProgram.sample, "--quiet").code == 0)
    let whole = try folder.bytes(of: "articles.quarry")
    var newer = whole
    newer[8] = 99
    try folder.write("truncated.quarry", Array(whole.prefix(whole.count / 2)))
    try folder.write("text.quarry", "this is no index, whatever its name says\n")
    try folder.write("empty.quarry", "")
    try folder.write("newer.quarry", newer)
    for name in ["truncated", "text", "empty", "newer", "missing"].map({ "\($0).quarry" }) {
      for command in [["search", "turkey"], ["show", "x"], ["stats"]] {
        let result =
          command.count == 2
          ? try quarry(command[0], command[1], "--index", name) : try quarry("stats", name)
        #expect(result.code == 2, "\(name) \(command)")
        #expect(result.output == "")
        #expect(result.errors.hasPrefix("error: \(name): "), "\(result.errors)")
        #expect(result.errors.split(separator: "\n").count == 1)
      }
    }
    #expect(try quarry("verify", "truncated.quarry").code == 1)
    #expect(try quarry("verify", "text.quarry").code == 2)
  }

  @Test func escapesNeverReachOutput() throws {
    let record = #"""
      {"id":"a\u001b]0;x\u0007 b","title":"t\u001b[31m\u202e","date":"\u009b1m",\#
      "text":"turkey \u001b[2J\u0000 bird"}
      """#
    try folder.write("a.jsonl", record + "\n")
    #expect(try quarry("index", "a.jsonl", "--quiet").code == 0)
    for format in ["text", "json", "jsonl", "tsv", "trec", "ids"] {
      let result = try quarry("search", "turkey", "--format", format)
      #expect(result.code == 0)
      #expect(
        !result.output.unicodeScalars.contains {
          TerminalText.isControl($0) && $0 != "\n" && $0 != "\t"
        },
        "\(format): \(result.output.debugDescription)")
      if format != "text" { #expect(result.lines.count == 1, "\(format)") }
    }
  }

  @Test func usageErrorsAreTwo() throws {
    for arguments in [
      ["search"], ["search", "x", "--limit", "0"], ["search", "x", "--bogus"], ["index"],
      ["index", "x", "--level", "10"], ["index", "x", "--memory", "much"], ["show"], ["frobnicate"],
      ["search", "x", "--format", "xml"], ["verify", "a", "b"],
    ] {
      let result = try run(arguments)
      #expect(result.code == 2, "\(arguments)")
      #expect(result.output == "")
      #expect(result.errors.hasPrefix("error: "))
      #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
    }
  }

  @Test func helpAndVersionAreDone() throws {
    for command in [[], ["index"], ["search"], ["show"], ["stats"], ["verify"]] {
      let result = try run(command + ["--help"])
      #expect(result.code == 0)
      #expect(result.output.contains("EXAMPLES:"), "\(command)")
      #expect(result.lines.filter { !$0.hasPrefix("USAGE") }.allSatisfy { $0.count <= 80 })
    }
    #expect(try quarry("--version").output.wholeMatch(of: /quarry \d+\.\d+\.\d+\n/) != nil)
  }

  @Test func closedPipeEndsQuietly() throws {
    #expect(try quarry("index", QuarryProgram.sample, "--quiet").code == 0)
    for arguments in [["search", "turkey"], ["show", "s-400-turkey"], ["stats"], ["--help"]] {
      let pipe = Pipe()
      try pipe.fileHandleForReading.close()
      let errors = Pipe()
      let process = quarry.process(arguments)
      process.standardOutput = pipe
      process.standardError = errors
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationReason == .exit)
      #expect(process.terminationStatus == 0, "\(arguments)")
      #expect(try errors.fileHandleForReading.readToEnd() ?? Data() == Data())
    }
  }

  /// The index is committed before the summary is printed.
  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "there is no /dev/full"))
  func aSummaryThatCannotBePrintedIsAWarning() throws {
    let errors = try folder.write("errors", "")
    let process = quarry.process(["index", QuarryProgram.sample])
    process.standardOutput = FileHandle(forWritingAtPath: "/dev/full")
    process.standardError = FileHandle(forWritingAtPath: errors)
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    let text = String(decoding: try folder.bytes(of: "errors"), as: UTF8.self)
    #expect(text.hasPrefix("warning: standard output: cannot write: "), "\(text)")
    #expect(text.split(separator: "\n").count == 1)
    #expect(try quarry("verify").code == 0)
  }

  @Test func aDamagedRootSlotIsAWarning() throws {
    #expect(try quarry("index", QuarryProgram.sample, "--quiet").code == 0)
    var bytes = try folder.bytes(of: "articles.quarry")
    bytes[4096 + 20] ^= 1
    try folder.write("articles.quarry", bytes)
    let warning =
      "warning: articles.quarry: a root slot is damaged; quarry verify tells more\n"
    for arguments in [["search", "turkey"], ["show", "s-400-turkey"], ["stats"]] {
      let result = try run(arguments)
      #expect(result.code == 0, "\(arguments)")
      #expect(result.errors == warning, "\(arguments)")
      #expect(result.output != "")
    }
    #expect(try quarry("verify").code == 1)
  }

  @Test func interruptLeavesNothing() throws {
    let input = Pipe()
    let process = quarry.process(["index", "-", "--index", "x.quarry", "--tmp", folder.path])
    process.standardInput = input
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    // Threads of a test block signals, which a new process would inherit.
    var none = sigset_t()
    var usual = sigset_t()
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &usual)
    try process.run()
    pthread_sigmask(SIG_SETMASK, &usual, nil)
    // The pipe stays open, so the program waits for more records.
    let record = "{\"text\":\"" + String(repeating: "turkey ", count: 1000) + "\"}\n"
    for _ in 0..<600 { input.fileHandleForWriting.write(Data(record.utf8)) }
    process.interrupt()
    process.waitUntilExit()
    #expect(process.terminationReason == .uncaughtSignal)
    #expect(process.terminationStatus == 2)
    #expect(folder.names == [])
  }

  @Test func aQueryBeyondTheLimitIsRefused() throws {
    #expect(try quarry("index", QuarryProgram.sample, "--quiet").code == 0)
    let result = try quarry("search", String(repeating: "turkey ", count: 12_000))
    #expect(result.code == 2)
    #expect(result.errors.hasPrefix("error: query: "), "\(result.errors)")
    #expect(result.errors.split(separator: "\n").count == 1)
  }

  private func run(_ arguments: [String]) throws -> QuarryProgram.Outcome {
    try quarry.run(arguments)
  }
}
