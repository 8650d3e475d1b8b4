import Foundation
import QuarryFormat
import QuarryStorage
import TestSupport
import Testing

@testable import QuarryIndexing

/// Damage to the root slots never makes a writer drop what was committed.
@Suite("Damaged root slots")
struct RootSlotTests {
  private let folder: TemporaryFolder
  private let path: String
  private let scenario: FaultScenario

  init() throws {
    folder = try TemporaryFolder()
    path = "\(folder.path)/index.quarry"
    scenario = try FaultScenario.named("add")
  }

  /// Puts `bytes` in place; they have to be the newest commit, also after an addition.
  private func check(_ bytes: [UInt8], _ place: String) throws {
    try folder.write("index.quarry", bytes)
    do {
      // The old state of an addition is the newest commit of its file.
      if try FaultCheck(scenario: scenario, path: path).state() != .old {
        Issue.record("\(place): another state")
      }
    } catch {
      Issue.record("\(place): \(error)")
    }
  }

  /// Every byte of both roots, and some of the zeros behind them.
  @Test func everyByte() throws {
    let bytes = try #require(scenario.before)
    for slot in [4096, 8192] {
      for place in Array(0..<64) + [64, 65, 511, 512, 2048, 4095] {
        var damaged = bytes
        damaged[slot + place] ^= 0xFF
        try check(damaged, "byte \(slot + place)")
      }
    }
  }

  @Test func bothSlots() throws {
    let bytes = try #require(scenario.before)
    for count in [1, 20, 63, 64, 4096] {
      var damaged = bytes
      for slot in [4096, 8192] {
        damaged.replaceSubrange(slot..<slot + count, with: repeatElement(0x51, count: count))
      }
      try check(damaged, "\(count) bytes of both slots")
    }
  }

  /// While a writer appends behind a mended slot, readers see the newest commit all the same.
  @Test func readersSeeTheNewestMeanwhile() throws {
    var damaged = try #require(scenario.before)
    damaged[8192 + 20] ^= 0xFF
    try folder.write("index.quarry", damaged)
    let update = try IndexUpdate(path: path, waits: false)
    try update.output.write(.deletions, [UInt8](repeating: 1, count: 1 << 20))
    try update.output.file.synchronize()
    let file = try IndexFile(path: path)
    #expect(file.root.generation == 2 && !file.hasDamagedSlot)
    withExtendedLifetime(update) {}
  }

  @Test func aFileSystemWithoutLocks() throws {
    try folder.write("index.quarry", try #require(scenario.before))
    for number in [ENOLCK, EOPNOTSUPP] {
      let watcher = RecordingWatcher(failing: 0, failure: FileFault(errno: number))
      do {
        try watcher.watch { try FaultScenario.add(["x": "y"], to: path) }
        Issue.record("it writes without a lock")
      } catch {
        #expect("\(error)".contains("may know no locks: copy it"))
      }
    }
    #expect(try fileBytes(path) == scenario.before)
  }
}
