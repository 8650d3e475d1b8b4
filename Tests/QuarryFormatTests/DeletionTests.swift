import QuarryStorage
import TestSupport
import Testing

@testable import QuarryFormat

@Suite("Deleted documents")
struct DeletionTests {
  private func random(_ count: Int, _ share: Int, _ random: inout SplitMix64) -> Set<Int> {
    Set((0..<count).filter { _ in Int.random(in: 0..<share, using: &random) == 0 })
  }

  @Test(arguments: [1, 7, 8, 63, 64, 65, 1000], [1, 2, 40])
  func setsRoundTripAndAreAsAModel(count: Int, share: Int) throws {
    var random = SplitMix64(seed: UInt64(count * 100 + share))
    let model = self.random(count, share, &random).union([count - 1])
    var set = DeletedDocuments(documentCount: count)
    for document in model.shuffled(using: &random) { set.insert(document) }
    set.insert(-1)
    set.insert(count)
    #expect((-1...count).filter { set.contains($0) } == model.sorted())
    #expect(set.count == model.count)
    let bytes = set.encode()
    #expect(bytes.count == 8 + min(4 * model.count, (count + 7) / 8))
    let section = try section(.deletions, bytes)
    #expect(try DeletedDocuments.count(in: section, documentCount: count) == model.count)
    #expect(try DeletedDocuments(section, documentCount: count) == set)
    set.remove(count - 1)
    set.remove(count - 1)
    #expect(set.count == model.count - 1 && !set.contains(count - 1))
  }

  @Test func whatIsImpossibleIsRefused() throws {
    func isRefused(_ head: [UInt32], _ rest: [UInt8], count: Int = 100) throws -> Bool {
      var bytes: [UInt8] = []
      for number in head { bytes.append(UInt64(number), size: 4) }
      let section = try section(.deletions, bytes + rest)
      do throws(FormatError) {
        _ = try DeletedDocuments(section, documentCount: count)
        return false
      } catch {
        return true
      }
    }
    #expect(try !isRefused([2, 0, 3, 99], []))
    for head in [
      [2, 0, 3, 3], [2, 0, 4, 3], [2, 0, 3, 100], [1, 0, 3, 4], [2, 0, 3], [0, 0], [1],
    ] {
      #expect(try isRefused(head.map { UInt32($0) }, []), "\(head)")
    }
    #expect(try isRefused([2, 2, 3, 4], []))
    let bits = [UInt8](repeating: 0, count: 12)
    #expect(try !isRefused([1, 1], bits + [8]))
    #expect(try isRefused([1, 1], bits + [16]))
    #expect(try isRefused([2, 1], bits + [8]))
    #expect(try isRefused([1, 1], bits))
    #expect(try isRefused([1, 1], bits + [8, 0]))
    #expect(try isRefused([101, 1], bits + [8]))
  }
}
