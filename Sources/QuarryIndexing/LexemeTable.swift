import QuarryAnalysis

/// Numbers the words of a batch's texts and remembers what each of them becomes, language by language.
///
/// A word of a language that becomes a term is a *lexeme*. One row of raw words serves all languages;
/// languages in which a word becomes the same term share a lexeme, so that a lexeme is a pair of a word
/// and a term. Where forms are not kept nobody asks for words, and a lexeme is the term itself.
struct LexemeTable: ~Copyable {
  /// A word without a term.
  static let none: Int32 = -1
  /// A word that was not met in the present language before.
  static let unknown: Int32 = -2

  private let keepsForms: Bool
  private var words = TokenTable(capacity: 1 << 16)
  /// By word, its lexeme in the present language.
  private(set) var present: [Int32] = []
  private var language: UInt8 = 0
  /// The same of the other languages met in the batch; a shorter row knows the first words only.
  private var others: [UInt8: [Int32]] = [:]
  /// The term of each lexeme.
  private(set) var terms: [Int32] = []

  /// - Parameter keepsForms: whether lexemes are told apart from terms.
  init(keepsForms: Bool) {
    self.keepsForms = keepsForms
  }

  /// Forgets everything.
  mutating func removeAll(keepingCapacity: Bool) {
    words.removeAll()
    others = [:]
    present.removeAll(keepingCapacity: keepingCapacity)
    terms.removeAll(keepingCapacity: keepingCapacity)
  }

  /// Turns to the words of a language, given by its number.
  mutating func turn(to language: UInt8) {
    guard language != self.language else { return }
    var row = others.removeValue(forKey: language) ?? []
    swap(&row, &present)
    if !row.isEmpty { others[self.language] = row }
    self.language = language
    fillUp()
  }

  private mutating func fillUp() {
    let missing = words.count - present.count
    if missing > 0 { present.append(contentsOf: repeatElement(Self.unknown, count: missing)) }
  }

  /// Whether the batch has had words of another language than the present one: words may be unknown
  /// then that are not new.
  var hasOtherLanguages: Bool { !others.isEmpty }

  /// Numbers words as `TokenTable` does; new ones are `unknown`, and `set` must be called for them.
  mutating func number(
    _ tokens: [RawToken], of text: UnsafeBufferPointer<UInt8>, at base: Int,
    into numbers: inout [UInt32], fresh: inout [UInt32]
  ) {
    words.number(tokens, of: text, at: base, into: &numbers, fresh: &fresh)
    fillUp()
  }

  /// The number of a word of kind 0 that is not empty.
  mutating func number(of word: UnsafeBufferPointer<UInt8>) -> Int {
    let number = words.number(of: word, kind: 0)
    fillUp()
    return number
  }

  /// The key of a word, as in `TokenTable`.
  @inline(__always)
  func key(_ word: Int) -> TokenKey { words.key(word) }

  /// Tells the term of a word in the present language, `none` where it has no term.
  ///
  /// - Returns: the word's lexeme, and whether it is new.
  mutating func set(_ word: Int, term: Int32) -> (lexeme: Int32, isNew: Bool) {
    guard keepsForms, term >= 0 else {
      present[word] = term
      return (term, false)
    }
    for row in others.values where word < row.count && row[word] >= 0 {
      if terms[Int(row[word])] == term {
        present[word] = row[word]
        return (row[word], false)
      }
    }
    let lexeme = Int32(truncatingIfNeeded: terms.count)
    terms.append(term)
    present[word] = lexeme
    return (lexeme, true)
  }
}
