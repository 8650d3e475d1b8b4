package import QuarryStorage

/// An immutable part of an index, opened for reading.
package struct Segment: Sendable {
  package let facts: Catalog.Segment
  /// The number of the segment's first document in the whole index.
  package private(set) var firstDocument: Int
  /// The catalog's numbers of the fields that the segment uses; the place of each here is its number
  /// in lengths, frequencies, bounds and positions.
  package let fields: [Int]
  package let terms: TermDictionary
  package let postings: PostingsSections
  package let documents: DocumentStore
  package let identifiers: IdentifierTable
  /// The metadata columns, by the bytes of their names.
  package let columns: [Column]
  /// Metadata that the segment has and keeps no column of.
  package let omittedColumns: [OmittedColumn]
  /// How many of the documents are deleted; statistics count them all the same.
  package let deletedCount: Int
  /// The documents' fingerprints; nil where none were written.
  package let fingerprints: FingerprintTable?
  let norms: SectionBytes
  private let deletions: SectionBytes?

  package var documentCount: Int { facts.documentCount }

  /// The documents that are deleted, which is read and checked as a whole; nil where there are none.
  package func deletedDocuments() throws(FormatError) -> DeletedDocuments? {
    guard let deletions else { return nil }
    return try DeletedDocuments(deletions, documentCount: documentCount)
  }

  init(
    _ facts: Catalog.Segment, of file: MappedBytes, firstDocument: Int, presetDictionary: [UInt8],
    externalSources: [Catalog.Source]?
  ) throws(FormatError) {
    let fields = facts.fields
    let fieldCount = fields.count
    self.fields = fields
    self.facts = facts
    self.firstDocument = firstDocument
    let sections = SectionTable(facts.sections, file: file)
    let termBytes = try sections.checked(.terms)
    // Whether there is a section for them says whether forms are kept.
    let forms =
      facts.keepsForms ? try sections.paged(.forms, directory: .formsPages) : nil
    terms = try TermDictionary(
      terms: termBytes, index: try sections.checked(.termIndex), fieldCount: fieldCount,
      keepsForms: facts.keepsForms)
    postings = PostingsSections(
      termBytes: termBytes,
      short: try sections.paged(.shortPostings, directory: .shortPostingsPages),
      long: try sections.paged(.longPostings, directory: .longPostingsPages),
      blocks: try sections.checked(.blocks),
      positions: try sections.paged(.positions, directory: .positionsPages),
      forms: forms,
      documentCount: facts.documentCount, fieldCount: fieldCount)
    documents = try DocumentStore(
      pages: try sections.paged(.documents, directory: .documentsPages),
      index: try sections.checked(.documentIndex), dictionary: presetDictionary,
      documentCount: facts.documentCount, sources: externalSources,
      titles: try sections.checked(ifPresent: .addedTitles).map { section throws(FormatError) in
        try AddedTitles(section)
      })
    identifiers = try IdentifierTable(
      try sections.checked(.identifiers), documentCount: facts.documentCount)
    norms = try sections.checked(.norms)
    guard norms.count == facts.documentCount * fieldCount else {
      throw .damaged(.norms, at: norms.count, "it has the wrong size")
    }
    deletions = try sections.checked(ifPresent: .deletions)
    deletedCount =
      if let deletions {
        try DeletedDocuments.count(in: deletions, documentCount: facts.documentCount)
      } else { 0 }
    fingerprints =
      if let bytes = try sections.checked(ifPresent: .fingerprints) {
        try FingerprintTable(bytes, documentCount: facts.documentCount)
      } else { nil }
    (columns, omittedColumns) = try Self.openColumns(sections, facts.documentCount)
  }

  /// The same segment, its documents numbered from `first` on among those of some segments.
  package func numbered(from first: Int) -> Segment {
    var segment = self
    segment.firstDocument = first
    return segment
  }

  private static func openColumns(
    _ sections: SectionTable, _ documentCount: Int
  ) throws(FormatError) -> ([Column], [OmittedColumn]) {
    let listed = try sections.checked(.columnIndex)
    let bytes = try listed.bytes(0..<listed.count)
    let index = try ColumnIndex(
      decoding: Span<UInt8>(_bytes: bytes.span), segmentDocuments: documentCount)
    let section = try sections.checked(.columns)
    var columns: [Column] = []
    var start = 0
    for layout in index.columns {
      columns.append(Column(layout, section: section, start: start))
      start += layout.byteCount
    }
    guard start == section.count else {
      throw .damaged(.columns, at: section.count, "it has the wrong size")
    }
    return (columns, index.omitted)
  }

  /// The column of this name; nil where the segment has none.
  package func column(named name: String) -> Column? {
    columns.first { $0.name == name }
  }

  /// The column that tells which documents are near copies of each other; nil where none are.
  package var nearDuplicates: Column? {
    column(named: NearCopies.column).flatMap { $0.kind == .integer ? $0 : nil }
  }

  /// The pages of a section; nil where it has none or is read in place.
  package func pages(of kind: SectionKind) -> PagedSection? {
    switch kind {
    case .shortPostings: postings.short
    case .longPostings: postings.long
    case .positions: postings.positions
    case .documents: documents.pages
    case .forms: postings.forms
    default: nil
    }
  }

  /// The segment's number of a field of the catalog; nil where no document fills it.
  package func number(ofField field: Int) -> Int? { fields.firstIndex(of: field) }

  /// The length codes of `field` by the segment's own number, one byte a document.
  package func lengths(field: Int) throws(FormatError) -> MappedBytes {
    try norms.bytes(field * documentCount..<(field + 1) * documentCount)
  }
}

