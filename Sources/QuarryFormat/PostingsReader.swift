package import QuarryStorage

/// Reads the postings and positions of one segment for one thread: it owns the inflater and the
/// page of short lists inflated last.
package final class PostingsReader {
  let sections: PostingsSections
  private let inflater: Inflater
  private var shortPage = PageBuffer()
  private var formsPage = PageBuffer()
  private let positions: (any PositionsPages)?
  private var scratch: [UInt8] = []

  /// - Parameter positions: the pages of positions that are kept, if any are.
  package init(
    _ sections: PostingsSections, inflater: Inflater, positions: (any PositionsPages)? = nil
  ) {
    self.sections = sections
    self.inflater = inflater
    self.positions = positions
  }

  /// The postings of a term that has no pages of its own.
  package func postings(of info: TermInfo) throws(FormatError) -> DecodedPostings {
    switch info.place {
    case .inline(let range):
      return try inlinePostings(range)
    case .short(let range):
      // Five bytes a number, at most, so that a forged list cannot ask for much memory.
      guard range.count <= info.documentFrequency * 5 * (1 + sections.fieldCount) else {
        throw .damaged(.terms, at: 0, "a list is too long")
      }
      try read(sections.short, &shortPage, range, into: &scratch)
      var offset = 0
      guard
        let postings = DecodedPostings.decode(
          scratch.span, at: &offset, count: info.documentFrequency, previous: -1,
          documentCount: sections.documentCount, fieldCount: sections.fieldCount,
          positions: .section(start: info.positions.lowerBound, blockStarts: [])),
        offset == scratch.count
      else { throw .damaged(.shortPostings, at: range.lowerBound, "a list is no list") }
      return postings
    case .long:
      throw .damaged(.terms, at: 0, "a list of pages was taken for a short one")
    }
  }

  /// The metadata of a term that has pages of its own; nil for any other.
  package func longList(of info: TermInfo) throws(FormatError) -> ListMetadata? {
    guard case .long(let offset) = info.place else { return nil }
    let list = try ListMetadata(
      section: sections.blocks, at: offset, documentFrequency: info.documentFrequency,
      fieldCount: sections.fieldCount)
    guard list.firstPage <= sections.long.pageCount - list.pageCount else {
      throw .damaged(.blocks, at: offset, "a list's pages are not inside")
    }
    return list
  }

  /// The postings in page `index` of `list`.
  package func postings(
    page index: Int, of list: ListMetadata
  ) throws(FormatError) -> DecodedPostings {
    let entry = list.page(index)
    let number = list.firstPage + index
    guard entry.positionsOffset <= sections.positions.rawCount else {
      throw .damaged(.blocks, at: number, "the positions of page \(number) are not inside")
    }
    try sections.long.read(page: number, with: inflater, into: &scratch)
    let count = list.postingCount(page: index)
    var offset = 0
    var starts: [Int] = []
    var start = 0
    for _ in stride(from: 0, to: count, by: BlockMetadata.blockPostings) {
      starts.append(start)
      guard let length = Varint.read(scratch.span, at: &offset),
        length <= UInt64(sections.positions.rawCount)
      else { throw .damaged(.longPostings, at: number, "a page's head is cut off") }
      start += Int(length)
    }
    let previous = index == 0 ? -1 : Int(list.lastDocument(page: index - 1))
    guard
      let postings = DecodedPostings.decode(
        scratch.span, at: &offset, count: count, previous: previous,
        documentCount: sections.documentCount, fieldCount: sections.fieldCount,
        positions: .section(start: entry.positionsOffset, blockStarts: starts)),
      offset == scratch.count, postings.documents.last == entry.lastDocument
    else { throw .damaged(.longPostings, at: number, "page \(number) is no page of postings") }
    return postings
  }

  /// Replaces `output` by raw bytes of the form numbers.
  func read(forms range: Range<Int>, into output: inout [UInt8]) throws(FormatError) {
    guard let forms = sections.forms else {
      throw .damaged(.terms, at: 0, "a term has form numbers that are not kept")
    }
    try read(forms, &formsPage, range, into: &output)
  }

  /// The page of positions that holds the raw byte at `offset`.
  func positionsPage(at offset: Int) throws(FormatError) -> PositionsPage {
    let index = try sections.positions.pageIndex(containing: offset)
    if let page = positions?.page(index) { return page }
    let start = try sections.positions.read(page: index, with: inflater, into: &scratch).rawOffset
    let page = PositionsPage(index: index, rawOffset: start, bytes: scratch)
    positions?.keep(page)
    return page
  }

  private func inlinePostings(_ range: Range<Int>) throws(FormatError) -> DecodedPostings {
    let bytes = try sections.termBytes.bytes(range)
    var offset = 0
    let span = Span<UInt8>(_bytes: bytes.span)
    guard
      let postings = DecodedPostings.decode(
        span, at: &offset, count: 1, previous: -1, documentCount: sections.documentCount,
        fieldCount: sections.fieldCount, positions: .inline([]))
    else { throw .damaged(.terms, at: range.lowerBound, "an inline posting is impossible") }
    var positions: [UInt8] = []
    for index in offset..<span.count { positions.append(span[index]) }
    return DecodedPostings(
      documents: postings.documents, frequencies: postings.frequencies,
      positions: .inline(positions))
  }

  /// Replaces `output` by raw bytes of a section cut in pages of equal size.
  private func read(
    _ section: PagedSection, _ page: inout PageBuffer, _ range: Range<Int>,
    into output: inout [UInt8]
  ) throws(FormatError) {
    let kind = section.kind
    guard range.upperBound <= section.rawCount else {
      throw .damaged(kind, at: range.lowerBound, "a list is not inside")
    }
    output.removeAll(keepingCapacity: true)
    var offset = range.lowerBound
    while offset < range.upperBound {
      let index = try section.pageIndex(containing: offset)
      try load(&page, index, of: section)
      let start = offset - page.rawOffset
      let end = min(page.bytes.count, start + range.upperBound - offset)
      guard start < end else { throw .damaged(kind, at: offset, "a page is too short") }
      output += page.bytes[start..<end]
      offset += end - start
    }
  }

  private func load(
    _ buffer: inout PageBuffer, _ index: Int, of section: PagedSection
  ) throws(FormatError) {
    guard buffer.index != index else { return }
    buffer.index = -1
    buffer.rawOffset = try section.read(page: index, with: inflater, into: &buffer.bytes).rawOffset
    buffer.index = index
  }
}

/// The page of a section that was inflated last.
private struct PageBuffer {
  var index = -1
  var rawOffset = 0
  var bytes: [UInt8] = []
}

/// The sections of a segment that hold postings.
package struct PostingsSections: Sendable {
  let termBytes: SectionBytes
  let short: PagedSection
  let long: PagedSection
  let blocks: SectionBytes
  let positions: PagedSection
  /// The form numbers of all occurrences; nil where they are not kept.
  let forms: PagedSection?
  package let documentCount: Int
  package let fieldCount: Int
}
