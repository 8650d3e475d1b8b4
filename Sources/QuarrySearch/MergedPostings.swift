import QuarryFormat

/// Puts the postings of several terms of a segment together as if they were one term: each document
/// once, its frequencies added up field by field.
struct MergedPostings {
  private let reader: SegmentReader
  private let fieldCount: Int

  init(_ reader: SegmentReader) {
    self.reader = reader
    fieldCount = reader.scoring.fieldCount
  }

  /// The joint postings of the terms at `infos`, without positions.
  func merge(_ infos: [TermInfo]) throws(FormatError) -> DecodedPostings {
    let total = infos.reduce(0) { $0 + $1.documentFrequency }
    // Sorting few costs less than an array over all documents.
    return total < reader.segment.documentCount / 16
      ? try mergeFew(infos, total: total) : try mergeMany(infos)
  }

  private func forEachPage(
    of info: TermInfo, _ body: (DecodedPostings) -> Void
  ) throws(FormatError) {
    guard let list = try reader.longList(info) else {
      body(try reader.postings.postings(of: info))
      return
    }
    for page in 0..<list.pageCount { body(try reader.postings.postings(page: page, of: list)) }
  }

  private func mergeFew(_ infos: [TermInfo], total: Int) throws(FormatError) -> DecodedPostings {
    // Document, then where its frequencies are, in one number that sorts by the document.
    var keys: [UInt64] = []
    keys.reserveCapacity(total)
    var rows: [UInt32] = []
    for info in infos {
      try forEachPage(of: info) { page in
        for (index, document) in page.documents.enumerated() {
          keys.append(UInt64(document) << 32 | UInt64(rows.count / fieldCount))
          for field in 0..<fieldCount { rows.append(page.frequency(index * fieldCount + field)) }
        }
      }
    }
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
          frequencies[last + field] = Self.sum(frequencies[last + field], rows[row + field])
        }
      }
    }
    return DecodedPostings(
      documents: documents, frequencies: frequencies, positions: .inline([]))
  }

  private func mergeMany(_ infos: [TermInfo]) throws(FormatError) -> DecodedPostings {
    let documentCount = reader.segment.documentCount
    var sums = [UInt32](repeating: 0, count: documentCount * fieldCount)
    var bits = DocumentBits(documentCount: documentCount)
    for info in infos {
      try forEachPage(of: info) { page in
        for (index, document) in page.documents.enumerated() {
          bits.insert(Int(document))
          let row = Int(document) * fieldCount
          for field in 0..<fieldCount {
            sums[row + field] = Self.sum(
              sums[row + field], page.frequency(index * fieldCount + field))
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