/// Opens the sections of a table, after checking that they lie in the file.
struct SectionTable {
  let entries: [SectionEntry]
  let file: MappedBytes

  init(_ entries: [SectionEntry], file: MappedBytes) {
    self.entries = entries
    self.file = file
  }

  func entry(_ kind: SectionKind) throws(FormatError) -> SectionEntry {
    guard let entry = entries.first(where: { $0.kind == kind }) else {
      throw .damaged(.catalog, at: 0, "the section \(kind.name) is missing")
    }
    return entry
  }

  /// A section that is read in place, where the segment has it.
  private func bytes(_ entry: SectionEntry) throws(FormatError) -> MappedBytes {
    guard entry.offset % SectionEntry.alignment == 0,
      let bytes = file.slice(offset: entry.offset, length: entry.length)
    else { throw .damaged(entry.kind, at: entry.offset, "it is not inside the file") }
    return bytes
  }

  /// A section that is read in place.
  func checked(_ kind: SectionKind) throws(FormatError) -> SectionBytes {
    try checked(try entry(kind))
  }

  /// A section that is read in place; nil where the table has none.
  func checked(ifPresent kind: SectionKind) throws(FormatError) -> SectionBytes? {
    guard let entry = entries.first(where: { $0.kind == kind }) else { return nil }
    return try checked(entry)
  }

  func checked(_ entry: SectionEntry) throws(FormatError) -> SectionBytes {
    let data = try bytes(entry)
    guard
      let sums = file.slice(
        offset: entry.offset + entry.length, length: 4 * CheckedBytes.granules(entry.length)),
      let checked = CheckedBytes(data: data, checksums: sums)
    else { throw .damaged(entry.kind, at: entry.length, "its checksums are not inside the file") }
    guard Checksum.crc32(sums.span) == entry.checksum else {
      throw .damaged(entry.kind, at: entry.length, "the checksum of its checksums does not hold")
    }
    return SectionBytes(kind: entry.kind, checked: checked)
  }

  /// A section of pages.
  func paged(
    _ kind: SectionKind, directory: SectionKind
  ) throws(FormatError) -> PagedSection {
    try PagedSection(
      kind: kind, data: try bytes(try entry(kind)), directory: try checked(directory))
  }
}
