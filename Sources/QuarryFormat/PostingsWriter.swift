package import QuarryStorage

/// Takes what a `PostingsWriter` makes, in order.
package protocol PostingsSink: AnyObject {
  /// A complete raw page of a paged section, to be compressed.
  func append(page: [UInt8], to section: SectionKind) throws(StorageError)
  /// The next bytes of a section that is read in place.
  func append(bytes: [UInt8], to section: SectionKind) throws(StorageError)
}

/// A run of postings of one term, as `PostingsWriter` takes them.
package struct PostingChunk {
  /// Ascending, up to `BlockMetadata.pagePostings` of them.
  package var documents: [UInt32] = []
  /// One number a field for each posting.
  package var frequencies: [UInt32] = []
  /// The codes of all positions, posting after posting, field after field.
  package var positions: [UInt8] = []
  /// The bytes of each posting's positions.
  package var positionLengths: [UInt32] = []
  /// The form number of each occurrence, in the order of the positions; empty where the term has
  /// only one, or forms are not kept.
  package var forms: [UInt16] = []

  package init() {}

  package mutating func removeAll() {
    documents.removeAll(keepingCapacity: true)
    frequencies.removeAll(keepingCapacity: true)
    positions.removeAll(keepingCapacity: true)
    positionLengths.removeAll(keepingCapacity: true)
    forms.removeAll(keepingCapacity: true)
  }
}

