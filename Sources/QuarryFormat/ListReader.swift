import QuarryStorage

/// Reads whole lists of a segment, postings with the bytes of their positions and form numbers, as
/// `PostingsWriter` takes them: for rewriting an index.
///
/// A list is read in *pages*: those of a long list, or all of any other. Lists are best read in the
/// dictionary's order, since the pages they share are inflated once then. For one thread.
package struct ListReader: ~Copyable {
  private let sections: PostingsSections
  private let inflater = Inflater()
  private let forms: PostingsReader
  private var short: RawPages
  private var positions: RawPages
  private var scratch = PostingScratch()
  private var bytes: [UInt8] = []
  /// Where the pages of form numbers end in the list that begins at `formsStart`.
  private var formEnds: [UInt8] = []
  private var formsStart = -1

  package init(_ sections: PostingsSections) {
    self.sections = sections
    forms = PostingsReader(sections, inflater: inflater)
    short = RawPages(sections.short)
    positions = RawPages(sections.positions)
  }

  /// The pages in which a list is read.
  package static func pageCount(of info: TermInfo) -> Int {
    guard case .long = info.place else { return 1 }
    return (info.documentFrequency + BlockMetadata.pagePostings - 1) / BlockMetadata.pagePostings
  }

  /// Replaces `documents` by the documents in page `page` of a list.
  package mutating func readDocuments(
    page: Int, of info: TermInfo, into documents: inout [UInt32]
  ) throws(FormatError) {
    _ = try decode(page, info)
    documents.removeAll(keepingCapacity: true)
    documents.append(contentsOf: scratch.documents)
  }

  /// Replaces `chunk` by page `page` of a list.
  ///
  /// - Throws: where the list, its positions or its form numbers are damaged.
  package mutating func read(
    page: Int, of info: TermInfo, into chunk: inout PostingChunk
  ) throws(FormatError) {
    chunk.removeAll()
    let place = try decode(page, info)
    chunk.documents.append(contentsOf: scratch.documents)
    chunk.frequencies.append(contentsOf: scratch.frequencies)
    switch place {
    case .inline(let inline): chunk.positions.append(contentsOf: inline)
    case .section(let start, let lengths):
      let count = lengths.reduce(0, +)
      // Five bytes a number, at most, so that a forged length cannot ask for much memory.
      guard count <= 5 * scratch.occurrences else {
        throw .damaged(.positions, at: start, "a list has too many positions")
      }
      try positions.read(start..<start + count, inflater, into: &chunk.positions)
    }
    try measurePositions(of: &chunk, info)
    if info.forms.numberCount > 1 { try readForms(page, info, into: &chunk.forms) }
  }

  /// Decodes the postings of a page into the scratch; tells where their positions are, in a page of
  /// a long list block by block.
  private mutating func decode(
    _ page: Int, _ info: TermInfo
  ) throws(FormatError) -> PositionsPlace {
    let count = info.documentFrequency
    switch info.place {
    case .inline(let range):
      let held = try sections.termBytes.bytes(range)
      let span = Span<UInt8>(_bytes: held.span)
      var offset = 0
      guard decode(span, at: &offset, count: 1, previous: -1) else {
        throw .damaged(.terms, at: range.lowerBound, "an inline posting is impossible")
      }
      var positions: [UInt8] = []
      for index in offset..<span.count { positions.append(span[index]) }
      return .inline(positions)
    case .short(let range):
      guard range.count <= count * 5 * (1 + sections.fieldCount) else {
        throw .damaged(.terms, at: 0, "a list is too long")
      }
      bytes.removeAll(keepingCapacity: true)
      try short.read(range, inflater, into: &bytes)
      let bytes = bytes
      var offset = 0
      guard decode(bytes.span, at: &offset, count: count, previous: -1), offset == bytes.count
      else { throw .damaged(.shortPostings, at: range.lowerBound, "a list is no list") }
      return .section(start: info.positions.lowerBound, blockStarts: [info.positions.count])
    case .long(let offset):
      return try decode(page, of: try longList(at: offset, count), info)
    }
  }

  private mutating func decode(
    _ page: Int, of list: ListMetadata, _ info: TermInfo
  ) throws(FormatError) -> PositionsPlace {
    let number = list.firstPage + page
    let entry = list.page(page)
    let end =
      page + 1 < list.pageCount
      ? list.page(page + 1).positionsOffset : info.positions.upperBound
    try sections.long.read(page: number, with: inflater, into: &bytes)
    let bytes = bytes
    let count = list.postingCount(page: page)
    var offset = 0
    var lengths: [Int] = []
    for _ in stride(from: 0, to: count, by: BlockMetadata.blockPostings) {
      guard let length = Varint.read(bytes.span, at: &offset), length < 1 << 40 else {
        throw .damaged(.longPostings, at: number, "a page's head is cut off")
      }
      lengths.append(Int(length))
    }
    let previous = page == 0 ? -1 : Int(list.lastDocument(page: page - 1))
    guard decode(bytes.span, at: &offset, count: count, previous: previous),
      offset == bytes.count, scratch.documents.last == entry.lastDocument
    else { throw .damaged(.longPostings, at: number, "page \(number) is no page of postings") }
    // Checked before they are read, so that no forged head asks for more than the list has.
    guard entry.positionsOffset >= info.positions.lowerBound, end <= info.positions.upperBound,
      lengths.reduce(0, +) <= end &- entry.positionsOffset
    else { throw .damaged(.positions, at: number, "a page's positions are not inside its list") }
    return .section(start: entry.positionsOffset, blockStarts: lengths)
  }

  private func longList(at offset: Int, _ count: Int) throws(FormatError) -> ListMetadata {
    let list = try ListMetadata(
      section: sections.blocks, at: offset, documentFrequency: count,
      fieldCount: sections.fieldCount)
    guard list.firstPage <= sections.long.pageCount - list.pageCount else {
      throw .damaged(.blocks, at: offset, "a list's pages are not inside")
    }
    return list
  }

  private mutating func decode(
    _ span: Span<UInt8>, at offset: inout Int, count: Int, previous: Int
  ) -> Bool {
    scratch.decode(
      span, at: &offset, count: count, previous: previous,
      documentCount: sections.documentCount, fieldCount: sections.fieldCount)
  }

  /// Finds the bytes of each posting's positions.
  private func measurePositions(
    of chunk: inout PostingChunk, _ info: TermInfo
  ) throws(FormatError) {
    let fieldCount = sections.fieldCount
    let bytes = chunk.positions
    let frequencies = chunk.frequencies
    var place = 0
    for posting in 0..<chunk.documents.count {
      var left = 0
      for field in 0..<fieldCount { left += Int(frequencies[posting * fieldCount + field]) }
      let start = place
      while left > 0, place < bytes.count {
        if bytes[place] < 0x80 { left -= 1 }
        place += 1
      }
      guard left == 0 else {
        throw .damaged(.positions, at: info.positions.lowerBound, "the positions end too early")
      }
      chunk.positionLengths.append(UInt32(truncatingIfNeeded: place - start))
    }
    guard place == bytes.count else {
      throw .damaged(.positions, at: info.positions.lowerBound, "a list has too many positions")
    }
  }

  private mutating func readForms(
    _ page: Int, _ info: TermInfo, into numbers: inout [UInt16]
  ) throws(FormatError) {
    if formsStart != info.forms.numbers.lowerBound {
      formEnds.removeAll(keepingCapacity: true)
      formsStart = info.forms.numbers.lowerBound
    }
    try forms.readForms(
      page: page, of: info, most: FormNumbers.mostBytes(scratch.occurrences),
      pageEnds: &formEnds, into: &bytes)
    let bytes = bytes
    var offset = 0
    var scan = FormNumbers.Scan(count: info.forms.numberCount)
    let isSound = scan.take(scratch.occurrences, of: bytes.span, at: &offset) { zeros, form in
      numbers.append(contentsOf: repeatElement(0, count: zeros))
      if let form { numbers.append(form) }
    }
    guard isSound, scan.isAtEnd(bytes.span, at: offset) else {
      throw .damaged(.forms, at: info.forms.numbers.lowerBound, "a form number is impossible")
    }
  }
}

/// A section of pages of equal size as one row of bytes, of which the last page is kept.
private struct RawPages {
  private let section: PagedSection
  private var index = -1
  private var rawOffset = 0
  private var page: [UInt8] = []

  init(_ section: PagedSection) {
    self.section = section
  }

  /// Appends the raw bytes of `range` to `output`.
  mutating func read(
    _ range: Range<Int>, _ inflater: Inflater, into output: inout [UInt8]
  ) throws(FormatError) {
    guard range.upperBound <= section.rawCount else {
      throw .damaged(section.kind, at: range.lowerBound, "a list is not inside")
    }
    var offset = range.lowerBound
    while offset < range.upperBound {
      if index < 0 || offset < rawOffset || offset >= rawOffset + page.count {
        let wanted = try section.pageIndex(containing: offset)
        index = -1
        rawOffset = try section.read(page: wanted, with: inflater, into: &page).rawOffset
        index = wanted
      }
      let start = offset - rawOffset
      let end = min(page.count, start + range.upperBound - offset)
      guard start >= 0, start < end else {
        throw .damaged(section.kind, at: offset, "a page is too short")
      }
      output += page[start..<end]
      offset += end - start
    }
  }
}
