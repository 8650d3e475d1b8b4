import QuarryFormat

/// Puts the postings of several terms of a segment together as if they were one term: each document
/// once, its frequencies added up field by field.
///
/// Of a term of which only some forms are wanted it reads the form numbers of all its postings; that
/// costs what the term's list is long.
struct MergedPostings {
  /// A term, of which perhaps only some forms count.
  struct Part {
    let info: TermInfo
    /// By form number; nil where all occurrences count.
    var wanted: [Bool]?
  }

  private let reader: SegmentReader
  private let fieldCount: Int

  init(_ reader: SegmentReader) {
    self.reader = reader
    fieldCount = reader.scoring.fieldCount
  }

  /// The joint postings of `parts`, without positions; documents where nothing counts are left out.
  func merge(_ parts: [Part]) throws(FormatError) -> DecodedPostings {
    let total = parts.reduce(0) { $0 + $1.info.documentFrequency }
    // Sorting few costs less than an array over all documents.
    return total < reader.segment.documentCount / 16
      ? try mergeFew(parts, total: total) : try mergeMany(parts)
  }

  /// Calls `body` with each page of a term's postings and their frequencies, those of wanted forms.
  private func forEachPage(
    of part: Part, _ body: (DecodedPostings, [UInt32]) -> Void
  ) throws(FormatError) {
    var cursor = FormCursor(part.info, fieldCount: fieldCount)
    try reader.timeLimit.check()
    guard let list = try reader.longList(part.info) else {
      let page = try reader.postings.postings(of: part.info)
      if case .short = part.info.place { count(page) }
      body(page, try frequencies(page, 0, part, &cursor))
      return
    }
    for number in 0..<list.pageCount {
      try reader.timeLimit.check()
      let page = try reader.postings.postings(page: number, of: list)
      count(page)
      body(page, try frequencies(page, number, part, &cursor))
    }
  }

  private func count(_ page: DecodedPostings) {
    reader.counter.work.postingsPagesInflated += 1
    reader.counter.work.bytesInflated += page.byteCount
  }

  private func frequencies(
    _ page: DecodedPostings, _ number: Int, _ part: Part, _ cursor: inout FormCursor
  ) throws(FormatError) -> [UInt32] {
    guard let wanted = part.wanted else { return page.frequencies }
    var frequencies: [UInt32] = []
    var counts: [UInt32] = []
    frequencies.reserveCapacity(page.documents.count * fieldCount)
    for index in page.documents.indices {
      try cursor.count(
        index, page: number, of: page, isWanted: wanted, from: reader.postings, into: &counts)
      frequencies += counts
    }
    return frequencies
  }

  /// Whether a row of frequencies has any.
  @inline(__always)
  private func isFilled(_ frequencies: [UInt32], _ row: Int) -> Bool {
    for field in 0..<fieldCount where frequencies[row + field] > 0 { return true }
    return false
  }

  private func mergeFew(_ parts: [Part], total: Int) throws(FormatError) -> DecodedPostings {
    // Document, then where its frequencies are, in one number that sorts by the document.
    var keys: [UInt64] = []
    keys.reserveCapacity(total)
    var rows: [UInt32] = []
    for part in parts {
      try forEachPage(of: part) { page, frequencies in
        for (index, document) in page.documents.enumerated() {
          let row = index * fieldCount
          guard part.wanted == nil || isFilled(frequencies, row) else { continue }
          keys.append(UInt64(document) << 32 | UInt64(rows.count / fieldCount))
          for field in 0..<fieldCount { rows.append(frequencies[row + field]) }
        }
      }
    }
    return Self.joined(&keys, rows, fieldCount: fieldCount)
  }

  /// Postings of rows of frequencies that come in any order.
  ///
  /// - Parameter keys: for each row its document × 2^32 and its number; sorted here.
  private static func joined(
    _ keys: inout [UInt64], _ rows: [UInt32], fieldCount: Int
  ) -> DecodedPostings {
    keys.sort()
    var documents: [UInt32] = []
    var frequencies: [UInt32] = []
    for key in keys {
      let document = UInt32(truncatingIfNeeded: key >> 32)
      let row = Int(key & 0xFFFF_FFFF) * fieldCount
      if documents.last != document {
        documents.append(document)
        frequencies += rows[row..<row + fieldCount]
      } else {
        let last = frequencies.count - fieldCount
        for field in 0..<fieldCount {
          frequencies[last + field] = sum(frequencies[last + field], rows[row + field])
        }
      }
    }
    return DecodedPostings(
      documents: documents, frequencies: frequencies, positions: .inline([]))
  }

  private func mergeMany(_ parts: [Part]) throws(FormatError) -> DecodedPostings {
    let documentCount = reader.segment.documentCount
    var sums = [UInt32](repeating: 0, count: documentCount * fieldCount)
    var bits = DocumentBits(documentCount: documentCount)
    for part in parts {
      try forEachPage(of: part) { page, frequencies in
        for (index, document) in page.documents.enumerated() {
          let from = index * fieldCount
          guard part.wanted == nil || isFilled(frequencies, from) else { continue }
          bits.insert(Int(document))
          let row = Int(document) * fieldCount
          for field in 0..<fieldCount {
            sums[row + field] = Self.sum(sums[row + field], frequencies[from + field])
          }
        }
      }
    }
    var documents: [UInt32] = []
    var frequencies: [UInt32] = []
    var document = bits.next(from: 0)
    while document != TermCursor.end {
      documents.append(UInt32(truncatingIfNeeded: document))
      frequencies += sums[document * fieldCount..<(document + 1) * fieldCount]
      document = bits.next(from: document + 1)
    }
    return DecodedPostings(
      documents: documents, frequencies: frequencies, positions: .inline([]))
  }

  private static func sum(_ a: UInt32, _ b: UInt32) -> UInt32 {
    let (sum, overflows) = a.addingReportingOverflow(b)
    return overflows ? .max : sum
  }
}
