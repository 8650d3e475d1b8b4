import QuarryStorage
import TestSupport
import Testing

@testable import QuarryIndexing

/// Turning lists of documents into lists of terms, in little memory.
struct TermPairsTests {
  @Test(arguments: [1 << 10, 1 << 16, 1 << 30])
  func documentsGetTheirTerms(budget: Int) throws {
    var random = SplitMix64(seed: 90)
    let folder = try TemporaryFolder()
    // Every hundredth document is long.
    let documentCount = 700
    var lists = [[UInt32]](repeating: [], count: 400)
    var expected = [[UInt32]](repeating: [], count: documentCount)
    for term in lists.indices {
      for document in 0..<documentCount
      where document % 100 == 0 || Int.random(in: 0..<50, using: &random) == 0 {
        lists[term].append(UInt32(document))
        expected[document].append(UInt32(term))
      }
    }
    var pairs = TermPairs(
      documentCount: documentCount, pairCount: lists.reduce(0) { $0 + $1.count }, budget: budget,
      folder: folder.path)
    for term in lists.indices { try pairs.append(lists[term][...], term: UInt32(term)) }
    let lengths = SharedBuffer<UInt32>(repeating: 0, count: documentCount)
    var terms: [UInt32] = []
    var longest = 0
    try pairs.forEachBucket(lengths) { bucket in
      longest = max(longest, bucket.count)
      terms += bucket
    }
    #expect(terms == expected.flatMap { $0 })
    #expect((0..<documentCount).map { Int(lengths[$0]) } == expected.map(\.count))
    // Where memory is short a bucket holds not more than one long document and its neighbours.
    if budget == 1 << 10 { #expect(longest < 500) }
  }
}
