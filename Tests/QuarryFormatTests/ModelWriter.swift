import QuarryStorage

@testable import QuarryFormat

/// Writes a model as an index, with the format's own writers and nothing of the indexer's, and lets
/// a test forge the bytes of a section before its checksums are made.
final class ModelWriter: PostingsSink {
  typealias Forge = (SectionKind, inout [UInt8]) -> Void
  /// Gives the forms of a term, of which the number in the model is given too.
  typealias MakeForms = (Int, [UInt8], [ModelPosting]) -> ModelForms

  private let model: Model
  private let forge: Forge
  private let makeForms: MakeForms?
  private let dictionary: [UInt8]
  private var pages: [SectionKind: PagesBuilder] = [:]
  private var inPlace: [SectionKind: [UInt8]] = [.blocks: [], .terms: [], .termIndex: []]
  private var facts = Catalog.Segment(
    documentCount: 0, fieldLengths: [], termCount: 0, postingCount: 0, positionCount: 0,
    textBytes: 0, sections: [])

  /// A writer of raw pages, or of deflated ones; `forge` is given each raw page and each section
  /// that is read in place.
  init(
    _ model: Model, isRaw: Bool = false, dictionary: [UInt8] = [], forms: MakeForms? = nil,
    forge: @escaping Forge = { _, _ in }
  ) throws {
    makeForms = forms
    self.model = model
    self.forge = forge
    self.dictionary = dictionary
    let huffman: DeflateStrategy? = isRaw ? nil : .huffmanOnly
    pages[.shortPostings] = try PagesBuilder(
      fixedBytes: PostingsWriter.shortPageBytes, strategy: huffman)
    pages[.longPostings] = try PagesBuilder(fixedBytes: 0, strategy: huffman)
    pages[.positions] = try PagesBuilder(
      fixedBytes: PostingsWriter.positionsPageBytes, strategy: huffman)
    if forms != nil {
      pages[.forms] = try PagesBuilder(
        fixedBytes: PostingsWriter.formsPageBytes, strategy: huffman)
    }
    pages[.documents] = try PagesBuilder(
      fixedBytes: 0, strategy: isRaw ? nil : .level(6), dictionary: dictionary)
    try writeDocuments()
    try writePostings()
  }

  func append(page: Span<UInt8>, to section: SectionKind) throws(StorageError) {
    try append(page: page.withUnsafeBufferPointer { Array($0) }, to: section)
  }

  private func append(page: [UInt8], to section: SectionKind) throws(StorageError) {
    var page = page
    forge(section, &page)
    try pages[section]?.append(page)
  }

  func append(bytes: [UInt8], to section: SectionKind) throws(StorageError) {
    inPlace[section]? += bytes
  }

  private func writeDocuments() throws {
    var raw: [UInt8] = []
    var ends: [Int] = []
    var index = DocumentIndexWriter()
    var hashes: [(hash: UInt64, document: Int)] = []
    for (number, document) in model.documents.enumerated() {
      let record = document.record
      raw += record
      ends.append(raw.count)
      index.append(length: record.count)
      hashes.append((IdentifierTable.hash(document.identifier), number))
      facts.textBytes += document.title.utf8.count + document.text.utf8.count
    }
    for page in DocumentPages.cut(ends) { try append(page: Array(raw[page]), to: .documents) }
    var identifiers = IdentifierTableWriter(documentCount: model.documents.count)
    for entry in hashes.sorted(by: { $0 < $1 }) {
      identifiers.append(hash: entry.hash, document: entry.document)
    }
    identifiers.finish()
    inPlace[.documentIndex] = index.encode()
    inPlace[.identifiers] = identifiers.bytes
    inPlace[.norms] = model.norms.flatMap { $0 }
    inPlace[.columns] = model.columns.bytes
    inPlace[.columnIndex] = model.columns.index.encode()
    facts.documentCount = model.documents.count
    facts.fieldLengths = model.lengths.map { $0.reduce(0, +) }
    facts.fieldMask = (1 << model.fieldCount) - 1
  }

  private func writePostings() throws {
    var writer = PostingsWriter(norms: model.norms, keepsForms: makeForms != nil, sink: self)
    for (number, (term, list)) in model.postings.enumerated() {
      let forms = makeForms?(number, term, list)
      let numberCount = forms?.list.numberCount ?? 0
      writer.begin(term.span, documentFrequency: list.count, formNumbers: numberCount)
      for start in stride(from: 0, to: list.count, by: BlockMetadata.pagePostings) {
        var chunk = PostingChunk()
        let end = min(start + BlockMetadata.pagePostings, list.count)
        if let forms { chunk.forms = Array(forms.numbers[start..<end].joined()) }
        for posting in list[start..<end] {
          let before = chunk.positions.count
          chunk.documents.append(posting.document)
          for places in posting.places {
            chunk.frequencies.append(UInt32(places.count))
            var last: UInt32 = 0
            for place in places {
              Varint.append(UInt64(place - last), to: &chunk.positions)
              last = place
            }
          }
          chunk.positionLengths.append(UInt32(chunk.positions.count - before))
        }
        try writer.append(chunk)
      }
      try writer.end(forms: forms?.list ?? FormList())
    }
    try writer.finish()
    facts.termCount = writer.termCount
    facts.postingCount = writer.postingCount
    facts.positionCount = writer.positionCount
  }

