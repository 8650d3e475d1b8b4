import QuarryStorage

/// Goes through the terms of some blocks of a segment in order and checks each against its postings and
/// positions, which lie in the same order, so that every page is read once, or twice where it is at the
/// bounds of two parts.
struct PostingsVerifier {
  private let segment: Segment
  let sections: PostingsSections
  private let norms: MappedBytes
  private let bounds: PlaceScan.Bounds
  let inflater: Inflater
  private let blocks: Range<Int>
  private var short: PagedStream
  private var positions: PagedStream
  private var postings = PostingScratch()
  private var page: [UInt8] = []
  private var impacts: BlockImpacts
  private var forms: FormsVerifier?
  private let counter: WorkCounter

  private var found = VerifiedPostings()

  private static let mostParts = 64

  /// The blocks of the dictionary in parts that can be checked beside each other, whatever the number of
  /// threads, so that the same is found.
  static func parts(of terms: TermDictionary) -> [Range<Int>] {
    let count = min(Self.mostParts, terms.blockCount)
    return (0..<count).map {
      terms.blockCount * $0 / count..<terms.blockCount * ($0 + 1) / count
    }
  }

  /// - Parameter blocks: those that are checked, of which there is one at least.
  init(_ segment: Segment, blocks: Range<Int>, counter: WorkCounter) throws(FormatError) {
    self.blocks = blocks
    self.counter = counter
    self.segment = segment
    sections = segment.postings
    norms = try segment.norms.bytes(0..<segment.norms.count)
    bounds = PlaceScan.Bounds(
      documentCount: sections.documentCount, fieldCount: sections.fieldCount)
    inflater = Inflater()
    short = PagedStream(sections.short, inflater: inflater, counter: counter)
    positions = PagedStream(sections.positions, inflater: inflater, counter: counter)
    forms = FormsVerifier(segment, inflater: inflater)
    impacts = BlockImpacts(fieldCount: sections.fieldCount)
  }

  /// Checks everything; throws the first damage.
  mutating func run() throws(FormatError) -> VerifiedPostings {
    let terms = segment.terms
    for number in blocks {
      let bytes = try terms.blockBytes(number)
      var block = try TermBlock(
        bytes, fieldCount: sections.fieldCount, keepsForms: terms.keepsForms)
      if number == blocks.lowerBound { try begin(at: bytes.base, block) }
      guard bytes.base == found.end.terms else {
        throw Self.index(number, "a block begins elsewhere")
      }
      found.end.terms += bytes.bytes.count
      guard block.left > 0 else { throw block.damage("a block is empty") }
      guard block.shortOffset == short.offset, block.positionsOffset == positions.offset else {
        throw block.damage("a block's offsets are not those of its first term")
      }
      try forms?.check(block)
      try checkSeparator(number, block)
      while try block.next() {
        guard compare(found.lastTerm.span, block.termBytes) < 0 else {
          throw block.damage("the terms do not ascend")
        }
        try check(block)
        found.lastTerm.removeAll(keepingCapacity: true)
        found.lastTerm.append(contentsOf: block.term)
        found.termCount += 1
      }
      guard block.isAtEnd else { throw block.damage("bytes are left at the end of a block") }
    }
    found.end.short = short.offset
    found.end.positions = positions.offset
    found.end.forms = forms?.end ?? 0
    return found
  }

  /// Goes to where the first block says that its terms' postings are.
  private mutating func begin(
    at base: Int, _ block: borrowing TermBlock
  ) throws(FormatError) {
    guard try short.begin(at: block.shortOffset), try positions.begin(at: block.positionsOffset)
    else { throw block.damage("a block's offsets are not those of its first term") }
    forms?.end = block.formsOffset
    found.start = VerifiedPostings.Place(
      terms: base, short: block.shortOffset, positions: block.positionsOffset,
      forms: block.formsOffset)
    found.end = found.start
  }

  static func index(_ block: Int, _ reason: String) -> FormatError {
    .damaged(.termIndex, at: 4 + 8 * block, reason)
  }

  /// Checks what stands between a block and the one before it, which the first of a part does not know.
  private func checkSeparator(_ number: Int, _ block: TermBlock) throws(FormatError) {
    let terms = segment.terms
    let held = try terms.separator(number)
    let separator = Span<UInt8>(_bytes: held.span)
    if number == 0 {
      guard try terms.index.uint32(at: 4) == 4 + 8 * terms.blockCount, separator.isEmpty else {
        throw Self.index(0, "the separators begin elsewhere")
      }
      return
    }
    var block = block
    guard try block.next(),
      number == blocks.lowerBound || compare(found.lastTerm.span, separator) < 0,
      compare(separator, block.termBytes) <= 0
    else { throw Self.index(number, "a separator does not separate") }
  }

  private mutating func check(_ block: borrowing TermBlock) throws(FormatError) {
    let info = block.info
    found.postingCount += info.documentFrequency
    forms?.begin(info)
    switch info.place {
    case .inline(let range):
      try checkInline(range)
      try forms?.check(page: 0, occurrences: postings.occurrences, of: info)
      try forms?.finish(info, term: block.term)
      return
    case .short(let range):
      try checkShort(range, documentFrequency: info.documentFrequency)
      try checkPlaces(0..<info.documentFrequency)
      try forms?.check(page: 0, occurrences: postings.occurrences, of: info)
    case .long(let offset):
      try checkLong(at: offset, info)
    }
    guard positions.offset == info.positions.upperBound else {
      throw block.damage("a term's positions have another length")
    }
    try forms?.finish(info, term: block.term)
  }

