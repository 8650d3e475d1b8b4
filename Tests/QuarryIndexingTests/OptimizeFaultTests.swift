import Foundation
import QuarryCorpus
import QuarryFormat
import QuarryStorage
import TestSupport
import Testing

@testable import QuarryIndexing

/// Where optimizing cannot be done the old index stays, and nothing else is left.
@Suite("Faults while optimizing")
struct OptimizeFaultTests {
  private let folder: TemporaryFolder
  private let path: String
  private let bytes: [UInt8]

  init() throws {
    folder = try TemporaryFolder()
    path = "\(folder.path)/index.quarry"
    var maker = DocumentMaker(seed: 41)
    var options = smallOptions()
    options.segmentDocuments = 120
    try build(maker.documents(200), at: path, options)
    bytes = try folder.bytes("index.quarry")
  }

  private func fault(
    _ change: (inout OptimizationOptions) -> Void = { _ in }
  ) -> OptimizationError? {
    var options = OptimizationOptions(threads: 2, temporaryFolder: folder.path)
    change(&options)
    do throws(OptimizationError) {
      _ = try IndexOptimizer(path: path, options: options).run()
      return nil
    } catch {
      return error
    }
  }

  @Test func theOldIndexIsReplaced() throws {
    #expect(fault() == nil)
    #expect(folder.names == ["index.quarry"])
    #expect(try folder.bytes("index.quarry") != bytes)
    #expect(Verifier(try IndexFile(path: path)).run().isSound)
  }

