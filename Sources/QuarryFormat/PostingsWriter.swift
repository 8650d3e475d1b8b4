package import QuarryStorage

/// Takes what a `PostingsWriter` makes, in order.
package protocol PostingsSink: AnyObject {
  /// A complete raw page of a paged section, to be compressed.
  func append(page: Span<UInt8>, to section: SectionKind) throws(StorageError)
  /// The next bytes of a section that is read in place.
  func append(bytes: [UInt8], to section: SectionKind) throws(StorageError)
}

/// Puts parts of the vocabulary one behind the other: cuts their rows of bytes into pages and writes
/// the dictionary over them.
///
/// Parts come in ascending order of their terms. Terms can also be given one by one: for each `begin`,
/// then `append` once or more, then `end`. At the end `finish`. The pages depend on the postings
/// alone, so the same postings give the same bytes, however they were cut into parts.
package struct PostingsWriter: ~Copyable {
  /// The raw bytes of a page of short lists.
  package static let shortPageBytes = 4096
  /// The raw bytes of a page of positions.
  package static let positionsPageBytes = 8192
  /// The raw bytes of a page of form numbers.
  package static let formsPageBytes = FormsWriter.pageBytes
  /// The bytes of lists given one by one that wait.
  private static let pendingBytes = 1 << 18

  private let fieldCount: Int
  private let sink: any PostingsSink
  private var dictionary: TermDictionaryWriter
  private var short = RawStream(section: .shortPostings, pageBytes: PostingsWriter.shortPageBytes)
  private var positions = RawStream(
    section: .positions, pageBytes: PostingsWriter.positionsPageBytes)
  private var forms = RawStream(section: .forms, pageBytes: PostingsWriter.formsPageBytes)
  /// The raw offsets at which the next term's parts of the rows begin.
  private var shortOffset = 0
  private var positionsOffset = 0
  private var formsOffset = 0
  private var longPages = 0
  private var blocksLength = 0

  /// What is given term by term.
  package var lists: PostingsPartWriter
  private var codes: [UInt8] = []
  private var events: [FormEvent] = []
  private var occurrences = 0

  /// The postings written so far.
  package private(set) var postingCount = 0
  /// The positions written so far.
  package private(set) var positionCount = 0
  /// The terms written so far.
  package var termCount: Int { dictionary.termCount }

  /// A writer for documents whose lengths are `norms`, one array of `LengthCode`s a field.
  ///
  /// - Parameter keepsForms: whether each term comes with its forms.
  package init(norms: [[UInt8]], keepsForms: Bool = false, sink: any PostingsSink) {
    dictionary = TermDictionaryWriter(keepsForms: keepsForms)
    lists = PostingsPartWriter(norms: norms, keepsForms: keepsForms)
    fieldCount = norms.count
    self.sink = sink
  }

  /// Appends the lists of a part, whose terms all come behind those before.
  package mutating func append(_ part: consuming PostingsPart) throws(StorageError) {
    try patchBlocks(&part)
    let terms = part.terms.span
    let places = part.places.span
    var term = 0
    var placeStart = 0
    var blocks = blocksLength
    var place = GrowingBytes()
    for entry in part.entries {
      let tail = places.extracting(placeStart..<placeStart + entry.placeLength)
      if entry.blocksLength > 0 {
        place.removeAll()
        place.append(varint: entry.documentFrequency)
        place.append(varint: blocks)
        place.append(tail)
        blocks += entry.blocksLength
        dictionary.append(
          terms.extracting(term..<term + entry.termLength), place: place.span,
          shortOffset: shortOffset, positionsOffset: positionsOffset, formsOffset: formsOffset)
      } else {
        dictionary.append(
          terms.extracting(term..<term + entry.termLength), place: tail,
          shortOffset: shortOffset, positionsOffset: positionsOffset, formsOffset: formsOffset)
      }
      term += entry.termLength
      placeStart += entry.placeLength
      shortOffset += entry.shortLength
      positionsOffset += entry.positionsLength
      formsOffset += entry.formsLength
    }
    guard !dictionary.isFull, blocks < Int(UInt32.max) else { throw Self.full }
    blocksLength = blocks
    postingCount += part.postingCount
    positionCount += part.positionCount
    try short.append(part.short.span, sink)
    try positions.append(part.positions.span, sink)
    try forms.append(part.forms.span, sink)
    let pages = part.longPages.span
    var start = 0
    for end in part.longPageEnds {
      try sink.append(page: pages.extracting(start..<end), to: .longPostings)
      start = end
    }
    if !part.blocks.isEmpty { try sink.append(bytes: part.blocks, to: .blocks) }
    if dictionary.waitingBytes >= 1 << 16 {
      try sink.append(bytes: dictionary.takeTerms(), to: .terms)
    }
  }

  /// Enters the numbers of pages and the offsets of positions into the metadata of long lists.
  private mutating func patchBlocks(_ part: inout PostingsPart) throws(StorageError) {
    guard !part.blocks.isEmpty else { return }
    var positions = positionsOffset
    var start = 0
    let pageBytes = BlockMetadata.pageBytes(fieldCount: fieldCount)
    var blocks: [UInt8] = []
    swap(&blocks, &part.blocks)
    for entry in part.entries {
      if entry.blocksLength > 0 {
        for index in 0..<4 {
          blocks[start + index] = UInt8(truncatingIfNeeded: longPages >> (8 * index))
        }
        for page in 0..<entry.pageCount {
          let place = start + 4 + page * pageBytes + 8
          var offset = positions
          for index in 0..<8 { offset += Int(blocks[place + index]) << (8 * index) }
          for index in 0..<8 {
            blocks[place + index] = UInt8(truncatingIfNeeded: offset >> (8 * index))
          }
        }
        start += entry.blocksLength
        longPages += entry.pageCount
      }
      positions += entry.positionsLength
    }
    swap(&blocks, &part.blocks)
  }

  // MARK: - Term by term

  /// Begins the list of `term`, which holds `documentFrequency` postings.
  ///
  /// - Parameter formNumbers: the `numberCount` of the forms that `end` is given.
  package mutating func begin(
    _ term: Span<UInt8>, documentFrequency: Int, formNumbers: Int = 0
  ) {
    occurrences = 0
    term.withUnsafeBufferPointer {
      lists.begin($0, documentFrequency: documentFrequency, formNumbers: formNumbers)
    }
  }

  /// Appends the next postings of the term.
  package mutating func append(_ chunk: borrowing PostingChunk) throws(StorageError) {
    guard let first = chunk.documents.first else { return }
    codes.removeAll(keepingCapacity: true)
    let frequencies = chunk.frequencies.span
    // The first gap is the part writer's.
    var before = Int(first) - 1
    for index in chunk.documents.indices {
      let document = Int(chunk.documents[index])
      PostingCode.append(
        gap: UInt32(truncatingIfNeeded: document - before - 1),
        frequencies: frequencies.extracting(index * fieldCount..<(index + 1) * fieldCount),
        to: &codes)
      before = document
    }
    events.removeAll(keepingCapacity: true)
    for (index, form) in chunk.forms.enumerated() where form > 0 {
      events.append(FormEvent(place: occurrences + index, form: form))
    }
    occurrences += chunk.forms.count
    var codeStart = 0
    var positionStart = 0
    events.withUnsafeBufferPointer { lists.append(events: $0.span) }
    codes.withUnsafeBufferPointer { codes in
      chunk.positions.withUnsafeBufferPointer { positions in
        while codeStart < codes.count {
          let taken = lists.append(
            codes: UnsafeBufferPointer(rebasing: codes[codeStart...]),
            first: codeStart == 0 ? Int(first) : nil, last: before)
          codeStart += max(1, taken.bytes)
          positionStart += lists.append(
            positions: UnsafeBufferPointer(rebasing: positions[positionStart...]))
        }
      }
    }
    if lists.byteCount >= Self.pendingBytes { try flushLists() }
  }

  /// Ends the list of the term, whose forms are `list`, where they are kept.
  package mutating func end(forms list: borrowing FormList = FormList()) throws(StorageError) {
    guard lists.end(forms: list) else { throw Self.full }
    if lists.byteCount >= Self.pendingBytes { try flushLists() }
  }

  /// Appends what is finished of the lists given one by one.
  package mutating func flushLists() throws(StorageError) {
    try append(lists.take())
  }

  /// Writes what is left.
  package mutating func finish() throws(StorageError) {
    try flushLists()
    try short.close(sink)
    try positions.close(sink)
    try forms.close(sink)
    let index = dictionary.finish()
    try sink.append(bytes: dictionary.takeTerms(), to: .terms)
    try sink.append(bytes: index, to: .termIndex)
  }

  /// A list or a segment that is too large for the format.
  package static let full = StorageError(
    operation: "write", path: "index", errno: 0,
    detail: "a segment cannot hold more distinct words; split the input over several indexes")
}
