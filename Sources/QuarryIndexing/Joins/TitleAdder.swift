import QuarryAnalysis
import QuarryFormat
import QuarryStorage

/// Gives segments the alternative titles that redirects added to their documents: postings that join
/// those of the documents, lengths, and a section from which the titles are shown.
///
/// Takes segments in the order of their documents.
final class TitleAdder {
  /// What was added to a segment.
  struct Added {
    /// Runs behind all those of the documents.
    var runs: [Run] = []
    /// The length code of the field of alternative titles for each document; nil where titles are not
    /// searched apart.
    var norms: SectionSpool?
    /// The words of all titles.
    var words = 0
    /// The section as it is stored.
    let section: SectionSpool
  }

  /// The titles of a document go beyond so many bytes only by one.
  private static let mostBytes = 1 << 16
  /// A run is made of about so many bytes of titles, and of no more documents.
  private static let batchBytes = 1 << 18
  private static let batchDocuments = 1 << 16

  private let folder: String
  private let runBudget: Int
  private let keepsForms: Bool
  private let searchesTitles: Bool
  private var inverter: Inverter
  private var records: SortedRecords
  private var present: AddedTitle?
  /// The titles of the present document side by side, as they are searched and as they are stored.
  private var texts: [UInt8] = []
  private var stored: [UInt8] = []
  private var pieces: [Piece] = []
  private var language = Language.und
  /// The titles that went beyond a document's limit.
  private(set) var dropped = 0

  /// - Parameters:
  ///   - titles: what `RedirectJoiner` found.
  ///   - runBudget: the bytes of runs that are held in memory.
  init(
    _ titles: ExternalSorter, analyzer: AnalyzerSettings, searchesTitles: Bool, folder: String,
    runBudget: Int
  ) throws(IndexingError) {
    self.folder = folder
    self.runBudget = runBudget
    keepsForms = Schema.keepsForms(analyzer)
    self.searchesTitles = Schema.fields(of: analyzer).count > Schema.aliases && searchesTitles
    inverter = try Inverter(analyzer, searchesTitles: searchesTitles)
    records = try storage { () throws(StorageError) in try titles.sorted() }
    try storage { () throws(StorageError) in try advance() }
  }

  private func advance() throws(StorageError) {
    present = try records.next() ? AddedTitle(records.record) : nil
  }

  /// What is added to the documents of the next segment; nil where that is nothing.
  func add(to documents: Range<Int>) throws(StorageError) -> Added? {
    guard let present, present.document < documents.upperBound else { return nil }
    var runs = RunStore(budget: runBudget, keepsForms: keepsForms, folder: folder)
    let norms = try SectionSpool(kind: .norms, folder: folder)
    var added = Added(section: try SectionSpool(kind: .addedTitles, folder: folder))
    var writer = AddedTitlesWriter()
    var document = documents.lowerBound
    while document < documents.upperBound {
      let first = document
      var bytes = 0
      inverter.begin()
      while document < documents.upperBound, bytes < Self.batchBytes,
        document - first < Self.batchDocuments
      {
        try gather(document)
        inverter.add(pieces[...], of: texts, language: language, otherTitles: 1)
        if !stored.isEmpty {
          writer.append(document: document - documents.lowerBound, titles: stored)
          bytes += stored.count
        }
        document += 1
      }
      var result = BatchResult()
      inverter.finish(into: &result)
      if let run = result.run, searchesTitles {
        try runs.append(
          Run(
            place: .memory(run), firstDocument: first - documents.lowerBound,
            fieldMask: FieldMask.of(result.fieldLengths)),
          otherBytes: 0)
      }
      if searchesTitles {
        try norms.append(result.norms[Schema.aliases])
        added.words += result.fieldLengths[Schema.aliases]
      }
      try added.section.append(writer.bytes)
      writer.bytes.removeAll(keepingCapacity: true)
    }
    writer.finish()
    try added.section.append(writer.bytes)
    if searchesTitles { added.norms = norms }
    added.runs = runs.runs
    for index in added.runs.indices { added.runs[index].isOverlay = true }
    return added
  }

  /// Takes the titles of a document, each once.
  private func gather(_ document: Int) throws(StorageError) {
    texts.removeAll(keepingCapacity: true)
    stored.removeAll(keepingCapacity: true)
    pieces.removeAll(keepingCapacity: true)
    while let title = present, title.document <= document {
      let start = texts.count
      let isSame = pieces.last.map { texts[$0.range].elementsEqual(title.title) } ?? false
      if title.document == document, !isSame {
        if stored.count < Self.mostBytes {
          language = Language(rawValue: title.language) ?? .und
          texts += title.title
          pieces.append(Piece(field: Schema.aliases, range: start..<texts.count))
          Varint.append(title.title.count, to: &stored)
          stored += title.title
        } else {
          dropped += 1
        }
      }
      try advance()
    }
  }
}
