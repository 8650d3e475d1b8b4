import QuarryStorage

/// Where the postings of a term are.
package enum PostingsPlace: Sendable, Hashable {
  /// In the dictionary itself, for a term of one document: the bytes of its only posting and its
  /// positions, from the start of the terms section.
  case inline(Range<Int>)
  /// In the shared pages: the raw bytes of the list.
  case short(Range<Int>)
  /// In pages of its own: the offset of the list's metadata in the blocks section.
  case long(metadata: Int)
}

/// What the dictionary knows of a term.
package struct TermInfo: Sendable, Hashable {
  /// The documents that hold the term.
  package let documentFrequency: Int
  package let place: PostingsPlace
  /// The raw bytes of the term's positions; empty for an inline term.
  package let positions: Range<Int>
  /// Where the original words are that became the term.
  package let forms: FormsPlace

  init(
    documentFrequency: Int, place: PostingsPlace, positions: Range<Int>, forms: FormsPlace = .none
  ) {
    self.documentFrequency = documentFrequency
    self.place = place
    self.positions = positions
    self.forms = forms
  }
}

/// The sorted terms of a segment, front-coded in blocks of about a kilobyte under an index of
/// shortest separators that is searched in place.
///
/// A block begins with the number of its terms and the raw offsets at which its first short list and
/// its first positions begin; then each term gives the length it shares with the one before, its
/// suffix and its postings' place.
package struct TermDictionary: Sendable {
  static let blockBytes = 1024
  /// The longest term in bytes.
  package static let maxTermBytes = 255

  let terms: SectionBytes
  let index: SectionBytes
  private let fieldCount: Int
  /// Whether each term's entry ends with its forms.
  let keepsForms: Bool
  /// The number of blocks.
  package let blockCount: Int

  init(
    terms: SectionBytes, index: SectionBytes, fieldCount: Int, keepsForms: Bool = false
  ) throws(FormatError) {
    self.keepsForms = keepsForms
    self.terms = terms
    self.index = index
    self.fieldCount = fieldCount
    blockCount = try index.uint32(at: 0)
    guard blockCount <= (index.count - 4) / 8 else {
      throw .damaged(.termIndex, at: 0, "it has too few blocks")
    }
  }

  /// Finds `term`; nil where no document holds it.
  package func find(_ term: Span<UInt8>) throws(FormatError) -> TermInfo? {
    guard blockCount > 0 else { return nil }
    var block = try TermBlock(
      self.blockBytes(try blockNumber(for: term)), fieldCount: fieldCount, keepsForms: keepsForms)
    while try block.next() {
      switch compare(block.termBytes, term) {
      case 0: return block.info
      case 1: return nil
      default: continue
      }
    }
    return nil
  }

  /// The terms from the first that is not less than `start`, in order.
  package func terms(from start: Span<UInt8>) throws(FormatError) -> TermIterator {
    var iterator = try TermIterator(
      dictionary: self, nextBlock: blockCount > 0 ? try blockNumber(for: start) : 0)
    try iterator.skip(before: start)
    return iterator
  }

  /// The bytes of block `number` and where they begin.
  func blockBytes(_ number: Int) throws(FormatError) -> (bytes: MappedBytes, base: Int) {
    let start = try index.uint32(at: 4 + 8 * number + 4)
    let end =
      number + 1 < blockCount
      ? try index.uint32(at: 4 + 8 * (number + 1) + 4) : terms.count
    guard start <= end, end <= terms.count else {
      throw FormatError.damaged(.termIndex, at: 4 + 8 * number, "a block is not inside")
    }
    return (try terms.bytes(start..<end), start)
  }

  fileprivate var fields: Int { fieldCount }

  /// The last block whose separator is not greater than `term`.
  private func blockNumber(for term: Span<UInt8>) throws(FormatError) -> Int {
    try blockNumber(for: term, from: 0, through: blockCount - 1)
  }

  /// The last block from `low` through `high` whose separator is not greater than `term`, where that
  /// of `low` is known not to be.
  fileprivate func blockNumber(
    for term: Span<UInt8>, from low: Int, through high: Int
  ) throws(FormatError) -> Int {
    var (low, high) = (low, high)
    while low < high {
      let middle = (low + high + 1) / 2
      let separator = try separator(middle)
      if compare(Span<UInt8>(_bytes: separator.span), term) > 0 {
        high = middle - 1
      } else {
        low = middle
      }
    }
    return low
  }

  func separator(_ number: Int) throws(FormatError) -> MappedBytes {
    let start = try index.uint32(at: 4 + 8 * number)
    let end =
      number + 1 < blockCount ? try index.uint32(at: 4 + 8 * (number + 1)) : index.count
    guard start <= end, end <= index.count, end - start <= Self.maxTermBytes else {
      throw FormatError.damaged(.termIndex, at: 4 + 8 * number, "a separator is not inside")
    }
    return try index.bytes(start..<end)
  }
}

