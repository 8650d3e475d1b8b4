/// A stored document: identifier, title, metadata and text, as bytes.
package struct DocumentRecord: Sendable {
  /// The whole record; the ranges below are in it.
  package let bytes: [UInt8]
  package let identifier: Range<Int>
  package let title: Range<Int>
  /// Names and values in the order of the input.
  package let metadata: [(name: Range<Int>, value: Range<Int>)]
  /// Empty where the index stores no text.
  package let text: Range<Int>
  /// Where the text is to be read, if the index leaves it in its dump.
  package let external: ExternalText?
  /// Whether the record goes on behind what was read.
  package let isCut: Bool

  /// Reads a record that begins at `rawOffset`; one that `isCut` may end inside its text.
  ///
  /// - Parameter sources: the dumps, where the texts are in them; else nil.
  package init(
    decoding bytes: [UInt8], at rawOffset: Int, sources: [Catalog.Source]? = nil,
    isCut: Bool = false
  ) throws(FormatError) {
    var reader = ByteReader(bytes.span, section: .documents, base: rawOffset)
    identifier = try reader.take(try reader.count(bytes.count))
    title = try reader.take(try reader.count(bytes.count))
    let count = try reader.count(bytes.count)
    var metadata: [(name: Range<Int>, value: Range<Int>)] = []
    for _ in 0..<count {
      let name = try reader.take(try reader.count(bytes.count))
      metadata.append((name, try reader.take(try reader.count(bytes.count))))
    }
    if let sources {
      if isCut {
        external = nil
      } else {
        external = try ExternalText(
          &reader, sources: sources, identifierLength: identifier.count)
        guard reader.isAtEnd else { throw reader.damage("bytes are left after a text's place") }
      }
      text = bytes.count..<bytes.count
    } else {
      external = nil
      text = reader.offset..<bytes.count
    }
    self.metadata = metadata
    self.isCut = isCut
    self.bytes = bytes
  }

  /// The record with the text that was read for it from its dump.
  package init(_ record: DocumentRecord, text: some Collection<UInt8>) {
    bytes = record.bytes + text
    identifier = record.identifier
    title = record.title
    metadata = record.metadata
    self.text = record.bytes.count..<bytes.count
    external = nil
    isCut = record.isCut
  }

  /// The record with other metadata, and bytes that hold it too.
  init(
    _ record: DocumentRecord, bytes: [UInt8], metadata: [(name: Range<Int>, value: Range<Int>)]
  ) {
    self.bytes = bytes
    self.metadata = metadata
    identifier = record.identifier
    title = record.title
    text = record.text
    external = record.external
    isCut = record.isCut
  }

  /// The record without what is behind its first `count` bytes, which end inside its text, or as it is.
  package func cut(to count: Int) -> DocumentRecord {
    // What was added to a record stands behind its text.
    guard count < text.upperBound, text.upperBound == bytes.count else { return self }
    return DocumentRecord(self, end: max(count, text.lowerBound))
  }

  private init(_ record: DocumentRecord, end: Int) {
    bytes = [UInt8](record.bytes[..<end])
    identifier = record.identifier
    title = record.title
    metadata = record.metadata
    text = record.text.lowerBound..<end
    external = nil
    isCut = true
  }

  /// Appends the identifier, the title, or a name or value of metadata.
  package static func append(_ part: Span<UInt8>, to output: inout [UInt8]) {
    Varint.append(part.count, to: &output)
    part.withUnsafeBufferPointer { output.append(contentsOf: $0) }
  }
}

extension DocumentRecord {
  /// Under which added titles stand among the metadata.
  private static let titleName = Array("aliases".utf8)

  /// The record with the titles that were added to its document behind its other metadata.
  func adding(_ titles: AddedTitles, of document: Int) throws(FormatError) -> DocumentRecord {
    var added: [UInt8] = []
    var values: [Range<Int>] = []
    let start = bytes.count + Self.titleName.count
    try titles.forEach(of: document) { title in
      let before = start + added.count
      title.withUnsafeBufferPointer { added.append(contentsOf: $0) }
      values.append(before..<start + added.count)
    }
    guard !values.isEmpty else { return self }
    let name = bytes.count..<start
    return DocumentRecord(
      self, bytes: bytes + Self.titleName + added, metadata: metadata + values.map { (name, $0) })
  }

  /// The bytes that a record would have whose document had its added titles when it was written.
  ///
  /// - Parameter record: the bytes of this record without them.
  package func folded(_ record: UnsafeBufferPointer<UInt8>) throws(FormatError) -> [UInt8] {
    var reader = ByteReader(record.span, section: .documents, base: 0)
    _ = try reader.take(try reader.count(record.count))
    _ = try reader.take(try reader.count(record.count))
    var folded = Array(record[..<reader.offset])
    let present = try reader.count(record.count)
    let start = reader.offset
    for _ in 0..<2 * present { _ = try reader.take(try reader.count(record.count)) }
    Varint.append(metadata.count, to: &folded)
    folded += record[start..<reader.offset]
    for (name, value) in metadata.dropFirst(present) {
      Self.append(bytes.span.extracting(name), to: &folded)
      Self.append(bytes.span.extracting(value), to: &folded)
    }
    folded += record[reader.offset...]
    return folded
  }
}
