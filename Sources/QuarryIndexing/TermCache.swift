import QuarryAnalysis
import QuarryFormat

/// The terms of one language's raw words, remembered over batches, because folding and stemming a
/// word costs a hundred times what finding it again does.
///
/// Bounded in memory: a full cache forgets everything and starts anew.
final class TermCache {
  private var table: WordTable
  private var terms: [UInt8] = []
  private var ends: [UInt32] = []
  /// The `FormCode` of each word, where forms are kept.
  private var codes: [UInt8] = []
  private var codeEnds: [UInt32] = []
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
  func term(
    of text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, kind: TokenKind,
    analyzer: Analyzer, into term: inout [UInt8],
    formCodes: inout [UInt8]
  ) {
    if table.memory + terms.count + codes.count + 4 * (ends.count + codeEnds.count) > limit {
      table.removeAll()
      terms.removeAll(keepingCapacity: true)
      ends.removeAll(keepingCapacity: true)
      codes.removeAll(keepingCapacity: true)
      codeEnds.removeAll(keepingCapacity: true)
    }
    term.removeAll(keepingCapacity: true)
    let (number, isNew) = table.number(of: text, range, kind: kind == .word ? 0 : 1)
    if isNew {
      let raw = UnsafeBufferPointer(rebasing: text[range])
      analyzer.appendTerm(raw.span, kind: kind, language: language, to: &term)
      terms += term
      ends.append(UInt32(terms.count))
      if keepsForms {
        if !term.isEmpty, raw.count <= FormCode.maxBytes {
          FormCode.append(raw.span, of: term.span, scratch: &letters, to: &codes)
        }
        codeEnds.append(UInt32(codes.count))
      }
    } else {
      term += terms[Int(number == 0 ? 0 : ends[number - 1])..<Int(ends[number])]
    }
    guard keepsForms else { return }
    for index in Int(number == 0 ? 0 : codeEnds[number - 1])..<Int(codeEnds[number]) {
      formCodes.append(codes[index])
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
  mutating func cache(of language: Language, keepsForms: Bool) -> TermCache {
    if let cache = caches[language.rawValue] { return cache }
    if caches.count >= Self.most {
      caches = [:]
      hasFirst = false
    }
    let limit = hasFirst ? Self.otherLimit : Self.firstLimit
    let cache = TermCache(language, limit: limit, keepsForms: keepsForms)
    hasFirst = true
    caches[language.rawValue] = cache
    return cache
  }
}