  private mutating func checkInline(_ range: Range<Int>) throws(FormatError) {
    let held = try sections.termBytes.bytes(range)
    let bytes = Span<UInt8>(_bytes: held.span)
    let heldNorms = norms
    var offset = 0
    guard
      postings.decode(
        bytes, at: &offset, count: 1, previous: -1, documentCount: sections.documentCount,
        fieldCount: sections.fieldCount)
    else { throw .damaged(.terms, at: range.lowerBound, "an inline posting is impossible") }
    found.positionCount += postings.occurrences
    var scan = PlaceScan(0..<1)
    let result = scan.run(
      bytes, at: &offset, documents: postings.documents.span,
      frequencies: postings.frequencies.span, norms: Span<UInt8>(_bytes: heldNorms.span),
      bounds: bounds)
    guard case .done = result, offset == bytes.count else {
      throw .damaged(.terms, at: range.lowerBound, "an inline position is impossible")
    }
  }

  private mutating func checkShort(
    _ range: Range<Int>, documentFrequency: Int
  ) throws(FormatError) {
    let length = range.count
    guard range.lowerBound == short.offset,
      length <= documentFrequency * 5 * (1 + bounds.fieldCount),
      try short.fill(length)
    else { throw .damaged(.shortPostings, at: range.lowerBound, "a list is not inside") }
    var offset = short.place
    let window = short.window
    guard
      postings.decode(
        window.span, at: &offset, count: documentFrequency, previous: -1,
        documentCount: sections.documentCount, fieldCount: sections.fieldCount),
      offset == short.place + length
    else { throw .damaged(.shortPostings, at: range.lowerBound, "a list is no list") }
    short.place = offset
    found.positionCount += postings.occurrences
  }

  private mutating func checkLong(at offset: Int, _ info: TermInfo) throws(FormatError) {
    let list = try ListMetadata(
      section: sections.blocks, at: offset, documentFrequency: info.documentFrequency,
      fieldCount: sections.fieldCount)
    let begin = VerifiedPostings.ListPlace(blocks: offset, page: list.firstPage)
    guard begin == found.listsEnd ?? begin,
      list.pageCount <= sections.long.pageCount - list.firstPage
    else { throw .damaged(.blocks, at: offset, "a list begins elsewhere") }
    if found.firstList == nil { found.firstList = begin }
    var end = 0
    for index in 0..<list.pageCount {
      guard list.page(index).blocksOffset == end else {
        throw .damaged(.blocks, at: offset, "the blocks of page \(index) begin elsewhere")
      }
      end = try impacts.read(page: index, of: list)
      try checkPage(index, of: list)
      try forms?.check(page: index, occurrences: postings.occurrences, of: info)
    }
    found.listsEnd = VerifiedPostings.ListPlace(
      blocks: list.blocksStart + end, page: list.firstPage + list.pageCount)
  }

  private mutating func checkPage(_ index: Int, of list: ListMetadata) throws(FormatError) {
    let number = list.firstPage + index
    try sections.long.read(page: number, with: inflater, into: &page)
    counter.add(sections.long.meanStoredBytes)
    let count = list.postingCount(page: index)
    let page = page
    var offset = 0
    var lengths: [Int] = []
    for _ in impacts.lastDocuments {
      guard let length = Varint.read(page.span, at: &offset), length < 1 << 48 else {
        throw .damaged(.longPostings, at: number, "a page's head is cut off")
      }
      lengths.append(Int(length))
    }
    let previous = index == 0 ? -1 : Int(list.lastDocument(page: index - 1))
    guard
      postings.decode(
        page.span, at: &offset, count: count, previous: previous,
        documentCount: sections.documentCount, fieldCount: sections.fieldCount),
      offset == page.count, postings.documents.last == list.lastDocument(page: index)
    else { throw .damaged(.longPostings, at: number, "page \(number) is no page of postings") }
    found.positionCount += postings.occurrences
    let held = norms
    guard
      impacts.bind(
        postings, page: index, of: list, norms: Span<UInt8>(_bytes: held.span),
        documentCount: sections.documentCount)
    else { throw .damaged(.blocks, at: number, "page \(number) has a posting beyond its bounds") }
    guard list.page(index).positionsOffset == positions.offset else {
      throw .damaged(.blocks, at: number, "the positions of page \(number) begin elsewhere")
    }
    for (block, length) in lengths.enumerated() {
      let start = block * BlockMetadata.blockPostings
      let end = positions.offset + length
      try checkPlaces(start..<min(start + BlockMetadata.blockPostings, count))
      guard positions.offset == end else {
        throw .damaged(.longPostings, at: number, "a block's positions have another length")
      }
    }
  }

  /// Reads the positions of the postings in `range` from the stream.
  private mutating func checkPlaces(_ range: Range<Int>) throws(FormatError) {
    var scan = PlaceScan(range)
    let held = norms
    while true {
      var place = positions.place
      let result = scan.run(
        positions.window.span, at: &place, documents: postings.documents.span,
        frequencies: postings.frequencies.span, norms: Span<UInt8>(_bytes: held.span),
        bounds: bounds)
      positions.place = place
      switch result {
      case .done: return
      case .starved:
        guard try positions.fillMore() else {
          throw .damaged(.positions, at: positions.offset, "the positions end too early")
        }
      case .damaged:
        throw .damaged(.positions, at: positions.offset, "a position is impossible")
      }
    }
  }
}
