/// Goes through the values of a table, one at a time; one forward pass.
struct TableScanner {
  /// A value as it stands in the table.
  struct Value {
    /// Its bytes, without the quotation marks around it.
    let range: Range<Int>
    /// What follows a closing quotation mark although nothing should; empty in good tables.
    let rest: Range<Int>
    /// Whether it stands in quotation marks.
    let isQuoted: Bool
    /// Whether quotation marks inside it are doubled.
    let hasQuotes: Bool
    /// Whether it is the last of its record.
    let isLast: Bool
    /// Whether its closing quotation mark is missing.
    let isOpen: Bool
    /// Whether it begins with a quotation mark that means nothing.
    let isStray: Bool
  }

  let bytes: UnsafeRawBufferPointer
  /// The position of the next value.
  var at: Int
  private let delimiter: UInt8
  private let quote: UInt8?
  private let isCut: Bool
  /// Whether a delimiter came last, so that one more value follows, be it empty.
  private var isInRecord = false

  /// Begins at `start`.
  ///
  /// - Parameter isCut: whether more bytes would follow, so that a value may end behind them.
  init(
    _ bytes: UnsafeRawBufferPointer, from start: Int = 0, dialect: TableDialect,
    isCut: Bool = false
  ) {
    self.bytes = bytes
    self.isCut = isCut
    at = min(max(start, 0), bytes.count)
    delimiter = dialect.delimiter
    quote = dialect.quote
  }

  /// The next value, or nil at the end.
  mutating func next() -> Value? {
    guard at < bytes.count || isInRecord else { return nil }
    var range = at..<at
    var hasQuotes = false
    var isOpen = false
    var isQuoted = false
    var isStray = false
    if let quote, at < bytes.count, bytes[at] == quote {
      let opening = at
      isQuoted = true
      switch QuotedValue(in: bytes, from: opening, quote: quote, delimiter: delimiter) {
      case .closed(let mark, let doubled):
        hasQuotes = doubled
        range = opening + 1..<mark
        at = mark + 1
      case .open
      where !isCut && ByteSearch.first(0x0A, in: bytes, opening..<bytes.count) != nil, .stray:
        // No more bytes come, so a mark that opens several lines opens none.
        isStray = true
        isQuoted = false
      case .open(let doubled):
        hasQuotes = doubled
        isOpen = true
        range = opening + 1..<bytes.count
        at = bytes.count
      }
    }
    let start = at
    at = end(from: at)
    var end = at
    let isLast = at >= bytes.count || bytes[at] == 0x0A
    if isLast, end > start, bytes[end - 1] == 0x0D { end -= 1 }
    if !isQuoted { range = start..<end }
    isInRecord = !isLast
    if at < bytes.count { at += 1 }
    return Value(
      range: range, rest: isQuoted ? start..<end : end..<end, isQuoted: isQuoted,
      hasQuotes: hasQuotes, isLast: isLast, isOpen: isOpen, isStray: isStray)
  }

  /// A value without the doubling of its quotation marks.
  func text(_ value: Value) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(value.range.count + value.rest.count)
    forEachPiece(value) { text.append(contentsOf: bytes[$0]) }
    return text
  }

  /// Gives a value to `body` in pieces: of two quotation marks one.
  func forEachPiece(_ value: Value, _ body: (Range<Int>) -> Void) {
    var start = value.range.lowerBound
    if value.hasQuotes, let quote {
      while let mark = ByteSearch.first(quote, in: bytes, start..<value.range.upperBound) {
        body(start..<mark + 1)
        start = min(mark + 2, value.range.upperBound)
      }
    }
    body(start..<value.range.upperBound)
    if !value.rest.isEmpty { body(value.rest) }
  }

  /// The position of the next delimiter or line feed, or the end; eight bytes at a step.
  private func end(from start: Int) -> Int {
    let ones: UInt64 = 0x0101_0101_0101_0101
    var at = start
    while at + 8 <= bytes.count {
      let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self))
      let first = word ^ (ones &* UInt64(delimiter))
      let second = word ^ (ones &* 0x0A)
      let marks =
        (((first &- ones) & ~first) | ((second &- ones) & ~second)) & 0x8080_8080_8080_8080
      // The lowest mark is exact.
      if marks != 0 { return at + (marks.trailingZeroBitCount >> 3) }
      at += 8
    }
    while at < bytes.count, bytes[at] != delimiter, bytes[at] != 0x0A { at += 1 }
    return at
  }
}
