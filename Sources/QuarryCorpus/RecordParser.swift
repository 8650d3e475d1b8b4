/// Turns batches into documents; every worker has one of its own and reuses it.
package struct RecordParser: Sendable {
  private let limits: SourceLimits
  private let options: ReadingOptions
  /// The readers of the formats that came by so far.
  private var readers: [RecordFormat: any RecordReader] = [:]
  private var document = DocumentBuffer()
  private var record: JSONRecord
  /// What was counted in all batches since it was taken last.
  package var tally = ReadingTally()
  /// The lines of the last page before its text.
  private var titleLines = 0

  package init(
    limits: SourceLimits = SourceLimits(), options: ReadingOptions = ReadingOptions()
  ) {
    self.options = options
    self.limits = limits.clamped
    record = JSONRecord(mapping: options.mapping)
  }

  /// Hands every document of a batch to `document`, in order, and every record that has to be left
  /// out to `skipped`.
  ///
  /// Titles that lead to a document instead of being one go to `redirect`. The buffer is valid during
  /// the call only. Throws only what `document` throws, and then stops.
  package mutating func parse<Failure: Error>(
    _ batch: borrowing RecordBatch,
    document handle: (borrowing DocumentBuffer) throws(Failure) -> Void,
    skipped: (SkippedRecord) -> Void,
    redirect: (borrowing DocumentBuffer) -> Void = { _ in }
  ) throws(Failure) {
    document.titleKey = 0
    // A single large record must not leave a large arena behind.
    if document.bytes.count > 2 * max(limits.batchBytes, batch.bytes.count) + 4096 {
      document.bytes = []
    }
    switch batch.kind {
    case .jsonLines(let file): try parseLines(batch, file, document: handle, skipped: skipped)
    case .records(let context):
      try parseRecords(
        batch, context, document: handle, skipped: skipped, redirect: redirect)
    case .textFiles(let entries):
      for (index, entry) in entries.enumerated() {
        document.titleKey = 0
        if let dump = entry.dump {
          try parse(
            dump, entry, of: batch, document: handle, skipped: skipped, redirect: redirect)
          continue
        }
        switch readFile(entry, of: batch) {
        case .skipped(let byte, let reason):
          skipped(
            SkippedRecord(
              source: batch.source, file: entry.path, line: batch.firstLine + index, byte: byte,
              reason: reason))
        case .passedOver(let reason): tally.note(reason)
        case .nothing, .redirect: break
        case .document:
          count(document)
          document.format = entry.format
          document.record = entry.range
          document.origin = entry.prefixLength
          try handle(document)
        }
      }
    case .documents(let documents):
      for (index, supplied) in documents.enumerated() {
        if copy(supplied) {
          document.record = 0..<0
          document.origin = 0
          try handle(document)
        } else {
          skipped(
            SkippedRecord(
              source: batch.source, line: batch.firstLine + index, byte: nil,
              reason: .tooLong(limit: limits.maxDocumentBytes)))
        }
      }
    }
  }

  /// Parses a small dump that shares its batch with other files.
  private mutating func parse<Failure: Error>(
    _ dump: DumpContext, _ entry: TextFileEntry, of batch: borrowing RecordBatch,
    document handle: (borrowing DocumentBuffer) throws(Failure) -> Void,
    skipped: (SkippedRecord) -> Void, redirect: (borrowing DocumentBuffer) -> Void
  ) throws(Failure) {
    guard entry.range.lowerBound >= 0, entry.range.upperBound <= batch.bytes.count else { return }
    let part = RecordBatch(
      kind: dump.format == .jsonLines ? .jsonLines(file: dump.file) : .records(dump),
      bytes: Array(batch.bytes[entry.range]), source: batch.source, firstLine: 1, byteOffset: 0,
      lineOffset: 0, name: entry.path, bytesRead: batch.bytesRead)
    switch part.kind {
    case .jsonLines(let file): try parseLines(part, file, document: handle, skipped: skipped)
    case .records(let context):
      try parseRecords(
        part, context, document: handle, skipped: skipped, redirect: redirect)
    case .textFiles, .documents: break
    }
  }

  /// Counts a document in which bytes were replaced.
  private mutating func count(_ document: borrowing DocumentBuffer) {
    if document.hasReplacements { tally.repairedDocuments += 1 }
  }

  private static func markLength(_ bytes: ArraySlice<UInt8>) -> Int {
    bytes.starts(with: InputFormat.byteOrderMark) ? InputFormat.byteOrderMark.count : 0
  }
}

