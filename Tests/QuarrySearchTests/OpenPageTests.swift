import QuarryCorpus
import QuarryFormat
import TestSupport
import Testing

@testable import QuarrySearch

/// Pages are kept in little space and give back what they were made of.
@Suite struct OpenPageTests {
  @Test func findsDocumentsAndSaturationsWhateverIsAskedFirst() throws {
    var random = SplitMix64(seed: 5)
    let texts = (0..<300).map { "w" + String(repeating: " x", count: $0 % 97) }
    let index = try makeIndex(texts: texts, analyzer: "plain")
    let context = Searcher(index).makeContext()
    let reader = try context.reader(0)
    for count in [1, 128, 129, 300] {
      let documents = (0..<UInt32(count)).map { $0 }
      let frequencies = documents.map { _ in UInt32.random(in: 1...40, using: &random) }
      let fields = reader.scoring.fieldCount
      var rows = [UInt32](repeating: 0, count: documents.count * fields)
      for (place, frequency) in frequencies.enumerated() {
        rows[(place + 1) * fields - 1] = frequency
      }
      let made = DecodedPostings(documents: documents, frequencies: rows, positions: .inline([]))
      let page = reader.page(of: made, isConstant: false)
      let ready = reader.open(page)
      for place in documents.indices {
        // Alone before the block is scored, then out of it.
        let alone = reader.open(page).impact(place)
        #expect(ready.score(at: place) > place)
        #expect(ready.impact(place) == alone)
        #expect(ready.impacts[place] == alone)
        #expect(ready.document(place) == documents[place])
        let x = ready.strength(place, document: Int(documents[place]))
        let exact = reader.scoring.saturation(x)
        #expect(Double(alone) >= exact && Double(alone) < exact * 1.00001)
        #expect(page.blockBounds[place >> 7] >= alone)
      }
    }
  }

  @Test(arguments: [1, 3, 200, 70_000, 1 << 22])
  func findsTheFirstDocumentThatIsNotLess(_ widest: UInt32) throws {
    var random = SplitMix64(seed: UInt64(widest))
    let index = try makeIndex(texts: ["a"], analyzer: "plain")
    let reader = try Searcher(index).makeContext().reader(0)
    var documents: [UInt32] = []
    var last: UInt32 = 0
    for _ in 0..<700 {
      last += UInt32.random(in: 1...widest, using: &random)
      documents.append(last)
    }
    let rows = [UInt32](repeating: 1, count: documents.count * reader.scoring.fieldCount)
    let made = DecodedPostings(documents: documents, frequencies: rows, positions: .inline([]))
    // Constant, so that no length of the far documents is looked up.
    let page = reader.page(of: made, isConstant: true)
    #expect(page.blockLasts.last == documents.last)
    for _ in 0..<300 {
      let open = reader.open(page)
      var start = Int.random(in: 0...700, using: &random)
      for _ in 0..<4 {
        let target = UInt32.random(in: 0...last + 2, using: &random)
        let found = open.position(of: target, from: start)
        #expect(found == documents[start...].firstIndex { $0 >= target } ?? 700)
        if found < 700 { #expect(open.documents[found] == documents[found]) }
        start = found
      }
    }
    let whole = reader.open(page)
    for place in documents.indices { #expect(whole.document(place) == documents[place]) }
  }

  @Test func theBestOfManyAreThoseOfSorting() {
    var random = SplitMix64(seed: 9)
    for limit in [0, 1, 2, 7, 100, 3000] {
      var top = TopDocuments(limit: limit)
      let scores = (0..<2000).map { _ in Double(Int.random(in: 0...90, using: &random)) }
      for (document, score) in scores.enumerated() { top.insert(document, score) }
      let expected = scores.enumerated().sorted {
        $0.element == $1.element ? $0.offset < $1.offset : $0.element > $1.element
      }
      #expect(top.sorted().map(\.document) == expected.prefix(limit).map(\.offset))
    }
  }

  @Test func workIsCountedAndTheSameEachTime() throws {
    let documents = (0..<6000).map { number in
      Document(id: "\(number)", text: "common" + (number % 50 == 0 ? " rare rare" : " filler"))
    }
    let index = try makeIndex(documents, analyzer: "plain")
    let searcher = Searcher(index)
    let context = searcher.makeContext()
    let query = try QueryParser.parse("\"common rare\"").query
    _ = try searcher.top(query, limit: 10, counts: false, context: context)
    let cold = context.work
    #expect(cold.blocks == 47 + 1)
    #expect(cold.postingsPagesInflated > 0 && cold.positionsPagesInflated > 0)
    #expect(cold.documentsScored >= 10)
    _ = try searcher.top(query, limit: 10, counts: false, context: context)
    let warm = context.work
    #expect(warm.postingsPagesInflated == 0 && warm.bytesInflated == 0)
    #expect(warm.blocksOpened == cold.blocksOpened)
    #expect(warm.postingsScored == cold.postingsScored)
    var options = SearchOptions()
    options.limit = 10
    #expect(try searcher.search(query, options).work.blocks == cold.blocks)
  }
}
