import QuarryStorage

/// A section as one row of raw bytes, cut into pages of equal size.
struct RawStream {
  let section: SectionKind
  private let pageBytes: Int
  private(set) var length = 0
  private var page: [UInt8] = []

  init(section: SectionKind, pageBytes: Int) {
    self.section = section
    self.pageBytes = pageBytes
    page.reserveCapacity(pageBytes)
  }

  mutating func append(_ bytes: [UInt8], _ sink: any PostingsSink) throws(StorageError) {
    length += bytes.count
    var start = 0
    while start < bytes.count {
      let part = min(bytes.count - start, pageBytes - page.count)
      page += bytes[start..<start + part]
      start += part
      if page.count == pageBytes {
        try sink.append(page: page, to: section)
        page.removeAll(keepingCapacity: true)
      }
    }
  }

  mutating func close(_ sink: any PostingsSink) throws(StorageError) {
    if !page.isEmpty { try sink.append(page: page, to: section) }
    page.removeAll()
  }
}
