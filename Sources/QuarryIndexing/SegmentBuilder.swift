import QuarryAnalysis
import QuarryFormat
import QuarryStorage

/// Gathers the results of batches into one segment of the file.
///
/// Document pages are written as they come; the runs are merged at the end.
final class SegmentBuilder {
  private let output: SectionOutput
  private let options: IndexingOptions
  private let threads: Int
  private let mergeBytes: Int
  private let temporaryFolder: String
  private let fieldCount: Int
  /// Whether the original words of the terms are kept.
  private let keepsForms: Bool
  private var runs: RunStore
  private let spool: DocumentSpool
  private var fieldLengths: [Int]
  private var pages: PageDirectory.Writer
  private let identifiers: IdentifierSorter
  private let columns: ColumnStore
  private let copies: NearDuplicates
  private var textBytes = 0
  /// The sections that were ended when the segment was suspended.
  private var entries: [SectionEntry] = []
  private(set) var documentCount = 0
  private(set) var times = StageTimes()

  /// Begins a segment.
  init(
    output: SectionOutput, options: IndexingOptions, plan: MemoryPlan, fieldCount: Int,
    keepsForms: Bool, temporaryFolder: String
  ) throws(StorageError) {
    self.output = output
    threads = plan.threads
    mergeBytes = plan.mergeBytes
    self.options = options
    self.fieldCount = fieldCount
    self.keepsForms = keepsForms
    self.temporaryFolder = temporaryFolder
    runs = RunStore(budget: plan.runBudget, keepsForms: keepsForms, folder: temporaryFolder)
    spool = try DocumentSpool(fieldCount: fieldCount, folder: temporaryFolder)
    fieldLengths = Array(repeating: 0, count: fieldCount)
    pages = PageDirectory.Writer(codec: options.level == 0 ? .raw : .deflate)
    identifiers = try IdentifierSorter(folder: temporaryFolder)
    columns = ColumnStore(
      folder: temporaryFolder, lotBytes: min(ColumnStore.lotBytes, plan.runBudget / 8))
    copies = try NearDuplicates(
      folder: temporaryFolder, memory: min(1 << 20, plan.runBudget / 16))
    try output.begin(.documents)
  }

  /// Adds the result of the next batch.
  func append(_ result: BatchResult) throws(StorageError) {
    var clock = StageClock()
    try output.append(result.pages)
    for page in result.pageLengths {
      pages.append(storedLength: page.stored, rawLength: page.raw)
    }
    try spool.append(result)
    try identifiers.append(result.identifierHashes)
    try columns.append(result.columns, firstDocument: documentCount)
    try copies.append(result.bodyFingerprints, identifiers: result.identifierHashes)
    clock.end(.write)
    for field in 0..<fieldCount {
      fieldLengths[field] += result.fieldLengths[field]
    }
    if let run = result.run {
      try runs.append(
        Run(
          place: .memory(run), firstDocument: documentCount,
          fieldMask: FieldMask.of(result.fieldLengths)),
        otherBytes: heldBytes)
    }
    documentCount += result.documentCount
    textBytes += result.textBytes
    clock.end(.merge)
    times.add(clock.times)
  }

  /// The fields that some document fills, and the last.
  private var fieldMask: Int { FieldMask.of(fieldLengths) }

  private var usedFields: [Int] { fieldLengths.indices.filter { fieldMask >> $0 & 1 == 1 } }

  /// What is held beside the runs until the end: page lengths and values of columns.
  private var heldBytes: Int { 4 * pages.pageCount + columns.pendingBytes }

  /// The bytes of length codes, which the merge holds in memory, once `result` is added.
  func normBytes(with result: BatchResult) -> Int {
    let fields = (0..<fieldCount).count {
      $0 == fieldCount - 1 || fieldLengths[$0] + result.fieldLengths[$0] > 0
    }
    return (documentCount + result.documentCount) * fields
  }

  /// Ends the documents, so that another segment can begin before this one is finished; what is in
  /// memory goes to disk.
  func suspend() throws(StorageError) {
    try output.end()
    entries = output.takeEntries()
    try runs.spillAll()
    try identifiers.spill()
  }

  /// Takes the alternative titles that were found for the documents.
  private func add(_ added: TitleAdder.Added) throws(StorageError) {
    if let norms = added.norms {
      try spool.overlay(norms, field: Schema.aliases)
      fieldLengths[Schema.aliases] += added.words
    }
    try added.section.copy(to: output)
  }

