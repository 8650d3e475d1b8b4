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
  private var words = WordTable(capacity: 1 << 15)
  /// By word, its lexeme in the present language.
  private var present: [Int32] = []
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
    present.reserveCapacity(words.count)
    while present.count < words.count { present.append(Self.unknown) }
  }

  /// The number and the lexeme of a word, perhaps `unknown`: then `set` must be called.
  @inline(__always)
  mutating func find(
    _ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, kind: UInt32
  ) -> (word: Int, lexeme: Int32) {
    let (word, isNew) = words.number(of: text, range, kind: kind)
    if isNew { present.append(Self.unknown) }
    return (word, present[word])
  }

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
