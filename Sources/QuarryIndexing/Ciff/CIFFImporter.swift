import QuarryAnalysis
import QuarryCorpus
import QuarryFormat
import QuarryStorage

/// Makes an index of another engine's lists, as the Common Index File Format has them.
///
/// The file is read twice, since the lengths of documents, which stand behind the lists, are needed to
/// write those. Terms are taken as they are: the analyzer only says how queries become words. There are no
/// titles, texts and places of words in such a file; all places are written as 0, and phrases are refused.
package struct CIFFImporter {
  private let input: String
  private let options: IndexingOptions
  private let target: OptimizationTarget
  private let analyzer: AnalyzerSettings
  private let fields: [Catalog.Field]
  private let parameters: [String: Double]
  private let plan: MemoryPlan

  /// What a document costs in memory: its length's code, twice while they are joined.
  private static let documentBytes = 4
  /// Raw bytes of records that are compressed at once.
  private static let batchBytes = 1 << 18
  /// The most occurrences in neighbouring postings that are held at once.
  private static let heldOccurrences = 1 << 23
  /// The occurrences that a byte of the file may stand for, as each of them takes a byte before pages are
  /// compressed, and how many any file may have.
  private static let (mostExpansion, grace) = (1_000, 1 << 24)
  /// What a catalog takes.
  private static let mostWords = 1 << 48

  /// - Parameters:
  ///   - output: where the index is put.
  ///   - options: the analyzer, which has one field of text, ranking, level, threads, memory, temporary
  ///     folder, and whether a file at `output` is replaced.
  /// - Throws: where the options make no sense or a file is in the way.
  package init(
    path: String, output: String, options: IndexingOptions
  ) throws(OptimizationError) {
    input = path
    self.options = options
    target = try OptimizationTarget(output, mayReplace: options.replaces, option: "--index")
    do throws(IndexingError) {
      analyzer = try AnalyzerSettings(of: options)
      fields = try Schema.fields(of: analyzer, options)
      parameters = try Schema.parameters(of: analyzer, options)
      plan = try MemoryPlan(options: options)
    } catch {
      throw .refused(error.description)
    }
    guard fields.count == 1 else {
      throw .refused(
        "--analyzer \(analyzer.name) has titles and texts, which CIFF does not tell apart; give plain "
          + "or lucene")
    }
    guard DeflateEffort.levels.contains(options.level), options.threads > 0 else {
      throw .refused("--level \(options.level) or --threads \(options.threads) is out of range")
    }
  }

  /// Imports the file.
  ///
  /// - Parameter progress: called with the share that is done.
  package func run(progress: (Double) -> Void = { _ in }) throws(OptimizationError) -> ImportSummary
  {
    ResidentMemory.returnFreedBlocks()
    let clock = ContinuousClock()
    let start = clock.now
    guard (try? InputFile.kind(ofPath: input)) != .stream else {
      let name = input == "-" ? "standard input" : input
      throw .refused(
        "\(name): CIFF is read twice, which a stream cannot be; write it to a file first")
    }
    let lock = try writing { () throws(StorageError) in
      target.replaces ? try WriteLock(path: target.path, waits: false) : nil
    }
    defer { withExtendedLifetime(lock) {} }
    let first = try ciff { () throws(CIFFError) in try CIFFReader(path: input) }
    let output = SectionOutput(
      file: try writing { () throws(StorageError) in try OutputFile(path: target.path) })
    try writing { () throws(StorageError) in
      try output.file.write(Header.encode())
      try output.file.write([UInt8](repeating: 0, count: 2 * Header.pageBytes))
    }
    try ciff { () throws(CIFFError) in try first.skipLists() }
    progress(0.2)
    let documents = try writeDocuments(first, output)
    let total = max(1, first.bytesRead)
    progress(0.3)
    let second = try ciff { () throws(CIFFError) in try CIFFReader(path: input) }
    guard second.header == first.header else {
      throw .refused("\(input): was changed while it was read; try again")
    }
    var longTerms = 0
    let segment = try writePostings(second, documents, output, longTerms: &longTerms) {
      progress(0.3 + 0.7 * Double($0) / Double(total))
    }
    try writing { () throws(StorageError) in
      try output.commit(catalog(of: segment), replacing: target.replaces)
    }
    return ImportSummary(
      documents: segment.documentCount, terms: segment.termCount, postings: segment.postingCount,
      longTerms: longTerms, description: first.header.description, fileBytes: output.file.count,
      elapsedSeconds: (clock.now - start) / .seconds(1),
      peakMemoryBytes: ResidentMemory.peakBytes())
  }

  private func ciff<Success>(
    _ body: () throws(CIFFError) -> Success
  ) throws(OptimizationError) -> Success {
    do {
      return try body()
    } catch {
      throw .refused(error.description)
    }
  }

  private func catalog(of segment: Catalog.Segment) -> Catalog {
    let facts = FileFacts(path: input)
    var catalog = Catalog(
      program: "quarry \(ProgramVersion.text)", analyzer: analyzer.name, texts: .none,
      k1: parameters["k1"] ?? 0, parameters: parameters, fields: fields,
      sources: [Catalog.Source(name: input, size: facts.size, modified: facts.modified)],
      settings: [
        Catalog.Setting(name: "level", value: "\(options.level)"),
        Catalog.Setting(name: "store", value: TextStore.none.rawValue),
        Catalog.Setting(name: "language", value: options.language),
      ],
      presetDictionary: nil, segments: [segment])
    catalog.withholdPlaces()
    return catalog
  }

  /// The documents as they are known before the lists are read.
  private struct Documents {
    /// The codes of their lengths.
    var norms: [UInt8] = []
    var words = 0
  }

  // MARK: - Documents

  private func writeDocuments(
    _ reader: CIFFReader, _ output: SectionOutput
  ) throws(OptimizationError) -> Documents {
    var documents = Documents()
    var store = try writing { () throws(StorageError) in
      try DocumentOutput(
        output, level: options.level, folder: temporaryFolder, lotBytes: ColumnStore.lotBytes)
    }
    let worker = try writing { () throws(StorageError) in
      try RecordWorker(nil, GivenColumns(), level: options.level, dictionary: [])
    }
    var batch = DocumentSorter.Batch(documents: 0..<0, records: [], ends: [])
    func writeBatch() throws(OptimizationError) {
      guard !batch.ends.isEmpty else { return }
      batch.documents = store.documentCount..<store.documentCount + batch.ends.count
      let result = worker.process(batch)
      if let failure = result.failure { throw failure }
      try writing { () throws(StorageError) in try store.append(result) }
      batch = DocumentSorter.Batch(documents: 0..<0, records: [], ends: [])
    }
    let mostDocuments = (options.memory - MemoryPlan.baseBytes) / 2 / Self.documentBytes
    while let document = try ciff({ () throws(CIFFError) in try reader.nextDocument() }) {
      guard document.number == documents.norms.count else {
        throw .refused(
          reader.fault(
            "document \(documents.norms.count) has the number \(document.number); documents are "
              + "numbered from 0 in their order"
          ).description)
      }
      guard documents.norms.count < mostDocuments else {
        throw .refused(
          "--memory \(options.memory >> 20)M is too little for \(reader.header.documentCount) "
            + "documents; give more")
      }
      guard !document.identifier.isEmpty else {
        throw .refused(reader.fault("a document has no identifier").description)
      }
      documents.norms.append(LengthCode.encode(document.length))
      documents.words += document.length
      guard documents.words <= Self.mostWords else {
        throw .refused(reader.fault("the documents have more words than can be").description)
      }
      DocumentRecord.append(document.identifier.span, to: &batch.records)
      let none: [UInt8] = []
      DocumentRecord.append(none.span, to: &batch.records)
      // No metadata.
      batch.records.append(0)
      batch.ends.append(batch.records.count)
      if batch.records.count >= Self.batchBytes { try writeBatch() }
    }
    try writeBatch()
    let norms = documents.norms
    try writing { () throws(StorageError) in try store.finish(norms: [norms]) }
    return documents
  }

  private var temporaryFolder: String { options.temporaryFolder ?? SpillFile.defaultFolder }

  // MARK: - Lists

  private func writePostings(
    _ reader: CIFFReader, _ documents: Documents, _ output: SectionOutput, longTerms: inout Int,
    progress: (Int) -> Void
  ) throws(OptimizationError) -> Catalog.Segment {
    let threads = plan.threads > 1 ? plan.threads : 0
    let compressor = try writing { () throws(StorageError) in
      try output.begin(.positions)
      return try PageCompressor(
        output: output, isRaw: options.level == 0, threads: threads,
        temporaryFolder: temporaryFolder)
    }
    var writer = PostingsWriter(norms: [documents.norms], sink: compressor)
    var last: [UInt8] = []
    var occurrences = 0
    var lists = 0
    while try ciff({ () throws(CIFFError) in try reader.nextList() }) {
      let term = reader.term
      guard last.lexicographicallyPrecedes(term) else {
        throw .refused(
          reader.fault("terms are not in the order of their bytes").description)
      }
      last = term
      lists += 1
      if lists % 1024 == 0 { progress(reader.bytesRead) }
      let isTooLong = term.count > TermDictionary.maxTermBytes
      if isTooLong {
        longTerms += 1
      } else {
        writer.begin(term.span, documentFrequency: reader.documentFrequency)
      }
      try writeList(of: reader, documents, isTooLong ? nil : compressor, &occurrences, &writer)
    }
    try writing { () throws(StorageError) in
      try writer.finish()
      try compressor.finish()
      try output.end()
      try compressor.writeSections(to: output, keepsForms: false)
    }
    return Catalog.Segment(
      documentCount: documents.norms.count, fieldLengths: [documents.words], fieldMask: 1,
      termCount: writer.termCount, postingCount: writer.postingCount,
      positionCount: writer.positionCount, textBytes: 0, sections: output.takeEntries())
  }

  /// Writes the postings of a list, or passes over them.
  private func writeList(
    of reader: CIFFReader, _ documents: Documents, _ compressor: PageCompressor?,
    _ occurrences: inout Int, _ writer: inout PostingsWriter
  ) throws(OptimizationError) {
    let isWritten = compressor != nil
    var chunk = PostingChunk()
    var held = 0
    while let posting = try ciff({ () throws(CIFFError) in try reader.nextPosting() }) {
      guard documents.norms[Int(posting.document)] > 0 else {
        throw .refused(
          reader.fault("a word stands in document \(posting.document), which has no words")
            .description)
      }
      guard isWritten else { continue }
      let frequency = Int(posting.frequency)
      occurrences += frequency
      held += frequency
      guard occurrences <= Self.grace + Self.mostExpansion * reader.bytesRead,
        held <= Self.heldOccurrences
      else {
        throw .refused(
          reader.fault(
            "words occur too often to be held: \(held) times in neighbouring documents"
          ).description)
      }
      if chunk.documents.count == BlockMetadata.pagePostings {
        let full = chunk
        try writing { () throws(StorageError) in try writer.append(full) }
        chunk.removeAll()
        held = frequency
      }
      chunk.documents.append(posting.document)
      chunk.frequencies.append(posting.frequency)
      chunk.positions.append(contentsOf: repeatElement(0, count: frequency))
      chunk.positionLengths.append(posting.frequency)
    }
    guard isWritten else { return }
    let rest = chunk
    try writing { () throws(StorageError) in
      if !rest.documents.isEmpty { try writer.append(rest) }
      try writer.end()
    }
  }
}
