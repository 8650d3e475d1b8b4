import Foundation
import QuarryCorpus
import QuarrySearch
import QuarryStorage
import TestSupport
import Testing

@testable import QuarryFormat
@testable import QuarryIndexing

/// Commits that are appended: what readers see, what a crash leaves, who may write.
@Suite("Commits")
struct CommitTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = "\(folder.path)/index.quarry"
    try build([Document(id: "0", text: "word zero")], at: path, smallOptions())
  }

  private func add(_ number: Int) throws {
    var options = smallOptions()
    options.mergesSegments = false
    let writer = try IndexWriter(try IndexUpdate(path: path, waits: false), options: options)
    try writer.add(Document(id: "\(number)", text: "word number \(number)"))
    _ = try writer.finish()
  }

  /// Deletes the first document of these segments.
  private func delete(_ segments: [Int]) throws {
    let update = try IndexUpdate(path: path, waits: false)
    for segment in segments { update.delete(0, of: segment) }
    try update.commit()
  }

  private func identifiers(_ file: IndexFile) throws -> [String] {
    try Searcher(file).search("word").hits.map(\.identifier).sorted()
  }

  private func identifiers() throws -> [String] { try identifiers(try IndexFile(path: path)) }

  /// What is not written must not cut off what the merging after it writes.
  @Test func anAdditionWithoutEffectLosesNothing() throws {
    for number in 1...6 { try add(number) }
    let writer = try IndexWriter(
      try IndexUpdate(path: path, waits: false), options: smallOptions())
    try writer.add(Document(id: "6", text: "word number 6"))
    let summary = try writer.finish()
    #expect(summary.unchanged == 1 && summary.documents == 0 && summary.mergeFailure == nil)
    withExtendedLifetime(writer) {}
    let file = try IndexFile(path: path)
    #expect(file.segments.count < 7)
    #expect(Verifier(file).run().problems == [])
    #expect(try identifiers() == (0...6).map { "\($0)" })
  }

  @Test func committedBytesNeverChangeAndReadersStay() throws {
    let opened = try IndexFile(path: path)
    var before = try fileBytes(path)
    for number in 1...5 {
      try add(number)
      let after = try fileBytes(path)
      #expect(Array(after[Header.dataStart..<before.count]) == Array(before[Header.dataStart...]))
      let file = try IndexFile(path: path)
      #expect(file.root.generation == UInt64(number + 1) && file.root.extent == after.count)
      #expect(try identifiers(file) == (0...number).map { "\($0)" })
      #expect(Verifier(file).run().problems == [] && Verifier(file).run().notes == [])
      before = after
    }
    #expect(try identifiers(opened) == ["0"])
    #expect(!opened.isSameCommit(as: try IndexFile(path: path)))
  }

  /// A reader maps the file, then more is committed, which the slots of its mapping show and the bytes
  /// do not.
  @Test func whatIsCommittedWhileAFileIsOpenedIsSeen() throws {
    var mappings = 0
    let file = try IndexFile(path: path) { () throws(StorageError) in
      let mapped = try MappedFile(path: path)
      mappings += 1
      if mappings < 4 {
        do { try add(mappings) } catch { Issue.record(error) }
      }
      return mapped
    }
    #expect(mappings == 4)
    #expect(try identifiers(file) == ["0", "1", "2", "3"])
    #expect(file.root == (try IndexFile(path: path)).root)
  }

  /// What is committed after an index was opened is no damage to what was opened.
  @Test func whatIsCommittedWhileAnIndexIsCheckedIsNoDamage() throws {
    for number in 1...4 {
      let opened = try IndexFile(path: path)
      try add(number)
      if number == 3 { try add(30) }
      #expect(Verifier(opened).run().problems == [])
      #expect(Verifier(opened).run(isQuick: true).problems == [])
    }
  }

  /// Cut anywhere behind the former commit, with the slot not written yet, the file is the former
  /// index, and can be added to.
  @Test func whatACrashLeavesIsDropped() throws {
    try add(1)
    let old = try fileBytes(path)
    try add(2)
    let new = try fileBytes(path)
    let slots = Header.pageBytes..<Header.dataStart
    for end in stride(from: old.count, through: new.count, by: 397) {
      var torn = Array(new[..<end])
      torn.replaceSubrange(slots, with: old[slots])
      try folder.write("index.quarry", torn)
      #expect(try identifiers() == ["0", "1"])
      try add(2)
      #expect(try fileBytes(path) == new)
    }
  }

  /// The slot of the newest commit is torn: its copy at the file's end counts, for readers and, even
  /// where leavings follow it, for writers.
  @Test(arguments: [0, 1, 5000])
  func aTornSlotLosesNothing(leavings: Int) throws {
    try add(1)
    try add(2)
    let bytes = try fileBytes(path)
    let newest = Header.pageBytes  // The third commit's: slot 0.
    for place in [0, 20, 63, 64, 4000] {
      var torn = bytes
      torn[newest + place] ^= 0x55
      torn += [UInt8](repeating: 0x51, count: leavings)
      try folder.write("index.quarry", torn)
      #expect(try identifiers() == (leavings == 0 ? ["0", "1", "2"] : ["0", "1"]))
      try add(3)
      #expect(try identifiers() == ["0", "1", "2", "3"])
      let file = try IndexFile(path: path)
      #expect(!file.hasDamagedSlot && file.root.generation == 4)
      #expect(Verifier(file).run().problems == [])
    }
  }

  @Test func thereIsOneWriter() throws {
    let first = try IndexUpdate(path: path, waits: false)
    do {
      _ = try IndexUpdate(path: path, waits: false)
      Issue.record("a second writer has the lock")
    } catch {
      #expect("\(error)".contains("process \(getpid()) is writing"), "\(error)")
    }
    #expect(throws: OptimizationError.self) {
      _ = try IndexOptimizer(
        path: path, options: OptimizationOptions(threads: 1, temporaryFolder: folder.path)
      ).run()
    }
    // Searching needs no lock.
    #expect(try identifiers() == ["0"])
    withExtendedLifetime(first) {}
  }

  @Test func aLockIsFreeOnceItsHolderIsGone() throws {
    do {
      let update = try IndexUpdate(path: path, waits: false)
      update.delete(0, of: 0)
    }
    try add(1)
    #expect(try identifiers() == ["0", "1"])
  }

  @Test func anotherFileInItsPlaceIsNotWrittenTo() throws {
    let update = try IndexUpdate(path: path, waits: false)
    let other = "\(folder.path)/other.quarry"
    try build([Document(id: "x", text: "word x")], at: other, smallOptions())
    #expect(rename(other, path) == 0)
    update.delete(0, of: 0)
    #expect(throws: IndexingError.self) { try update.commit() }
    #expect(try identifiers() == ["x"])
  }

  @Test func everythingMayBeDeleted() throws {
    try add(1)
    try delete([0, 1])
    #expect(try identifiers() == [])
    #expect(Verifier(try IndexFile(path: path)).run().problems == [])
    try add(5)
    #expect(try identifiers() == ["5"])
    try delete([0])
    let options = OptimizationOptions(threads: 1, temporaryFolder: folder.path)
    _ = try IndexOptimizer(path: path, options: options).run()
    #expect(try identifiers() == [])
    try add(6)
    #expect(try identifiers() == ["6"])
  }
}
