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

/// Which forms of a term are a word as it was typed, worked out once a query and segment.
final class WantedForms {
  private struct Key: Hashable {
    let term: [UInt8]
    let segment: Int
    let text: String
  }

  private var known: [Key: [Bool]] = [:]
  private var forms = TermForms()

  /// By form number, whether it is `text` but for the case.
  func wanted(
    _ term: [UInt8], _ info: TermInfo, as text: String, _ reader: SegmentReader, _ segment: Int
  ) throws(FormatError) -> [Bool] {
    let key = Key(term: term, segment: segment, text: text)
    if let found = known[key] { return found }
    try reader.segment.terms.readForms(of: info, term: term.span, into: &forms)
    let lowered = text.lowercased()
    let wanted = (0..<forms.count).map {
      String(decoding: forms.form($0), as: UTF8.self).lowercased() == lowered
    }
    known[key] = wanted
    return wanted
  }
}
