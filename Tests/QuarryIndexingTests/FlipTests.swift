import QuarryCorpus
import QuarryIndexing
import TestSupport
import Testing

@testable import QuarryFormat

/// Every changed byte gives an error or the right answer, and checking the index finds it.
@Suite("Flipped bytes")
struct FlipTests {
  /// Two segments: lists of three pages, several pages of documents, positions and short lists.
  private static func largeIndex() throws -> [UInt8] {
    let documents = (0..<4_900).map { number in
      let usual = number % 9 == 0 ? "a b a" : "a a"
      return Document(
        id: "\(number)", title: number % 700 == 0 ? "a title" : "",
        text: number % 40 == 0 ? "a b c\(number % 600) \(number)" : usual,
        metadata: number % 500 == 0 ? [MetadataField(name: "date", value: "2024")] : [])
    }
    var options = smallOptions(batchBytes: 30_000)
    options.segmentDocuments = 4_600
    return try indexBytes(documents, options)
  }

  private static let largeProbe = Probe(
    queries: ["a b", "+c80 \"a b\" -b2", "\"a b a\"", "title 4599 c120"],
    identifiers: ["40", "4599", "none"])

  private static func smallIndex(level: Int) throws -> [UInt8] {
    var maker = DocumentMaker(seed: 21, vocabulary: 20)
    var options = smallOptions(level: level, batchBytes: 200)
    options.segmentDocuments = 5
    return try indexBytes(maker.documents(7, words: 0...20), options)
  }

  private static let smallProbe = Probe(queries: ["the \"of the\""], identifiers: ["d0"])

  /// Flips what `places` gives and checks what comes of it.
  private func flip(
    _ bytes: [UInt8], _ probe: Probe, _ places: some Sequence<(place: Int, mask: UInt8)>
  ) throws {
    let file = try ChangeableFile(bytes)
    let right = try #require(probe.answers(file.path))
    #expect(!right.contains(nil))
    #expect(Probe.report(file.path).problems == [])
    var missed: [Int] = []
    var wrong: [Int] = []
    for (place, mask) in places {
      try file.flipped(place, mask) {
        for (answer, expected) in zip(probe.answers(file.path) ?? [], right)
        where answer != nil && answer != expected {
          wrong.append(place)
        }
        if Probe.report(file.path).isSound { missed.append(place) }
      }
    }
    #expect(wrong == [], "wrong answers where the bytes at these places are changed")
    #expect(missed == [], "damage that checking does not find")
    #expect(Probe.report(file.path).problems == [])
  }

  @Test func theLargeIndexIsWorthIt() throws {
    let folder = try TemporaryFolder()
    let bytes = try Self.largeIndex()
    #expect(bytes.count < 300_000)
    let index = try IndexFile(path: folder.write("index.quarry", bytes))
    #expect(index.segments.count == 2)
    let term = Array("a".utf8)
    let info = try #require(try index.segments[0].terms.find(term.span))
    #expect(info.documentFrequency > 4_098)
    let postings = index.segments[0].postings
    #expect(postings.long.pageCount > 2 && postings.positions.pageCount > 1)
    #expect(index.segments[0].documents.pages.pageCount > 2)
  }

  @Test(arguments: 0..<2)
  func anyByteOfALargeIndex(half: Int) throws {
    let bytes = try Self.largeIndex()
    // Half of the odd stride for each of two threads.
    let step = isLong ? 1 : bytes.count / 160 | 1
    let places = stride(from: half * step, to: bytes.count, by: 2 * step)
    try flip(bytes, Self.largeProbe, places.lazy.map { ($0, UInt8(1) << UInt8($0 / 3 % 8)) })
  }

  /// Terms of many blocks, which are checked in parts.
  @Test func anyByteOfManyTerms() throws {
    var maker = DocumentMaker(seed: 23, vocabulary: 3_000)
    let bytes = try indexBytes(maker.documents(400, words: 10...80), smallOptions())
    let folder = try TemporaryFolder()
    let index = try IndexFile(path: folder.write("index.quarry", bytes))
    #expect(PostingsVerifier.parts(of: index.segments[0].terms).count > 8)
    let places = stride(from: 0, to: bytes.count, by: isLong ? 7 : bytes.count / 120 | 1)
    let probe = Probe(queries: ["the \"of the\"", "w0 running"], identifiers: [])
    try flip(bytes, probe, places.lazy.map { ($0, UInt8(1) << UInt8($0 % 8)) })
  }

  @Test(arguments: [0, 9])
  func anyBitOfASmallIndex(level: Int) throws {
    let bytes = try Self.smallIndex(level: level)
    var places: [(place: Int, mask: UInt8)] = []
    for place in bytes.indices {
      let isZeroPage = place < Header.dataStart && place % Header.pageBytes >= 64
      let step = isZeroPage ? 300 : 12
      for bit in 0..<8 where isLong || (place * 8 + bit) % step == 0 {
        places.append((place, 1 << UInt8(bit)))
      }
    }
    try flip(bytes, Self.smallProbe, places)
  }

  @Test func howManyThreadsCheckChangesNothing() throws {
    var maker = DocumentMaker(seed: 22, vocabulary: 20)
    var options = smallOptions(level: 4, batchBytes: 200)
    options.segmentDocuments = 5
    var bytes = try indexBytes(maker.documents(60, words: 0...20), options)
    let folder = try TemporaryFolder()
    // Not in what opening an index checks.
    for place in stride(from: Header.dataStart + 50, to: bytes.count, by: 1_009) {
      bytes[place] ^= 4
      let path = try folder.write("index.quarry", bytes)
      if (try? IndexFile(path: path)) == nil { bytes[place] ^= 4 }
    }
    let index = try IndexFile(path: folder.write("index.quarry", bytes))
    #expect(index.segments.count > 8)
    let alone = Verifier(index).run(threads: 1)
    #expect(alone.problemCount > 5)
    for threads in [2, 5, 40] {
      let report = Verifier(index).run(threads: threads)
      #expect(report.problems == alone.problems && report.problemCount == alone.problemCount)
      #expect(report.documentCount == 60 && report.termCount == alone.termCount)
    }
  }

  @Test func everyTruncationIsAnError() throws {
    let file = try ChangeableFile(try Self.smallIndex(level: 4))
    for length in (0..<file.bytes.count).reversed() {
      try file.cut(to: length)
      do throws(FormatError) {
        _ = try IndexFile(path: file.path)
        Issue.record("cut to \(length) of \(file.bytes.count) bytes, it opens")
      } catch {}
    }
  }

  @Test(arguments: [1, 7, 64, 5000])
  func bytesBehindTheCommitAreNotRead(count: Int) throws {
    let bytes = try Self.smallIndex(level: 4)
    let whole = try ChangeableFile(bytes)
    let right = try #require(Self.smallProbe.answers(whole.path))
    for byte in [0, 0xFF, 0x51] as [UInt8] {
      let longer = try ChangeableFile(bytes + [UInt8](repeating: byte, count: count))
      #expect(Self.smallProbe.answers(longer.path) == right)
      let report = Probe.report(longer.path)
      #expect(report.isSound && report.notes.count == 1)
    }
  }
}
