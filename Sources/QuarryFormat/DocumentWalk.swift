import QuarryStorage

/// Reads documents one after the other, each page of them inflated once, and goes on behind a page that
/// is damaged.
package struct DocumentWalk {
  /// Pages between two releases of the mapped file, which would count as the program's memory.
  private static let pagesBetweenReleases = 1024

  private let store: DocumentStore
  private let inflater = Inflater()
  private var page: [UInt8] = []
  private var pageNumber = -1
  private var pagesRead = 0

  package init(_ store: DocumentStore) {
    self.store = store
  }

  /// Document `document` of the segment.
  ///
  /// - Throws: where what holds it is damaged; other documents may still be read.
  package mutating func read(_ document: Int) throws(FormatError) -> DocumentRecord {
    let store = store
    let range = try store.extent(of: document)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(min(range.count, DocumentStore.maxPageBytes))
    var number = try store.pages.pageIndex(containing: range.lowerBound)
    while bytes.count < range.count {
      if number != pageNumber {
        // Not the page's any more should reading it fail half-way.
        pageNumber = -1
        try store.pages.read(
          page: number, with: inflater, dictionary: store.dictionary.span, into: &page)
        pageNumber = number
        pagesRead += 1
        if pagesRead % Self.pagesBetweenReleases == 0 { store.pages.releaseResident() }
      }
      let start = try range.lowerBound + bytes.count - store.pages.page(number).rawOffset
      let stop = min(page.count, start + range.count - bytes.count)
      guard start >= 0, start < stop else {
        throw .damaged(.documents, at: range.lowerBound, "a document is not inside its page")
      }
      bytes += page[start..<stop]
      number += 1
    }
    let record = try DocumentRecord(decoding: bytes, at: range.lowerBound, sources: store.sources)
    guard let titles = store.titles else { return record }
    return try record.adding(titles, of: document)
  }
}
