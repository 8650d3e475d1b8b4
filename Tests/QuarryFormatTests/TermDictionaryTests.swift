import TestSupport
import Testing

@testable import QuarryFormat

@Suite("Term dictionary")
struct TermDictionaryTests {
  private func terms(seed: UInt64, count: Int) -> [[UInt8]] {
    var random = SplitMix64(seed: seed)
    var terms: Set<[UInt8]> = []
    while terms.count < count {
      let length = Int.random(
        in: 1...(Int.random(in: 0..<50, using: &random) == 0 ? 255 : 9), using: &random)
      terms.insert((0..<length).map { _ in UInt8.random(in: 250...255, using: &random) })
    }
    return terms.sorted { $0.lexicographicallyPrecedes($1) }
  }

  private func open(
    _ terms: [[UInt8]], forge: (inout [UInt8], inout [UInt8]) -> Void = { _, _ in }
  ) throws -> TermDictionary {
    var writer = TermDictionaryWriter()
    // An inline posting of document 0 with its only place 3.
    let place: [UInt8] = [0, 1, 3]
    for term in terms {
      writer.append(term.span, place: place.span, shortOffset: 0, positionsOffset: 0)
    }
    var index = writer.finish()
    var bytes = writer.takeTerms()
    forge(&bytes, &index)
    return try TermDictionary(
      terms: try section(.terms, bytes), index: try section(.termIndex, index), fieldCount: 1)
  }

  @Test(arguments: [0, 1, 2, 300, 5000])
  func everyTermIsFoundAndNoOther(count: Int) throws {
    let terms = terms(seed: UInt64(count), count: count)
    let dictionary = try open(terms)
    for term in terms {
      let info = try dictionary.find(term)
      #expect(info?.documentFrequency == 1)
    }
    let known = Set(terms)
    for term in self.terms(seed: 99, count: 500) where !known.contains(term) {
      #expect(try dictionary.find(term) == nil)
    }
    let empty: [UInt8] = []
    #expect(try dictionary.find(empty) == nil)
  }

  @Test func iterationBeginsAnywhere() throws {
    let terms = terms(seed: 3, count: 2000)
    let dictionary = try open(terms)
    let starts: [[UInt8]] = [
      [], [0], terms[0], terms[777], terms[1999], [255, 255, 255, 255, 255],
    ]
    for start in starts + self.terms(seed: 4, count: 30) {
      let expected = terms.drop { $0.lexicographicallyPrecedes(start) }
      var iterator = try dictionary.terms(from: start)
      var found: [[UInt8]] = []
      while try iterator.next() { found.append(iterator.term) }
      #expect(found == Array(expected))
      #expect(try !iterator.next())
    }
  }

  /// Checksums are right, numbers are not: nothing may trap, and what is found is what was asked.
  @Test func forgedDictionariesAreSurvived() throws {
    let terms = terms(seed: 5, count: 250)
    var random = SplitMix64(seed: 6)
    for _ in 0..<200 * effort {
      let place = Int.random(in: 0..<1 << 20, using: &random)
      let value = UInt8.random(in: 0...255, using: &random)
      let isIndex = Bool.random(using: &random)
      let dictionary = try? open(terms) { bytes, index in
        if isIndex {
          index[place % index.count] = value
        } else {
          bytes[place % bytes.count] = value
        }
      }
      guard let dictionary else { continue }
      for term in terms.prefix(20) { _ = try? dictionary.find(term) }
      if var iterator = try? dictionary.terms(from: terms[0]) {
        var count = 0
        while count < 10000, (try? iterator.next()) == true { count += 1 }
      }
    }
  }
}
