import QuarryAnalysis

/// The terms of raw words, remembered over batches, because folding and stemming a word costs a
/// hundred times what finding it again does.
///
/// Bounded in memory: a full cache forgets everything and starts anew.
struct TermCache: ~Copyable {
  private var table = WordTable(capacity: 1 << 15)
  private var terms: [UInt8] = []
  private var ends: [Int] = []
  private let limit: Int

  /// A cache of at most about `limit` bytes.
  init(limit: Int) {
    self.limit = limit
  }

  /// Replaces `term` by the term of `text[range]`.
  mutating func term(
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
      analyzer.appendTerm(raw.span, kind: kind, language: .english, to: &term)
      terms += term
      ends.append(terms.count)
    } else {
      term += terms[(number == 0 ? 0 : ends[number - 1])..<ends[number]]
    }
  }
}
