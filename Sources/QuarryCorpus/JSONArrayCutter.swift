/// Records are the outermost objects, whatever stands between them; or, where an object wraps the array
/// of records, the objects of that array.
struct JSONArrayCutter: RecordCutter {
  /// What opens the array inside of the object that wraps it; empty where nothing does.
  var header: [UInt8] = []
  /// Whether only a part of the header was there when the first record's end was looked for.
  private var isInHeader = false
  /// Whether the wrapped array has ended: no record follows.
  private var isBehindArray = false
  /// How many braces and brackets are open.
  private var depth = 0
  private var isInString = false
  /// Whether the next byte is escaped by a backslash before it.
  private var isEscaped = false

  mutating func lastEnd(in bytes: UnsafeRawBufferPointer) -> Int? {
    reset()
    if isPartOfHeader(bytes) { return nil }
    var last: Int?
    var at = headerLength(in: bytes)
    while let end = advance(bytes, from: at) {
      last = end
      at = end
    }
    reset()
    return last
  }

  mutating func firstEnd(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
    if start > 0, !isInHeader { return advance(bytes, from: min(start, bytes.count)) }
    reset()
    isInHeader = isPartOfHeader(bytes)
    if isInHeader { return nil }
    return advance(bytes, from: headerLength(in: bytes))
  }

  private mutating func reset() {
    depth = 0
    isInString = false
    isEscaped = false
    isBehindArray = false
  }

  init(header: [UInt8] = []) {
    self.header = header
  }

  /// How long the header is that begins the first bytes, and no others.
  private func headerLength(in bytes: UnsafeRawBufferPointer) -> Int {
    guard !header.isEmpty else { return 0 }
    let mark = Self.markLength(bytes)
    return bytes.dropFirst(mark).starts(with: header) ? mark + header.count : 0
  }

  /// Whether the bytes are cut off inside the header, which then is longer than a batch.
  private func isPartOfHeader(_ bytes: UnsafeRawBufferPointer) -> Bool {
    let rest = bytes.dropFirst(Self.markLength(bytes))
    return !rest.isEmpty && rest.count < header.count && header.starts(with: rest)
  }

  private static func markLength(_ bytes: UnsafeRawBufferPointer) -> Int {
    bytes.starts(with: InputFormat.byteOrderMark) ? InputFormat.byteOrderMark.count : 0
  }

  /// Where the next object ends, behind its brace; nil where the bytes end before.
  private mutating func advance(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
    if isBehindArray { return nil }
    var at = start
    if isEscaped, at < bytes.count {
      isEscaped = false
      at += 1
    }
    while at < bytes.count {
      if isInString {
        guard let mark = Self.stringMark(bytes, at) else { return nil }
        at = mark + 1
        if bytes[mark] == 0x22 {
          isInString = false
        } else if at < bytes.count {
          at += 1
        } else {
          isEscaped = true
        }
        continue
      }
      switch bytes[at] {
      case 0x22: isInString = depth > 0
      case UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "["): depth += depth > 0 ? 1 : 0
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        if depth > 0 {
          depth -= 1
          if depth == 0 { return at + 1 }
        } else if !header.isEmpty, bytes[at] == UInt8(ascii: "]") {
          isBehindArray = true
          return nil
        }
      default: break
      }
      at += 1
    }
    return nil
  }

  /// The next quotation mark or backslash, or nil.
  private static func stringMark(_ bytes: UnsafeRawBufferPointer, _ start: Int) -> Int? {
    let ones: UInt64 = 0x0101_0101_0101_0101
    var at = start
    while at + 8 <= bytes.count {
      let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self))
      let quote = word ^ (ones &* 0x22)
      let slash = word ^ (ones &* 0x5C)
      let marks =
        (((quote &- ones) & ~quote) | ((slash &- ones) & ~slash)) & 0x8080_8080_8080_8080
      // The lowest mark is exact.
      if marks != 0 { return at + (marks.trailingZeroBitCount >> 3) }
      at += 8
    }
    while at < bytes.count {
      if bytes[at] == 0x22 || bytes[at] == 0x5C { return at }
      at += 1
    }
    return nil
  }
}
