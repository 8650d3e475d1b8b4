import QuarryStorage

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
  /// The present term, with room behind it for the longest; empty until `next` is called.
  private var storage: [UInt8] = []
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
  init(none: MappedBytes) {
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
    if storage.isEmpty { storage = Array(repeating: 0, count: TermDictionary.maxTermBytes) }
    let buffer = buffer
    let span = buffer.span
    let (shared, suffix) = try readLengths(span, after: length)
    self.shared = shared
    length = shared + suffix
    let start = offset
    var stored = storage.mutableSpan
    for index in 0..<suffix { stored[shared + index] = span[start + index] }
    offset += suffix
    try readEntry(span)
    return true
  }

  /// Sets `info` to that of `term`; false where the block does not hold it. For a block whose terms
  /// were not gone through; the terms passed over are not copied.
  mutating func find(_ term: Span<UInt8>) throws(FormatError) -> Bool {
    let buffer = buffer
    let span = buffer.span
    var previous = 0
    // The bytes that the term before, which is less, shares with `term` at the start.
    var matched = 0
    while left > 0 {
      left -= 1
      let (shared, suffix) = try readLengths(span, after: previous)
      previous = shared + suffix
      let start = offset
      offset += suffix
      var isEqual = false
      if shared < matched { return false }
      if shared == matched {
        let end = min(suffix, term.count - matched)
        var index = 0
        while index < end, span[start + index] == term[matched + index] { index += 1 }
        if index < end {
          if span[start + index] > term[matched + index] { return false }
        } else if index < suffix {
          return false
        }
        matched += index
        isEqual = matched == term.count
      }
      try readEntry(span)
      if isEqual { return true }
    }
    return false
  }

  /// Reads how many bytes a term shares with the one before it, of `previous` bytes, and how many
  /// follow.
  @inline(__always)
  private mutating func readLengths(
    _ span: Span<UInt8>, after previous: Int
  ) throws(FormatError) -> (shared: Int, suffix: Int) {
    guard let lengths = TermLengths.read(span, at: &offset), lengths.shared <= previous,
      lengths.shared + lengths.suffix <= TermDictionary.maxTermBytes,
      lengths.suffix <= span.count - offset
    else { throw damage("a term is cut off") }
    return lengths
  }

  /// Reads what stands behind a term's bytes.
  @inline(__always)
  private mutating func readEntry(_ span: Span<UInt8>) throws(FormatError) {
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
      return
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