  /// Merges the runs, writes what is left and gives the segment's entry in the catalog.
  ///
  /// - Parameters:
  ///   - added: the alternative titles that were found for the documents.
  ///   - progress: called now and then with the share of the merge that is done.
  func finish(
    _ added: TitleAdder.Added? = nil, progress: (Double) -> Void
  ) throws(StorageError) -> Catalog.Segment {
    var clock = StageClock()
    if entries.isEmpty {
      try output.end()
    }
    if let added { try add(added) }
    try output.write(.documentsPages, pages.encode())
    try spool.writeIndex(to: output)
    try spool.writeNorms(of: usedFields, to: output)
    try identifiers.write(to: output)
    try spool.writeFingerprints(to: output)
    // Metadata of this name has its own meaning.
    if !columns.has(ColumnGatherer.nearDuplicate), let column = try copies.column() {
      try columns.append([column], firstDocument: 0)
    }
    var builder = ColumnBuilder(columns, segmentDocuments: documentCount, output: output)
    try builder.write()
    clock.end(.write)

    // Everything but the positions waits in spools; raw runs are never smaller than all of it.
    try SpillFile.requireFree(runs.byteCount, in: temporaryFolder)
    try output.begin(.positions)
    let compressor = try PageCompressor(
      output: output, isRaw: options.level == 0, threads: threads > 1 ? threads : 0,
      temporaryFolder: temporaryFolder)
    let norms = try spool.norms(of: usedFields)
    var writer = PostingsWriter(norms: norms, keepsForms: keepsForms, sink: compressor)
    try merge(runs.runs + (added?.runs ?? []), into: &writer, norms: norms, progress: progress)
    try compressor.finish()
    try output.end()
    clock.end(.merge)

    try compressor.writeSections(to: output, keepsForms: keepsForms)
    clock.end(.write)
    times.add(clock.times)
    times[.deflatePostings] += compressor.deflateNanoseconds
    // Without workers the pages were compressed on this thread, inside the merge.
    if threads == 1 { times[.merge] -= compressor.deflateNanoseconds }
    return Catalog.Segment(
      documentCount: documentCount, fieldLengths: fieldLengths, fieldMask: fieldMask,
      termCount: writer.termCount, postingCount: writer.postingCount,
      positionCount: writer.positionCount,
      textBytes: textBytes, sections: entries + output.takeEntries())
  }

  /// Merges the runs range by range on all threads; this one cuts the ranges and writes.
  private func merge(
    _ runs: [Run], into writer: inout PostingsWriter, norms: [[UInt8]], progress: (Double) -> Void
  ) throws(StorageError) {
    let total = max(1, runs.reduce(0) { $0 + $1.byteCount })
    let fieldMask = fieldMask
    let keepsForms = keepsForms
    let pool = try OrderedPool<TermRange, MergedRange>(threads: threads > 1 ? threads : 0) {
      let worker = RangeWorker(norms: norms, fieldMask: fieldMask, keepsForms: keepsForms)
      return { worker.merge($0) }
    }
    var forms = keepsForms ? FormMerger(mostForms: FormList.most) : nil
    var planner = RangePlanner(runs, rangeBytes: mergeBytes)
    var overlay = PostingOverlay()
    var done = 0
    var reported = 0
    while let next = try planner.plan() {
      switch next {
      case .range(let range):
        pool.submit(range)
        try append(from: pool, downTo: threads > 1 ? threads + 1 : 0, to: &writer, &done)
      case .term(let term):
        try append(from: pool, downTo: 0, to: &writer, &done)
        try overlay.join(term, folder: temporaryFolder)
          .write(into: &writer, forms: &forms, fieldMask: fieldMask)
        done += term.byteCount
      }
      if done - reported > 4 << 20 {
        reported = done
        progress(Double(done) / Double(total))
      }
    }
    try append(from: pool, downTo: 0, to: &writer, &done)
    try writer.finish()
    self.runs.removeAll()
  }

  /// Appends merged ranges until no more than `count` are outstanding.
  private func append(
    from pool: OrderedPool<TermRange, MergedRange>, downTo count: Int,
    to writer: inout PostingsWriter, _ done: inout Int
  ) throws(StorageError) {
    while pool.outstanding > count {
      guard let merged = pool.next() else { return }
      if let failure = merged.failure { throw failure }
      // Without workers this was done by the present thread, whose time is taken as a whole.
      if threads > 1 { times[.merge] += merged.nanoseconds }
      done += merged.byteCount
      try writer.append(merged.part)
    }
  }
}