/// Cuts postings into pages and writes the dictionary over them.
///
/// Legal calls: for each term in ascending order `begin`, then `append` once or more with full
/// chunks of `BlockMetadata.pagePostings` and one last that may be shorter, then `end`; at the end
/// `finish`. The pages depend on the postings alone, so the same postings give the same bytes. A
/// structure that is not copied, since its fields are touched for every posting.
package struct PostingsWriter: ~Copyable {
  /// The raw bytes of a page of short lists.
  package static let shortPageBytes = 4096
  /// The raw bytes of a page of positions.
  package static let positionsPageBytes = 8192
  /// The raw bytes of a page of form numbers.
  package static let formsPageBytes = FormsWriter.pageBytes

  private let fieldCount: Int
  /// The length codes of all documents, one array a field.
  private let norms: [[UInt8]]
  private let sink: any PostingsSink
  private var dictionary: TermDictionaryWriter
  /// Writes what original words the terms were; nil where that is not kept.
  private var forms: FormsWriter?
  private var short = RawStream(section: .shortPostings, pageBytes: PostingsWriter.shortPageBytes)
  private var positions = RawStream(
    section: .positions, pageBytes: PostingsWriter.positionsPageBytes)
  private var longPages = 0
  private var blocksLength = 0

  private var term: [UInt8] = []
  private var documentFrequency = 0
  private var positionsStart = 0
  private var place: [UInt8] = []
  private var page: [UInt8] = []
  private var pageEntries = ByteWriter()
  private var blocks: [UInt8] = []
  private var lastDocument = -1
  private var firstPage = 0

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
    forms = keepsForms ? FormsWriter() : nil
    fieldCount = norms.count
    self.norms = norms
    self.sink = sink
  }

  /// Begins the list of `term`, which holds `documentFrequency` postings.
  ///
  /// - Parameter formNumbers: the `numberCount` of the forms that `end` is given.
  package mutating func begin(
    _ term: Span<UInt8>, documentFrequency: Int, formNumbers: Int = 0
  ) {
    forms?.begin(numberCount: formNumbers)
    self.term.removeAll(keepingCapacity: true)
    for index in 0..<term.count { self.term.append(term[index]) }
    self.documentFrequency = documentFrequency
    positionsStart = positions.length
    lastDocument = -1
    firstPage = longPages
    pageEntries.bytes.removeAll(keepingCapacity: true)
    blocks.removeAll(keepingCapacity: true)
    place.removeAll(keepingCapacity: true)
  }

  /// Appends the next postings of the term.
  package mutating func append(_ chunk: borrowing PostingChunk) throws(StorageError) {
    let count = chunk.documents.count
    postingCount += count
    for frequency in chunk.frequencies { positionCount += Int(frequency) }
    if documentFrequency == 1,
      chunk.frequencies.reduce(0, { $0 + Int($1) }) <= TermDictionaryWriter.maxInlineOccurrences
    {
      Varint.append(0, to: &place)
      Self.encode(chunk, 0..<1, fieldCount: fieldCount, after: &lastDocument, into: &place)
      place += chunk.positions
      try forms?.append(chunk.forms.span, isInline: true, isLong: false, sink)
      return
    }
    let isLong = documentFrequency >= BlockMetadata.longList
    try forms?.append(chunk.forms.span, isInline: false, isLong: isLong, sink)
    if !isLong {
      page.removeAll(keepingCapacity: true)
      Self.encode(
        chunk, 0..<count, fieldCount: fieldCount, after: &lastDocument, into: &page)
      Varint.append(documentFrequency, to: &place)
      Varint.append(page.count, to: &place)
      try short.append(page, sink)
      try positions.append(chunk.positions, sink)
      return
    }
    try appendLongPage(chunk)
  }

  /// Ends the list of the term, whose forms are `list`, where they are kept.
  package mutating func end(forms list: borrowing FormList = FormList()) throws(StorageError) {
    if documentFrequency >= BlockMetadata.longList {
      Varint.append(documentFrequency, to: &place)
      Varint.append(blocksLength, to: &place)
      var head = ByteWriter()
      head.fixed(UInt64(firstPage), 4)
      try sink.append(bytes: head.bytes, to: .blocks)
      try sink.append(bytes: pageEntries.bytes, to: .blocks)
      try sink.append(bytes: blocks, to: .blocks)
      blocksLength += head.bytes.count + pageEntries.bytes.count + blocks.count
      guard blocksLength < Int(UInt32.max) else { throw Self.full }
    }
    let isInline = place.first == 0
    if !isInline { Varint.append(positions.length - positionsStart, to: &place) }
    // A block's head needs the offsets before this term: those of its short list and positions.
    let shortOffset =
      short.length - (isInline || documentFrequency >= BlockMetadata.longList ? 0 : page.count)
    try forms?.end(list, documents: documentFrequency, isInline: isInline, to: &place, sink)
    guard forms?.isFull != true else { throw Self.full }
    let term = term
    dictionary.append(
      term.span, place: place, shortOffset: shortOffset, positionsOffset: positionsStart,
      formsOffset: forms?.start ?? 0)
    guard !dictionary.isFull else { throw Self.full }
    if dictionary.terms.count >= 1 << 16 {
      try sink.append(bytes: dictionary.takeTerms(), to: .terms)
    }
  }

  /// Writes what is left.
  package mutating func finish() throws(StorageError) {
    try short.close(sink)
    try positions.close(sink)
    try forms?.close(sink)
    let index = dictionary.finish()
    try sink.append(bytes: dictionary.takeTerms(), to: .terms)
    try sink.append(bytes: index, to: .termIndex)
  }

  private static let full = StorageError(
    operation: "write", path: "index", errno: 0,
    detail: "a segment cannot hold more distinct words; split the input over several indexes")

  /// Appends the codes of the postings in `range`, the first after `lastDocument`.
  private static func encode(
    _ chunk: borrowing PostingChunk, _ range: Range<Int>, fieldCount: Int,
    after lastDocument: inout Int, into bytes: inout [UInt8]
  ) {
    let frequencies = chunk.frequencies.span
    for index in range {
      let document = Int(chunk.documents[index])
      PostingCode.append(
        gap: UInt32(truncatingIfNeeded: document - lastDocument - 1),
        frequencies: frequencies.extracting(index * fieldCount..<(index + 1) * fieldCount),
        to: &bytes)
      lastDocument = document
    }
  }

  private mutating func appendLongPage(_ chunk: borrowing PostingChunk) throws(StorageError) {
    let count = chunk.documents.count
    page.removeAll(keepingCapacity: true)
    var before = lastDocument
    pageEntries.fixed(UInt64(chunk.documents[count - 1]), 4)
    pageEntries.fixed(UInt64(blocks.count), 4)
    pageEntries.fixed(UInt64(positions.length), 8)
    var pageBounds = [ImpactPair](
      repeating: ImpactPair(frequency: 0, length: 255), count: fieldCount)
    for start in stride(from: 0, to: count, by: BlockMetadata.blockPostings) {
      let range = start..<min(start + BlockMetadata.blockPostings, count)
      var bytes: UInt64 = 0
      for index in range { bytes += UInt64(chunk.positionLengths[index]) }
      Varint.append(bytes, to: &page)
      let last = Int(chunk.documents[range.upperBound - 1])
      Varint.append(last - before, to: &blocks)
      before = last
      for field in 0..<fieldCount {
        let pairs = maximalPairs(chunk, range, field: field)
        Varint.append(pairs.count, to: &blocks)
        for pair in pairs {
          Varint.append(UInt64(pair.frequency), to: &blocks)
          blocks.append(pair.length)
          pageBounds[field].frequency = max(pageBounds[field].frequency, pair.frequency)
          pageBounds[field].length = min(pageBounds[field].length, pair.length)
        }
      }
    }
    for bound in pageBounds {
      pageEntries.fixed(UInt64(BlockMetadata.frequencyByte(bound.frequency)), 1)
      pageEntries.fixed(UInt64(bound.length), 1)
    }
    Self.encode(
      chunk, 0..<count, fieldCount: fieldCount, after: &lastDocument, into: &page)
    longPages += 1
    try sink.append(page: page, to: .longPostings)
    try positions.append(chunk.positions, sink)
  }

  /// The pairs of `field` in a block that no other beats in both frequency and length, by falling
  /// frequency; where they are too many, the last ones are joined into one that bounds them.
  private func maximalPairs(
    _ chunk: borrowing PostingChunk, _ range: Range<Int>, field: Int
  ) -> [ImpactPair] {
    var pairs: [ImpactPair] = []
    for index in range {
      let frequency = chunk.frequencies[index * fieldCount + field]
      guard frequency > 0 else { continue }
      let length = norms[field][Int(chunk.documents[index])]
      var isBeaten = false
      for pair in pairs where pair.frequency >= frequency && pair.length <= length {
        isBeaten = true
        break
      }
      guard !isBeaten else { continue }
      pairs.removeAll { $0.frequency <= frequency && $0.length >= length }
      pairs.append(ImpactPair(frequency: frequency, length: length))
    }
    pairs.sort { $0.frequency > $1.frequency }
    while pairs.count > BlockMetadata.maxPairs {
      let last = pairs.removeLast()
      pairs[pairs.count - 1].length = min(pairs[pairs.count - 1].length, last.length)
    }
    return pairs
  }
}
