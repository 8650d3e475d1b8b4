import QuarryStorage

/// What a section of a segment holds.
package enum SectionKind: UInt8, Sendable, CaseIterable {
  case terms = 1
  case termIndex = 2
  case shortPostings = 3
  case shortPostingsPages = 4
  case longPostings = 5
  case longPostingsPages = 6
  case blocks = 7
  case positions = 8
  case positionsPages = 9
  case norms = 10
  case documents = 11
  case documentsPages = 12
  case documentIndex = 13
  case identifiers = 14
  /// The preset dictionary of the text, one for the file.
  case presetDictionary = 15
  /// The catalog itself, which is in no table; it is named here for messages.
  case catalog = 16
  case forms = 17
  case formsPages = 18
  case columns = 19
  case columnIndex = 20
  case deletions = 21
  case fingerprints = 22
  /// Alternative titles from redirects; only where there are some.
  case addedTitles = 24

  /// The name that messages and statistics use.
  package var name: String {
    switch self {
    case .terms: "term dictionary"
    case .termIndex: "term index"
    case .shortPostings: "short postings"
    case .shortPostingsPages: "short postings directory"
    case .longPostings: "long postings"
    case .longPostingsPages: "long postings directory"
    case .blocks: "block metadata"
    case .positions: "positions"
    case .positionsPages: "positions directory"
    case .norms: "norms"
    case .documents: "documents"
    case .documentsPages: "documents directory"
    case .documentIndex: "document index"
    case .identifiers: "identifiers"
    case .presetDictionary: "preset dictionary"
    case .catalog: "catalog"
    case .forms: "forms"
    case .formsPages: "forms directory"
    case .columns: "columns"
    case .columnIndex: "column index"
    case .deletions: "deletions"
    case .fingerprints: "fingerprints"
    case .addedTitles: "added titles"
    }
  }

  /// Whether the section is a row of pages with a checksum each, found through a directory; all
  /// others are read in place and carry one checksum for every 4 KiB.
  package var isPaged: Bool {
    switch self {
    case .shortPostings, .longPostings, .positions, .documents, .forms: true
    default: false
    }
  }

  /// Whether the section exists for showing documents rather than for finding them.
  package var isStoredText: Bool {
    switch self {
    case .documents, .documentsPages, .documentIndex, .presetDictionary, .addedTitles: true
    default: false
    }
  }
}

/// Where a section lies in the file.
package struct SectionEntry: Sendable, Hashable {
  package let kind: SectionKind
  /// From the start of the file.
  package let offset: Int
  /// The bytes of the section itself, its table of checksums not counted.
  package let length: Int
  /// The checksum of the table of checksums; 0 for a paged section.
  package let checksum: UInt32

  package init(kind: SectionKind, offset: Int, length: Int, checksum: UInt32) {
    self.kind = kind
    self.offset = offset
    self.length = length
    self.checksum = checksum
  }

  /// The bytes the section takes in the file.
  package var storedLength: Int {
    kind.isPaged ? length : length + 4 * CheckedBytes.granules(length)
  }

  /// Every section starts at a multiple of this many bytes.
  package static let alignment = 8
}

/// The checksums of a section that is read in place, made while it is written.
package struct GranuleChecksums: Sendable {
  private var sums: [UInt8] = []
  private var current: UInt32 = 0
  private var filled = 0

  package init() {}

  /// Takes the next bytes of the section.
  package mutating func append(_ bytes: RawSpan) {
    var start = 0
    while start < bytes.byteCount {
      let length = min(CheckedBytes.granule - filled, bytes.byteCount - start)
      current = Checksum.crc32(bytes.extracting(start..<start + length), seed: current)
      filled += length
      start += length
      if filled == CheckedBytes.granule { close() }
    }
  }

  /// The table to be written behind the section.
  package consuming func table() -> [UInt8] {
    if filled > 0 { close() }
    return sums
  }

  private mutating func close() {
    for shift in stride(from: 0, to: 32, by: 8) {
      sums.append(UInt8(truncatingIfNeeded: current >> UInt32(shift)))
    }
    current = 0
    filled = 0
  }
}
