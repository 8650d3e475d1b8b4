import QuarryFormat
import QuarryStorage

/// Writes the segments of an index as one, its documents in a new order.
struct SegmentRewriter {
  private let source: OptimizationSource
  private let numbers: DocumentNumbers
  private let output: SectionOutput
  private let level: Int
  /// The fields that some segment uses, by the catalog's numbers.
  private let fields: [Int]
  /// Whether documents keep their order.
  private var keepsOrder = false
  /// The titles and texts in the new records, once they are written.
  private var storedTextBytes = 0

  init(
    _ source: OptimizationSource, _ numbers: DocumentNumbers, output: SectionOutput, level: Int
  ) {
    self.source = source
    self.numbers = numbers
    self.output = output
    self.level = level
    let mask = source.segments.reduce(1 << (source.catalog.fields.count - 1)) {
      $0 | $1.facts.fieldMask
    }
    fields = source.catalog.fields.indices.filter { mask >> $0 & 1 == 1 }
  }

  /// Writes the documents and what is made of them; gives the entry of the preset dictionary, which
  /// is taken from records all over the index.
  mutating func writeDocuments(
    progress: (Double) -> Void
  ) throws(OptimizationError) -> SectionEntry? {
    var sorter = try DocumentSorter(source, numbers, bucketBytes: source.plan.recordBytes)
    var sample = DictionarySample(source, level: level)
    let early: (Double) -> Void = { progress(0.3 * $0) }
    try RecordStream(source).forEachRecord(progress: early) {
      (document, record) throws(OptimizationError) in
      if numbers.number(of: document) == nil {
        sample.pass(record.count)
      } else {
        sample.add(record)
      }
      try sorter.append(document, record)
    }
    let dictionary = level == 0 ? [] : sample.bytes
    var entry: SectionEntry?
    if !dictionary.isEmpty {
      try writing { () throws(StorageError) in
        try output.write(.presetDictionary, dictionary)
        entry = output.takeEntries().first
      }
    }
    ResidentMemory.returnFreeMemory()
    try write(&sorter, dictionary, progress: { progress(0.3 + 0.7 * $0) }, work: { $0.process($1) })
    return entry
  }

  /// Writes the documents of an index that keep their order and its preset dictionary: pages of
  /// documents are copied as they are where they can be.
  mutating func writeDocumentsInOrder() throws(OptimizationError) {
    keepsOrder = true
    var records = MergedRecords(source, isCompressed: level > 0)
    try write(&records, source.presetDictionary, progress: { _ in }, work: { $0.process($1) })
  }

  /// Writes the documents that `batches` gives, of which workers make what is written by `work`.
  private mutating func write<Batches: RecordBatches>(
    _ batches: inout Batches, _ dictionary: [UInt8], progress: (Double) -> Void,
    work: @escaping @Sendable (RecordWorker, Batches.Batch) -> RecordWorker.Output
  ) throws(OptimizationError) {
    let given = try GivenColumns(source)
    let (numbers, level) = (numbers, level)
    let pool = try writing { () throws(StorageError) in
      try OrderedPool<Batches.Batch, RecordWorker.Output>(threads: source.poolThreads) {
        let worker = Result { () throws(StorageError) in
          try RecordWorker(numbers, given, level: level, dictionary: dictionary)
        }
        return { batch in
          switch worker {
          case .success(let worker): return work(worker, batch)
          case .failure(let failure):
            var output = RecordWorker.Output()
            output.failure = .storage(failure)
            return output
          }
        }
      }
    }
    var store = try writing { () throws(StorageError) in
      try DocumentOutput(
        output, level: level, folder: source.temporaryFolder,
        lotBytes: min(ColumnStore.lotBytes, source.plan.recordBytes / 8))
    }
    let total = Double(max(1, source.liveCount))
    func takeOne() throws(OptimizationError) {
      guard let result = pool.next() else { return }
      if let failure = result.failure { throw failure }
      try writing { () throws(StorageError) in try store.append(result) }
      source.release()
      progress(Double(store.documentCount) / total)
    }
    try batches.forEachBatch { batch throws(OptimizationError) in
      while pool.outstanding > source.plan.threads { try takeOne() }
      pool.submit(batch)
      if source.poolThreads == 0 { try takeOne() }
    }
    while pool.outstanding > 0 { try takeOne() }
    storedTextBytes = store.textBytes
    let norms = try norms()
    try writing { () throws(StorageError) in try store.finish(norms: norms) }
    try writeFingerprints()
  }

  /// Writes the documents' fingerprints, where all segments have them.
  private func writeFingerprints() throws(OptimizationError) {
    guard source.segments.allSatisfy({ $0.fingerprints != nil }) else { return }
    try writing { () throws(StorageError) in try output.begin(.fingerprints) }
    var bytes: [UInt8] = []
    for number in 0..<source.liveCount {
      let (segment, document) = source.locate(Int(numbers.order[number]))
      let fingerprint = try reading { () throws(FormatError) in
        try source.segments[segment].fingerprints?.fingerprint(of: document)
      }
      FingerprintTable.append(fingerprint ?? 0, to: &bytes)
      if bytes.count >= 1 << 16 || number + 1 == source.liveCount {
        let part = bytes
        try writing { () throws(StorageError) in try output.append(part) }
        bytes.removeAll(keepingCapacity: true)
        source.release()
      }
    }
    try writing { () throws(StorageError) in try output.end() }
  }

