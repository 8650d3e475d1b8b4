/// Records are lines, but for line feeds in quoted values.
///
/// A quotation mark opens a value only where it is the first byte of one, and as `TableScanner` has it.
struct TableCutter: RecordCutter {
  let dialect: TableDialect
  /// How many bytes there were at the last look for the end of a long record, and whether they ended in
  /// a quoted value.
  private var seen = 0
  private var isInside = false

  init(dialect: TableDialect) {
    self.dialect = dialect
  }

  mutating func lastEnd(in bytes: UnsafeRawBufferPointer) -> Int? {
    var last: Int?
    walk(bytes) { stretch in
      if let end = NewlineScan.last(in: bytes, stretch) { last = end + 1 }
      return true
    }
    return last
  }

  mutating func firstEnd(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
    let isWhole = start == 0 || start == seen
    seen = bytes.count
    guard isWhole else { return firstEndBehind(start, in: bytes) }
    var first: Int?
    walk(bytes) { stretch in
      first = NewlineScan.first(in: bytes, stretch).map { $0 + 1 }
      return first == nil
    }
    return first
  }

  /// Gives the stretches outside of quoted values to `body`, until it answers false.
  private mutating func walk(_ bytes: UnsafeRawBufferPointer, _ body: (Range<Int>) -> Bool) {
    isInside = false
    guard let quote = dialect.quote else {
      _ = body(0..<bytes.count)
      return
    }
    var at = 0
    while at < bytes.count {
      var from = at
      var opening: Int?
      while let mark = ByteSearch.first(quote, in: bytes, from..<bytes.count) {
        if mark == 0 || bytes[mark - 1] == dialect.delimiter || bytes[mark - 1] == 0x0A {
          opening = mark
          break
        }
        from = mark + 1
      }
      guard body(at..<(opening ?? bytes.count)), let opening else { return }
      switch QuotedValue(in: bytes, from: opening, quote: quote, delimiter: dialect.delimiter) {
      case .closed(let mark, _): at = mark + 1
      case .stray: at = opening + 1
      case .open:
        isInside = true
        return
      }
    }
  }

  /// Where a record ends of which the beginning is gone, since it was too long: behind the next mark
  /// that may close a value.
  private mutating func firstEndBehind(_ start: Int, in bytes: UnsafeRawBufferPointer) -> Int? {
    var at = min(start, bytes.count)
    while isInside, let quote = dialect.quote {
      guard let mark = ByteSearch.first(quote, in: bytes, at..<bytes.count), mark + 1 < bytes.count
      else { return nil }
      at = mark + 1
      isInside = bytes[at] != dialect.delimiter && bytes[at] != 0x0A && bytes[at] != 0x0D
    }
    return NewlineScan.first(in: bytes, at..<bytes.count).map { $0 + 1 }
  }
}

/// What a quotation mark at the beginning of a value turns out to be.
enum QuotedValue {
  /// The mark opens a value that another one closes; whether marks inside it are doubled.
  case closed(mark: Int, hasQuotes: Bool)
  /// It opens nothing: what would be its value has several lines, and either another mark in the
  /// middle of a word or no end within reason. It is a byte like any other.
  case stray
  /// The bytes end before that is known.
  case open(hasQuotes: Bool)

  /// So long a value of several lines may be: more would be the rest of a table behind a stray mark.
  private static let mostBytes = 1 << 20

  init(in bytes: UnsafeRawBufferPointer, from opening: Int, quote: UInt8, delimiter: UInt8) {
    var at = opening + 1
    var hasQuotes = false
    // Looked for once, whatever marks follow.
    var isLine: Bool?
    while let mark = ByteSearch.first(quote, in: bytes, at..<bytes.count) {
      if mark - opening > Self.mostBytes {
        let one =
          isLine
          ?? (ByteSearch.first(0x0A, in: bytes, opening..<opening + Self.mostBytes) == nil)
        isLine = one
        if !one { break }
      }
      guard mark + 1 < bytes.count, bytes[mark + 1] == quote else {
        let next = mark + 1 < bytes.count ? bytes[mark + 1] : delimiter
        let isEnd = next == delimiter || next == 0x0A || next == 0x0D
        let isStray = !isEnd && ByteSearch.first(0x0A, in: bytes, opening..<mark) != nil
        self = isStray ? .stray : .closed(mark: mark, hasQuotes: hasQuotes)
        return
      }
      hasQuotes = true
      at = mark + 2
    }
    let isLong = bytes.count - opening > Self.mostBytes
    let end = isLong ? opening + Self.mostBytes : bytes.count
    let isStray = isLong && ByteSearch.first(0x0A, in: bytes, opening..<end) != nil
    self = isStray ? .stray : .open(hasQuotes: hasQuotes)
  }
}