/// −1, 0 or 1 as `a` stands before, at or behind `b` in byte order.
func compare(_ a: Span<UInt8>, _ b: Span<UInt8>) -> Int {
  let common = min(a.count, b.count)
  var index = 0
  while index < common {
    if a[index] != b[index] { return a[index] < b[index] ? -1 : 1 }
    index += 1
  }
  return a.count == b.count ? 0 : a.count < b.count ? -1 : 1
}

/// Goes through the terms of one block.
struct TermBlock {
  private let bytes: MappedBytes
  private let base: Int
  private let fieldCount: Int
  private let keepsForms: Bool
  private var offset = 0
  /// The terms behind the present one.
  private(set) var left: Int
  /// The raw offset at which the next short list begins.
  private(set) var shortOffset: Int
  /// The raw offset at which the positions of the next term that is not inline begin.
  private(set) var positionsOffset: Int
  /// The raw offset at which the form numbers of the next term that is not inline begin.
  private(set) var formsOffset = 0
  /// The bytes of the block. Safe: they are in the mapping that `bytes` keeps; a walk over many terms
  /// must not count references for each.
  private let buffer: UnsafeBufferPointer<UInt8>
  /// The present term, with room behind it for the longest.
  private var storage = [UInt8](repeating: 0, count: TermDictionary.maxTermBytes)
  private var length = 0
  /// The bytes at its start that the present term shares with the one before it in the block.
  private(set) var shared = 0
  private(set) var info: TermInfo
  /// Kept, so that no term allocates.
  private var frequencies: [UInt32] = []

  init(
    _ block: (bytes: MappedBytes, base: Int), fieldCount: Int, keepsForms: Bool
  ) throws(FormatError) {
    self.keepsForms = keepsForms
    bytes = block.bytes
    base = block.base
    self.fieldCount = fieldCount
    var offset = 0
    let held = block.bytes
    let span = Span<UInt8>(_bytes: held.span)
    buffer = span.withUnsafeBufferPointer { $0 }
    guard let count = Varint.read(span, at: &offset), count <= UInt64(span.count),
      let short = Varint.read(span, at: &offset), short < 1 << 48,
      let positions = Varint.read(span, at: &offset), positions < 1 << 48
    else { throw .damaged(.terms, at: block.base, "a block's head is cut off") }
    if keepsForms {
      guard let forms = Varint.read(span, at: &offset), forms < 1 << 48 else {
        throw .damaged(.terms, at: block.base, "a block's head is cut off")
      }
      formsOffset = Int(forms)
    }
    self.offset = offset
    left = Int(count)
    shortOffset = Int(short)
    positionsOffset = Int(positions)
    info = TermInfo(documentFrequency: 0, place: .inline(0..<0), positions: 0..<0)
  }

  /// A block without terms.
  fileprivate init(none: MappedBytes) {
    bytes = none
    buffer = UnsafeBufferPointer(start: nil, count: 0)
    keepsForms = false
    base = 0
    fieldCount = 0
    left = 0
    shortOffset = 0
    positionsOffset = 0
    info = TermInfo(documentFrequency: 0, place: .inline(0..<0), positions: 0..<0)
  }

