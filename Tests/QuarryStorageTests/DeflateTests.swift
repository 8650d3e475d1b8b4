import Foundation
import QuarryStorage
import TestSupport
import Testing

@Suite("Deflate and inflate")
struct DeflateTests {
  /// Words drawn from few, so that there is something to compress.
  private func page(seed: UInt64, count: Int) -> [UInt8] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { _ in
      UInt8.random(in: 0..<8, using: &random) * UInt8.random(in: 0..<8, using: &random)
    }
  }

  private func deflated(
    _ page: [UInt8], _ strategy: DeflateStrategy, dictionary: [UInt8] = []
  ) throws -> [UInt8] {
    var output: [UInt8] = []
    try Deflater(strategy, dictionary: dictionary).deflate(page.span, into: &output)
    return output
  }

  private func inflated(
    _ page: [UInt8], count: Int, whole: Bool = true, dictionary: [UInt8] = []
  ) throws -> [UInt8] {
    var output: [UInt8] = [1, 2, 3]
    try Inflater().inflate(
      page.span.bytes, into: &output, count: count, whole: whole, dictionary: dictionary.span)
    return output
  }

  @Test(arguments: [0, 1, 2, 100, 4096, 16384, 70000])
  func roundTrip(count: Int) throws {
    let raw = page(seed: UInt64(count), count: count)
    let strategies: [DeflateStrategy] = (1...9).map { .level($0) } + [.huffmanOnly, .stored]
    for strategy in strategies {
      let stored = try deflated(raw, strategy)
      #expect(try inflated(stored, count: count) == raw)
    }
  }

  @Test func oneStateServesManyPages() throws {
    let deflater = try Deflater(.level(6))
    let inflater = Inflater()
    var output: [UInt8] = []
    for seed in 0..<20 {
      let raw = page(seed: UInt64(seed), count: 37 * seed)
      var stored: [UInt8] = [9, 9]
      try deflater.deflate(raw.span, into: &stored)
      #expect(stored.prefix(2) == [9, 9])
      try inflater.inflate(
        stored.span.bytes.extracting(2..<stored.count), into: &output, count: raw.count)
      #expect(output == raw)
    }
  }

  @Test func aDictionaryMakesPagesSmallerAndIsNeeded() throws {
    let dictionary = page(seed: 1, count: 8000)
    let raw = Array(dictionary[2000..<6000])
    let without = try deflated(raw, .level(6))
    let with = try deflated(raw, .level(6), dictionary: dictionary)
    #expect(with.count < without.count / 2)
    #expect(try inflated(with, count: raw.count, dictionary: dictionary) == raw)
    #expect(throws: InflateError.self) { try inflated(with, count: raw.count) }
  }

  @Test func higherLevelsAreSmaller() throws {
    let text = Array(
      try Data(contentsOf: URL(fileURLWithPath: checkoutPath("Index/sample/articles.jsonl"))))
    let sizes = try (1...9).map { level in
      let dictionary = Array(text.prefix(DeflateEffort(level: level).dictionaryBytes))
      return try stride(from: 32 << 10, to: text.count, by: 28_000).reduce(0) { total, start in
        let page = Array(text[start..<min(start + 28_000, text.count)])
        let stored = try deflated(page, .level(level), dictionary: dictionary)
        #expect(try inflated(stored, count: page.count, dictionary: dictionary) == page)
        return total + stored.count
      }
    }
    for (lower, higher) in zip(sizes, sizes.dropFirst()) { #expect(higher <= lower) }
    #expect(sizes[8] < sizes[0])
  }

  @Test func aPrefixCanBeRead() throws {
    let raw = page(seed: 3, count: 9000)
    let stored = try deflated(raw, .level(6))
    for count in [0, 1, 1000, 8999, 9000] {
      #expect(try inflated(stored, count: count, whole: false) == Array(raw.prefix(count)))
    }
    #expect(throws: InflateError.self) { try inflated(stored, count: 9001, whole: false) }
    var empty: [UInt8] = []
    try Inflater().inflate(stored.span.bytes, into: &empty, count: 0, whole: false)
    #expect(empty.isEmpty)
  }

  @Test func anotherLengthIsAnError() throws {
    let stored = try deflated(page(seed: 4, count: 500), .level(6))
    for count in [0, 499, 501] {
      #expect(throws: InflateError.self) { try inflated(stored, count: count) }
    }
    #expect(throws: InflateError.self) { try inflated(Array(stored.dropLast()), count: 500) }
    #expect(throws: InflateError.self) { try inflated([], count: 500) }
  }

  /// Raw deflate finds few flips, but must survive them all, whatever it then gives.
  @Test func flippedBitsAreSurvived() throws {
    let raw = page(seed: 5, count: 300)
    var stored = try deflated(raw, .level(6))
    for bit in 0..<8 * stored.count {
      stored[bit / 8] ^= 1 << UInt8(bit % 8)
      if let output = try? inflated(stored, count: 300) { #expect(output.count == 300) }
      stored[bit / 8] ^= 1 << UInt8(bit % 8)
    }
  }
}
