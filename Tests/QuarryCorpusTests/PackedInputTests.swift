import Foundation
import QuarryStorage
import TestSupport
import Testing

@testable import QuarryCorpus

@Suite("Inputs that programs of the system unpack")
struct PackedInputTests {
  private func lines(_ ids: Range<Int>) -> String {
    ids.map { "{\"id\":\"\($0)\",\"text\":\"text \($0) \($0 &* 7919)\"}\n" }.joined()
  }

  /// Packs a file with a program of the system; the path of the packed one, or nil where there is none.
  private func pack(_ path: String, _ program: String, _ ending: String) throws -> String? {
    guard let found = ChildProcess.find([program]) else { return nil }
    let packed = path + ending
    let process = Process()
    process.executableURL = URL(fileURLWithPath: found.path)
    process.arguments = ["-c", path]
    _ = FileManager.default.createFile(atPath: packed, contents: nil)
    process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: packed))
    try process.run()
    process.waitUntilExit()
    return packed
  }

  @Test("What is packed reads like what is not", arguments: ["bzip2", "xz", "zstd", "lz4"])
  func whole(program: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("a.jsonl", lines(0..<20_000))
    guard let packed = try pack(path, program, ".packed") else { return }
    let expected = try Reading([path])
    let reading = try Reading([packed])
    #expect(reading.documents == expected.documents)
    #expect(reading.broken.isEmpty && reading.skipped.isEmpty)
    #expect(reading.batches.map(\.bytes) == expected.batches.map(\.bytes))
  }

  @Test("What breaks off gives its whole records and a report", arguments: ["bzip2", "xz", "zstd"])
  func truncated(program: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("a.jsonl", lines(0..<200_000))
    guard let packed = try pack(path, program, ".packed") else { return }
    let bytes = try Array(Data(contentsOf: URL(fileURLWithPath: packed)))
    let half = try folder.write("half", Array(bytes.prefix(bytes.count * 9 / 10)))
    let reading = try Reading([half])
    let problem = try #require(reading.broken.first)
    guard case .toolFailed(let detail) = problem.reason else {
      Issue.record("\(problem)")
      return
    }
    #expect(!detail.isEmpty)
    #expect(problem.byteOffset == bytes.count * 9 / 10)
    #expect(reading.skipped.isEmpty)
    #expect(reading.documents.count > 1000 && reading.documents.count < 200_000)
    #expect(reading.documents.map(\.id) == (0..<reading.documents.count).map { "\($0)" })
  }

  @Test("A folder of packed files of several formats")
  func folder() throws {
    let folder = try TemporaryFolder()
    try folder.write("in/1.txt", "Title\ntext")
    let dump = try folder.write("dump", lines(0..<3))
    if let packed = try pack(dump, "bzip2", ".bz2") {
      try FileManager.default.moveItem(atPath: packed, toPath: folder.path + "/in/2")
    }
    try folder.write("in/3", gzipMember(Array(lines(3..<5).utf8)))
    try folder.write("in/4", lines(5..<6) + "{broken\n")
    try folder.write("in/5.txt", "Last\ntext")
    let reading = try Reading([folder.path + "/in"])
    #expect(reading.documents.map(\.id) == ["1.txt", "0", "1", "2", "3", "4", "5", "5.txt"])
    #expect(reading.skipped.map(\.description).first?.hasPrefix("4, line 2, byte 2") == true)
  }

  @Test("A program that is not there, or fails, is an error and no trap")
  func missing() {
    do throws(StorageError) {
      _ = try ChildProcess(program: "/nonexistent", arguments: [])
      Issue.record("it was started")
    } catch {
      #expect(error.description.contains("nonexistent"))
    }
    #expect(ChildProcess.find(["no-such-program-anywhere"]) == nil)
  }

  @Test("What grows beyond all measure is not read to its end")
  func bomb() throws {
    let folder = try TemporaryFolder()
    let zeros = try folder.write("zeros", [UInt8](repeating: 0x20, count: 100 << 20))
    guard let packed = try pack(zeros, "bzip2", ".bz2") else { return }
    let source = try ByteSource(path: packed, source: 0, readBytes: 1 << 16)
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    var total = 0
    while true {
      let count = source.read(into: &buffer, 0..<buffer.count)
      if count == 0 { break }
      total += count
    }
    #expect(source.problem?.reason == .bomb)
    #expect(total <= SourceLimits.expansionGrace)
  }
}
