import QuarryFormat

/// The occurrences of terms that are written in one way, as postings of their own.
///
/// It reads the form numbers of all postings of the terms, so it costs what the word's list is long.
struct FormPostings {
  private let reader: SegmentReader
  private let fieldCount: Int

  init(_ reader: SegmentReader) {
    self.reader = reader
    fieldCount = reader.scoring.fieldCount
  }

  /// The documents that hold `raw` exactly as it is written; nil where there are none. Terms whose
  /// forms the index does not tell count as they are.
  func merge(
    _ terms: [(term: [UInt8], info: TermInfo)], writtenAs raw: [UInt8]
  ) throws(FormatError) -> DecodedPostings? {
    // Document, then where its frequencies are, in one number that sorts by the document.
    var keys: [UInt64] = []
    var rows: [UInt32] = []
    for (term, info) in terms {
      let wanted = try wanted(term, info, raw)
      guard wanted.map({ $0.contains(true) }) ?? true else { continue }
      var cursor = FormCursor(info, fieldCount: fieldCount)
      var counts: [UInt32] = []
      try forEachPage(of: info) { (number, page) throws(FormatError) in
        for (index, document) in page.documents.enumerated() {
          if let wanted {
            try cursor.count(
              index, page: number, of: page, isWanted: wanted, from: reader.postings,
              into: &counts)
          } else {
            counts = (0..<fieldCount).map { page.frequency(index * fieldCount + $0) }
          }
          guard counts.contains(where: { $0 > 0 }) else { continue }
          keys.append(UInt64(document) << 32 | UInt64(rows.count / fieldCount))
          rows += counts
        }
      }
    }
    if keys.isEmpty { return nil }
    return MergedPostings.joined(&keys, rows, fieldCount: fieldCount)
  }

  /// Which forms of a term are `raw`; nil where the index does not tell forms.
  private func wanted(
    _ term: [UInt8], _ info: TermInfo, _ raw: [UInt8]
  ) throws(FormatError) -> [Bool]? {
    guard reader.segment.terms.hasForms else { return nil }
    var forms = TermForms()
    try reader.segment.terms.readForms(of: info, term: term.span, into: &forms)
    return (0..<forms.count).map { forms.form($0).elementsEqual(raw) }
  }

  private func forEachPage(
    of info: TermInfo, _ body: (Int, DecodedPostings) throws(FormatError) -> Void
  ) throws(FormatError) {
    guard let list = try reader.longList(info) else {
      try body(0, try reader.postings.postings(of: info))
      return
    }
    for page in 0..<list.pageCount {
      try body(page, try reader.postings.postings(page: page, of: list))
    }
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