  /// Moves to the next term; false at the end.
  mutating func next() throws(FormatError) -> Bool {
    guard left > 0 else { return false }
    left -= 1
    let buffer = buffer
    let span = buffer.span
    guard let lengths = TermLengths.read(span, at: &offset), lengths.shared <= length,
      lengths.shared + lengths.suffix <= TermDictionary.maxTermBytes,
      lengths.suffix <= span.count - offset
    else { throw damage("a term is cut off") }
    let (shared, suffix) = (lengths.shared, lengths.suffix)
    self.shared = shared
    length = shared + suffix
    let start = offset
    var stored = storage.mutableSpan
    for index in 0..<suffix { stored[shared + index] = span[start + index] }
    offset += suffix
    guard let frequency = Varint.read(span, at: &offset), frequency <= UInt64(UInt32.max) else {
      throw damage("a document frequency is impossible")
    }
    if frequency == 0 {
      let start = offset
      guard let occurrences = skipInline(span) else { throw damage("an inline posting is cut off") }
      let place = PostingsPlace.inline(base + start..<base + offset)
      info = TermInfo(
        documentFrequency: 1, place: place, positions: 0..<0,
        forms: try readForms(span, inlineOccurrences: occurrences))
      return true
    }
    guard let first = Varint.read(span, at: &offset), first < 1 << 32, shortOffset < 1 << 48,
      let positions = Varint.read(span, at: &offset), positions < 1 << 47,
      positionsOffset < 1 << 48
    else { throw damage("a term's place is cut off") }
    let positionsRange = positionsOffset..<positionsOffset + Int(positions)
    positionsOffset = positionsRange.upperBound
    let forms = try readForms(span, inlineOccurrences: nil, documents: Int(frequency))
    if frequency < UInt64(BlockMetadata.longList) {
      let range = shortOffset..<shortOffset + Int(first)
      shortOffset = range.upperBound
      info = TermInfo(
        documentFrequency: Int(frequency), place: .short(range), positions: positionsRange,
        forms: forms)
    } else {
      info = TermInfo(
        documentFrequency: Int(frequency), place: .long(metadata: Int(first)),
        positions: positionsRange, forms: forms)
    }
    return true
  }

  /// The present term.
  var term: [UInt8] { Array(storage[..<length]) }

  /// The present term, in place.
  var termBytes: Span<UInt8> {
    @_lifetime(borrow self)
    get {
      let span = storage.span.extracting(0..<length)
      return _overrideLifetime(span, borrowing: self)
    }
  }

  /// Whether the block's bytes end behind the present term.
  var isAtEnd: Bool { offset == bytes.count }

  /// An error at the present place.
  func damage(_ reason: String) -> FormatError {
    .damaged(.terms, at: base + offset, reason)
  }

  /// Passes over the forms of the present term.
  ///
  /// - Parameter inlineOccurrences: those of an inline term, whose form numbers stand right here.
  private mutating func readForms(
    _ span: Span<UInt8>, inlineOccurrences: Int?, documents: Int = 0
  ) throws(FormatError) -> FormsPlace {
    guard keepsForms else { return .none }
    let cutOff = "the forms of a term are cut off"
    let start = offset
    guard start < span.count else { throw damage(cutOff) }
    if span[start] < FormCode.listHead {
      guard FormCode.skip(span, at: &offset),
        inlineOccurrences != nil || Varint.read(span, at: &offset) != nil
      else { throw damage(cutOff) }
      return FormsPlace(
        numberCount: 1, entry: base + start..<base + offset, numbers: 0..<0,
        leastCount: inlineOccurrences ?? documents, givesRest: inlineOccurrences == nil)
    }
    guard let head = FormsPlace.readHead(span, at: &offset) else { throw damage(cutOff) }
    for _ in 0..<head.forms {
      guard FormCode.skip(span, at: &offset), Varint.read(span, at: &offset) != nil else {
        throw damage(cutOff)
      }
    }
    if head.hasOthers, Varint.read(span, at: &offset) == nil { throw damage(cutOff) }
    let entry = base + start..<base + offset
    let numberCount = head.forms + (head.hasOthers ? 1 : 0)
    var numbers = 0..<0
    if numberCount > 1 {
      guard let count = Varint.read(span, at: &offset), count < 1 << 47, formsOffset < 1 << 48
      else { throw damage(cutOff) }
      if inlineOccurrences != nil {
        guard count <= UInt64(span.count - offset) else { throw damage(cutOff) }
        numbers = base + offset..<base + offset + Int(count)
        offset += Int(count)
      } else {
        numbers = formsOffset..<formsOffset + Int(count)
        formsOffset = numbers.upperBound
      }
    }
    return FormsPlace(
      numberCount: numberCount, entry: entry, numbers: numbers, leastCount: 0, givesRest: false)
  }

