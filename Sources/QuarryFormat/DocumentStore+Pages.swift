package import QuarryStorage

/// Reads the documents of a segment in order, page by page, as rewriting them needs.
extension DocumentStore {
  /// Checks that the pages lie side by side and fill the section, which a pass over all of them that takes
  /// them in turn relies on.
  package func checkExtents() throws(FormatError) { try pages.checkExtents() }

  /// The pages there are.
  package var pageCount: Int { pages.pageCount }

  /// Appends the raw bytes of the pages in `range` to `output`.
  ///
  /// - Parameter page: overwritten.
  /// - Throws: where a page is damaged.
  package func read(
    pages range: Range<Int>, with inflater: Inflater, page: inout [UInt8],
    into output: inout [UInt8]
  ) throws(FormatError) {
    for number in range {
      try pages.read(page: number, with: inflater, dictionary: dictionary.span, into: &page)
      output += page
    }
  }

  /// Whether pages are compressed.
  package var isCompressed: Bool { pages.codec == .deflate }

  /// Where page `number` ends among the raw bytes.
  package func rawEnd(ofPage number: Int) throws(FormatError) -> Int {
    let page = try pages.page(number)
    return page.rawOffset + page.rawLength
  }

  /// Appends a page as it is stored, its checksum included.
  ///
  /// - Returns: how long it is so, and how long its raw bytes are.
  /// - Throws: where the checksum does not hold.
  package func append(
    page number: Int, to output: inout [UInt8]
  ) throws(FormatError) -> (stored: Int, raw: Int) {
    let page = try pages.page(number)
    let bytes = try pages.checkedBytes(of: page, number)
    let span = bytes.span
    span.withUnsafeBytes { output.append(contentsOf: $0) }
    return (page.storedLength, page.rawLength)
  }

  /// Gives the raw bytes of every record, in order.
  ///
  /// - Throws: where the lengths are not those of the records side by side.
  package func forEachLength(_ body: (Int) -> Void) throws(FormatError) {
    let groups = (documentCount + Self.groupDocuments - 1) / Self.groupDocuments
    let held = try index.bytes(0..<index.count)
    let bytes = Span<UInt8>(_bytes: held.span)
    var offset = 12 * groups
    var total = 0
    for _ in 0..<documentCount {
      let place = offset
      guard let length = Varint.read(bytes, at: &offset), length > 0,
        length <= UInt64(Self.maxRecordBytes), Int(length) <= rawCount - total
      else { throw .damaged(.documentIndex, at: place, "a length is impossible") }
      total += Int(length)
      body(Int(length))
    }
    guard offset == bytes.count, total == rawCount else {
      throw .damaged(.documentIndex, at: offset, "bytes are left after the last document")
    }
  }

  /// Whether documents have titles that their records lack.
  package var addsTitles: Bool { titles != nil }

  /// The bytes that the record of a document would have with its added titles among its metadata.
  package func folded(
    _ record: UnsafeBufferPointer<UInt8>, of document: Int
  ) throws(FormatError) -> [UInt8] {
    let bytes = Array(record)
    guard let titles else { return bytes }
    let read = try DocumentRecord(decoding: bytes, at: 0, sources: sources)
    return try read.adding(titles, of: document).folded(record)
  }
}
