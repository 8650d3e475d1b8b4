import QuarryFormat

/// The occurrences of terms that are written in one way, as postings of their own.
struct FormPostings {
  private let reader: SegmentReader

  init(_ reader: SegmentReader) {
    self.reader = reader
  }

  /// The documents that hold `raw` exactly as it is written; nil where there are none. Terms whose
  /// forms the index does not tell count as they are.
  func merge(
    _ terms: [(term: [UInt8], info: TermInfo)], writtenAs raw: [UInt8]
  ) throws(FormatError) -> DecodedPostings? {
    var parts: [MergedPostings.Part] = []
    for (term, info) in terms {
      let wanted = try wanted(term, info, raw)
      guard wanted.map({ $0.contains(true) }) ?? true else { continue }
      parts.append(MergedPostings.Part(info: info, wanted: wanted))
    }
    if parts.isEmpty { return nil }
    let made = try MergedPostings(reader).merge(parts)
    return made.documents.isEmpty ? nil : made
  }

  /// Which forms of a term are `raw`; nil where all are, or where the index does not tell forms.
  private func wanted(
    _ term: [UInt8], _ info: TermInfo, _ raw: [UInt8]
  ) throws(FormatError) -> [Bool]? {
    guard reader.segment.terms.hasForms else { return nil }
    var forms = TermForms()
    try reader.segment.terms.readForms(of: info, term: term.span, into: &forms)
    let wanted = (0..<forms.count).map { forms.form($0).elementsEqual(raw) }
    return forms.otherOccurrences == 0 && forms.count > 0 && !wanted.contains(false) ? nil : wanted
  }
}
