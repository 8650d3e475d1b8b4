import QuarryStorage

/// Goes through all documents of a segment in order: the index of their lengths, their records, and
/// the table that finds them by identifier.
struct DocumentsVerifier {
  private let store: DocumentStore
  private let identifiers: IdentifierTable
  let inflater: Inflater
  private var stream: PagedStream
  /// The hash of every document's identifier: what a document costs in memory, eight bytes.
  private var hashes: [UInt64] = []
  /// The bytes of titles and texts.
  private(set) var textBytes = 0

  init(_ segment: Segment, counter: WorkCounter) {
    store = segment.documents
    identifiers = segment.identifiers
    inflater = Inflater()
    stream = PagedStream(
      store.pages, inflater: inflater, dictionary: store.dictionary, counter: counter)
  }

  /// Checks the documents and their index, and calls `tick` now and then; throws the first damage.
  mutating func checkRecords(tick: () -> Void) throws(FormatError) {
    let held = try store.index.bytes(0..<store.index.count)
    let index = Span<UInt8>(_bytes: held.span)
    let group = DocumentStore.groupDocuments
    var offset = (store.documentCount + group - 1) / group * 12
    for document in 0..<store.documentCount {
      if document % group == 0 {
        tick()
        let entry = document / group * 12
        guard try store.index.uint64(at: entry) == UInt64(stream.offset),
          try store.index.uint32(at: entry + 8) == offset
        else { throw .damaged(.documentIndex, at: entry, "a group begins elsewhere") }
      }
      let place = offset
      guard let length = Varint.read(index, at: &offset), length > 0,
        length <= UInt64(DocumentStore.maxRecordBytes), try stream.fill(Int(length))
      else { throw .damaged(.documentIndex, at: place, "a length is impossible") }
      try checkRecord(Int(length))
    }
    guard offset == index.count else {
      throw .damaged(.documentIndex, at: offset, "bytes are left after the last length")
    }
    guard stream.isAtEnd else {
      throw .damaged(.documents, at: stream.offset, "bytes are left after the last document")
    }
  }

  private mutating func checkRecord(_ length: Int) throws(FormatError) {
    let start = stream.offset
    let bytes = Array(stream.window[stream.place..<stream.place + length])
    stream.place += length
    let record = try DocumentRecord(decoding: bytes, at: start, sources: store.sources)
    let span = bytes.span
    var isText = Self.isText(span.extracting(record.identifier))
    isText = isText && Self.isText(span.extracting(record.title))
    isText = isText && Self.isText(span.extracting(record.text))
    for (name, value) in record.metadata where isText {
      isText = Self.isText(span.extracting(name)) && Self.isText(span.extracting(value))
    }
    guard isText else { throw .damaged(.documents, at: start, "a document is no UTF-8") }
    textBytes += record.title.count + record.text.count
    hashes.append(IdentifierTable.hash(span.extracting(record.identifier)))
  }

  private static func isText(_ bytes: Span<UInt8>) -> Bool {
    (try? UTF8Span(validating: bytes)) != nil
  }

  /// Checks that the table holds every document once, in the bucket and with the bits of its
  /// identifier's hash; throws the first damage. Comes after `checkRecords`.
  func checkIdentifiers() throws(FormatError) {
    let shape = identifiers.shape
    let held = try identifiers.bytes.bytes(0..<identifiers.bytes.count)
    let bytes = Span<UInt8>(_bytes: held.span)
    let starts = IdentifierTable.headerBytes + shape.count * shape.entryBytes
    var isFound = [Bool](repeating: false, count: shape.count)
    var entry = 0
    for bucket in 0..<1 << shape.bucketBits {
      let place = starts + 4 * bucket
      let end = try identifiers.bytes.uint32(at: place + 4)
      guard try identifiers.bytes.uint32(at: place) == entry, end >= entry, end <= shape.count
      else { throw .damaged(.identifiers, at: place, "a bucket begins elsewhere") }
      while entry < end {
        let offset = IdentifierTable.headerBytes + entry * shape.entryBytes
        var value: UInt64 = 0
        for index in 0..<shape.entryBytes {
          value |= UInt64(bytes[offset + index]) << UInt64(8 * index)
        }
        let document = Int(value & (1 << UInt64(shape.documentBits) - 1))
        guard document < hashes.count, !isFound[document] else {
          throw .damaged(.identifiers, at: offset, "an entry names no document, or one twice")
        }
        guard shape.bucket(hashes[document]) == bucket,
          shape.fingerprint(hashes[document]) == value >> UInt64(shape.documentBits)
        else { throw .damaged(.identifiers, at: offset, "an identifier has another hash") }
        isFound[document] = true
        entry += 1
      }
    }
    guard entry == shape.count else {
      throw .damaged(.identifiers, at: starts, "a document is missing")
    }
  }
}
