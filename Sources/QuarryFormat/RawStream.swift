import QuarryStorage

/// A section as one row of raw bytes, cut into pages of equal size.
struct RawStream: ~Copyable {
  let section: SectionKind
  private let pageBytes: Int
  /// The beginning of a page whose rest is still to come.
  private var page: GrowingBytes

  init(section: SectionKind, pageBytes: Int) {
    self.section = section
    self.pageBytes = pageBytes
    page = GrowingBytes(capacity: pageBytes)
  }

  /// Appends bytes; pages that are whole in them are not copied on the way to the sink.
  mutating func append(_ bytes: Span<UInt8>, _ sink: any PostingsSink) throws(StorageError) {
    var start = 0
    if page.count > 0 {
      start = min(bytes.count, pageBytes - page.count)
      page.append(bytes.extracting(0..<start))
      guard page.count == pageBytes else { return }
      try sink.append(page: page.span, to: section)
      page.removeAll()
    }
    while bytes.count - start >= pageBytes {
      try sink.append(page: bytes.extracting(start..<start + pageBytes), to: section)
      start += pageBytes
    }
    page.append(bytes.extracting(start..<bytes.count))
  }

  mutating func close(_ sink: any PostingsSink) throws(StorageError) {
    if page.count > 0 { try sink.append(page: page.span, to: section) }
    page.removeAll()
  }
}