// MARK: - Records

extension RecordParser {
  private mutating func parseRecords<Failure: Error>(
    _ batch: borrowing RecordBatch, _ context: DumpContext,
    document handle: (borrowing DocumentBuffer) throws(Failure) -> Void,
    skipped: (SkippedRecord) -> Void, redirect: (borrowing DocumentBuffer) -> Void
  ) throws(Failure) {
    guard var reader = takeReader(context) else { return }
    defer { readers[context.format] = reader }
    var at = 0
    if batch.byteOffset == 0 { at = Self.markLength(batch.bytes[...]) + context.header.count }
    // Lines are counted only as far as there is something to say of them.
    var line = batch.firstLine
    var counted = 0
    // Where the line of `counted` begins, which may be before the batch.
    var lineStart = -batch.lineOffset
    while at < batch.bytes.count {
      document.clear()
      let step = batch.bytes.withUnsafeBytes { reader.read($0, from: at, into: &document) }
      let next = min(max(step.next, at + 1), batch.bytes.count)
      var outcome = step.outcome
      if case .document = outcome, next - at > limits.maxDocumentBytes {
        outcome = .skipped(byte: nil, reason: .tooLong(limit: limits.maxDocumentBytes))
      }
      switch outcome {
      case .nothing: break
      case .redirect:
        tally.note(.redirect)
        document.finish()
        redirect(document)
      case .passedOver(let reason): tally.note(reason)
      case .document:
        if options.prefixesIdentifiers, !document.id.isEmpty {
          document.prefixID(with: batch.name, at: document.end)
        }
        document.finish()
        count(document)
        document.format = context.format
        document.record = at..<next
        document.origin = batch.byteOffset + at
        try handle(document)
      case .skipped(let byte, let reason):
        line += batch.bytes.withUnsafeBytes {
          NewlineScan.count(in: UnsafeRawBufferPointer(rebasing: $0[counted..<at]), at - counted)
        }
        lineStart =
          batch.bytes.withUnsafeBytes { NewlineScan.last(in: $0, counted..<at) }.map { $0 + 1 }
          ?? lineStart
        counted = at
        // A record is found by its line where it begins it, else by the byte.
        let isFirst =
          lineStart >= 0 && at - lineStart < 256
          && batch.bytes[lineStart..<at].allSatisfy(InputFormat.isBlank)
        let column = isFirst ? 0 : at - lineStart
        let names = context.format == .json
        skipped(
          SkippedRecord(
            source: batch.source, file: context.file, isInFile: context.file != nil, line: line,
            byte: byte.map { column + $0 } ?? (names && column > 0 ? column + 1 : nil),
            reason: reason))
      }
      at = next
    }
  }

  /// The reader of a format, which the caller puts back, about to begin a batch.
  private mutating func takeReader(_ context: DumpContext) -> (any RecordReader)? {
    guard
      var reader = readers.removeValue(forKey: context.format)
        ?? context.format.reader(options, limits)
    else { return nil }
    reader.begin(context)
    return reader
  }
}

// MARK: - Lines