  /// The length codes of all documents, field by field.
  private func norms() throws(OptimizationError) -> [[UInt8]] {
    var norms: [[UInt8]] = []
    for field in fields {
      var codes = [UInt8](repeating: 0, count: source.liveCount)
      for segment in source.segments {
        guard let number = segment.number(ofField: field) else { continue }
        let held = try reading { () throws(FormatError) in try segment.lengths(field: number) }
        let span = Span<UInt8>(_bytes: held.span)
        for document in 0..<segment.documentCount {
          if let place = numbers.number(of: segment.firstDocument + document) {
            codes[place] = span[document]
          }
        }
      }
      norms.append(codes)
    }
    return norms
  }

  /// Writes terms, postings and positions; gives the segment's entry in the catalog.
  func writePostings(
    progress: (Double) -> Void
  ) throws(OptimizationError) -> Catalog.Segment {
    let keepsForms = source.segments.contains { $0.facts.keepsForms }
    let spilled = source.segments.reduce(0) { total, segment in
      segment.facts.sections.reduce(total) { $1.kind.isStoredText ? $0 : $0 + $1.length }
    }
    let compressor = try writing { () throws(StorageError) in
      try SpillFile.requireFree(spilled, in: source.temporaryFolder)
      try output.begin(.positions)
      return try PageCompressor(
        output: output, isRaw: level == 0, threads: source.poolThreads,
        temporaryFolder: source.temporaryFolder, strategies: strategies)
    }
    var writer = PostingsWriter(norms: try norms(), keepsForms: keepsForms, sink: compressor)
    var rewriter = try PostingsRewriter(source, numbers, fields: fields)
    try rewriter.run(into: &writer, progress: progress)
    try writing { () throws(StorageError) in
      try compressor.finish()
      try output.end()
      try compressor.writeSections(to: output, keepsForms: keepsForms)
    }
    let left = try RemainingTotals(source)
    return Catalog.Segment(
      documentCount: source.liveCount, fieldLengths: left.fieldLengths,
      fieldMask: fields.reduce(0) { $0 | 1 << $1 }, termCount: writer.termCount,
      postingCount: writer.postingCount, positionCount: writer.positionCount,
      textBytes: storesText && source.liveCount < source.documentCount
        ? storedTextBytes : left.textBytes,
      sections: output.takeEntries())
  }

  private var storesText: Bool { source.catalog.texts == .stored }

  /// What is tried on each page of postings, positions and form numbers: in a good order runs are
  /// worth looking for (0.3 % of the postings), matches are worth their time at the highest level
  /// only (0.1 % of the file).
  private var strategies: [DeflateStrategy] {
    if keepsOrder { return [.huffmanOnly] }
    return level == 9 ? [.huffmanOnly, .runs, .level(9)] : [.huffmanOnly, .runs]
  }
}

/// Records of a new segment, in their order.
protocol RecordBatches {
  /// What is worked on at a time.
  associatedtype Batch: Sendable

  /// Gives all batches in order.
  mutating func forEachBatch(
    _ body: (Batch) throws(OptimizationError) -> Void
  ) throws(OptimizationError)
}

/// Chooses the preset dictionary: slices spread evenly over the records of all documents, in their
/// present order.
private struct DictionarySample {
  private static let sliceBytes = 512

  private(set) var bytes: [UInt8] = []
  private let step: Int
  private var wanted: Int
  private var passed = 0
  private let limit: Int

  init(_ source: OptimizationSource, level: Int) {
    let most = min(DocumentStore.maxDictionaryBytes, DeflateEffort(level: level).dictionaryBytes)
    let total = source.segments.reduce(0) { $0 + $1.documents.rawCount }
    let slices = min(most, total / 32) / Self.sliceBytes
    limit = slices * Self.sliceBytes
    step = slices > 0 ? total / slices : total + 1
    wanted = step / 2
  }

  /// Goes on behind a record of which nothing may be taken.
  mutating func pass(_ count: Int) {
    passed += count
    while wanted < passed { wanted += step }
  }

  /// Takes a slice from a record that stands where one is wanted.
  mutating func add(_ record: UnsafeBufferPointer<UInt8>) {
    passed += record.count
    guard passed > wanted, bytes.count < limit else { return }
    let start = max(0, min(record.count - Self.sliceBytes, record.count - (passed - wanted)))
    let end = min(record.count, start + min(Self.sliceBytes, limit - bytes.count))
    bytes.append(contentsOf: record[start..<end])
    while wanted < passed { wanted += step }
  }
}
