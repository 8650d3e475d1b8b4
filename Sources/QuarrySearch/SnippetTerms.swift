import QuarryAnalysis

/// The words a query looks for, as a table that a text's words are held against.
///
/// Almost every word of a text is rejected by its first two letters, since neither folding nor
/// stemming changes those of an ASCII word but y to i; only the rest is analysed.
struct SnippetTerms {
  private let analyzer: Analyzer
  private var numbers: [[UInt8]: Int] = [:]
  /// By the first two letters of a word, whether a term may begin like it: 32 × 32 bits.
  private var beginnings = [UInt32](repeating: 0, count: 32)
  /// What words came out as, by hash; a later word takes the place of an earlier one.
  private var memory: [(raw: [UInt8], kind: TokenKind, number: Int)]
  private var term: [UInt8] = []

  private static let memoryCount = 256

  init(_ analyzer: Analyzer) {
    self.analyzer = analyzer
    memory = Array(repeating: ([], .word, -1), count: Self.memoryCount)
  }

  /// The number of `term`, which it gets here if it has none.
  mutating func add(_ term: [UInt8]) -> Int {
    if let number = numbers[term] { return number }
    let number = numbers.count
    numbers[term] = number
    guard let first = term.first else { return number }
    // What begins beyond ASCII may be typed in any letters, and a folded letter too.
    let row = Int(first & 31)
    if term.count > 1 {
      beginnings[row] |= 1 << Self.second(term[1])
    } else {
      beginnings[row] = .max
    }
    return number
  }

  /// The number of the term that the token's bytes stand for, −1 where the query has none such.
  @inline(__always)
  mutating func number(of token: RawToken, in text: Span<UInt8>) -> Int {
    let start = Int(token.start)
    let end = Int(token.end)
    guard start < end, end <= text.count else { return -1 }
    let first = text[start]
    if end - start > 1 {
      let second = text[start + 1]
      if first | second < 0x80, first != UInt8(ascii: "_"), second != UInt8(ascii: "'"),
        beginnings[Int(first & 31)] >> Self.second(second) & 1 == 0
      {
        return -1
      }
    } else if first < 0x80, beginnings[Int(first & 31)] == 0 {
      return -1
    }
    return analysedNumber(of: token, text.extracting(start..<end))
  }

  /// A letter's number, the same for both cases and for y and i.
  @inline(__always)
  private static func second(_ byte: UInt8) -> UInt32 {
    let letter = UInt32(byte & 31)
    return letter == 25 ? 9 : letter
  }

  private mutating func analysedNumber(of token: RawToken, _ raw: Span<UInt8>) -> Int {
    var hash: UInt64 = UInt64(token.kind.rawValue)
    for index in 0..<raw.count { hash = (hash ^ UInt64(raw[index])) &* 0x100_0000_01B3 }
    let slot = Int((hash ^ hash >> 32) % UInt64(Self.memoryCount))
    if memory[slot].kind == token.kind, Self.isEqual(memory[slot].raw, raw) {
      return memory[slot].number
    }
    term.removeAll(keepingCapacity: true)
    analyzer.appendTerm(raw, kind: token.kind, language: .english, to: &term)
    let number = term.isEmpty ? -1 : numbers[term] ?? -1
    memory[slot] = (raw.withUnsafeBufferPointer { Array($0) }, token.kind, number)
    return number
  }

  private static func isEqual(_ a: [UInt8], _ b: Span<UInt8>) -> Bool {
    guard a.count == b.count else { return false }
    for index in a.indices where a[index] != b[index] { return false }
    return true
  }
}