  /// Passes over an inline posting and its positions; its occurrences.
  private mutating func skipInline(_ span: Span<UInt8>) -> Int? {
    guard let code = Varint.read(span, at: &offset) else { return nil }
    var occurrences = 1
    if code & 1 == 0 {
      frequencies.removeAll(keepingCapacity: true)
      guard
        PostingCode.readFrequencies(
          span, at: &offset, fieldCount: fieldCount, into: &frequencies)
      else { return nil }
      occurrences = frequencies.reduce(0) { $0 + Int($1) }
    }
    guard occurrences <= TermDictionaryWriter.maxInlineOccurrences else { return nil }
    for _ in 0..<occurrences where Varint.read(span, at: &offset) == nil { return nil }
    return occurrences
  }
}

/// Goes through the terms of a dictionary in order, over block bounds.
package struct TermIterator {
  let dictionary: TermDictionary
  private var nextBlock: Int
  /// The block of the present term, changed in place; an empty one before the first is read.
  private var block: TermBlock
  private var hasBlock = false
  private var isWaiting = false
  /// The bytes that the present term is known to share at its start with the term before the last
  /// call of `next` or `seek`.
  package private(set) var shared = 0

  fileprivate init(dictionary: TermDictionary, nextBlock: Int) throws(FormatError) {
    self.dictionary = dictionary
    self.nextBlock = nextBlock
    block = TermBlock(none: try dictionary.terms.bytes(0..<0))
  }

  /// The present term.
  package var term: [UInt8] { block.term }
  /// The present term, in place: nothing is copied or counted.
  package var bytes: Span<UInt8> {
    @_lifetime(borrow self)
    get {
      let span = block.termBytes
      return _overrideLifetime(span, borrowing: self)
    }
  }
  /// Replaces `buffer` by the present term.
  package func copyTerm(to buffer: inout [UInt8]) {
    let term = block.termBytes
    buffer.removeAll(keepingCapacity: true)
    for index in 0..<term.count { buffer.append(term[index]) }
  }
  /// What the dictionary knows of the present term.
  package var info: TermInfo { block.info }

  /// Moves to the next term; false at the end.
  package mutating func next() throws(FormatError) -> Bool {
    if isWaiting {
      isWaiting = false
      return true
    }
    while true {
      if hasBlock, try block.next() {
        shared = block.shared
        return true
      }
      guard nextBlock < dictionary.blockCount else { return false }
      block = try TermBlock(
        dictionary.blockBytes(nextBlock), fieldCount: dictionary.fields,
        keepsForms: dictionary.keepsForms)
      hasBlock = true
      nextBlock += 1
    }
  }

  /// Moves on to the first term that is not less than `target`, which the present one may be; false
  /// where there is none.
  ///
  /// A target in the present block is reached term by term, one further on by doubling steps over
  /// the blocks' separators.
  package mutating func seek(to target: Span<UInt8>) throws(FormatError) -> Bool {
    if hasBlock, compare(block.termBytes, target) >= 0 {
      isWaiting = false
      return true
    }
    if let number = try blockBehind(target) {
      hasBlock = false
      nextBlock = number
    }
    var least = Int.max
    while try next() {
      least = min(least, shared)
      if compare(block.termBytes, target) >= 0 {
        shared = least
        return true
      }
    }
    return false
  }

  /// The block that `target` belongs to; nil where it is the present one.
  private func blockBehind(_ target: Span<UInt8>) throws(FormatError) -> Int? {
    let count = dictionary.blockCount
    guard nextBlock < count else { return nil }
    var low = nextBlock
    guard try stands(low, notBehind: target) else { return nil }
    var step = 1
    while low + step < count, try stands(low + step, notBehind: target) {
      low += step
      step *= 2
    }
    return try dictionary.blockNumber(
      for: target, from: low, through: min(low + step, count) - 1)
  }

  private func stands(
    _ number: Int, notBehind target: Span<UInt8>
  ) throws(FormatError) -> Bool {
    let separator = try dictionary.separator(number)
    return compare(Span<UInt8>(_bytes: separator.span), target) <= 0
  }

  fileprivate mutating func skip(before start: Span<UInt8>) throws(FormatError) {
    while try next() {
      if compare(block.termBytes, start) >= 0 {
        isWaiting = true
        return
      }
    }
  }
}
