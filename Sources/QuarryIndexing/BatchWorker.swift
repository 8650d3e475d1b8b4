import QuarryAnalysis
import QuarryCorpus
import QuarryFormat
import QuarryStorage

/// Turns batches into `BatchResult`s: parse, tokenise, invert, deflate. Every worker thread has one.
final class BatchWorker {
  /// Buffers that grew beyond this are given back after the batch.
  private static let keptBytes = 3 << 20

  private let storesText: Bool
  /// Whether the records say where in the dump the texts are.
  private let pointsToText: Bool
  /// Whether the words of bodies are counted for a column.
  private let countsWords: Bool
  private var inverter: Inverter
  private let deflater: Deflater?
  private var parser: RecordParser
  /// The raw records of the batch's documents, side by side.
  private var records: [UInt8] = []
  private var recordEnds: [Int] = []
  /// What is searched of each document, in `records` or, where texts are not stored, in `texts`.
  private var pieces: [Piece] = []
  private var pieceEnds: [Int] = []
  private var texts: [UInt8] = []
  private var columns = ColumnGatherer()
  private var languages: BatchLanguages
  /// The languages that the documents' metadata give.
  private var givenLanguages: [Language?] = []
  /// What metadata called a language last, and which it is.
  private var lastName: [UInt8] = []
  private var lastLanguage: Language?
  /// The headings of the present document, and where each ends in `records`.
  private var headings: [(value: Range<Int>, end: Int)] = []
  /// The documents of the index that is added to; nil for a new one.
  private let known: KnownDocuments?
  /// What of a document is hashed beside its text.
  private var head: [UInt8] = []
  /// The titles of the batch's documents, and those that lead to others.
  private var links = TitleLinks()

