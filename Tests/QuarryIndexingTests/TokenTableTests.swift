import QuarryAnalysis
import TestSupport
import Testing

@testable import QuarryIndexing

/// A word of up to `longest` letters of a small alphabet, so that words recur and share beginnings.
private func randomWord(_ random: inout SplitMix64, longest: Int) -> [UInt8] {
  let letters = Array("abAZz9".utf8) + [0xC3, 0xFF]
  return (0..<Int.random(in: 1...longest, using: &random)).map { _ in
    letters[Int.random(in: 0..<letters.count, using: &random)]
  }
}

@Suite("The words of a batch")
struct TokenTableTests {
  @Test("words have the numbers in which they come, and keep their bytes", arguments: 1...6)
  func numbers(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let longest = [2, 4, 9, 16, 17, 40][Int(seed) - 1]
    var text: [UInt8] = [0x20, 0x20]
    var tokens: [RawToken] = []
    var model: [[UInt8]: Int] = [:]
    var words: [[UInt8]] = []
    var expected: [UInt32] = []
    var firsts: [UInt32] = []
    for index in 0..<2000 {
      let word = randomWord(&random, longest: longest)
      let kind: TokenKind = Bool.random(using: &random) ? .word : .compound
      // The last word ends where the text does.
      if index > 0 { text.append(0x20) }
      let start = UInt32(text.count - 2)
      text += word
      tokens.append(RawToken(start: start, end: start + UInt32(word.count), kind: kind))
      let name = word + [kind == .word ? 0 : 1]
      if model[name] == nil {
        model[name] = model.count
        words.append(word)
        firsts.append(UInt32(index))
      }
      expected.append(UInt32(model[name] ?? 0))
    }
    var table = TokenTable(capacity: 16)
    for _ in 0..<2 {
      var numbers = [UInt32](repeating: 0, count: tokens.count)
      var fresh: [UInt32] = []
      text.withUnsafeBufferPointer {
        table.number(tokens, of: $0, at: 2, into: &numbers, fresh: &fresh)
      }
      let found = (0..<table.count).map { Array(table.bytes($0)) }
      #expect(numbers == expected)
      #expect(fresh == firsts)
      #expect(found == words)
      // A table that is used again knows nothing of before.
      table.removeAll()
      let count = table.count
      #expect(count == 0)
    }
  }

  @Test("terms are sorted by their bytes", arguments: 1...6)
  func order(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let longest = [1, 3, 8, 15, 18, 40][Int(seed) - 1]
    let beginning = Array("beginnings".utf8.prefix(Int(seed) * 3 - 3))
    var words: Set<[UInt8]> = []
    for _ in 0..<700 { words.insert(randomWord(&random, longest: longest)) }
    for _ in 0..<300 { words.insert(beginning + randomWord(&random, longest: longest)) }
    words.insert([1])
    words.insert([0])
    words.insert([0, 0])
    var table = TokenTable(capacity: 64)
    for word in words.shuffled(using: &random) {
      word.withUnsafeBufferPointer { _ = table.number(of: $0, kind: 0) }
    }
    var order = TermOrder()
    let sorted = order.sorted(table).map { Array(table.bytes(Int($0))) }
    #expect(sorted == words.sorted { $0.lexicographicallyPrecedes($1) })
  }

  @Test("small letters of eight bytes at once are those of each")
  func lowerCase() {
    for byte in 0...UInt8.max {
      let low = byte & 0x7F
      let word: [UInt8] = [0x40, low, 0x5B, low, 0x41, 0x7A, 0x5A, 0x60, low]
      let small = word.map { (byte: UInt8) -> UInt8 in byte &- 0x41 < 26 ? byte | 0x20 : byte }
      let key = word.withUnsafeBufferPointer { TokenKey($0, kind: 0) }
      let expected = small.withUnsafeBufferPointer { TokenKey($0, kind: 0) }
      #expect(key.lowerCase == expected)
      #expect(key.isASCII)
    }
    for place in 0..<15 {
      var word = [UInt8](repeating: 0x61, count: 15)
      word[place] = 0x80
      let key = word.withUnsafeBufferPointer { TokenKey($0, kind: 0) }
      #expect(!key.isASCII)
    }
  }
}
