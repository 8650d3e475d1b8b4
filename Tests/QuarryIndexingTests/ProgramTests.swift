import Foundation
import QuarryCorpus
import QuarryFormat
import QuarryIndexing
import TestSupport
import Testing

/// What only a process of its own can show: its memory, and a disk that takes no more.
@Suite("The program while indexing", .serialized)
struct ProgramTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  /// A limit on the size of files stands for the disk that is full.
  @Test(.enabled(if: QuarryProgram.any != nil, "no program was built"))
  func aDiskThatTakesNoMore() throws {
    var maker = DocumentMaker(seed: 51)
    try folder.write("dump.jsonl", try jsonLines(maker.documents(1500)))
    try folder.write("old.quarry", [1, 2, 3])
    for target in ["new.quarry", "old.quarry"] {
      let (code, output, errors) = try QuarryProgram.run(
        "trap '' XFSZ; ulimit -f 200; \"$@\"",
        [
          try #require(QuarryProgram.any), "index", "dump.jsonl", "--index", target, "--force",
          "--tmp", folder.path, "--quiet",
        ], in: folder)
      #expect(code == 2)
      #expect(output == "")
      #expect(errors.split(separator: "\n").count == 1 && errors.contains("File too large"))
      #expect(folder.names == ["dump.jsonl", "old.quarry"])
      #expect(try folder.bytes("old.quarry") == [1, 2, 3])
    }
  }

  /// Of an index that exists the last commit stays, to the byte.
  @Test(.enabled(if: QuarryProgram.any != nil, "no program was built"))
  func aDiskThatTakesNoMoreOfAnIndex() throws {
    var maker = DocumentMaker(seed: 52)
    let path = "\(folder.path)/old.quarry"
    try build(maker.documents(300), at: path, smallOptions())
    let more = maker.documents(3000).map { document in
      Document(id: "more \(document.id ?? "")", title: document.title, text: document.text)
    }
    try folder.write("dump.jsonl", try jsonLines(more))
    let before = try fileBytes(path)
    let blocks = before.count / 512 + 40
    let program = try #require(QuarryProgram.any)
    for arguments in [
      ["add", "dump.jsonl", "--index", "old.quarry"],
      ["add", "dump.jsonl", "--replace-all", "--index", "old.quarry"],
      ["sync", "dump.jsonl", "--index", "old.quarry"],
      ["merge", "old.quarry", "old.quarry", "--into", "old.quarry", "--force", "--level", "0"],
    ] {
      let (code, output, errors) = try QuarryProgram.run(
        "trap '' XFSZ; ulimit -f \(arguments[0] == "merge" ? 100 : blocks); \"$@\"",
        [program] + arguments + ["--tmp", folder.path, "--quiet"], in: folder)
      #expect(code == 2 && output == "", "\(arguments)")
      #expect(
        errors.split(separator: "\n").count == 1 && errors.contains("File too large"),
        "\(arguments): \(errors)")
      #expect(folder.names == ["dump.jsonl", "old.quarry"])
      #expect(try fileBytes(path) == before, "\(arguments)")
    }
  }

  /// A dump and the ceiling, in MiB, that it is indexed under.
  struct Ceiling: Sendable, CustomTestStringConvertible {
    let dump: HardDump
    let mebibytes: Int
    /// Whether the index is also optimized under the ceiling.
    var isOptimized = false

    var testDescription: String { "\(dump) under \(mebibytes) MiB" }

    /// Each is hard in its own way; the heavy forms are twenty times the ceiling and more.
    static let all: [Ceiling] =
      isLong
      ? [
        Ceiling(dump: .text(bytes: 1350 << 20), mebibytes: 64),
        Ceiling(dump: .text(bytes: 160 << 20), mebibytes: 128, isOptimized: true),
        Ceiling(dump: .text(bytes: 160 << 20), mebibytes: 256),
        Ceiling(dump: .distinctWords(count: 20_000_000), mebibytes: 64),
        Ceiling(dump: .tinyDocuments(count: 10_000_000), mebibytes: 64),
        Ceiling(dump: .tinyDocuments(count: 24_000_000), mebibytes: 64),
      ]
      : [
        Ceiling(dump: .text(bytes: 75 << 20), mebibytes: 64, isOptimized: true),
        Ceiling(dump: .distinctWords(count: 1_000_000), mebibytes: 64),
        Ceiling(dump: .tinyDocuments(count: 300_000), mebibytes: 64),
      ]
  }

  @Test(
    .enabled(if: QuarryProgram.release != nil, "QUARRY_BINARY names no release build"),
    arguments: Ceiling.all)
  func memoryStaysUnderItsCeiling(_ ceiling: Ceiling) throws {
    try write(ceiling.dump, to: "dump.jsonl")
    let (code, output, errors) = try index("dump.jsonl", ["--memory", "\(ceiling.mebibytes)M"])
    #expect(code == 0, "\(errors)")
    let peak = try peak(in: output)
    #expect(peak > 20 && peak <= Double(ceiling.mebibytes))

    guard ceiling.isOptimized else { return }
    let again = try QuarryProgram.run(
      "\"$@\"",
      [
        try #require(QuarryProgram.release), "optimize", "a.quarry", "--memory",
        "\(ceiling.mebibytes)M", "--threads", "4", "--tmp", folder.path,
      ], in: folder)
    #expect(again.code == 0, "\(again.errors)")
    #expect(try self.peak(in: again.output) <= Double(ceiling.mebibytes))
  }

  /// A document that is too long for the ceiling is named and left out, as a line and as a file.
  @Test(.enabled(if: QuarryProgram.release != nil, "QUARRY_BINARY names no release build"))
  func aDocumentTooLongForTheCeiling() throws {
    let bytes = (isLong ? 200 : 20) << 20
    try write(.longDocument(bytes: bytes), to: "dump.jsonl")
    try FileManager.default.createDirectory(
      atPath: "\(folder.path)/notes", withIntermediateDirectories: false)
    try folder.write(
      "notes/long.txt", Array(String(repeating: "long words ", count: bytes / 11).utf8))
    try folder.write("notes/short.txt", Array("Short\nwords".utf8))
    try folder.write("short.jsonl", Array("{\"text\":\"words\"}\n".utf8))
    for (inputs, name) in [
      (["dump.jsonl", "short.jsonl"], "dump.jsonl: line 1:"), (["notes"], "notes: long.txt:"),
    ] {
      let (code, output, errors) = try index(inputs[0], inputs.dropFirst() + ["--memory", "64M"])
      #expect(code == 0)
      #expect(errors.contains("\(name) longer than 1048576 bytes; raise --max-document"))
      #expect(try peak(in: output) <= 64)
    }
    // With room for it, it is indexed inside the ceiling.
    let room =
      isLong
      ? ["--memory", "8G", "--max-document", "204M"]
      : ["--memory", "1100M", "--max-document", "21M"]
    let (code, output, errors) = try index("dump.jsonl", room)
    #expect(code == 0 && errors == "")
    #expect(try peak(in: output) <= (isLong ? 8192 : 1100))
  }

  private func index(
    _ input: String, _ options: [String]
  ) throws -> (code: Int32, output: String, errors: String) {
    try QuarryProgram.run(
      "\"$@\"",
      [try #require(QuarryProgram.release), "index", input, "--index", "a.quarry", "--force"]
        + ["--threads", "4", "--tmp", folder.path] + options, in: folder)
  }

  /// The peak that the summary tells, in MiB.
  private func peak(in output: String) throws -> Double {
    let reported = try #require(output.firstMatch(of: /peak memory ([0-9.]+) ([MG])iB of/))
    return try #require(Double(reported.1)) * (reported.2 == "G" ? 1024 : 1)
  }

  private func write(_ dump: HardDump, to name: String) throws {
    let file = try #require(FileHandle(forWritingAtPath: try folder.write(name, [])))
    try dump.forEachPiece { try file.write(contentsOf: $0) }
    try file.close()
  }
}
