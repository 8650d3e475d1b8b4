import QuarryAnalysis
import QuarryFormat

/// The terms of raw words, remembered over batches, because folding and stemming a word costs a
/// hundred times what finding it again does.
///
/// Bounded in memory: a full cache forgets everything and starts anew.
struct TermCache: ~Copyable {
  private var table = WordTable(capacity: 1 << 15)
  private var terms: [UInt8] = []
  private var ends: [UInt32] = []
  /// The `FormCode` of each word, where forms are kept.
  private var codes: [UInt8] = []
  private var codeEnds: [UInt32] = []
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
      analyzer.appendTerm(raw.span, kind: kind, to: &term)
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
