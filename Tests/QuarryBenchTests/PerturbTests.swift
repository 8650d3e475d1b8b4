import Foundation
import TestSupport
import Testing

@testable import QuarryBench

@Suite("quarry-bench perturb")
struct PerturbTests {
  private let path = FileManager.default.temporaryDirectory.path + "/perturb-\(UUID()).jsonl"

  /// A dump whose words follow Zipf's law roughly, with rare ones in every document.
  private func source() throws -> SourceText {
    var random = TestSupport.SplitMix64(seed: 11)
    var dump = ""
    for document in 0..<300 {
      let sentences = (0..<Int.random(in: 1...12, using: &random)).map { _ in
        (0..<Int.random(in: 2...15, using: &random)).map { _ in
          let rank = pow(20_000, Double.random(in: 0..<1, using: &random))
          return "w\(Int(rank))x"
        }.joined(separator: " ")
      }
      let text = sentences.joined(separator: #" é\" \\ 4\n9? "#)
      dump += #"{"id":"\#(document)","title":"t\#(document)","text":"\#(text)"}"# + "\n"
    }
    try dump.write(toFile: path, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try SourceText(path: path)
  }

  private func dump(_ source: SourceText, seed: UInt64, documents: Int) -> (Perturbation, [UInt8]) {
    var perturbation = Perturbation(source, seed: seed)
    var bytes: [UInt8] = []
    for _ in 0..<documents { perturbation.appendDocument(to: &bytes) }
    return (perturbation, bytes)
  }

  @Test func theSeedDecides() throws {
    let source = try source()
    let (_, bytes) = dump(source, seed: 1, documents: 300)
    #expect(dump(source, seed: 1, documents: 300).1 == bytes)
    #expect(dump(source, seed: 1, documents: 900).1.starts(with: bytes))
    #expect(dump(source, seed: 2, documents: 300).1 != bytes)
  }

  @Test func linesAreDocuments() throws {
    let (_, bytes) = dump(try source(), seed: 3, documents: 400)
    var ids: Set<String> = []
    var escaped = 0
    for line in bytes.split(separator: 10) {
      let document = try JSONDecoder().decode([String: String].self, from: Data(line))
      ids.insert(try #require(document["id"]))
      #expect(document["title"] != nil)
      let text = try #require(document["text"])
      if text.contains("x é\" \\ 4\n9? w") { escaped += 1 }
    }
    // What was escaped in the source is so again.
    #expect(escaped > 200)
    #expect(ids.count == 400)
  }

  @Test func statisticsStay() throws {
    let source = try source()
    let (perturbation, bytes) = dump(source, seed: 4, documents: 6 * source.documentCount)
    let expected = perturbation.law.distinct(at: perturbation.wordCount)
    #expect(expected > 1.5 * Double(source.distinctCount))
    #expect(abs(Double(perturbation.distinctCount) / expected - 1) < 0.05)
    let length = Double(perturbation.wordCount) / Double(6 * source.wordCount)
    #expect(abs(length - 1) < 0.05)
    let postings = Double(perturbation.postingCount) / Double(6 * source.postingCount)
    #expect(abs(postings - 1) < 0.1)

    // The counts are those of the bytes themselves.
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let read = try SourceText(path: path)
    #expect(read.documentCount == perturbation.documentCount)
    #expect(read.wordCount == perturbation.wordCount)
    #expect(read.distinctCount == perturbation.distinctCount)
    // A word that comes again may stand for two words of one document.
    #expect(abs(read.postingCount - perturbation.postingCount) < read.postingCount / 100)
  }

  @Test func sizesAreUnderstood() throws {
    #expect(try PerturbCommand.byteCount("4G") == 4_000_000_000)
    #expect(try PerturbCommand.byteCount("1.5m") == 1_500_000)
    #expect(try PerturbCommand.byteCount("77") == 77)
    for text in ["", "G", "-1", "0", "nanM", "1e300", "4T"] {
      #expect(throws: (any Error).self) { try PerturbCommand.byteCount(text) }
    }
  }
}
