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
    return try block.find(term) ? block.info : nil
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
package func compare(_ a: Span<UInt8>, _ b: Span<UInt8>) -> Int {
  let common = min(a.count, b.count)
  var index = 0
  while index < common {
    if a[index] != b[index] { return a[index] < b[index] ? -1 : 1 }
    index += 1
  }
  return a.count == b.count ? 0 : a.count < b.count ? -1 : 1
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
