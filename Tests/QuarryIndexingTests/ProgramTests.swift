import Foundation
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

  /// The peak stays under the ceiling though dump, postings and documents are larger than it.
  @Test(
    .enabled(if: QuarryProgram.release != nil, "QUARRY_BINARY names no release build"),
    arguments: isLong ? [64, 96, 256] : [64])
  func memoryStaysUnderItsCeiling(mebibytes: Int) throws {
    try writeDump(bytes: (isLong ? 160 : 75) << 20)
    let (code, output, errors) = try QuarryProgram.run(
      "\"$@\"",
      [
        try #require(QuarryProgram.release), "index", "dump.jsonl", "--index", "a.quarry",
        "--memory", "\(mebibytes)M", "--threads", "4", "--tmp", folder.path,
      ], in: folder)
    #expect(code == 0, "\(errors)")
    let reported = try #require(output.firstMatch(of: /peak memory ([0-9.]+) MiB of/))
    let peak = try #require(Double(reported.1))
    #expect(peak > 20 && peak <= Double(mebibytes))
  }

  /// Writes a dump of paragraphs in changing order, each document with words of its own.
  private func writeDump(bytes: Int) throws {
    var random = SplitMix64(seed: 52)
    var maker = DocumentMaker(seed: 53, vocabulary: 40_000)
    let paragraphs = (0..<2_000).map { _ in Array(maker.words(40...120).utf8) }
    let path = try folder.write("dump.jsonl", [])
    let file = try #require(FileHandle(forWritingAtPath: path))
    var written = 0
    var number = 0
    while written < bytes {
      var block: [UInt8] = []
      while block.count < 4 << 20 {
        block += "{\"id\":\"d\(number)\",\"title\":\"t\(number)\",\"text\":\"".utf8
        for _ in 0..<Int.random(in: 1...8, using: &random) {
          block += paragraphs.randomElement(using: &random) ?? []
          block += " n\(String(UInt64.random(in: 0..<1 << 40, using: &random), radix: 36)) ".utf8
        }
        block += "\"}\n".utf8
        number += 1
      }
      try file.write(contentsOf: block)
      written += block.count
    }
    try file.close()
  }
}
