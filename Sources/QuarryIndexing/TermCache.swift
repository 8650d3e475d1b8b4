import QuarryAnalysis
import QuarryFormat

/// The terms of raw words, remembered over batches, because folding and stemming a word costs a
/// hundred times what finding it again does.
///
/// Bounded in memory: a full cache forgets everything and starts anew.
struct TermCache: ~Copyable {
  private var table = WordTable(capacity: 1 << 15)
  /// The term of each word and behind it, where forms are kept, its `FormCode`.
  private var bytes: [UInt8] = []
  private var ends: [(term: UInt32, code: UInt32)] = []
  private var letters: [UInt8] = []
  private let keepsForms: Bool
  private let limit: Int

  /// A cache of at most about `limit` bytes.
  init(limit: Int, keepsForms: Bool) {
    self.limit = limit
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
      analyzer.appendTerm(raw.span, kind: kind, to: &term)
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
