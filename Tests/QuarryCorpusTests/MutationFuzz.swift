import Foundation
import QuarryCorpus
import TestSupport
import Testing

/// Reads damaged forms of a sample: cut short, with bits flipped, with parts moved about. Whatever
/// comes out has to be sound, and the same whatever the size of batches and reads.
func fuzz(_ sample: String, name: String, seed: UInt64, rounds: Int = 60) throws {
  let folder = try TemporaryFolder()
  var random = SplitMix64(seed: seed)
  for round in 0..<rounds {
    var bytes = Array(sample.utf8)
    for _ in 0...random.next() % 4 where !bytes.isEmpty {
      let at = Int(random.next() % UInt64(bytes.count))
      let end = min(bytes.count, at + Int(random.next() % 24))
      switch random.next() % 5 {
      case 0: bytes.removeSubrange(at...)
      case 1: bytes[at] ^= 1 << UInt8(random.next() % 8)
      case 2: bytes.removeSubrange(at..<end)
      case 3: bytes.insert(contentsOf: bytes[at..<end], at: Int(random.next() % UInt64(at + 1)))
      default: bytes[at] = UInt8(truncatingIfNeeded: random.next())
      }
    }
    try folder.write("fuzz/" + name, bytes)
    let whole = try Reading([folder.path + "/fuzz"])
    let pieces = try Reading(
      [folder.path + "/fuzz"],
      limits: SourceLimits(batchBytes: 64, maxDocumentBytes: 16 << 20, readBytes: 16))
    #expect(whole.documents == pieces.documents, "seed \(seed), round \(round)")
    #expect(whole.documents.allSatisfy { $0.id?.isEmpty == false }, "seed \(seed), round \(round)")
  }
}
