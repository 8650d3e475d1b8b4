import QuarryAnalysis
import QuarryFormat
import QuarryStorage

/// Compresses batches of records in their new order, and gathers from them what identifiers and
/// columns are made of. Every worker thread has one.
final class RecordWorker {
  /// What a batch adds to the new segment.
  struct Output: Sendable {
    var pages: [UInt8] = []
    var pageLengths: [(stored: Int, raw: Int)] = []
    var recordLengths: [Int] = []
    /// The bytes of titles and texts.
    var textBytes = 0
    var identifierHashes: [UInt64] = []
    var columns: [ColumnPart] = []
    var failure: OptimizationError?
  }

  private let numbers: DocumentNumbers?
  private let given: GivenColumns
  private let deflater: Deflater?
  private var columns = ColumnGatherer()
  private let inflater = Inflater()

  /// - Parameters:
  ///   - numbers: by which `given` knows the documents; nil where it knows none.
  ///   - level: 0 leaves pages raw.
  init(
    _ numbers: DocumentNumbers?, _ given: GivenColumns, level: Int, dictionary: [UInt8]
  ) throws(StorageError) {
    self.numbers = numbers
    self.given = given
    deflater = level == 0 ? nil : try Deflater(.level(level), dictionary: dictionary)
  }

  func process(_ batch: DocumentSorter.Batch) -> Output {
    var output = Output()
    do throws(OptimizationError) {
      try gather(batch, into: &output)
      try deflate(batch, into: &output)
    } catch {
      output.failure = error
    }
    return output
  }

  /// Takes records as they follow one another in their segments, and their pages as they are where all
  /// is kept that is in them.
  func process(_ batch: MergedRecords.Batch) -> Output {
    var output = Output()
    do throws(OptimizationError) {
      let records = try reading { () throws(FormatError) in
        try batch.read(given.segments, with: inflater, pages: &output)
      }
      try gather(records, into: &output)
      if !batch.isCopied { try deflate(records, into: &output) }
    } catch {
      output.failure = error
    }
    return output
  }

  private func gather(
    _ batch: DocumentSorter.Batch, into output: inout Output
  ) throws(OptimizationError) {
    columns.begin()
    var start = 0
    for (index, end) in batch.ends.enumerated() {
      let bytes = Array(batch.records[start..<end])
      let record = try reading { () throws(FormatError) in
        try DocumentRecord(decoding: bytes, at: start)
      }
      try add(record, index, batch.documents.lowerBound + index, to: &output)
      output.recordLengths.append(end - start)
      output.textBytes += record.title.count + record.text.count
      start = end
    }
    output.columns = columns.finish()
  }

  private func add(
    _ record: DocumentRecord, _ index: Int, _ number: Int, to output: inout Output
  ) throws(OptimizationError) {
    let bytes = record.bytes
    output.identifierHashes.append(
      IdentifierTable.hash(bytes.span.extracting(record.identifier)))
    for (name, value) in record.metadata {
      switch MetadataRole(bytes[name]) {
      case .aliases, .headings, .dropped: continue
      case .language where given.hasLanguages: continue
      case .language, .other:
        bytes.withUnsafeBufferPointer {
          columns.add(
            UnsafeBufferPointer(rebasing: $0[name]), UnsafeBufferPointer(rebasing: $0[value]),
            document: index)
        }
      }
    }
    let present = numbers.map { Int($0.order[number]) } ?? number
    if let language = try given.language(of: present) {
      columns.add(ColumnGatherer.language, text: language, document: index)
    }
    if let words = try given.words(of: present) {
      columns.add(wordCount: words, document: index)
    }
    if let cluster = try given.cluster(of: present),
      !record.metadata.contains(where: {
        bytes[$0.name].elementsEqual(ColumnGatherer.nearDuplicate)
      })
    {
      columns.add(
        ColumnGatherer.nearDuplicate, text: Array(String(cluster).utf8), document: index)
    }
  }

  private func deflate(
    _ batch: DocumentSorter.Batch, into output: inout Output
  ) throws(OptimizationError) {
    for page in DocumentPages.cut(batch.ends) {
      let start = output.pages.count
      if let deflater {
        try writing { () throws(StorageError) in
          try deflater.deflate(batch.records.span.extracting(page), into: &output.pages)
        }
      } else {
        output.pages += batch.records[page]
      }
      output.pages.appendChecksum(from: start)
      output.pageLengths.append((output.pages.count - start, page.count))
    }
  }
}

/// Columns of the old index that records do not tell: the languages that were found in texts, and
/// the words that were counted.
struct GivenColumns: Sendable {
  let segments: [Segment]
  private let languages: [Column?]
  private let words: [Column?]
  private let clusters: [Column?]
  /// By segment, the texts of the column of languages.
  private var names: [[[UInt8]]] = []
  /// Whether languages are told here, whatever records say.
  let hasLanguages: Bool

  /// Of documents that were in no index.
  init() {
    (segments, languages, words, clusters) = ([], [], [], [])
    hasLanguages = false
  }

  init(_ source: OptimizationSource) throws(OptimizationError) {
    segments = source.segments
    let analyzer: AnalyzerSettings
    do {
      analyzer = try AnalyzerSettings(named: source.catalog.analyzer)
    } catch {
      throw .refused("\(source.path): \(error.description); use a newer quarry")
    }
    let isStandard = analyzer == .standard
    hasLanguages = isStandard
    func columns(_ name: [UInt8], _ kind: ColumnKind) -> [Column?] {
      source.segments.map { segment in
        let column = segment.column(named: String(decoding: name, as: UTF8.self))
        return isStandard && column?.kind == kind ? column : nil
      }
    }
    languages = columns(ColumnGatherer.language, .keyword)
    words = columns(ColumnGatherer.words, .integer)
    clusters = source.segments.map(\.nearDuplicates)
    for column in languages {
      names.append(
        try reading { () throws(FormatError) in
          try (0..<(column?.valueCount ?? 0)).map { ordinal throws(FormatError) in
            try column?.value(ordinal) ?? []
          }
        })
    }
  }

  /// The language of a document by its number in the old index; nil where none is told.
  func language(of document: Int) throws(OptimizationError) -> [UInt8]? {
    guard let (segment, place) = locate(document), let column = languages[segment] else {
      return nil
    }
    var ordinals: [Int] = []
    try reading { () throws(FormatError) in try column.ordinals(of: place, into: &ordinals) }
    guard let first = ordinals.first, first < names[segment].count else { return nil }
    return names[segment][first]
  }

  /// The words of a document's body; nil where they were not counted.
  func words(of document: Int) throws(OptimizationError) -> Int? {
    guard let (segment, place) = locate(document), let column = words[segment] else { return nil }
    return try reading { () throws(FormatError) in try column.integer(place).map { Int($0) } }
  }

  /// The number of the near copies of a document; nil where it has none.
  func cluster(of document: Int) throws(OptimizationError) -> Int? {
    guard let (segment, place) = locate(document), let column = clusters[segment] else {
      return nil
    }
    return try reading { () throws(FormatError) in try column.integer(place).map { Int($0) } }
  }

  private func locate(_ document: Int) -> (segment: Int, document: Int)? {
    var low = 0
    var high = segments.count - 1
    while low < high {
      let middle = (low + high + 1) / 2
      if segments[middle].firstDocument <= document { low = middle } else { high = middle - 1 }
    }
    guard segments.indices.contains(low) else { return nil }
    return (low, document - segments[low].firstDocument)
  }
}
