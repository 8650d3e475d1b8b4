import QuarryAnalysis
import QuarryFormat

/// The terms of one language's raw words, remembered over batches, because folding and stemming a
/// word costs a hundred times what finding it again does.
///
/// Bounded in memory: a full cache forgets everything and starts anew.
struct TermCache: ~Copyable {
  private var table: WordTable
  /// The term of each word and behind it, where forms are kept, its `FormCode`.
  private var bytes: [UInt8] = []
  private var ends: [(term: UInt32, code: UInt32)] = []
  private var letters: [UInt8] = []
  private let keepsForms: Bool
  private let limit: Int
  private let language: Language

  /// A cache of at most about `limit` bytes.
  init(_ language: Language, limit: Int, keepsForms: Bool) {
    self.language = language
    self.limit = limit
    table = WordTable(capacity: limit >> 7)
    self.keepsForms = keepsForms
  }

  /// Replaces `term` by the term of `text[range]`; where forms are kept, appends the form's code to
  /// `formCodes`, but none of a word that is too long.
  mutating func term(
    of text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, kind: TokenKind,
    analyzer: Analyzer, into term: inout [UInt8],
    formCodes: inout [UInt8]
  ) {
    if table.memory + bytes.count + 8 * ends.count > limit {
      table.removeAll()
      bytes.removeAll(keepingCapacity: true)
      ends.removeAll(keepingCapacity: true)
    }
    term.removeAll(keepingCapacity: true)
    let (number, isNew) = table.number(of: text, range, kind: kind == .word ? 0 : 1)
    let start = bytes.count
    if isNew {
      let raw = UnsafeBufferPointer(rebasing: text[range])
      analyzer.appendTerm(raw.span, kind: kind, language: language, to: &term)
      bytes += term
      let end = UInt32(bytes.count)
      if keepsForms, !term.isEmpty, raw.count <= FormCode.maxBytes {
        FormCode.append(raw.span, of: term.span, scratch: &letters, to: &bytes)
        formCodes += bytes[(start + term.count)...]
      }
      ends.append((end, UInt32(bytes.count)))
      return
    }
    let end = ends[number]
    let first = number == 0 ? 0 : Int(ends[number - 1].code)
    term += bytes[first..<Int(end.term)]
    for index in Int(end.term)..<Int(end.code) { formCodes.append(bytes[index]) }
  }
}

/// The caches of the languages a worker meets: a large one for the first, small ones for some others.
struct TermCaches {
  /// A cache that waits for its language to come again.
  private final class Waiting {
    var cache: TermCache

    init(_ cache: consuming TermCache) {
      self.cache = cache
    }
  }

  private var caches: [UInt8: Waiting] = [:]
  private var hasFirst = false

  private static let firstLimit = 4 << 20
  private static let otherLimit = 1 << 19
  private static let most = 6

  /// Puts the cache of `language` in the place of `cache`, which is of the language `present`.
  mutating func turn(
    _ cache: inout TermCache, of present: Language?, to language: Language, keepsForms: Bool
  ) {
    if caches.count >= Self.most {
      caches = [:]
      hasFirst = false
    }
    let next: Waiting
    if let waiting = caches.removeValue(forKey: language.rawValue) {
      next = waiting
    } else {
      let limit = hasFirst ? Self.otherLimit : Self.firstLimit
      next = Waiting(TermCache(language, limit: limit, keepsForms: keepsForms))
      hasFirst = true
    }
    swap(&next.cache, &cache)
    if let present { caches[present.rawValue] = next }
  }
}
