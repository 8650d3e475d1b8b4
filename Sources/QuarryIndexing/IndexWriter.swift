import QuarryAnalysis
package import QuarryCorpus
import QuarryFormat
import QuarryStorage

/// Builds an index file: reader → batches → workers → runs → merge → commit.
///
/// The caller's thread reads and writes, worker threads do the rest; everything between them is
/// bounded, and results are taken in the order of the input, so that the file depends on neither.
/// Without `finish` nothing appears at the path.
package final class IndexWriter {
  let path: String
  let options: IndexingOptions
  let analyzer: AnalyzerSettings
  let fields: [Catalog.Field]
  let parameters: [String: Double]
  private let plan: MemoryPlan
  private let limits: SourceLimits
  private let temporaryFolder: String
  let output: SectionOutput
  /// The index that is added to; nil for a new one.
  let update: IndexUpdate?
  let replaced: ReplacedDocuments
  var presetDictionary: SectionEntry?
  /// The bytes of the preset dictionary, once the first batch has given them.
  private var dictionary: [UInt8]?
  private var pool: OrderedPool<RecordBatch, BatchResult>?
  private var builder: SegmentBuilder?
  private let ending: SegmentEnding
  var segments: [Catalog.Segment] = []
  var sources: [Catalog.Source] = []
  /// Where the inputs that are being read begin among the sources; nil while documents are added.
  private var firstSource: Int?

  /// Documents added one by one that wait to fill a batch.
  private var pending: [Document] = []
  private var pendingBytes = 0
  private var added = 0

  private var inFlight: [Int] = []
  private var bytesInFlight = 0
  var reader: DumpReader?
  var totals = IndexingTotals()
  let elapsed = ContinuousClock.now
  var progress: (@Sendable (IndexingProgress) -> Void)?
  /// Whether the index is to hold the documents that are given and no others.
  package var replacesContents = false
  /// Told of every record that is left out, with the path of its input.
  package var skipped: ((SkippedRecord, String?) -> Void)?

  /// Begins an index at `path`.
  ///
  /// - Throws: where the options make no sense, a file stands at the path and is not to be replaced,
  ///   or the folder cannot be written.
  package convenience init(path: String, options: IndexingOptions) throws(IndexingError) {
    switch FileKind(path: path) {
    case .absent: break
    case .file where options.replaces: break
    case .file:
      throw IndexingError("\(path): exists already; give --force to replace it")
    case .other:
      throw IndexingError("\(path): is no file; name a file for the index")
    }
    let analyzer = try AnalyzerSettings(of: options)
    try self.init(
      path: path, options, analyzer, fields: try Schema.fields(of: analyzer, options),
      parameters: try Schema.parameters(of: analyzer, options), update: nil)
    try storage { () throws(StorageError) in
      try output.file.write(Header.encode())
      try output.file.write([UInt8](repeating: 0, count: 2 * Header.pageBytes))
    }
  }

  /// Begins to add to an index: `finish` commits what is new, and deletes what it replaces.
  ///
  /// - Parameter options: threads, memory and how inputs are read; all else is as in the index.
  package convenience init(
    _ update: IndexUpdate, options: IndexingOptions
  ) throws(IndexingError) {
    let options = try update.options(options)
    try self.init(
      path: update.path, options, try AnalyzerSettings(of: options),
      fields: update.file.catalog.fields, parameters: [:], update: update)
    presetDictionary = update.file.catalog.presetDictionary
    dictionary = update.file.presetDictionary
    sources = update.file.catalog.sources
  }

  private init(
    path: String, _ options: IndexingOptions, _ analyzer: AnalyzerSettings,
    fields: [Catalog.Field], parameters: [String: Double], update: IndexUpdate?
  ) throws(IndexingError) {
    self.path = path
    self.options = options
    self.analyzer = analyzer
    self.fields = fields
    self.parameters = parameters
    self.update = update
    _ = try LanguageChoice(options.language)
    guard DeflateEffort.levels.contains(options.level) else {
      throw IndexingError("--level \(options.level) is not between 0 and 9")
    }
    guard options.threads > 0 else {
      throw IndexingError(
        "--threads \(options.threads) is not a number of threads; give at least 1")
    }
    plan = try MemoryPlan(options: options)
    ResidentMemory.returnFreedBlocks()
    limits = SourceLimits(
      batchBytes: options.batchBytes, maxDocumentBytes: plan.maxDocumentBytes)
    let folder = options.temporaryFolder ?? SpillFile.defaultFolder
    temporaryFolder = folder
    replaced = try storage { () throws(StorageError) in try ReplacedDocuments(folder: folder) }
    ending = SegmentEnding(analyzer: analyzer, options: options, plan: plan, folder: folder)
    output =
      if let update { update.output } else {
        try storage { () throws(StorageError) in SectionOutput(file: try OutputFile(path: path)) }
      }
  }

  /// Indexes dumps: files, folders, or standard input as `-`.
  ///
  /// - Throws: where an input cannot be read at all, or the index cannot be written. Broken records
  ///   and inputs that break off are counted, and no errors.
  package func add(
    inputs: [String], progress: (@Sendable (IndexingProgress) -> Void)? = nil
  ) throws(IndexingError) {
    self.progress = progress
    // Documents are numbered in the order of the calls, so those that wait go first.
    try submitPending()
    try drain(to: 0)
    let reader: DumpReader
    do {
      reader = try DumpReader(
        inputs: inputs, limits: limits, options: options.reading,
        isReadLater: options.store == .external)
    } catch {
      throw IndexingError(error.description)
    }
    self.reader = reader
    let first = sources.count
    firstSource = first
    for input in inputs { sources.append(Catalog.Source(input, options.store)) }
    while true {
      var clock = StageClock()
      let batch: RecordBatch?
      do {
        batch = try reader.next()
      } catch {
        throw IndexingError(error.description)
      }
      clock.end(.read)
      totals.times.add(clock.times)
      guard var batch else { break }
      batch.source += first
      try submit(batch)
    }
    try drain(to: 0)
    totals.inputBytes += reader.bytesRead
    totals.skippedCount += reader.skippedCount
    for record in reader.skipped {
      if record.reason.hidesDocuments { totals.hasUnread = true }
      name(record, source: first + record.source)
    }
    for problem in reader.brokenInputs {
      totals.brokenInputs.append(problem.description)
      skipped?(problem.record, problem.path)
    }
    self.reader = nil
    firstSource = nil
    if options.store == .external {
      try Catalog.Source.checkUnchanged(inputs, since: sources[first...])
    }
  }

  /// Indexes one document; it is read when enough of them are there to fill a batch.
  ///
  /// - Throws: where the texts are to stay in a dump, as this one is in none, or the index cannot be
  ///   written.
  package func add(_ document: Document) throws(IndexingError) {
    guard options.store != .external else {
      throw IndexingError(
        "\(path): a document that is added by itself is in no dump for its text to stay in; keep "
          + "texts in the index, or none")
    }
    pending.append(document)
    pendingBytes += document.title.utf8.count + document.text.utf8.count + 64
    pendingBytes += document.id?.utf8.count ?? 0
    for field in document.metadata {
      pendingBytes += field.name.utf8.count + field.value.utf8.count + 32
    }
    if pendingBytes >= limits.batchBytes { try submitPending() }
  }

  /// Merges, writes and commits.
  ///
  /// - Throws: where the file cannot be written, or inputs were given and held no document.
  package func finish(
    progress: (@Sendable (IndexingProgress) -> Void)? = nil
  ) throws(IndexingError) -> IndexingSummary {
    if let progress { self.progress = progress }
    try submitPending()
    try drain(to: 0)
    pool = nil
    let read = sources[(update?.file.catalog.sources.count ?? 0)...]
    guard totals.documents + totals.unchanged > 0 || read.isEmpty else {
      throw IndexingError(
        "\(read.map(\.name).joined(separator: ", ")): no document could be read"
          + (totals.skipped.first.map { "; the first of \(totals.skippedCount) records: \($0)" }
            ?? (totals.brokenInputs.first.map { "; \($0)" } ?? "")))
    }
    if builder == nil && ending.isEmpty && update == nil { try beginSegment(dictionary: []) }
    try endSegments()
    try removeRest()
    try storage { () throws(StorageError) in try commit() }
    return summary()
  }

  /// What `finish` would tell, without it: nothing is committed.
  package func preview() throws(IndexingError) -> IndexingSummary {
    try submitPending()
    try drain(to: 0)
    pool = nil
    try removeRest()
    totals.replaced = (update?.deletedNow ?? 0) - totals.removed
    return summary()
  }

  /// How many records were left out so far, and what is to be said of inputs that broke off.
  package var faults: (skipped: Int, broken: [String]) {
    (totals.skippedCount, totals.brokenInputs)
  }

  // MARK: - Batches

  private func submitPending() throws(IndexingError) {
    guard !pending.isEmpty else { return }
    let batch = RecordBatch(documents: pending, firstLine: added + 1)
    added += pending.count
    pending = []
    let bytes = pendingBytes
    pendingBytes = 0
    try submit(batch, bytes: bytes)
  }

  private func submit(_ batch: RecordBatch) throws(IndexingError) {
    try submit(batch, bytes: batch.bytes.count)
  }

  private func submit(_ batch: RecordBatch, bytes: Int) throws(IndexingError) {
    let cost = MemoryPlan.cost(of: bytes)
    if mayEndSegment(bytes) { try drain(to: 0) }
    while !inFlight.isEmpty
      && (bytesInFlight + cost > plan.flightBudget || inFlight.count > 2 * plan.threads)
    {
      try takeOne()
    }
    if pool == nil { pool = try startPool(first: batch) }
    inFlight.append(cost)
    bytesInFlight += cost
    pool?.submit(batch)
    if plan.threads == 1 || options.threads == 1 { try drain(to: 0) }
  }

  /// Whether the segment may end before a further batch of `bytes` is added: no batch should be in
  /// flight then, since the merge needs their memory.
  private func mayEndSegment(_ bytes: Int) -> Bool {
    guard let builder else { return false }
    // No record is shorter than 12 bytes, and no batch has more files than that.
    let documents = bytesInFlight / MemoryPlan.batchFactor + bytes
    let most = builder.documentCount + documents / 12 + 4096 * (inFlight.count + 1)
    return most * fields.count > options.segmentNorms
  }

  private func drain(to count: Int) throws(IndexingError) {
    while inFlight.count > count { try takeOne() }
  }

  private func takeOne() throws(IndexingError) {
    guard let result = pool?.next() else { return }
    bytesInFlight -= inFlight.removeFirst()
    if let failure = result.failure { throw failure }
    totals.times.add(result.times)
    try storage { () throws(StorageError) in
      try ending.joiner.append(result.links, firstDocument: totals.documents)
    }
    totals.documents += result.documentCount
    totals.unchanged += result.identities.count - result.documentCount
    try storage { () throws(StorageError) in try replaced.append(result.identities) }
    for (place, isReplaced) in result.known {
      if isReplaced {
        update?.delete(place.document, of: place.segment)
      } else {
        update?.restore(place.document, of: place.segment)
      }
    }
    totals.tokens += result.fieldLengths.reduce(0, +)
    totals.textBytes += result.textBytes
    totals.bytesRead = max(totals.bytesRead, result.bytesRead)
    totals.skippedCount += result.skipped.count
    totals.tally += result.tally
    for record in result.skipped {
      if record.reason.hidesDocuments { totals.hasUnread = true }
      name(record, source: firstSource == nil ? nil : record.source)
    }
    if let builder, builder.documentCount > 0,
      builder.documentCount + result.documentCount > options.segmentDocuments
        || builder.normBytes(with: result) > options.segmentNorms
    {
      // The merge needs the workers' memory; others are started for the next batch.
      if inFlight.isEmpty { pool = nil }
      try closeSegment()
    }
    if builder == nil, result.documentCount > 0 { try beginSegment(dictionary: nil) }
    if let builder { try storage { () throws(StorageError) in try builder.append(result) } }
    reader?.recycle(result.recycled)
    report(.reading, fraction: nil)
  }

  private func name(_ record: SkippedRecord, source: Int?) {
    let input = source.map { sources[$0].name }
    skipped?(record, input)
    totals.name(record, of: input)
  }

  /// The preset dictionary, for which the first batch is looked at once; the first segment begins.
  private func takeDictionary(from batch: RecordBatch) throws(IndexingError) -> [UInt8] {
    if let dictionary { return dictionary }
    let sampler = try BatchWorker(
      analyzer: analyzer, options: options, level: 0, dictionary: [], limits: limits)
    let sample =
      options.level == 0
      ? []
      : PresetDictionary.sample(
        sampler.rawRecords(of: batch),
        mostBytes: DeflateEffort(level: options.level).dictionaryBytes)
    try beginSegment(dictionary: sample)
    dictionary = sample
    return sample
  }

  /// Starts the workers, once the first batch has given the preset dictionary.
  private func startPool(
    first batch: RecordBatch
  ) throws(IndexingError) -> OrderedPool<RecordBatch, BatchResult> {
    let limits = limits
    let analyzer = analyzer
    let options = options
    let dictionary = try takeDictionary(from: batch)
    let index = update.map { ($0.file, $0.deleted) }
    return try storage { () throws(StorageError) in
      try OrderedPool(threads: plan.threads > 1 ? plan.threads : 0) {
        let worker = Result { () throws(IndexingError) in
          try BatchWorker(
            analyzer: analyzer, options: options, level: options.level, dictionary: dictionary,
            limits: limits,
            known: index.map { (file, deleted) in KnownDocuments(file, deleted: deleted) })
        }
        return { batch in
          switch worker {
          case .success(let worker): return worker.process(batch)
          case .failure(let failure):
            var result = BatchResult()
            result.failure = failure
            return result
          }
        }
      }
    }
  }

  // MARK: - Segments

  private func beginSegment(dictionary: [UInt8]?) throws(IndexingError) {
    try storage { () throws(StorageError) in
      if let dictionary, !dictionary.isEmpty {
        try output.write(.presetDictionary, dictionary)
        presetDictionary = output.takeEntries().first
      }
      builder = try SegmentBuilder(
        output: output, options: options, plan: plan,
        fieldCount: fields.count, keepsForms: Schema.keepsForms(analyzer),
        temporaryFolder: temporaryFolder)
    }
  }

  /// Ends the segment before another begins.
  private func closeSegment() throws(IndexingError) {
    guard let builder else { return }
    try ending.close(builder) { report(.merging, fraction: $0) }
    self.builder = nil
  }

  /// Finishes all segments.
  private func endSegments() throws(IndexingError) {
    try ending.finish(builder) { report(.merging, fraction: $0) }
    builder = nil
    segments = ending.segments
    totals.add(ending)
  }
}
