import QuarryCorpus
import QuarryIndexing
import TestSupport
import Testing

@testable import QuarryFormat

/// Indexes whose checksums are right but whose numbers are not: opening, searching, showing and
/// checking give something or an error, in bounded time, and never trap.
@Suite("Forged indexes")
struct ForgedIndexTests {
  private static func small(level: Int) throws -> [UInt8] {
    var maker = DocumentMaker(seed: 41, vocabulary: 30)
    var options = smallOptions(level: level, batchBytes: 1_000)
    options.segmentDocuments = 16
    return try indexBytes(maker.documents(24, words: 0...14), options)
  }

  private static func withLongLists(level: Int) throws -> [UInt8] {
    let documents = (0..<2_100).map { number in
      Document(
        id: "d\(number)", title: number % 300 == 0 ? "of the" : "",
        text: number % 4 == 0 ? "the of the" : "the w\(number % 3)")
    }
    return try indexBytes(documents, smallOptions(level: level, batchBytes: 1 << 20))
  }

  private static let probe = Probe(
    queries: ["the of w0 \"of the\"", "+the +of -w1", "+\"the of\" s-400 café"],
    identifiers: ["d0", "d23", "d2099"])

  /// Asks everything of the index that `bytes` are; all that matters is that it ends.
  private func survive(_ bytes: [UInt8], _ seed: UInt64) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("index.quarry", bytes)
    let clock = ContinuousClock()
    let elapsed = clock.measure {
      _ = Self.probe.answers(path)
      _ = Probe.report(path)
    }
    #expect(elapsed < .seconds(20), "seed \(seed) takes long")
  }

  private func attack(_ bytes: [UInt8], seeds: Range<UInt64>) throws {
    let forger = try Forger(bytes)
    for seed in seeds {
      var random = SplitMix64(seed: seed)
      try survive(forger.forged(&random) { $0.damage(&$1) }, seed)
    }
  }

  @Test func aForgerWithoutMaliceChangesNothing() throws {
    let bytes = try Self.small(level: 4)
    let forger = try Forger(bytes)
    var random = SplitMix64(seed: 0)
    #expect(forger.forged(&random) { _, _ in } == bytes)
    #expect(forger.forgedCatalog { _ in } == bytes)
  }

  @Test(arguments: [0, 4], [0, 1])
  func aSectionIsForged(level: Int, half: Int) throws {
    let count = isLong ? 20_000 : 500
    let first = UInt64(level * 1_000_000 + half * count)
    try attack(try Self.small(level: level), seeds: first..<first + UInt64(count))
  }

  @Test(arguments: [0, 4])
  func aSectionWithLongListsIsForged(level: Int) throws {
    let first = UInt64(2_000_000 + level * 1_000_000)
    try attack(
      try Self.withLongLists(level: level), seeds: first..<first + (isLong ? 10_000 : 100))
  }

  @Test func theCatalogIsForged() throws {
    let forger = try Forger(try Self.small(level: 0))
    for seed in 0..<(isLong ? 40_000 : 600) as Range<UInt64> {
      var random = SplitMix64(seed: seed)
      try survive(forger.forgedCatalog { $0.damage(&random) }, seed)
    }
  }

  @Test func theRootIsForged() throws {
    let forger = try Forger(try Self.small(level: 0))
    let numbers = [0, 1, 64, 12_288, 12_352, 1 << 31, 1 << 62, Int.max - 63, Int.max]
    for seed in 0..<(isLong ? 5_000 : 200) as Range<UInt64> {
      var random = SplitMix64(seed: seed)
      func number(_ right: Int) -> Int {
        Bool.random(using: &random) ? right : numbers.randomElement(using: &random) ?? 0
      }
      let change = { (root: Root) in
        Root(
          generation: Bool.random(using: &random) ? 1 : UInt64.max,
          extent: number(root.extent), catalogOffset: number(root.catalogOffset),
          catalogLength: number(root.catalogLength), catalogChecksum: root.catalogChecksum)
      }
      let bytes = forger.forgedCatalog(root: change) { _ in }
      try survive(bytes, seed)
    }
  }

  /// The second group of a directory claims that its first page begins behind the document's end.
  @Test(arguments: [0, 4])
  func aDocumentWhosePagesBeginTooLate(level: Int) throws {
    let text = String(repeating: "0123456789abcde ", count: 36 << 10)
    let documents = ["a", "b"].map { Document(id: $0, text: $0 + text) }
    let forger = try Forger(
      try indexBytes(documents, smallOptions(analyzer: "plain", level: level)))
    var random = SplitMix64(seed: 0)
    let bytes = forger.forged(&random, in: .documentsPages) { section, _ in
      let group = PageDirectory.headerBytes + 16 + 4 * PageDirectory.groupPages
      section.replaceSubrange(group + 8..<group + 11, with: [0, 0, 0x10])
    }
    let folder = try TemporaryFolder()
    let path = try folder.write("index.quarry", bytes)
    let answers = Probe(queries: [], identifiers: ["a", "b"]).answers(path)
    #expect(try #require(answers).contains(nil))
    #expect(!Probe.report(path).isSound)
  }
}
