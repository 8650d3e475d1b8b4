import QuarryCorpus
import TestSupport
import Testing

@Suite("Gzip inputs")
struct GzipInputTests {
  private let limits = SourceLimits(batchBytes: 100, maxDocumentBytes: 1000, readBytes: 50)

  private func lines(_ ids: Range<Int>) -> [UInt8] {
    Array(ids.map { "{\"id\":\"\($0)\",\"text\":\"text \($0)\"}\n" }.joined().utf8)
  }

  private func ids(_ range: Range<Int>) -> [String] { range.map { "\($0)" } }

  @Test("Members in a row are one input, padding is none")
  func members() throws {
    let folder = try TemporaryFolder()
    let bytes =
      gzipMember(lines(0..<10)) + gzipMember([]) + gzipMember(lines(10..<20))
      + [UInt8](repeating: 0, count: 77)
    let reading = try Reading([folder.write("a", bytes)], limits: limits)
    #expect(reading.documents.map(\.id) == ids(0..<20))
    #expect(reading.broken.isEmpty)
  }

  @Test("A truncated file gives its whole records and a report", arguments: [1, 4, 9, 200, 500])
  func truncated(missing: Int) throws {
    let folder = try TemporaryFolder()
    let whole = gzipMember(lines(0..<30))
    let path = try folder.write("a", Array(whole.dropLast(missing)))
    let second = try folder.write("b", lines(100..<101))
    let reading = try Reading([path, second], limits: limits)
    let problem = try #require(reading.broken.first)
    #expect(problem.reason == .truncated)
    #expect(problem.byteOffset == whole.count - missing)
    #expect(problem.path == path)
    #expect(reading.skipped.isEmpty)
    let kept = max(0, min(lines(0..<30).count, lines(0..<30).count + 8 - missing))
    let complete = lines(0..<30).prefix(kept).count(where: { $0 == 0x0A })
    #expect(reading.documents.map(\.id) == ids(0..<complete) + ["100"])
  }

  @Test("A wrong checksum, wrong data and foreign bytes at the end are reported")
  func corrupt() throws {
    let folder = try TemporaryFolder()
    let whole = gzipMember(lines(0..<30))
    var flipped = whole
    flipped[whole.count - 6] ^= 1
    var block = gzipMember(lines(0..<30)) + gzipMember(lines(30..<60))
    block[whole.count + 10] = 7
    for (index, bytes) in [flipped, block, whole + Array("garbage".utf8)].enumerated() {
      let reading = try Reading([folder.write("\(index)", bytes)], limits: limits)
      let problem = try #require(reading.broken.first)
      guard case .corrupt = problem.reason else {
        Issue.record("\(problem)")
        continue
      }
      #expect(reading.documents.map(\.id) == ids(0..<30))
      #expect(problem.byteOffset > 0 && problem.byteOffset <= bytes.count)
    }
  }

  @Test("Damage anywhere never traps", arguments: 0..<30)
  func mutated(seed: UInt64) throws {
    let folder = try TemporaryFolder()
    var random = SplitMix64(seed: seed)
    var bytes = gzipMember(lines(0..<20)) + gzipMember(lines(20..<40))
    for _ in 0..<3 {
      bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next())
    }
    do {
      let reading = try Reading([folder.write("a", bytes)], limits: limits)
      #expect(reading.documents.count + reading.skipped.count <= 80)
    } catch is CorpusError {}
  }

  @Test(
    "A real dump is read whole", .enabled(if: dataPath("ir/scifact") != nil, "no test data here"))
  func real() throws {
    let path = try #require(dataPath("ir/scifact/corpus.jsonl.gz"))
    let reading = try Reading([path])
    #expect(reading.documents.count == 5183)
    #expect(reading.documents.first?.id == "4983")
    #expect(reading.skipped.isEmpty && reading.broken.isEmpty)
  }
}
