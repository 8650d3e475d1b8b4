import Foundation
import QuarryCorpus
import Testing

@testable import QuarryBench

@Suite("quarry-bench generate")
struct WikiExportTests {
  private static let program = ProcessInfo.processInfo.environment["QUARRY_BINARY"]

  private let path = FileManager.default.temporaryDirectory.path + "/wiki-\(UUID())"

  private func export(_ bytes: Int, seed: UInt64) -> [UInt8] {
    var export = WikiExport(seed: seed)
    var dump = WikiExport.head
    while dump.count < bytes { export.appendPage(to: &dump) }
    return dump + WikiExport.tail
  }

  @Test func theSeedDecides() {
    let dump = export(300_000, seed: 1)
    #expect(export(300_000, seed: 1) == dump)
    #expect(export(300_000, seed: 2) != dump)
  }

  @Test func pagesAreRead() throws {
    try Data(export(1_000_000, seed: 3)).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let reader = try DumpReader(inputs: [path])
    #expect(reader.detections.first??.format == .mediaWiki)
    var parser = RecordParser()
    var documents: [Document] = []
    var skipped = 0
    while let batch = try reader.next() {
      parser.parse(
        batch, document: { documents.append($0.document) }, skipped: { _ in skipped += 1 })
    }
    #expect(documents.count > 100 && skipped == 0)
    #expect(parser.tally.otherNamespaces > 10)
    #expect(documents.allSatisfy { !$0.title.isEmpty && $0.url != nil && $0.date != nil })
    for mark in ["[[", "{{", "{|", "<ref", "'''", "&lt;"] {
      #expect(documents.allSatisfy { !$0.text.contains(mark) })
    }
  }

  @Test(.enabled(if: program != nil, "QUARRY_BINARY names no release build"))
  func anExportIsIndexedUnderItsCeiling() throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(export(48_000_000, seed: 4)).write(to: URL(fileURLWithPath: "\(path)/wiki.xml"))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(Self.program))
    process.currentDirectoryURL = URL(fileURLWithPath: path)
    process.arguments = [
      "index", "wiki.xml", "--index", "a.quarry", "--memory", "64M", "--tmp", path, "--format",
      "json",
    ]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    let json = try #require(try JSONSerialization.jsonObject(with: bytes) as? [String: Any])
    let peak = try #require(json["peak_memory_bytes"] as? Int)
    #expect(peak > 10 << 20 && peak <= 64 << 20)
  }
}
