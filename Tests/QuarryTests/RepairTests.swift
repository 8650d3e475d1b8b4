import Foundation
import Quarry
import TestSupport
import Testing

@Suite("Repairing a damaged index")
final class RepairTests {
  private let folder: String
  private let damaged: String
  private let repaired: String
  private let sound: [UInt8]
  private let texts: [String: String]

  init() throws {
    folder = NSTemporaryDirectory() + "quarry-repair-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    damaged = "\(folder)/damaged.quarry"
    repaired = "\(folder)/repaired.quarry"
    var random = SplitMix64(seed: 1)
    var texts: [String: String] = [:]
    let builder = try IndexBuilder(
      path: damaged, options: IndexingOptions(threads: 1, temporaryFolder: folder))
    for number in 0..<400 {
      let words = (0..<Int.random(in: 20...120, using: &random)).map { _ in
        "w\(Int.random(in: 0..<2000, using: &random))"
      }
      let text = words.joined(separator: " ")
      texts["d\(number)"] = text
      try builder.add(
        Document(
          id: "d\(number)", title: "Title \(number)", text: text,
          metadata: [MetadataField(name: "date", value: "2024-01-0\(number % 9 + 1)")]))
    }
    try builder.finish()
    self.texts = texts
    sound = Array(try Data(contentsOf: URL(fileURLWithPath: damaged)))
  }

  deinit {
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// Repairs the file of these bytes; nil where nothing can be read.
  private func repair(_ bytes: [UInt8]) throws -> RepairSummary? {
    try Data(bytes).write(to: URL(fileURLWithPath: damaged))
    do throws(QuarryError) {
      return try QuarryIndex.repair(
        path: damaged, output: repaired,
        options: IndexingOptions(threads: 1, temporaryFolder: folder, replaces: true))
    } catch {
      #expect(error.description.hasPrefix(damaged))
      return nil
    }
  }

  /// Checks that what was salvaged is what was there, and that nothing else is missing.
  private func check(_ summary: RepairSummary) throws {
    #expect(summary.salvaged + summary.lostCount == texts.count)
    let index = try QuarryIndex(path: repaired)
    var documents = index.documents
    var count = 0
    var previous = -1
    while let document = try documents.next() {
      #expect(texts[document.identifier] == document.text)
      let number = try #require(Int(document.identifier.dropFirst()))
      #expect(number > previous)
      if number > previous + 1 {
        let lost = try #require(summary.lost.first { $0.first == previous + 2 })
        #expect(lost.count == number - previous - 1 && lost.next == document.identifier)
        #expect(lost.previous == (previous < 0 ? nil : "d\(previous)"))
        #expect(try index.document(id: "d\(previous + 1)") == nil)
      }
      previous = number
      count += 1
    }
    #expect(count == summary.salvaged)
    #expect(try QuarryIndex.verify(path: repaired).isSound)
  }

  @Test func aSoundIndexLosesNothing() throws {
    let facts = try QuarryIndex(path: damaged).facts
    let summary = try #require(try repair(sound))
    #expect(summary.lost.isEmpty && !summary.isOlderCommit)
    try check(summary)
    let new = try QuarryIndex(path: repaired).facts
    #expect(new.postings == facts.postings && new.fields == facts.fields)
    #expect(new.settings == facts.settings && new.analyzer == facts.analyzer)
  }

  /// A changed byte costs the page it is in, or what leads to documents; postings are made anew.
  @Test func aChangedByteCostsLittle() throws {
    var random = SplitMix64(seed: 2)
    var whole = 0
    for _ in 0..<60 {
      var bytes = sound
      bytes[Int.random(in: bytes.indices, using: &random)] ^= UInt8.random(
        in: 1...255, using: &random)
      guard let summary = try repair(bytes) else { continue }
      try check(summary)
      if summary.lost.isEmpty { whole += 1 }
    }
    #expect(whole > 10)
  }

  /// Both slots of the root lost: the copy behind the catalog is found.
  @Test func rootsAreFoundAgain() throws {
    var bytes = sound
    for offset in 0..<3 * 4096 { bytes[offset] = 0xFF }
    try check(try #require(try repair(bytes + [1, 2, 3])))
    #expect(try repair(Array(sound.prefix(sound.count / 2))) == nil)
    #expect(try repair([]) == nil)
  }

  @Test func whatKeepsNoTextIsRefused() throws {
    let path = "\(folder)/none.quarry"
    let builder = try IndexBuilder(path: path, options: IndexingOptions(storesText: false))
    try builder.add(Document(id: "1", text: "Words."))
    try builder.finish()
    do throws(QuarryError) {
      try QuarryIndex.repair(path: path, output: repaired)
      Issue.record("it was repaired")
    } catch {
      #expect(error.description.contains("keeps no texts"))
    }
  }
}
