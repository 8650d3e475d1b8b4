/// Cuts a page into tags and text, as browsers do with good pages and bad ones; one forward pass.
///
/// Source: WHATWG, HTML Living Standard, section 13.2.5, tokenization; without what only scripts
/// and old doctypes need.
struct HTMLScanner {
  enum Token {
    /// Text with references; of a raw element as it stands.
    case text(Range<Int>)
    /// A start tag, and where its attributes stand.
    case start(HTMLTag?, attributes: Range<Int>)
    case end(HTMLTag?)
  }

  let bytes: UnsafeRawBufferPointer
  private var at: Int
  /// The raw element that has just begun.
  private var raw: HTMLTag?
  /// Whether a quotation mark of either kind is known not to come any more, so that a page full of
  /// open ones is not searched to its end again and again.
  private var hasNoDouble = false
  private var hasNoSingle = false

  init(_ bytes: UnsafeRawBufferPointer, from start: Int) {
    self.bytes = bytes
    at = min(max(start, 0), bytes.count)
  }

  /// The next token, or nil at the end.
  mutating func next() -> Token? {
    if let raw {
      self.raw = nil
      let start = at
      at = endOfRaw(raw)
      if at > start { return .text(start..<at) }
    }
    while at < bytes.count {
      let start = at
      guard bytes[at] == UInt8(ascii: "<") else {
        at = ByteSearch.first(UInt8(ascii: "<"), in: bytes, at..<bytes.count) ?? bytes.count
        return .text(start..<at)
      }
      guard at + 1 < bytes.count else {
        at = bytes.count
        return .text(start..<at)
      }
      switch bytes[at + 1] {
      case UInt8(ascii: "!"), UInt8(ascii: "?"): skipDeclaration()
      case UInt8(ascii: "/"):
        at += 2
        let name = tagName()
        at =
          ByteSearch.first(UInt8(ascii: ">"), in: bytes, at..<bytes.count).map { $0 + 1 }
          ?? bytes.count
        if !name.isEmpty { return .end(tag(name)) }
      case 0x41...0x5A, 0x61...0x7A:
        at += 1
        let tag = tag(tagName())
        let attributes = skipAttributes()
        if let tag, tag.isRaw { raw = tag }
        return .start(tag, attributes: attributes)
      default:
        at += 1
        return .text(start..<at)
      }
    }
    return nil
  }

  /// The value of an attribute, references not yet decoded; nil where there is none.
  ///
  /// - Parameter name: in small letters.
  func attribute(_ name: StaticString, in attributes: Range<Int>) -> Range<Int>? {
    var at = attributes.lowerBound
    let end = attributes.upperBound
    while at < end {
      while at < end, Self.isSpace(bytes[at]) || bytes[at] == UInt8(ascii: "/") { at += 1 }
      let nameStart = at
      while at < end, !Self.isSpace(bytes[at]), bytes[at] != UInt8(ascii: "="),
        bytes[at] != UInt8(ascii: "/")
      {
        at += 1
      }
      let nameRange = nameStart..<at
      while at < end, Self.isSpace(bytes[at]) { at += 1 }
      var value = at..<at
      if at < end, bytes[at] == UInt8(ascii: "=") {
        at += 1
        while at < end, Self.isSpace(bytes[at]) { at += 1 }
        if at < end, bytes[at] == 0x22 || bytes[at] == 0x27 {
          let close = ByteSearch.first(bytes[at], in: bytes, at + 1..<end) ?? end
          value = at + 1..<close
          at = min(close + 1, end)
        } else {
          let start = at
          while at < end, !Self.isSpace(bytes[at]) { at += 1 }
          value = start..<at
        }
      }
      if holds(nameRange, name) { return value }
      if at == nameStart { at += 1 }
    }
    return nil
  }

  /// Whether a range holds a text, in capitals or not; `text` is in small letters.
  func holds(_ range: Range<Int>, _ text: StaticString) -> Bool {
    guard range.count == text.utf8CodeUnitCount else { return false }
    return text.withUTF8Buffer { wanted in
      for index in 0..<wanted.count {
        let byte = bytes[range.lowerBound + index]
        let lowered = byte &- 0x41 < 26 ? byte | 0x20 : byte
        if lowered != wanted[index] { return false }
      }
      return true
    }
  }

  // MARK: Tags

  private func tag(_ name: Range<Int>) -> HTMLTag? {
    HTMLTag.named(UnsafeRawBufferPointer(rebasing: bytes[name]))
  }

  private mutating func tagName() -> Range<Int> {
    let start = at
    while at < bytes.count, !Self.isSpace(bytes[at]), bytes[at] != UInt8(ascii: ">"),
      bytes[at] != UInt8(ascii: "/")
    {
      at += 1
    }
    return start..<at
  }

  /// Goes behind the tag's `>`, which may stand inside of quotation marks too.
  private mutating func skipAttributes() -> Range<Int> {
    let start = at
    var isAfterEquals = false
    while at < bytes.count {
      let byte = bytes[at]
      if byte == UInt8(ascii: ">") {
        at += 1
        return start..<at - 1
      }
      if isAfterEquals, byte == 0x22 || byte == 0x27, let close = closing(byte) {
        at = close
      }
      if !Self.isSpace(byte) { isAfterEquals = byte == UInt8(ascii: "=") }
      at += 1
    }
    return start..<bytes.count
  }

  private mutating func closing(_ quote: UInt8) -> Int? {
    if quote == 0x22 ? hasNoDouble : hasNoSingle { return nil }
    let found = ByteSearch.first(quote, in: bytes, at + 1..<bytes.count)
    if found == nil {
      if quote == 0x22 { hasNoDouble = true } else { hasNoSingle = true }
    }
    return found
  }

  /// Goes behind a comment, a doctype or a processing instruction.
  private mutating func skipDeclaration() {
    if ByteSearch.holds("<!--", in: bytes, at: at) {
      let end = ByteSearch.first("-->", in: bytes, at + 2..<bytes.count)
      at = end.map { $0 + 3 } ?? bytes.count
    } else {
      at =
        ByteSearch.first(UInt8(ascii: ">"), in: bytes, at..<bytes.count).map { $0 + 1 }
        ?? bytes.count
    }
  }

  /// Where the closing tag of a raw element begins, or the end.
  private func endOfRaw(_ tag: HTMLTag) -> Int {
    let name = Array(tag.rawValue.utf8)
    var at = self.at
    while let mark = ByteSearch.first("</", in: bytes, at..<bytes.count) {
      let end = mark + 2 + name.count
      if end <= bytes.count, zip(bytes[mark + 2..<end], name).allSatisfy({ $0 | 0x20 == $1 }) {
        return mark
      }
      at = mark + 2
    }
    return bytes.count
  }

  @inline(__always)
  static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0D).contains(byte)
  }
}
