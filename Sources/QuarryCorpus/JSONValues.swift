/// Numbers, literals, and values that are read only to get past them.
extension JSONScanner {
  /// Reads a number and copies it as it is written.
  mutating func number() throws(JSONFault) -> Range<Int> {
    let source = at
    _ = take(UInt8(ascii: "-"))
    if !take(UInt8(ascii: "0")) { try digits() }
    if take(UInt8(ascii: ".")) { try digits() }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
      try digits()
    }
    return copy(source..<at)
  }

  /// Reads the literal `text` and copies it.
  mutating func literal(_ text: StaticString) throws(JSONFault) -> Range<Int> {
    let count = text.utf8CodeUnitCount
    guard at + count <= bytes.count,
      text.withUTF8Buffer({ bytes[at..<(at + count)].elementsEqual($0) })
    else { throw unexpected("a value") }
    at += count
    return copy((at - count)..<at)
  }

  /// Reads a value of any kind and forgets it.
  mutating func skipValue(depth: Int) throws(JSONFault) {
    let mark = used
    switch next {
    case 0x22: _ = try string()
    case UInt8(ascii: "{"): try skipObject(depth: depth + 1)
    case UInt8(ascii: "["): try skipArray(depth: depth + 1)
    case UInt8(ascii: "t"): _ = try literal("true")
    case UInt8(ascii: "f"): _ = try literal("false")
    case UInt8(ascii: "n"): _ = try literal("null")
    case UInt8(ascii: "-"), 0x30...0x39: _ = try number()
    default: throw unexpected("a value")
    }
    forget(from: mark)
  }

  /// Reads an array of paragraphs, or of arrays of them, into one text with empty lines between them;
  /// nil where it holds no string. What is no string is passed over.
  mutating func paragraphs(depth: Int) throws(JSONFault) -> Range<Int>? {
    let start = used
    try readParagraphs(from: start, depth: depth + 1)
    return used > start ? start..<used : nil
  }

  private mutating func readParagraphs(from start: Int, depth: Int) throws(JSONFault) {
    guard depth <= Self.maxDepth else { throw tooDeep }
    at += 1
    skipBlanks()
    if take(UInt8(ascii: "]")) { return }
    while true {
      switch next {
      case 0x22:
        let mark = used
        // Two strings have more than two bytes between them, so the arena has room for the lines.
        if used > start {
          arena[used] = 0x0A
          arena[used + 1] = 0x0A
          used += 2
        }
        if try string().isEmpty { forget(from: mark) }
      case UInt8(ascii: "["): try readParagraphs(from: start, depth: depth + 1)
      default: try skipValue(depth: depth)
      }
      skipBlanks()
      if take(UInt8(ascii: "]")) { return }
      try expect(UInt8(ascii: ","), "a comma or a closing bracket")
      skipBlanks()
    }
  }

  private mutating func skipObject(depth: Int) throws(JSONFault) {
    guard depth <= Self.maxDepth else { throw tooDeep }
    at += 1
    skipBlanks()
    if take(UInt8(ascii: "}")) { return }
    while true {
      let mark = used
      _ = try string()
      forget(from: mark)
      skipBlanks()
      try expect(UInt8(ascii: ":"), "a colon")
      skipBlanks()
      try skipValue(depth: depth)
      skipBlanks()
      if take(UInt8(ascii: "}")) { return }
      try expect(UInt8(ascii: ","), "a comma or a closing brace")
      skipBlanks()
    }
  }

  private mutating func skipArray(depth: Int) throws(JSONFault) {
    guard depth <= Self.maxDepth else { throw tooDeep }
    at += 1
    skipBlanks()
    if take(UInt8(ascii: "]")) { return }
    while true {
      try skipValue(depth: depth)
      skipBlanks()
      if take(UInt8(ascii: "]")) { return }
      try expect(UInt8(ascii: ","), "a comma or a closing bracket")
      skipBlanks()
    }
  }

  private mutating func digits() throws(JSONFault) {
    guard (0x30...0x39).contains(next) else { throw unexpected("a digit") }
    while (0x30...0x39).contains(next) { at += 1 }
  }

  private mutating func copy(_ source: Range<Int>) -> Range<Int> {
    let start = used
    for index in source {
      arena[used] = bytes[index]
      used += 1
    }
    return start..<used
  }
}
