import QuarryAnalysis

/// The terms of one language's raw words, remembered over batches, because folding and stemming a
/// word costs a hundred times what finding it again does.
///
/// Bounded in memory: a full cache forgets everything and starts anew.
final class TermCache {
  private var table: WordTable
  private var terms: [UInt8] = []
  private var ends: [Int] = []
  private let limit: Int
  private let language: Language

  /// A cache of at most about `limit` bytes.
  init(_ language: Language, limit: Int) {
    self.language = language
    self.limit = limit
    table = WordTable(capacity: limit >> 7)
  }

  /// Replaces `term` by the term of `text[range]`.
  func term(
    of text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, kind: TokenKind,
    analyzer: Analyzer, into term: inout [UInt8]
  ) {
    if table.memory + terms.count + 8 * ends.count > limit {
      table.removeAll()
      terms.removeAll(keepingCapacity: true)
      ends.removeAll(keepingCapacity: true)
    }
    term.removeAll(keepingCapacity: true)
    let (number, isNew) = table.number(of: text, range, kind: kind == .word ? 0 : 1)
    if isNew {
      let raw = UnsafeBufferPointer(rebasing: text[range])
      analyzer.appendTerm(raw.span, kind: kind, language: language, to: &term)
      terms += term
      ends.append(terms.count)
    } else {
      term += terms[(number == 0 ? 0 : ends[number - 1])..<ends[number]]
    }
  }
}

/// The caches of the languages a worker meets: a large one for the first, small ones for some others.
struct TermCaches {
  private var caches: [UInt8: TermCache] = [:]
  private var hasFirst = false

  private static let firstLimit = 4 << 20
  private static let otherLimit = 1 << 19
  private static let most = 6

  /// The cache of a language.
  mutating func cache(of language: Language) -> TermCache {
    if let cache = caches[language.rawValue] { return cache }
    if caches.count >= Self.most {
      caches = [:]
      hasFirst = false
    }
    let cache = TermCache(language, limit: hasFirst ? Self.otherLimit : Self.firstLimit)
    hasFirst = true
    caches[language.rawValue] = cache
    return cache
  }
}
