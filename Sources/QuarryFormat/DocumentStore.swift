package import QuarryStorage

/// Documents as one row of raw bytes, cut into pages at document ends and deflated against a preset
/// dictionary that all pages of the file share.
package struct DocumentStore: Sendable {
  /// A page is closed at the end of the document that brings it to this many raw bytes.
  package static let targetPageBytes = 16 << 10
  /// No page is longer; a longer document goes over several pages.
  package static let maxPageBytes = 32 << 10
  /// The longest preset dictionary: deflate's window.
  package static let maxDictionaryBytes = 32 << 10
  /// No record is longer.
  package static let maxRecordBytes = 1 << 31 - 1
  static let groupDocuments = 64

  let pages: PagedSection
  let index: SectionBytes
  let dictionary: [UInt8]
  package let documentCount: Int
  /// The dumps, where the texts are in them; else nil.
  let sources: [Catalog.Source]?
  /// Titles that are no part of the records, but of the documents.
  private(set) var titles: AddedTitles?

  init(
    pages: PagedSection, index: SectionBytes, dictionary: [UInt8], documentCount: Int,
    sources: [Catalog.Source]? = nil, titles: AddedTitles? = nil
  ) throws(FormatError) {
    self.sources = sources
    self.titles = titles
    self.pages = pages
    self.index = index
    self.dictionary = dictionary
    self.documentCount = documentCount
    let groups = (documentCount + Self.groupDocuments - 1) / Self.groupDocuments
    guard index.count >= groups * 12 + documentCount else {
      throw .damaged(.documentIndex, at: 0, "it is too short")
    }
  }

  /// The same documents with further alternative titles.
  func adding(_ titles: AddedTitles) -> DocumentStore {
    var store = self
    store.titles = titles
    return store
  }

  /// The raw bytes of all documents.
  package var rawCount: Int { pages.rawCount }

  /// Reads a document.
  ///
  /// - Parameter limit: the most raw bytes to read; a longer record's text is cut off there.
  package func read(
    _ document: Int, limit: Int = Int.max, with inflater: Inflater
  ) throws(FormatError) -> DocumentRecord {
    let range = try extent(of: document)
    let end = min(range.upperBound, range.lowerBound + min(limit, range.count))
    var bytes: [UInt8] = []
    bytes.reserveCapacity(min(end - range.lowerBound, Self.maxPageBytes))
    var page: [UInt8] = []
    var offset = range.lowerBound
    var number = try pages.pageIndex(containing: offset)
    while offset < end {
      let place = try pages.page(number)
      let start = offset - place.rawOffset
      let stop = min(place.rawLength, end - place.rawOffset)
      guard start >= 0, start < stop else {
        throw .damaged(.documents, at: offset, "a document is not inside its page")
      }
      try pages.read(
        page: number, from: start, limit: stop, with: inflater, dictionary: dictionary.span,
        into: &page)
      // Copied, since a page's own buffer has room for all that comes before the document.
      bytes += page
      offset += stop - start
      number += 1
    }
    let record = try DocumentRecord(
      decoding: bytes, at: range.lowerBound, sources: sources, isCut: end < range.upperBound)
    guard let titles else { return record }
    return try record.adding(titles, of: document)
  }

  /// The raw bytes of a document.
  func extent(of document: Int) throws(FormatError) -> Range<Int> {
    guard document >= 0, document < documentCount else {
      throw .damaged(.documentIndex, at: document, "there is no such document")
    }
    let group = document / Self.groupDocuments
    let base = try index.uint64(at: group * 12)
    let lengths = try index.uint32(at: group * 12 + 8)
    let within = document % Self.groupDocuments
    guard lengths <= index.count else {
      throw FormatError.damaged(.documentIndex, at: group * 12, "a group is not inside")
    }
    let end = min(index.count, lengths + (within + 1) * Varint.maxBytes)
    let bytes = try index.bytes(lengths..<end)
    var offset = 0
    var start = base
    var length: UInt64 = 0
    for _ in 0...within {
      start += length
      guard let next = Varint.read(Span<UInt8>(_bytes: bytes.span), at: &offset),
        next <= UInt64(pages.rawCount), start <= UInt64(pages.rawCount)
      else { throw FormatError.damaged(.documentIndex, at: lengths, "a length is impossible") }
      length = next
    }
    guard length > 0, length <= UInt64(Self.maxRecordBytes),
      start + length <= UInt64(pages.rawCount)
    else {
      throw FormatError.damaged(.documentIndex, at: lengths, "a document is not inside")
    }
    return Int(start)..<Int(start + length)
  }
}

/// Cuts the raw records of a batch into pages, each page a range of the batch's bytes.
package enum DocumentPages {
  /// The pages for records that end at `ends`, ascending offsets into the batch's raw bytes.
  package static func cut(_ ends: [Int]) -> [Range<Int>] {
    var pages: [Range<Int>] = []
    var start = 0
    var previous = 0
    for end in ends {
      if end - start > DocumentStore.maxPageBytes && previous > start {
        pages.append(start..<previous)
        start = previous
      }
      while end - start > DocumentStore.maxPageBytes {
        pages.append(start..<start + DocumentStore.maxPageBytes)
        start += DocumentStore.maxPageBytes
      }
      if end - start >= DocumentStore.targetPageBytes {
        pages.append(start..<end)
        start = end
      }
      previous = end
    }
    if previous > start { pages.append(start..<previous) }
    return pages
  }
}
