import QuarryAnalysis
import QuarryFormat
import TestSupport
import Testing

@testable import QuarryIndexing

@Suite("Remembered terms")
struct TermCacheTests {
  @Test("a cache answers what the analyzer does, small or large", arguments: [1 << 12, 1 << 20])
  func sameAsAnalyzer(limit: Int) throws {
    let analyzer = try Analyzer(.standard)
    var cache = TermCache(.english, limit: limit, keepsForms: true)
    var random = SplitMix64(seed: UInt64(limit))
    var fromShort = 0
    for _ in 0..<30_000 {
      let word = Self.word(&random)
      let kind: TokenKind = word.contains(0x2D) ? .compound : .word
      var term: [UInt8] = []
      var code: [UInt8] = []
      var letters: [UInt8] = []
      analyzer.appendTerm(word.span, kind: kind, language: .english, to: &term)
      if !term.isEmpty, word.count <= FormCode.maxBytes {
        FormCode.append(word.span, of: term.span, scratch: &letters, to: &code)
      }
      let key = word.withUnsafeBufferPointer {
        TokenKey($0, kind: kind == .word ? 0 : TokenKey.kindBit)
      }
      if !key.isLong, key.isASCII, let short = cache.findShort(key) {
        fromShort += 1
        let expected = term.withUnsafeBufferPointer { TokenKey($0, kind: 0) }
        let made = short.term(of: key)
        let number = short.code(of: key)
        var bytes: [UInt8] = []
        for place in 0..<number.count {
          bytes.append(UInt8(truncatingIfNeeded: number.bytes >> UInt64(8 * place)))
        }
        #expect(made == expected)
        #expect(bytes == code)
        continue
      }
      word.withUnsafeBufferPointer {
        let found = cache.find($0, key, kind: kind, analyzer: analyzer)
        let foundTerm = Array(found.term)
        let foundCode = Array(found.code)
        #expect(foundTerm == term)
        #expect(foundCode == code)
        let expected = term.withUnsafeBufferPointer { TokenKey($0, kind: 0) }
        if let key = found.key { #expect(key == expected) }
      }
    }
    #expect(fromShort > 1000)
  }

  /// Words that recur, most of them short: capitals, accents, compounds, endings that stems lose or
  /// change, underscores, and now and then a very long one.
  private static func word(_ random: inout SplitMix64) -> [UInt8] {
    let parts = [
      "happi", "run", "McDon", "étud", "stud", "relat", "RUN", "x", "Überg", "ion", "_", "conspir",
    ]
    let ends = ["", "y", "ies", "ing", "ational", "es", "NING", "s", "_", "é", "'s", "ibilities"]
    func pick(_ from: [String]) -> String { from[Int.random(in: 0..<from.count, using: &random)] }
    var word = pick(parts)
    for _ in 0..<Int.random(in: 0...2, using: &random) { word += pick(parts) }
    word += pick(ends)
    switch Int.random(in: 0..<40, using: &random) {
    case 0: word = String(repeating: word, count: 60)
    case 1...4: word += "-" + pick(parts) + pick(ends)
    case 5...9: word = word.uppercased()
    case 10...19: word = word.prefix(1).uppercased() + word.dropFirst()
    default: break
    }
    return Array(word.utf8)
  }
}
