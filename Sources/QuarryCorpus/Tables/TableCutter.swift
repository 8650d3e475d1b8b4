/// Records are lines, but for line feeds in quoted values.
///
/// A quotation mark opens a value only where it is the first byte of one, as `TableScanner` has it.
struct TableCutter: RecordCutter {
  private enum State {
    case outside, inside
    /// Behind a quotation mark inside a value: a second one would be part of it.
    case behindQuote
  }

  let dialect: TableDialect
  private var state = State.outside

  init(dialect: TableDialect) {
    self.dialect = dialect
  }

  mutating func lastEnd(in bytes: UnsafeRawBufferPointer) -> Int? {
    guard dialect.quote != nil else {
      return NewlineScan.last(in: bytes, 0..<bytes.count).map { $0 + 1 }
    }
    state = .outside
    var last: Int?
    walk(bytes, from: 0) { stretch in
      if let end = NewlineScan.last(in: bytes, stretch) { last = end + 1 }
      return true
    }
    state = .outside
    return last
  }

  mutating func firstEnd(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
    if start == 0 { state = .outside }
    var first: Int?
    walk(bytes, from: min(start, bytes.count)) { stretch in
      first = NewlineScan.first(in: bytes, stretch).map { $0 + 1 }
      return first == nil
    }
    return first
  }

  /// Gives the stretches outside of quoted values to `body`, until it answers false.
  private mutating func walk(
    _ bytes: UnsafeRawBufferPointer, from start: Int, _ body: (Range<Int>) -> Bool
  ) {
    guard let quote = dialect.quote else {
      _ = body(start..<bytes.count)
      return
    }
    var at = start
    while at < bytes.count {
      switch state {
      case .inside:
        guard let mark = ByteSearch.first(quote, in: bytes, at..<bytes.count) else { return }
        at = mark + 1
        state = .behindQuote
      case .behindQuote:
        state = bytes[at] == quote ? .inside : .outside
        if state == .inside { at += 1 }
      case .outside:
        var from = at
        var opening: Int?
        while let mark = ByteSearch.first(quote, in: bytes, from..<bytes.count) {
          if mark == 0 || bytes[mark - 1] == dialect.delimiter || bytes[mark - 1] == 0x0A {
            opening = mark
            break
          }
          from = mark + 1
        }
        guard body(at..<(opening ?? bytes.count)) else { return }
        guard let opening else { return }
        at = opening + 1
        state = .inside
      }
    }
  }
}
