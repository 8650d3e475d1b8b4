import QuarryStorage

/// Tells the form of each occurrence of a term, posting after posting, going forward.
///
/// A list's numbers are read from the start of its page of 2,048 postings, or of the whole list where
/// it has no pages, so postings are best asked for in ascending order.
package struct FormCursor {
  private let info: TermInfo
  private let fieldCount: Int
  /// The page whose numbers are in `bytes`; −1 at first.
  private var page = -1
  private var bytes: [UInt8] = []
  /// Where the pages of a long list end, once they were asked for.
  private var pageEnds: [UInt8] = []
  private var offset = 0
  private var nextPosting = 0
  private var scan: FormNumbers.Scan

  /// A cursor over the occurrences of a term that the dictionary gave `info` of.
  ///
  /// - Parameter fieldCount: the fields of the segment itself, which may be fewer than the catalog's.
  ///   Reading throws where the postings cannot have as many.
  package init(_ info: TermInfo, fieldCount: Int) {
    self.info = info
    self.fieldCount = fieldCount
    scan = FormNumbers.Scan(count: info.forms.numberCount)
  }

  /// Replaces `output` by the form number of each position of posting `index` of `postings`, in the
  /// order in which `PositionCursor` gives the positions.
  ///
  /// - Parameters:
  ///   - page: the page of a long list that `postings` are; 0 for any other list.
  ///   - positionCount: the positions that were read of the posting.
  package mutating func read(
    _ index: Int, page: Int, of postings: DecodedPostings, positionCount: Int,
    from reader: PostingsReader, into output: inout [UInt16]
  ) throws(FormatError) {
    output.removeAll(keepingCapacity: true)
    guard postings.hasRow(index, fieldCount: fieldCount) else { throw damage }
    let row = index * fieldCount
    guard postings.occurrences(row..<row + fieldCount) == positionCount else { throw damage }
    guard info.forms.numberCount > 1 else {
      output.append(contentsOf: repeatElement(0, count: positionCount))
      return
    }
    try move(to: index, page: page, of: postings, reader)
    let bytes = bytes
    let isRead = scan.take(positionCount, of: bytes.span, at: &offset) { zeros, form in
      output.append(contentsOf: repeatElement(0, count: zeros))
      if let form { output.append(form) }
    }
    guard isRead else { throw damage }
    nextPosting = index + 1
  }

  /// Replaces `counts` by the occurrences of the wanted forms in posting `index` of `postings`, one
  /// number a field.
  ///
  /// - Parameters:
  ///   - page: the page of a long list that `postings` are; 0 for any other list.
  ///   - isWanted: by form number; those beyond its end are not wanted.
  package mutating func count(
    _ index: Int, page: Int, of postings: DecodedPostings, isWanted: [Bool],
    from reader: PostingsReader, into counts: inout [UInt32]
  ) throws(FormatError) {
    counts.removeAll(keepingCapacity: true)
    guard postings.hasRow(index, fieldCount: fieldCount) else { throw damage }
    let row = index * fieldCount
    if info.forms.numberCount > 1 { try move(to: index, page: page, of: postings, reader) }
    let bytes = bytes
    let wantsCommonest = isWanted.first ?? false
    for field in 0..<fieldCount {
      let occurrences = postings.frequency(row + field)
      guard info.forms.numberCount > 1 else {
        counts.append(wantsCommonest ? occurrences : 0)
        continue
      }
      var count = 0
      let isRead = scan.take(Int(occurrences), of: bytes.span, at: &offset) { zeros, form in
        if wantsCommonest { count += zeros }
        if let form, Int(form) < isWanted.count, isWanted[Int(form)] { count += 1 }
      }
      guard isRead else { throw damage }
      counts.append(UInt32(clamping: count))
    }
    nextPosting = index + 1
  }

  /// Makes the numbers of posting `index` the next to be read.
  private mutating func move(
    to index: Int, page: Int, of postings: DecodedPostings, _ reader: PostingsReader
  ) throws(FormatError) {
    if page != self.page {
      try load(page, of: postings, reader)
    } else if index < nextPosting {
      rewind()
    }
    guard nextPosting < index else { return }
    let bytes = bytes
    let passed = postings.occurrences(nextPosting * fieldCount..<index * fieldCount)
    guard scan.take(passed, of: bytes.span, at: &offset, { _, _ in }) else { throw damage }
    nextPosting = index
  }

  private var damage: FormatError {
    .damaged(.forms, at: info.forms.numbers.lowerBound, "a form number is impossible")
  }

  private mutating func rewind() {
    offset = 0
    nextPosting = 0
    scan = FormNumbers.Scan(count: info.forms.numberCount)
  }

  private mutating func load(
    _ page: Int, of postings: DecodedPostings, _ reader: PostingsReader
  ) throws(FormatError) {
    self.page = -1
    rewind()
    try reader.readForms(
      page: page, of: info, most: FormNumbers.mostBytes(postings.occurrences),
      pageEnds: &pageEnds, into: &bytes)
    self.page = page
  }
}

extension PostingsReader {
  /// Replaces `output` by the bytes of the form numbers of a page of a term's postings.
  ///
  /// - Parameters:
  ///   - most: more bytes than that are an error.
  ///   - pageEnds: empty at first; keeps where the pages of the term's long list end.
  func readForms(
    page: Int, of info: TermInfo, most: Int, pageEnds: inout [UInt8], into output: inout [UInt8]
  ) throws(FormatError) {
    let all = info.forms.numbers
    switch info.place {
    case .inline:
      guard all.count <= most else { throw .damaged(.terms, at: all.lowerBound, Self.tooLong) }
      let held = try sections.termBytes.bytes(all)
      held.span.withUnsafeBytes { output = Array($0) }
    case .short:
      guard all.count <= most else { throw .damaged(.forms, at: all.lowerBound, Self.tooLong) }
      try read(forms: all, into: &output)
    case .long:
      let range = try formsRange(page: page, of: info, &pageEnds)
      guard range.count <= most else { throw .damaged(.forms, at: range.lowerBound, Self.tooLong) }
      try read(forms: range, into: &output)
    }
  }

  private static var tooLong: String { "there are more form numbers than positions" }

  /// The raw bytes of the form numbers of page `page` of a long list: where each page ends stands in
  /// four bytes a page behind all of them.
  private func formsRange(
    page: Int, of info: TermInfo, _ ends: inout [UInt8]
  ) throws(FormatError) -> Range<Int> {
    let all = info.forms.numbers
    let pages =
      (info.documentFrequency + BlockMetadata.pagePostings - 1) / BlockMetadata.pagePostings
    let table = all.upperBound - 4 * pages
    guard page >= 0, page < pages, table >= all.lowerBound else {
      throw .damaged(.forms, at: all.lowerBound, "the pages of a list are cut off")
    }
    if ends.isEmpty { try read(forms: table..<all.upperBound, into: &ends) }
    let end = ends.uint32(at: 4 * page)
    let start = page == 0 ? 0 : ends.uint32(at: 4 * (page - 1))
    guard start <= end, end <= table - all.lowerBound else {
      throw .damaged(.forms, at: table, "a page of a list is not inside")
    }
    return all.lowerBound + start..<all.lowerBound + end
  }
}

extension [UInt8] {
  /// The little-endian number of four bytes at `offset`; 0 where they are not there.
  func uint32(at offset: Int) -> Int {
    guard offset + 4 <= count else { return 0 }
    return Int(self[offset]) | Int(self[offset + 1]) << 8 | Int(self[offset + 2]) << 16
      | Int(self[offset + 3]) << 24
  }
}
