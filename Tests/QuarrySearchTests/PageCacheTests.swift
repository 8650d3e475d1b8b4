import Dispatch
import QuarryFormat
import QuarryStorage
import TestSupport
import Testing

@testable import QuarrySearch

@Suite("The cache of pages")
struct PageCacheTests {
  /// A document whose text is `count` times `letter`.
  private func record(_ count: Int, _ letter: UInt8 = 0x61) throws -> DocumentRecord {
    try DocumentRecord(
      decoding: [1, 0x69, 0, 0] + [UInt8](repeating: letter, count: count), at: 0)
  }

  private func key(_ place: Int) -> PageCache.Key {
    PageCache.Key(segment: 0, kind: .document, place: UInt64(place))
  }

  @Test func keepsNoMoreThanItMay() throws {
    for bytes in [0, 5000, 1 << 20, 5 << 20] {
      let cache = PageCache(bytes: bytes)
      for place in 0..<3000 { cache.insert(.document(try record(3000)), key(place)) }
      let figures = cache.statistics
      #expect(figures.capacity == bytes)
      #expect(figures.bytes <= bytes)
      #expect(figures.bytes > bytes / 2 || bytes < 1 << 20)
      #expect(figures.entries == (0..<3000).count { cache.document(key($0)) != nil })
    }
  }

  @Test func aScanLeavesWhatIsUsed() throws {
    let cache = PageCache(bytes: 4 << 20)
    let used = 0..<200
    for round in 0..<4 {
      for place in used where cache.document(key(place)) == nil {
        cache.insert(.document(try record(4000)), key(place))
      }
      // What comes in between tells that these are asked for by different queries.
      for place in 0..<400 {
        cache.insert(.document(try record(4000)), key(10_000 + 400 * round + place))
      }
    }
    for place in 20_000..<30_000 { cache.insert(.document(try record(4000)), key(place)) }
    let kept = used.count { cache.document(key($0)) != nil }
    #expect(kept > 150)
  }

  @Test func countsWhatIsAskedFor() throws {
    let cache = PageCache(bytes: 1 << 20)
    #expect(cache.document(key(1)) == nil)
    cache.insert(.document(try record(10)), key(1))
    #expect(cache.document(key(1)) != nil)
    #expect(cache.document(key(1)) != nil)
    #expect(cache.postings(key(2), isPeek: true) == nil)
    let figures = cache.statistics
    #expect(figures.hits == 2 && figures.misses == 1 && figures.entries == 1)
    #expect(abs(figures.hitRate - 2 / 3) < 1e-9)
    cache.removeAll()
    #expect(cache.document(key(1)) == nil)
    #expect(cache.statistics.bytes == 0)
  }

  @Test func moreOfADocumentTakesThePlaceOfLess() throws {
    let cache = PageCache(bytes: 1 << 20)
    for (count, expected) in [(10, 10), (500, 500), (20, 500), (2000, 2000)] {
      cache.insert(.document(try record(count)), key(7))
      #expect(cache.document(key(7))?.text.count == expected)
      #expect(cache.statistics.entries == 1)
    }
  }

  @Test func threadsGetWhatWasKept() throws {
    let cache = PageCache(bytes: 2 << 20)
    let records = try (0..<26).map { try record(1000 + 100 * $0, UInt8(0x61 + $0)) }
    DispatchQueue.concurrentPerform(iterations: 4) { thread in
      var random = SplitMix64(seed: UInt64(thread))
      for _ in 0..<3000 {
        let place = Int.random(in: 0..<3000, using: &random)
        let expected = records[place % 26]
        if let found = cache.document(key(place)) {
          #expect(found.bytes == expected.bytes)
        } else {
          cache.insert(.document(expected), key(place))
        }
      }
    }
    let figures = cache.statistics
    #expect(figures.hits + figures.misses == 12_000)
    #expect(figures.bytes <= figures.capacity)
  }

  @Test func aTableFindsWhatADictionaryDoes() {
    var random = SplitMix64(seed: 11)
    var table = SlotTable()
    var model: [UInt32: UInt64] = [:]
    for step in 0..<20_000 {
      let slot = UInt32.random(in: 0..<300, using: &random)
      if let hash = model[slot] {
        #expect(table.first(hash) { $0 == Int(slot) } == Int(slot))
        table.remove(slot, hash)
        model[slot] = nil
        #expect(table.first(hash) { $0 == Int(slot) } == nil)
      } else {
        // Few hashes, so that many share one.
        let hash = UInt64.random(in: 0..<40, using: &random)
        table.insert(slot, hash)
        model[slot] = hash
      }
      if step % 500 == 0 {
        for (slot, hash) in model {
          #expect(table.first(hash) { $0 == Int(slot) } == Int(slot))
        }
      }
    }
  }

  @Test func searchesNeedNoCache() throws {
    let documents = randomDocuments(800, vocabulary: ExactnessTests.vocabulary(30), seed: 5)
    let index = try makeIndex(documents)
    let with = Searcher(index)
    let without = Searcher(index, cacheBytes: 0)
    let words = ExactnessTests.vocabulary(30)
    let queries = [
      words[0], "\(words[1]) \(words[2])", "\"\(words[0]) \(words[1])\"",
      "+\(words[3]) -\(words[0])",
    ]
    for query in queries {
      for _ in 0..<2 {
        let one = try with.search(query)
        let other = try without.search(query)
        #expect(one.hits.map(\.document) == other.hits.map(\.document))
        #expect(one.hits.map(\.score) == other.hits.map(\.score))
        #expect(one.hits.map(\.snippets) == other.hits.map(\.snippets))
      }
    }
    #expect(without.cacheStatistics == CacheStatistics())
    #expect(with.cacheStatistics.hits > 0)
  }

  @Test func threadsShareOneSearcher() throws {
    let documents = randomDocuments(600, vocabulary: ExactnessTests.vocabulary(40), seed: 6)
    // So small that pages come and go.
    let searcher = Searcher(try makeIndex(documents), cacheBytes: 64 << 10)
    let words = ExactnessTests.vocabulary(40)
    let expected = try words.map { try searcher.search($0).hits.map(\.document) }
    DispatchQueue.concurrentPerform(iterations: 4) { thread in
      for round in 0..<40 {
        let number = (round * 7 + thread) % words.count
        let found = try? searcher.search(words[number]).hits.map(\.document)
        #expect(found == expected[number])
      }
    }
  }

  @Test func aDocumentHoldsNoMoreMemoryThanIsCounted() throws {
    // The last of a page: all before it is inflated too.
    let texts = (0..<200).map { "document \($0) " + String(repeating: "word\($0) ", count: 12) }
    let index = try makeIndex(texts: texts)
    let inflater = Inflater()
    for number in stride(from: 0, to: 200, by: 9) {
      let record = try index.segments[0].documents.read(number, with: inflater)
      #expect(record.bytes.capacity <= 2 * record.bytes.count + 64)
    }
  }
}