extension RecordParser {
  private mutating func parseLines<Failure: Error>(
    _ batch: borrowing RecordBatch, _ file: String?,
    document handle: (borrowing DocumentBuffer) throws(Failure) -> Void,
    skipped: (SkippedRecord) -> Void
  ) throws(Failure) {
    document.reserve(batch.bytes.count + JSONScanner.slack)
    let source = batch.source
    var line = batch.firstLine
    var at = batch.byteOffset == 0 ? Self.markLength(batch.bytes[...]) : 0
    while at < batch.bytes.count {
      let (next, outcome) = batch.bytes.withUnsafeBytes { readLine($0, from: at, batch.name) }
      switch outcome {
      case .document:
        document.format = .jsonLines
        document.origin = batch.byteOffset + at
        try handle(document)
      case .blank: break
      case .skipped(let byte, var reason):
        // Only the last line of an input can lack its newline.
        if next > batch.bytes.count, case .notJSON = reason, let byte,
          at + byte > batch.bytes.count
        {
          reason = .cutOff
        }
        skipped(
          SkippedRecord(
            source: source, file: file, isInFile: file != nil, line: line, byte: byte,
            reason: reason))
      }
      at = next
      line += 1
    }
  }

  /// What a line turned out to be.
  private enum Outcome {
    /// A document, which stands in the buffer.
    case document
    case blank
    case skipped(byte: Int?, reason: SkipReason)
  }

  /// Reads the line that begins at `start`; also where the next one begins.
  private mutating func readLine(
    _ bytes: UnsafeRawBufferPointer, from start: Int, _ name: String
  ) -> (next: Int, outcome: Outcome) {
    // The arena is moved out so that it can be written while the record is.
    var arena: [UInt8] = []
    swap(&arena, &document.bytes)
    let read: (end: Int, used: Int, outcome: Outcome) = arena.withUnsafeMutableBytes { arena in
      guard var scanner = JSONScanner(bytes, from: start, arena: arena) else {
        return (bytes.count, 0, .blank)
      }
      scanner.skipBlanks()
      if scanner.isAtLineEnd { return (scanner.at, 0, .blank) }
      do throws(JSONFault) {
        try record.read(&scanner)
        scanner.skipBlanks()
        guard scanner.isAtLineEnd else { throw scanner.unexpected("the end of the line") }
        return (scanner.at, scanner.used, .document)
      } catch {
        // The scanner never passes a line's end, so the next end is that of this line.
        let end = NewlineScan.first(in: bytes, scanner.at..<bytes.count) ?? bytes.count
        return (end, 0, Self.refusal(error, lineStart: start))
      }
    }
    swap(&arena, &document.bytes)
    let next = read.end + 1
    if case .blank = read.outcome { return (next, .blank) }
    let carriageReturn = read.end > start && bytes[read.end - 1] == 0x0D ? 1 : 0
    guard read.end - start - carriageReturn <= limits.maxDocumentBytes else {
      return (next, .skipped(byte: nil, reason: .tooLong(limit: limits.maxDocumentBytes)))
    }
    guard case .document = read.outcome else { return (next, read.outcome) }
    guard let text = record.text else { return (next, .skipped(byte: nil, reason: record.noText)) }
    document.record = start..<read.end
    document.text = text
    document.title = record.title ?? 0..<0
    swap(&document.metadata, &record.metadata)
    if let id = record.id {
      document.id = id
      if options.prefixesIdentifiers { document.prefixID(with: name, at: read.used) }
    } else {
      document.makeID(at: read.used)
    }
    return (next, .document)
  }

  private static func refusal(_ fault: JSONFault, lineStart: Int) -> Outcome {
    let (byte, reason) = fault.skipReason(recordStart: lineStart)
    return .skipped(byte: byte, reason: reason)
  }
}

// MARK: - Files and supplied documents

extension RecordParser {
  /// Reads a file that is one document into the buffer.
  private mutating func readFile(
    _ entry: TextFileEntry, of batch: borrowing RecordBatch
  ) -> ReadRecord.Outcome {
    let bytes = batch.bytes
    guard entry.range.upperBound <= bytes.count, entry.range.lowerBound >= 0 else {
      return .skipped(byte: nil, reason: .unreadable("outside of its batch"))
    }
    if entry.range.isEmpty { return .skipped(byte: nil, reason: .emptyFile) }
    if entry.format != .text { return readOther(entry, in: bytes) }
    let file = bytes[entry.range]
    if let zero = file.firstIndex(of: 0) {
      return .skipped(byte: zero - entry.range.lowerBound + 1, reason: .binaryFile)
    }
    if let fault = bytes.withUnsafeBytes({ Utf8Check.firstFault(in: $0, entry.range) }) {
      return .skipped(byte: fault - entry.range.lowerBound + 1, reason: .invalidUTF8)
    }
    let start = entry.range.lowerBound + Self.markLength(file)
    let range = start..<entry.range.upperBound
    let found = batch.recurring?.lines(of: bytes, range)
    setPage(found?.kept ?? bytes, found.map { 0..<$0.kept.count } ?? range, entry)
    if let found { addDropped(found.dropped, of: bytes) }
    if entry.path.isEmpty { document.makeID(at: document.end) }
    return .document
  }

