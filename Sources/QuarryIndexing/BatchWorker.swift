import QuarryAnalysis
import QuarryCorpus
import QuarryFormat
import QuarryStorage

/// Turns batches into `BatchResult`s: parse, tokenise, invert, deflate. Every worker thread has one.
final class BatchWorker {
  /// Buffers that grew beyond this are given back after the batch.
  private static let keptBytes = 3 << 20

  private let storesText: Bool
  private var inverter: Inverter
  private let deflater: Deflater?
  private var parser: RecordParser
  /// The raw records of the batch's documents, side by side.
  private var records: [UInt8] = []
  private var recordEnds: [Int] = []
  /// Titles and texts, in `records` or, where texts are not stored, in `texts`.
  private var extents: [(title: Range<Int>, text: Range<Int>)] = []
  private var texts: [UInt8] = []
  private var columns = ColumnGatherer()

  init(
    analyzer: AnalyzerSettings, options: IndexingOptions, level: Int, dictionary: [UInt8],
    limits: SourceLimits
  ) throws(IndexingError) {
    storesText = options.storesText
    inverter = try Inverter(analyzer, searchesTitles: options.searchesTitles)
    parser = RecordParser(limits: limits)
    do {
      deflater = level == 0 ? nil : try Deflater(.level(level), dictionary: dictionary)
    } catch {
      throw IndexingError(error.description)
    }
  }

  func process(_ batch: RecordBatch) -> BatchResult {
    var clock = StageClock()
    var result = BatchResult()
    result.bytesRead = batch.bytesRead
    parse(batch, into: &result)
    clock.end(.parse)
    inverter.begin()
    if storesText {
      for extent in extents { inverter.add(extent, of: records) }
    } else {
      for extent in extents { inverter.add(extent, of: texts) }
    }
    clock.end(.tokenize)
    inverter.finish(into: &result)
    for (document, words) in inverter.bodyLengths.enumerated() {
      columns.add(ColumnGatherer.words, number: words, document: document)
    }
    result.columns = columns.finish()
    clock.end(.invert)
    do {
      try deflatePages(into: &result)
    } catch {
      result.failure = IndexingError(error.description)
    }
    clock.end(.deflateText)
    result.times = clock.times
    result.recycled = batch.bytes
    release(after: batch.bytes.count)
    return result
  }

  /// The raw records of a batch, to take the preset dictionary from.
  func rawRecords(of batch: RecordBatch) -> [UInt8] {
    var result = BatchResult()
    parse(batch, into: &result)
    return records
  }

  private func parse(_ batch: RecordBatch, into result: inout BatchResult) {
    records.removeAll(keepingCapacity: true)
    recordEnds.removeAll(keepingCapacity: true)
    extents.removeAll(keepingCapacity: true)
    texts.removeAll(keepingCapacity: true)
    columns.begin()
    var skipped: [SkippedRecord] = []
    parser.parse(batch) { document in
      add(document, to: &result)
    } skipped: {
      skipped.append($0)
    }
    result.skipped = skipped
    result.documentCount = recordEnds.count
  }

  private func add(_ document: borrowing DocumentBuffer, to result: inout BatchResult) {
    let start = records.count
    let bytes = document.bytes.span
    result.identifierHashes.append(IdentifierTable.hash(bytes.extracting(document.id)))
    DocumentRecord.append(bytes.extracting(document.id), to: &records)
    DocumentRecord.append(bytes.extracting(document.title), to: &records)
    let storedTitle = records.count - document.title.count..<records.count
    Varint.append(document.metadata.count, to: &records)
    for (name, value) in document.metadata {
      DocumentRecord.append(bytes.extracting(name), to: &records)
      DocumentRecord.append(bytes.extracting(value), to: &records)
      bytes.withUnsafeBufferPointer {
        let name = UnsafeBufferPointer(rebasing: $0[name])
        if name.elementsEqual(ColumnGatherer.words) { return }
        columns.add(name, UnsafeBufferPointer(rebasing: $0[value]), document: recordEnds.count)
      }
    }
    if storesText {
      let text = records.count..<records.count + document.text.count
      records += document.bytes[document.text]
      extents.append((storedTitle, text))
    } else {
      let title = texts.count..<texts.count + document.title.count
      texts += document.bytes[document.title]
      extents.append((title, title.upperBound..<title.upperBound + document.text.count))
      texts += document.bytes[document.text]
    }
    result.textBytes += document.title.count + document.text.count
    result.recordLengths.append(records.count - start)
    recordEnds.append(records.count)
  }

  private func deflatePages(into result: inout BatchResult) throws(StorageError) {
    let records = records
    for page in DocumentPages.cut(recordEnds) {
      let start = result.pages.count
      if let deflater {
        try deflater.deflate(records.span.extracting(page), into: &result.pages)
      } else {
        result.pages += records[page]
      }
      result.pages.appendChecksum(from: start)
      result.pageLengths.append((result.pages.count - start, page.count))
    }
  }

  /// A single large document must not keep its memory.
  private func release(after batchBytes: Int) {
    guard max(records.capacity, texts.capacity) > Self.keptBytes else { return }
    records = []
    texts = []
    inverter.release()
  }
}

extension [UInt8] {
  /// Appends the CRC-32 of the bytes from `start` on, little-endian, as it ends a page.
  mutating func appendChecksum(from start: Int) {
    let sum = Checksum.crc32(span.extracting(start..<count).bytes)
    for shift in stride(from: 0, to: 32, by: 8) {
      append(UInt8(truncatingIfNeeded: sum >> UInt32(shift)))
    }
  }
}
