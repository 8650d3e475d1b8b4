import QuarryAnalysis

/// What the words of a query come to, as a table that a text's words are held against: terms in the
/// text's language, words as they are written, and patterns.
///
/// Almost every word of a text is rejected by its first letters, since neither folding nor stemming
/// changes those of an ASCII word in most languages but y to i; only the rest is analysed.
struct SnippetTerms {
  /// What a word of a text is to the query.
  enum Word {
    /// It has no term, so it takes no place in the text.
    case nothing
    /// The query does not look for it.
    case other
    /// It has the numbers in `found`.
    case wanted
  }

  /// A word that was looked at, kept because texts repeat words.
  private struct Known {
    var raw: [UInt8] = []
    var kind = TokenKind.word
    var word = Word.other
    var numbers: [Int] = []
  }

  private let analyzer: Analyzer
  private var terms: [[UInt8]: Int] = [:]
  private var exact: [[UInt8]: Int] = [:]
  private var patterns: [(matcher: PatternMatcher, number: Int)] = []
  private var count = 0
  /// By the first two letters of a word, whether one of the query may begin like it: 32 × 32 bits.
  private var beginnings = [UInt32](repeating: 0, count: 32)
  /// What words came out as, by hash; a later word takes the place of an earlier one.
  private var memory: [Known]
  private var term: [UInt8] = []
  /// The numbers of the word looked at last, where it is wanted.
  private(set) var found: [Int] = []
  /// How many first letters of words in ASCII are those of their terms.
  private var sureLetters = 2
  /// Words of fewer bytes may have no term, as the stop words of Lucene's analysis.
  private let certainLength: Int

  private static let memoryCount = 256

  /// The language of the texts that are looked at.
  var language = Language.english {
    didSet {
      guard language != oldValue else { return }
      memory = Array(repeating: Known(), count: Self.memoryCount)
      sureLetters = Self.sureLetters(language)
    }
  }

  init(_ analyzer: Analyzer) {
    self.analyzer = analyzer
    certainLength = analyzer.settings == .lucene ? 6 : 1
    memory = Array(repeating: Known(), count: Self.memoryCount)
  }

  // MARK: The query

  /// The number of `term`, which it gets here if it has none.
  mutating func add(term: [UInt8]) -> Int {
    if let number = terms[term] { return number }
    terms[term] = count
    return next(beginningAs: term)
  }

  /// The number of the word that is written `raw`.
  mutating func add(exact raw: [UInt8]) -> Int {
    if let number = exact[raw] { return number }
    exact[raw] = count
    return next(beginningAs: raw)
  }

  /// The number of the words that match a pattern.
  mutating func add(_ pattern: PatternAutomaton) -> Int {
    var pattern = pattern
    for byte in UInt8(0x21)..<0x7F {
      let isUpper = byte &- 0x41 < 26
      if !isUpper, pattern.step(pattern.start, UInt32(byte)) != PatternAutomaton.dead {
        beginnings[Int(byte & 31)] = .max
      }
    }
    patterns.append((PatternMatcher(pattern), count))
    count += 1
    return count - 1
  }

  private mutating func next(beginningAs bytes: [UInt8]) -> Int {
    if let first = bytes.first {
      // What begins beyond ASCII may be typed in any letters, and a folded letter too.
      let row = Int(first & 31)
      if bytes.count > 1, bytes[1] < 0x80 {
        beginnings[row] |= 1 << Self.second(bytes[1])
      } else {
        beginnings[row] = .max
      }
    }
    count += 1
    return count - 1
  }

  // MARK: Texts

  /// Looks at a token of a text; its numbers are in `found` where it is wanted.
  @inline(__always)
  mutating func look(at token: RawToken, in text: Span<UInt8>) -> Word {
    let start = Int(token.start)
    let end = Int(token.end)
    guard start < end, end <= text.count else { return .nothing }
    let first = text[start]
    if end - start > 1 {
      let second = text[start + 1]
      if first | second < 0x80, end - start >= certainLength, !isPossible(first, second) {
        return .other
      }
    } else if first < 0x80, certainLength == 1, first != UInt8(ascii: "_"), sureLetters > 0,
      beginnings[Int(first & 31)] == 0
    {
      return .other
    }
    return analysed(token, text.extracting(start..<end))
  }

  /// Whether a word of the query may begin with these letters, or with what they become.
  @inline(__always)
  private func isPossible(_ first: UInt8, _ second: UInt8) -> Bool {
    guard first != UInt8(ascii: "_"), sureLetters > 0 else { return true }
    let row = beginnings[Int(first & 31)]
    // Signs behind a letter are folded and joined; only letters and digits stay as they are.
    let isPlain = (second | 0x20) &- 0x61 < 26 || second &- 0x30 < 10
    return sureLetters == 1 || !isPlain ? row != 0 : row >> Self.second(second) & 1 == 1
  }

  /// A letter's number, the same for both cases and for y and i.
  @inline(__always)
  private static func second(_ byte: UInt8) -> UInt32 {
    let letter = UInt32(byte & 31)
    return letter == 25 ? 9 : letter
  }

  private mutating func analysed(_ token: RawToken, _ raw: Span<UInt8>) -> Word {
    var hash: UInt64 = UInt64(token.kind.rawValue)
    for index in 0..<raw.count { hash = (hash ^ UInt64(raw[index])) &* 0x100_0000_01B3 }
    let slot = Int((hash ^ hash >> 32) % UInt64(Self.memoryCount))
    if memory[slot].kind == token.kind, Self.isEqual(memory[slot].raw, raw) {
      if memory[slot].word == .wanted { found = memory[slot].numbers }
      return memory[slot].word
    }
    let bytes = raw.withUnsafeBufferPointer { Array($0) }
    let numbers = numbers(of: bytes, token.kind)
    let word: Word = term.isEmpty ? .nothing : numbers.isEmpty ? .other : .wanted
    memory[slot] = Known(raw: bytes, kind: token.kind, word: word, numbers: numbers)
    found = numbers
    return word
  }

  /// The numbers of a word, whose term `term` becomes.
  private mutating func numbers(of raw: [UInt8], _ kind: TokenKind) -> [Int] {
    term.removeAll(keepingCapacity: true)
    analyzer.appendTerm(raw.span, kind: kind, language: language, to: &term)
    guard !term.isEmpty else { return [] }
    var numbers: [Int] = []
    if let number = terms[term] { numbers.append(number) }
    if let number = exact[raw], kind != .bigram { numbers.append(number) }
    if !patterns.isEmpty {
      var folded: [UInt8] = []
      if analyzer.usesLanguages {
        analyzer.appendFolded(raw.span, kind: kind, to: &folded)
      } else {
        folded = term
      }
      let word = folded.span
      for index in patterns.indices where patterns[index].matcher.edits(of: word) != nil {
        numbers.append(patterns[index].number)
      }
    }
    return numbers
  }

  private static func isEqual(_ a: [UInt8], _ b: Span<UInt8>) -> Bool {
    guard a.count == b.count else { return false }
    for index in a.indices where a[index] != b[index] { return false }
    return true
  }

  /// Languages whose stemmers may change the second letter of a word, but not the first.
  private static let oneLetter: Set<String> = [
    "de", "fr", "es", "it", "pt", "nl", "sv", "da", "no", "fi", "ca", "hu", "ro",
  ]

  private static func sureLetters(_ language: Language) -> Int {
    // Words in ASCII among those of another script are stemmed as English.
    if !language.hasStems || ["en", "ru", "el", "hy", "hi"].contains(language.code) { return 2 }
    return oneLetter.contains(language.code) ? 1 : 0
  }
}