  /// Adds the lines that are not searched, each behind the number of the text's lines before it.
  private mutating func addDropped(_ lines: [(place: Int, line: Range<Int>)], of bytes: [UInt8]) {
    var value: [UInt8] = []
    for (place, line) in lines {
      if !value.isEmpty { value.append(0x0A) }
      value += Array(String(max(0, place - titleLines)).utf8)
      value.append(0x09)
      value += bytes[line]
    }
    document.addMetadata("dropped_lines", document.append(value))
  }

  /// Puts a page into the buffer; `range` is that of its text with its title.
  private mutating func setPage(_ bytes: [UInt8], _ range: Range<Int>, _ entry: TextFileEntry) {
    let page = bytes.withUnsafeBytes { PageText($0, range) }
    titleLines = page.text.lowerBound == range.lowerBound ? 0 : 1
    document.clear()
    document.title = document.append(bytes[page.title])
    document.text = document.putText(bytes[page.text], at: document.title.upperBound)
    document.take(document.text.upperBound)
    document.noteReplacements()
    if !entry.path.isEmpty { document.id = document.append(Array(entry.path.utf8)) }
    if let date = page.date { document.addMetadata("date", document.append(bytes[date])) }
    if let tags = page.tags {
      TableReader.addList("tags", document.append(bytes[tags]), &document)
    }
  }

  /// Reads a file of another format that is one document.
  private mutating func readOther(
    _ entry: TextFileEntry, in bytes: [UInt8]
  ) -> ReadRecord.Outcome {
    let context = DumpContext(format: entry.format, file: entry.path)
    guard var reader = takeReader(context) else {
      return .skipped(byte: nil, reason: .unreadable("cannot be read"))
    }
    defer { readers[entry.format] = reader }
    document.clear()
    let outcome = bytes[entry.range].withUnsafeBytes {
      reader.read($0, from: Self.markLength(bytes[entry.range]), into: &document).outcome
    }
    switch outcome {
    case .nothing, .redirect: return .skipped(byte: nil, reason: .emptyFile)
    case .passedOver: return outcome
    case .skipped:
      // A book has parts without text, which nobody misses.
      return entry.facts?.book.isEmpty ?? true ? outcome : .passedOver(.noText)
    case .document: break
    }
    entry.facts?.complete(&document)
    if !entry.path.isEmpty { document.id = document.append(Array(entry.path.utf8)) }
    document.finish()
    return .document
  }

  /// Copies a supplied document into the buffer; false where it is over the limit.
  private mutating func copy(_ supplied: Document) -> Bool {
    var count = supplied.title.utf8.count + supplied.text.utf8.count
    for field in supplied.metadata { count += field.name.utf8.count + field.value.utf8.count }
    guard count <= limits.maxDocumentBytes else { return false }
    document.title = document.put(supplied.title.utf8, at: 0)
    document.text = document.put(supplied.text.utf8, at: document.title.upperBound)
    var end = document.text.upperBound
    document.metadata.removeAll(keepingCapacity: true)
    for field in supplied.metadata {
      let key = document.put(field.name.utf8, at: end)
      let value = document.put(field.value.utf8, at: key.upperBound)
      document.metadata.append((key, value))
      end = value.upperBound
    }
    if let id = supplied.id, !id.isEmpty {
      document.id = document.put(id.utf8, at: end)
    } else {
      document.makeID(at: end)
    }
    return true
  }
}
