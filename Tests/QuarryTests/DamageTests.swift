import Foundation
import Quarry
import TestSupport
import Testing

/// Whatever happens to the bytes of an index of several commits, segments and sets of deletions, with
/// redirects and near copies: everything that can be asked of it or done to it gives an error or what is
/// right. `QUARRY_LONG=1` tries every damage there is, without it a sample.
@Suite("Damaged indexes")
final class DamageTests {
  private let folder: String
  private let bytes: [UInt8]
  private let foreign: [UInt8]
  private let probe: DamageProbe

  init() throws {
    let folder = NSTemporaryDirectory() + "quarry-damage-\(UUID().uuidString)"
    self.folder = folder
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let sound = checkoutPath("Index/golden/v1/living.quarry")
    bytes = Array(try Data(contentsOf: URL(fileURLWithPath: sound)))
    // Another state of the same index, whose bytes are as like to these as any can be.
    let copy = "\(folder)/foreign.quarry"
    try FileManager.default.copyItem(atPath: sound, toPath: copy)
    let builder = try IndexBuilder(
      addingTo: copy, options: IndexingOptions(threads: 1, temporaryFolder: folder))
    try builder.add(Document(id: "n1", title: "Another", text: "The sea in another state."))
    try builder.finish()
    try QuarryIndex.optimize(
      path: copy, options: OptimizationOptions(order: .none, level: 3, threads: 1))
    foreign = Array(try Data(contentsOf: URL(fileURLWithPath: copy)))
    let commits = try Self.commits(of: bytes).enumerated().map { number, commit in
      let path = "\(folder)/commit\(number).quarry"
      try Data(commit).write(to: URL(fileURLWithPath: path))
      return path
    }
    #expect(commits.count > 3)
    probe = try DamageProbe(sound: sound, commits: commits, folder: folder)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// The file as it was after each of its commits: the copy of the root that ends one becomes its slot.
  private static func commits(of bytes: [UInt8]) -> [[UInt8]] {
    let page = 4096
    let magic = Array("QROOT\0\0\0".utf8)
    var commits: [[UInt8]] = []
    for place in stride(from: 3 * page, through: bytes.count - 64, by: 8)
    where Array(bytes[place..<place + 8]) == magic {
      var commit = Array(bytes[..<(place + 64)])
      let slot = Array(bytes[place..<place + 64]) + [UInt8](repeating: 0, count: 2 * page - 64)
      commit.replaceSubrange(page..<3 * page, with: slot)
      commits.append(commit)
    }
    return commits
  }

  /// Tries those of `damages` that are this share's, all or some of them.
  private func attack(_ damages: [Damage], sample: Int, share: Int, shares: Int) throws {
    let isLong = ProcessInfo.processInfo.environment["QUARRY_LONG"] != nil
    let step = isLong ? 1 : max(1, damages.count / sample | 1)
    let path = "\(folder)/damaged.quarry"
    var count = 0
    for number in stride(from: share * step, to: damages.count, by: shares * step) {
      let changed = damages[number].applied(to: bytes, foreign: foreign)
      guard changed != bytes else { continue }
      try? FileManager.default.removeItem(atPath: path)
      try Data(changed).write(to: URL(fileURLWithPath: path))
      for finding in probe.findings(path, isChanged: true) {
        Issue.record("\(damages[number]): \(finding)")
      }
      count += 1
    }
    #expect(count > 0)
    if isLong { print("damages tried, \(damages[0]) and so on, share \(share): \(count)") }
  }

  /// What is tried on damaged indexes works on this one, so that an error means damage.
  @Test func undamagedItIsRight() throws {
    let path = "\(folder)/sound.quarry"
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    #expect(probe.findings(path, isChanged: false) == [])
  }

  @Test(arguments: 0..<2) func flippedBytes(share: Int) throws {
    try attack(Damage.flips(of: bytes.count), sample: 40, share: share, shares: 2)
  }

  @Test(arguments: 0..<2) func truncations(share: Int) throws {
    try attack(Damage.cuts(of: bytes.count), sample: 16, share: share, shares: 2)
  }

  @Test(arguments: 0..<2) func splices(share: Int) throws {
    try attack(
      Damage.splices(of: bytes.count, foreign: foreign.count), sample: 30, share: share, shares: 2)
  }
}