  /// The bytes of the file. After `earlier`, the bytes of an index, they are a second commit.
  func file(
    after earlier: [UInt8] = [], generation: UInt64 = 1,
    catalog change: (inout Catalog) -> Void = { _ in }
  ) -> [UInt8] {
    var file =
      earlier.isEmpty
      ? Header.encode() + [UInt8](repeating: 0, count: 2 * Header.pageBytes) : earlier
    var catalog = Catalog(
      program: "test", analyzer: "none", texts: .stored, k1: 0.9,
      fields: (0..<model.fieldCount).map { Catalog.Field(name: "field\($0)", weight: 1, b: 0.4) },
      sources: [], settings: [], presetDictionary: nil, segments: [])
    if !dictionary.isEmpty {
      catalog.presetDictionary = Self.add(.presetDictionary, dictionary, to: &file)
    }
    var order: [SectionKind] = [
      .documents, .documentsPages, .documentIndex, .norms, .identifiers, .positions,
      .positionsPages, .shortPostings, .shortPostingsPages, .longPostings, .longPostingsPages,
      .blocks, .terms, .termIndex, .columns, .columnIndex,
    ]
    if makeForms != nil { order += [.forms, .formsPages] }
    for kind in order {
      var bytes = inPlace[kind] ?? []
      if let builder = pages[kind] {
        bytes = builder.stored
      } else {
        if let paged = order.first(where: { $0.directory == kind }), let builder = pages[paged] {
          bytes = builder.directory.encode()
        }
        forge(kind, &bytes)
      }
      facts.sections.append(Self.add(kind, bytes, to: &file))
    }
    catalog.segments = [facts]
    facts.sections = []
    change(&catalog)
    return Self.commit(catalog, generation: generation, to: file)
  }

  /// `file` with a catalog, a root and the root's slot.
  static func commit(_ catalog: Catalog, generation: UInt64, to file: [UInt8]) -> [UInt8] {
    var file = file
    pad(&file)
    let encoded = catalog.encode()
    let offset = file.count
    file += encoded
    pad(&file)
    let root = Root(
      generation: generation, extent: file.count + Root.encodedBytes, catalogOffset: offset,
      catalogLength: encoded.count, catalogChecksum: Checksum.crc32(encoded.span.bytes))
    file += root.encode()
    let slot = Header.pageBytes * (generation % 2 == 1 ? 1 : 2)
    file.replaceSubrange(slot..<slot + Header.pageBytes, with: root.encodeSlot())
    return file
  }

  private static func pad(_ file: inout [UInt8]) {
    while file.count % SectionEntry.alignment != 0 { file.append(0) }
  }

  private static func add(
    _ kind: SectionKind, _ bytes: [UInt8], to file: inout [UInt8]
  ) -> SectionEntry {
    pad(&file)
    let offset = file.count
    file += bytes
    var checksum: UInt32 = 0
    if !kind.isPaged {
      var checksums = GranuleChecksums()
      checksums.append(bytes.span.bytes)
      let table = checksums.table()
      checksum = Checksum.crc32(table.span.bytes)
      file += table
    }
    return SectionEntry(kind: kind, offset: offset, length: bytes.count, checksum: checksum)
  }
}

/// Reads everything of a segment through the readers that queries use.
struct SegmentContents {
  var documents: [ModelDocument] = []
  var postings: [(term: [UInt8], list: [ModelPosting])] = []

  init(_ segment: Segment, fieldCount: Int) throws(FormatError) {
    let inflater = Inflater()
    for number in 0..<segment.documentCount {
      documents.append(
        ModelDocument(try segment.documents.read(number, with: inflater)))
      _ = try segment.identifiers.candidates(
        IdentifierTable.hash(documents[number].identifier))
    }
    let reader = PostingsReader(segment.postings, inflater: inflater)
    let start: [UInt8] = []
    var terms = try segment.terms.terms(from: start)
    while try terms.next() {
      var forms = TermForms()
      try terms.readForms(into: &forms)
      postings.append(
        (terms.term, try Self.list(of: terms.info, reader, fieldCount: fieldCount)))
    }
  }

  static func list(
    of info: TermInfo, _ reader: PostingsReader, fieldCount: Int
  ) throws(FormatError) -> [ModelPosting] {
    var list: [ModelPosting] = []
    var cursor = PositionCursor(fieldCount: fieldCount)
    var forms = FormCursor(info, fieldCount: fieldCount)
    guard let long = try reader.longList(of: info) else {
      let postings = try reader.postings(of: info)
      try append(postings, reader, &cursor, &forms, fieldCount, to: &list)
      return list
    }
    for page in 0..<long.pageCount {
      let postings = try reader.postings(page: page, of: long)
      try append(postings, reader, &cursor, &forms, page: page, fieldCount, to: &list)
      var last: [UInt32] = []
      try long.readBlocks(page: page, into: &last) { _, _, _ in }
    }
    return list
  }

  private static func append(
    _ postings: DecodedPostings, _ reader: PostingsReader, _ cursor: inout PositionCursor,
    _ forms: inout FormCursor, page: Int = 0, _ fieldCount: Int, to list: inout [ModelPosting]
  ) throws(FormatError) {
    var positions: [UInt32] = []
    var numbers: [UInt16] = []
    for index in postings.documents.indices {
      try cursor.read(index, of: postings, from: reader, into: &positions)
      try forms.read(
        index, page: page, of: postings, positionCount: positions.count, from: reader,
        into: &numbers)
      var places = [[UInt32]](repeating: [], count: fieldCount)
      for position in positions {
        places[Int(position >> PositionCursor.fieldShift)]
          .append(position & (1 << PositionCursor.fieldShift - 1))
      }
      list.append(ModelPosting(document: postings.documents[index], places: places))
    }
  }
}

extension ModelDocument {
  /// A stored document, read back.
  init(_ record: DocumentRecord) {
    func text(_ range: Range<Int>) -> String {
      String(decoding: record.bytes[range], as: UTF8.self)
    }
    identifier = text(record.identifier)
    title = text(record.title)
    metadata = record.metadata.map { [text($0.name), text($0.value)] }
    self.text = text(record.text)
  }
}
