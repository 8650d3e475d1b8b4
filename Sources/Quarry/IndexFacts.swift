import QuarryFormat

/// What an index consists of and where it came from.
public struct IndexFacts: Sendable, Hashable {
  /// The bytes of all sections of a kind, their checksums included.
  public struct Section: Sendable, Hashable {
    public let name: String
    public let bytes: Int
    /// How many of them are checksums.
    public let checksumBytes: Int
  }

  /// A field that is searched.
  public struct Field: Sendable, Hashable {
    public let name: String
    /// How much a word of the field counts.
    public let weight: Double
    /// How much a long field counts against a document, 0 to 1.
    public let b: Double
    /// The words of the field in all documents.
    public let words: Int
  }

  /// A dump that the index was built from.
  public struct Source: Sendable, Hashable {
    /// The path as it was given.
    public let name: String
    /// In bytes; nil where it is not known.
    public let size: Int?
    /// When it was last changed, in seconds since 1970; nil where it is not known.
    public let modified: Int?
  }

  /// A setting that the index was built with.
  public struct Setting: Sendable, Hashable {
    public let name: String
    public let value: String
  }

  /// The documents that can be found.
  public let documents: Int
  /// Documents that are deleted and not dropped yet: they are in all the numbers that follow, and in
  /// the statistics that rank.
  public let deletedDocuments: Int
  /// Distinct terms, summed over segments.
  public let terms: Int
  public let postings: Int
  public let positions: Int
  public let segments: Int
  /// Bytes of titles and texts as they were read.
  public let textBytes: Int
  /// Bytes of the index.
  public let fileBytes: Int
  /// Every kind of section that takes any bytes; header, catalog and padding are not among them.
  public let sections: [Section]
  /// The bytes outside all sections: the five that follow.
  public let otherBytes: Int
  /// The header and the two slots of the root.
  public let headerBytes: Int
  public let catalogBytes: Int
  /// The root's copy at the end.
  public let rootBytes: Int
  /// Zeros between sections.
  public let paddingBytes: Int
  /// What earlier commits left.
  public let replacedBytes: Int
  /// Bytes behind the index in its file, which an interrupted commit left.
  public let uncommittedBytes: Int
  /// Documents and frequencies with their directories and block metadata, in bits a posting, of which
  /// some may stand in the term dictionary and cost nothing here; nil without postings.
  public let bitsPerPosting: Double?
  /// Positions with their directory, in bits a position; nil without positions.
  public let bitsPerPosition: Double?
  /// Form numbers, which tell the original words of the texts, with their directory, in bits a
  /// position; nil where they are not kept.
  public let bitsPerForm: Double?
  /// The stored documents' share of the text's bytes; nil without text.
  public let documentsRatio: Double?
  /// The whole index's share of the text's bytes; nil without text.
  public let fileRatio: Double?

  public let formatVersion: Int
  /// The program that wrote the index, with its version.
  public let program: String
  public let analyzer: String
  /// Whether the texts are in the index.
  public let storesText: Bool
  /// Whether the texts are left in the dumps, and are read from them.
  public let readsDumps: Bool
  /// The saturation of frequencies in BM25.
  public let k1: Double
  public let fields: [Field]
  public let sources: [Source]
  public let settings: [Setting]

  init(_ statistics: IndexStatistics) {
    documents = statistics.documentCount - statistics.deletedCount
    deletedDocuments = statistics.deletedCount
    terms = statistics.termCount
    postings = statistics.postingCount
    positions = statistics.positionCount
    segments = statistics.segmentCount
    textBytes = statistics.textBytes
    fileBytes = statistics.fileBytes
    sections = statistics.parts.map {
      Section(name: $0.kind.name, bytes: $0.bytes, checksumBytes: $0.checksumBytes)
    }
    let frame = statistics.frame
    otherBytes = frame.bytes
    headerBytes = frame.headerBytes
    catalogBytes = frame.catalogBytes
    rootBytes = frame.rootBytes
    paddingBytes = frame.paddingBytes
    replacedBytes = frame.replacedBytes
    uncommittedBytes = statistics.uncommittedBytes
    bitsPerPosting = statistics.bitsPerPosting
    bitsPerPosition = statistics.bitsPerPosition
    bitsPerForm = statistics.bitsPerForm
    documentsRatio = statistics.documentsRatio
    fileRatio = statistics.fileRatio
    formatVersion = Int(statistics.formatVersion)
    let catalog = statistics.catalog
    program = catalog.program
    analyzer = catalog.analyzer
    storesText = catalog.texts == .stored
    readsDumps = catalog.texts == .external
    k1 = catalog.k1
    fields = zip(catalog.fields, statistics.fieldLengths).map { field, words in
      Field(name: field.name, weight: field.weight, b: field.b, words: words)
    }
    sources = catalog.sources.map { Source(name: $0.name, size: $0.size, modified: $0.modified) }
    settings = catalog.settings.map { Setting(name: $0.name, value: $0.value) }
  }
}

extension QuarryIndex {
  /// What the index consists of and where it came from; read from its catalog and page directories.
  public var facts: IndexFacts { IndexFacts(IndexStatistics(file)) }

  /// Counts the postings that stand in the term dictionary, all of which is read for it.
  ///
  /// - Throws: a `QuarryError` where the dictionary is damaged.
  public func dictionaryFacts() throws(QuarryError) -> DictionaryFacts {
    do {
      return DictionaryFacts(IndexStatistics(file), inline: try InlinePostings(file))
    } catch {
      throw QuarryError(error, path: path)
    }
  }
}