  @Test func optionsThatMakeNoSense() throws {
    let changes: [(inout OptimizationOptions) -> Void] = [
      { $0.level = 10 }, { $0.threads = 0 }, { $0.memory = 1 << 20 },
      { [folder] in $0.output = folder.path }, { [path] in $0.output = path },
      { [folder] in $0.temporaryFolder = "\(folder.path)/none" },
      { [folder] in $0.output = "\(folder.path)/none/x.quarry" },
    ]
    for change in changes { #expect(fault(change) != nil) }
    #expect(folder.names == ["index.quarry"])
    #expect(try folder.bytes("index.quarry") == bytes)
  }

  private func plan(memory: Int, largestPage: Int) throws(OptimizationError) {
    var options = OptimizationOptions(threads: 2)
    options.memory = memory << 20
    _ = try OptimizationPlan(
      options: options, documentCount: 1000, longestRecord: 1000, largestPage: largestPage)
  }

  /// A page of positions is held as a whole: where it is too large, what is enough is named.
  @Test func positionsThatTakeTooMuchMemory() throws {
    func needed(_ page: Int, forms: Bool = false) -> Int {
      OptimizationPlan.bytes(ofPage: page, hasForms: forms)
    }
    try plan(memory: 64, largestPage: needed(4 << 20))
    for (bytes, least) in [
      (needed(6 << 20), "79M"), (needed(4 << 20, forms: true), "185M"), (needed(Int.max), ""),
    ] {
      do throws(OptimizationError) {
        try plan(memory: 64, largestPage: bytes)
        Issue.record("\(bytes) bytes are taken on")
      } catch {
        guard case .refused(let message) = error else {
          Issue.record("\(error)")
          return
        }
        #expect(message.contains("give at least \(least)"))
      }
    }
    try plan(memory: 79, largestPage: needed(6 << 20))
  }

  @Test func theLargestPageOfPositions() throws {
    var random = SplitMix64(seed: 5)
    let documents = (0..<2500).map { number in
      let words = (0..<Int.random(in: 1...30, using: &random)).map { _ in
        ["a", "b", "c", "d\(number % 900)"].randomElement(using: &random) ?? ""
      }
      return Document(id: "\(number)", title: "", text: words.joined(separator: " "))
    }
    let segments = try makeIndex(documents, smallOptions()).segments
    var longLists = 0
    for segment in segments {
      var reader = ListReader(segment.postings)
      var chunk = PostingChunk()
      var walk = try TermWalk(segment)
      while try walk.next() {
        var largest = 0
        let pages = ListReader.pageCount(of: walk.info)
        for page in 0..<pages {
          try reader.read(page: page, of: walk.info, into: &chunk)
          largest = max(largest, chunk.positions.count)
        }
        if pages > 1 { longLists += 1 }
        if case .inline = walk.info.place { continue }
        #expect(try walk.largestPageOfPositions() == largest)
      }
    }
    #expect(longLists > 0)
  }

  /// Another index that is put in the old one's place meanwhile stays.
  @Test func aFileThatChangesMeanwhile() throws {
    let other = "\(folder.path)/other.quarry"
    try folder.write("other.quarry", bytes)
    let (path, folder) = (path, folder.path)
    let optimizer = try IndexOptimizer(
      path: path, options: OptimizationOptions(threads: 1, temporaryFolder: folder)
    ) { progress in
      if progress.phase == .documents { _ = rename(other, path) }
    }
    do throws(OptimizationError) {
      _ = try optimizer.run()
      Issue.record("it replaces another index")
    } catch {
      guard case .refused(let message) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(message.contains("was changed while it was optimized"))
    }
    #expect(self.folder.names == ["index.quarry"])
    #expect(try self.folder.bytes("index.quarry") == bytes)
  }

  /// Equally frequent terms of which there are too many are left out, all of them.
  @Test func moreTermsThanOrderAnything() {
    let most = ForwardIndex.Selection.mostTerms
    let none = ForwardIndex.Selection([4: most + 1], most: 4)
    #expect(none.termCount == 0 && none.entryCount == 0 && !none.frequencies.contains(4))
    let some = ForwardIndex.Selection([4: most, 5: 1, 6: 2], most: 6)
    #expect(some.termCount == 3 && some.entryCount == 17 && some.frequencies == 5...6)
  }

  @Test func whatIsNoIndex() throws {
    for other in [[], Array("{\"text\": 1}".utf8), Array(bytes.prefix(20_000))] {
      try folder.write("index.quarry", other)
      guard case .source = fault() else {
        Issue.record("it optimizes \(other.count) bytes")
        continue
      }
      #expect(try folder.bytes("index.quarry") == other)
    }
    var newer = bytes
    newer[8] = 77
    var sum: [UInt8] = []
    sum.appendWord(Checksum.crc32(newer.span.extracting(0..<4092).bytes))
    newer.replaceSubrange(4092..<4096, with: sum)
    try folder.write("index.quarry", newer)
    guard case .source(.newerVersion(77)) = fault() else {
      Issue.record("it optimizes a newer version")
      return
    }
  }

  /// A flipped byte in what is read is an error; where it is read by nobody, the result is sound.
  @Test func damagedBytes() throws {
    var random = SplitMix64(seed: 43)
    var found = 0
    for _ in 0..<40 {
      var damaged = bytes
      let place = Int.random(in: Header.dataStart..<bytes.count, using: &random)
      damaged[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      try folder.write("index.quarry", damaged)
      switch fault() {
      case .source:
        found += 1
        #expect(try folder.bytes("index.quarry") == damaged)
      case nil: #expect(Verifier(try IndexFile(path: path)).run().isSound)
      case let other: Issue.record("byte \(place): \(String(describing: other))")
      }
      #expect(folder.names == ["index.quarry"])
    }
    #expect(found > 25)
  }

  /// Forged checksums: an error or some index, never a trap.
  @Test func forgedIndexes() throws {
    let forger = try Forger(bytes)
    var random = SplitMix64(seed: 44)
    for _ in 0..<(isLong ? 2000 : 60) {
      let forged = forger.forged(&random) { $0.damage(&$1) }
      try folder.write("index.quarry", forged)
      if case .storage(let error) = fault({ $0.threads = 1 }) { Issue.record("\(error)") }
    }
    #expect(folder.names == ["index.quarry"])
  }

  /// A limit on the size of files stands for the disk that is full.
  @Test(.enabled(if: QuarryProgram.any != nil, "no program was built"))
  func aDiskThatTakesNoMore() throws {
    let (code, output, errors) = try QuarryProgram.run(
      "trap '' XFSZ; ulimit -f 40; \"$@\"",
      [
        try #require(QuarryProgram.any), "optimize", "index.quarry", "--tmp", folder.path,
        "--quiet",
      ], in: folder)
    #expect(code == 2)
    #expect(output == "")
    #expect(errors.split(separator: "\n").count == 1 && errors.contains("File too large"))
    #expect(folder.names == ["index.quarry"])
    #expect(try folder.bytes("index.quarry") == bytes)
  }
}
