import TestSupport
import Testing

@testable import QuarrySearch

/// Holding documents by bounds loses none that may be wanted, and says nothing of them that is untrue.
@Suite struct CandidatesTests {
  @Test(arguments: [1, 7, 100], [1, 3, 1000, 100_000])
  func keepsTheBest(_ limit: Int, _ different: Int) {
    var random = SplitMix64(seed: UInt64(limit + different))
    let most = 17.0
    var held = Candidates(limit: limit, most: most)
    var scores: [Double] = []
    var taken: [Int] = []
    for document in 0..<6000 {
      let upper = most * Double(Int.random(in: 1...different, using: &random)) / Double(different)
      // Less than its bound by as much as the margins of bounds allow.
      scores.append(upper * (1 - Double.random(in: 0...2e-5, using: &random)))
      if upper > held.least { held.append(document, upper) }
      if held.isCrowded { taken += held.takeAll() }
    }
    taken += held.takeAll()
    #expect(taken == taken.sorted())
    let best = scores.indices.sorted { scores[$0] > scores[$1] }.prefix(limit)
    #expect(Set(best).isSubset(of: Set(taken)))
    #expect(best.allSatisfy { scores[$0] > held.least })
    if different == 100_000 { #expect(taken.count < limit + 500) }
  }

  @Test func windowsFindTheSumsThatAreEnough() {
    let window = DenseWindow()
    window.extend(from: 100, to: 227)
    window.extend(from: 300, to: 100 + DenseWindow.width - 1)
    #expect(window.start == 100)
    #expect(window.count == DenseWindow.width)
    #expect(!window.hasRoom(upTo: 100 + DenseWindow.width))
    window.find(over: 0)
    #expect(window.foundCount == 0)
    window.clear()
    #expect(window.hasRoom(upTo: 1 << 30))
  }
}
