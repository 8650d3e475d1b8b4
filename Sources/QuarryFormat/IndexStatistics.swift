import QuarryStorage

/// What an index consists of, in numbers.
package struct IndexStatistics: Sendable {
  /// The bytes of all sections of a kind, their checksums included.
  package struct Part: Sendable, Hashable {
    package let kind: SectionKind
    package let bytes: Int
    /// How many of them are checksums.
    package let checksumBytes: Int
  }

  /// The committed bytes of the file.
  package let fileBytes: Int
  /// Bytes behind them, which an interrupted commit left.
  package let uncommittedBytes: Int
  /// Header, roots, catalog, padding, and what older commits left.
  package let frame: IndexFrame
  /// Every kind of section that takes any bytes, in the order of their numbers.
  package let parts: [Part]
  package let segmentCount: Int
  /// All documents in the segments, those that are deleted among them.
  package let documentCount: Int
  /// Those that are deleted; all other counts have them still.
  package let deletedCount: Int
  /// Terms of all segments: one that stands in several is counted in each.
  package let termCount: Int
  package let postingCount: Int
  package let positionCount: Int
  /// The bytes of titles and texts as they were read.
  package let textBytes: Int
  /// The words of each field in all documents.
  package let fieldLengths: [Int]
  /// How the index was made: program, analysis, fields, sources and settings.
  package let catalog: Catalog
  package let formatVersion: UInt32
  package let generation: UInt64

  package init(_ file: IndexFile) {
    catalog = file.catalog
    formatVersion = file.formatVersion
    generation = file.root.generation
    fileBytes = file.root.extent
    let segments = file.catalog.segments
    var bytes: [SectionKind: Int] = [:]
    var checksums = Self.pageChecksums(file.segments)
    let entries = CommittedExtents.entries(of: file.catalog)
    for entry in entries {
      bytes[entry.kind, default: 0] += entry.storedLength
      checksums[entry.kind, default: 0] += entry.storedLength - entry.length
    }
    parts = SectionKind.allCases.compactMap { kind in
      guard let bytes = bytes[kind], bytes > 0 else { return nil }
      return Part(kind: kind, bytes: bytes, checksumBytes: checksums[kind] ?? 0)
    }
    frame = IndexFrame(file.root, entries)
    uncommittedBytes = file.file.bytes.count - file.root.extent
    segmentCount = segments.count
    documentCount = file.catalog.documentCount
    deletedCount = file.deletedCount
    termCount = segments.reduce(0) { $0 + $1.termCount }
    postingCount = segments.reduce(0) { $0 + $1.postingCount }
    positionCount = segments.reduce(0) { $0 + $1.positionCount }
    textBytes = segments.reduce(0) { $0 + $1.textBytes }
    fieldLengths = file.catalog.fields.indices.map { field in
      segments.reduce(0) {
        $0 + ($1.fieldLengths.indices.contains(field) ? $1.fieldLengths[field] : 0)
      }
    }
  }

  /// The bytes of the checksums that end the pages of paged sections.
  private static func pageChecksums(_ segments: [Segment]) -> [SectionKind: Int] {
    var bytes: [SectionKind: Int] = [:]
    for segment in segments {
      let postings = segment.postings
      let sections = [
        postings.short, postings.long, postings.positions, postings.forms, segment.documents.pages,
      ]
      for case let section? in sections {
        bytes[section.kind, default: 0] += 4 * section.pageCount
      }
    }
    return bytes
  }

  /// The bytes of all sections of `kinds`.
  package func bytes(of kinds: SectionKind...) -> Int {
    parts.reduce(0) { kinds.contains($1.kind) ? $0 + $1.bytes : $0 }
  }

  /// The bits a posting takes in its pages, their directories and the block metadata; nil where
  /// there is none. Postings in the dictionary count as postings, their bytes as the dictionary's.
  package var bitsPerPosting: Double? { Self.ratio(8 * postingBytes, postingCount) }

  /// The bits that a posting outside the dictionary takes; nil where there is none.
  package func bitsPerPagedPosting(without inline: InlinePostings) -> Double? {
    Self.ratio(8 * postingBytes, postingCount - inline.count)
  }

  private var postingBytes: Int {
    bytes(of: .shortPostings, .shortPostingsPages, .longPostings, .longPostingsPages, .blocks)
  }

  /// The bits a position takes in its pages and their directory; nil where there is none.
  package var bitsPerPosition: Double? {
    Self.ratio(8 * bytes(of: .positions, .positionsPages), positionCount)
  }

  /// The bits that the form of an occurrence takes in its pages and their directory, the occurrences
  /// of terms of one form counted; nil where forms are not kept.
  package var bitsPerForm: Double? {
    let bytes = bytes(of: .forms, .formsPages)
    return bytes > 0 ? Self.ratio(8 * bytes, positionCount) : nil
  }

  /// The stored documents' share of the text's bytes.
  package var documentsRatio: Double? {
    Self.ratio(
      parts.reduce(0) { $1.kind.isStoredText ? $0 + $1.bytes : $0 }, textBytes)
  }

  /// The whole file's share of the text's bytes.
  package var fileRatio: Double? { Self.ratio(fileBytes, textBytes) }

  private static func ratio(_ part: Int, _ whole: Int) -> Double? {
    whole > 0 ? Double(part) / Double(whole) : nil
  }
}