  init(
    analyzer: AnalyzerSettings, options: IndexingOptions, level: Int, dictionary: [UInt8],
    limits: SourceLimits, known: KnownDocuments? = nil
  ) throws(IndexingError) {
    self.known = known
    storesText = options.store == .text
    pointsToText = options.store == .external
    inverter = try Inverter(analyzer, searchesTitles: options.searchesTitles)
    countsWords = Schema.countsWords(analyzer)
    languages = BatchLanguages(
      try LanguageChoice(options.language), usual: options.usualLanguage.flatMap { Language($0) })
    parser = RecordParser(limits: limits, options: options.reading)
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
    invert()
    clock.end(.tokenize)
    inverter.finish(into: &result)
    swap(&result.links, &links)
    if countsWords {
      for (document, words) in inverter.bodyLengths.enumerated() {
        columns.add(wordCount: words, document: document)
      }
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
    pieces.removeAll(keepingCapacity: true)
    pieceEnds.removeAll(keepingCapacity: true)
    givenLanguages.removeAll(keepingCapacity: true)
    texts.removeAll(keepingCapacity: true)
    columns.begin()
    var skipped: [SkippedRecord] = []
    links = TitleLinks()
    parser.parse(batch) { document in
      add(document, of: batch, to: &result)
    } skipped: {
      skipped.append($0)
    } redirect: { document in
      links.texts += document.bytes[document.title]
      links.redirects.append(
        TitleLinks.Redirect(
          key: document.titleKey, target: document.targetKey, end: links.texts.count))
    }
    result.skipped = skipped
    result.tally = parser.tally
    parser.tally = ReadingTally()
    result.documentCount = recordEnds.count
  }

  private func add(
    _ document: borrowing DocumentBuffer, of batch: RecordBatch, to result: inout BatchResult
  ) {
    guard isNew(document, &result) else { return }
    let start = records.count
    let bytes = document.bytes.span
    DocumentRecord.append(bytes.extracting(document.id), to: &records)
    DocumentRecord.append(bytes.extracting(document.title), to: &records)
    addPiece(Schema.title, document.bytes[document.title])
    Varint.append(document.metadata.count, to: &records)
    var given: Language?
    headings.removeAll(keepingCapacity: true)
    for (name, value) in document.metadata {
      DocumentRecord.append(bytes.extracting(name), to: &records)
      DocumentRecord.append(bytes.extracting(value), to: &records)
      switch MetadataRole(document.bytes[name]) {
      case .aliases: addPiece(Schema.aliases, document.bytes[value])
      case .headings: headings.append((value, records.count))
      case .dropped: break
      case .language:
        if inverter.usesLanguages {
          given = given ?? language(document.bytes[value])
        } else {
          addColumn(name, value, of: document)
        }
      case .other: addColumn(name, value, of: document)
      }
    }
    for (value, end) in headings { addPiece(Schema.headings, document.bytes[value], end: end) }
    if storesText { records += document.bytes[document.text] }
    if pointsToText {
      let bytes = batch.bytes
      let sum = Checksum.crc32(bytes.span.extracting(document.record).bytes)
      ExternalText(
        source: batch.source, offset: document.origin, length: document.record.count,
        checksum: sum
      ).append(to: &records)
    }
    addPiece(Schema.body, document.bytes[document.text])
    pieceEnds.append(pieces.count)
    if document.titleKey != 0 {
      links.titles.append(
        TitleLinks.Title(document: recordEnds.count, key: document.titleKey, language: 0))
    }
    givenLanguages.append(given)
    result.textBytes += document.title.count + document.text.count
    result.recordLengths.append(records.count - start)
    recordEnds.append(records.count)
  }

  /// Enters who a document is; false where the index that is added to has it as it is.
  private func isNew(
    _ document: borrowing DocumentBuffer, _ result: inout BatchResult
  ) -> Bool {
    let bytes = document.bytes.span
    var identity = DocumentIdentity(bytes.extracting(document.id))
    let fingerprint = fingerprint(of: document)
    if let known, result.failure == nil {
      do throws(FormatError) {
        let found = try known.find(
          bytes.extracting(document.id), hash: identity.hash, fingerprint: fingerprint)
        for place in found.older { result.known.append((place, true)) }
        if let same = found.same {
          result.known.append((same, false))
          identity.isUnchanged = true
        }
      } catch {
        result.failure = IndexingError("the index that is added to: \(error)")
      }
    }
    result.identities.append(identity)
    guard !identity.isUnchanged else { return false }
    result.identifierHashes.append(identity.hash)
    result.fingerprints.append(fingerprint)
    return true
  }

  /// The hash of a document's identifier, title, metadata and text.
  private func fingerprint(of document: borrowing DocumentBuffer) -> UInt64 {
    let bytes = document.bytes.span
    head.removeAll(keepingCapacity: true)
    DocumentRecord.append(bytes.extracting(document.id), to: &head)
    DocumentRecord.append(bytes.extracting(document.title), to: &head)
    for (name, value) in document.metadata {
      DocumentRecord.append(bytes.extracting(name), to: &head)
      DocumentRecord.append(bytes.extracting(value), to: &head)
    }
    let seed = head.withUnsafeBytes { ContentHash.hash($0, seed: 0) }
    return bytes.extracting(document.text).withUnsafeBytes { ContentHash.hash($0, seed: seed) }
  }

  /// The language that metadata names, remembered as most documents name the same.
  private func language(_ name: ArraySlice<UInt8>) -> Language? {
    if !name.elementsEqual(lastName) {
      lastName = Array(name)
      lastLanguage = Language(String(decoding: name, as: UTF8.self))
    }
    return lastLanguage
  }

  /// Adds a text that is searched; it was stored last, or so that it ends at `end`.
  private func addPiece(_ field: Int, _ text: ArraySlice<UInt8>, end: Int? = nil) {
    var range = 0..<0
    if storesText {
      let end = end ?? records.count
      range = end - text.count..<end
    } else {
      range = texts.count..<texts.count + text.count
      texts += text
    }
    pieces.append(Piece(field: field, range: range))
  }

  private func addColumn(
    _ name: Range<Int>, _ value: Range<Int>, of document: borrowing DocumentBuffer
  ) {
    document.bytes.withUnsafeBufferPointer {
      columns.add(
        UnsafeBufferPointer(rebasing: $0[name]), UnsafeBufferPointer(rebasing: $0[value]),
        document: recordEnds.count)
    }
  }

  /// Decides the documents' languages and inverts the documents.
  private func invert() {
    let bytes = storesText ? records : texts
    let found = inverter.usesLanguages ? decideLanguages(bytes) : []
    for (index, title) in links.titles.enumerated() where title.document < found.count {
      links.titles[index].language = found[title.document].rawValue
    }
    var start = 0
    for (document, end) in pieceEnds.enumerated() {
      inverter.add(
        pieces[start..<end], of: bytes, language: found.isEmpty ? .und : found[document])
      start = end
    }
  }

  /// The documents' languages, which go into the column too where metadata does not give them.
  private func decideLanguages(_ bytes: [UInt8]) -> [Language] {
    languages.begin()
    bytes.withUnsafeBufferPointer { bytes in
      var start = 0
      for (document, end) in pieceEnds.enumerated() {
        // A document without a text is what its title says.
        let body = pieces[end - 1].range
        let range = body.isEmpty ? pieces[start].range : body
        languages.add(
          given: givenLanguages[document], text: UnsafeBufferPointer(rebasing: bytes[range]))
        start = end
      }
    }
    let found = languages.finish()
    for (document, language) in found.enumerated() {
      columns.add(ColumnGatherer.language, text: Array(language.code.utf8), document: document)
    }
    return found
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
