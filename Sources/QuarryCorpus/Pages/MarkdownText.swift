/// Takes the marks of Markdown off a line and leaves what they mark.
///
/// Source: John MacFarlane, CommonMark specification, 0.31, 2024; only what stands within one line.
enum MarkdownText {
  /// The number of `#` that make a line a heading, or 0.
  static func headingLevel(_ line: UnsafeRawBufferPointer) -> Int {
    var level = 0
    while level < line.count, line[level] == UInt8(ascii: "#") { level += 1 }
    guard (1...6).contains(level), level < line.count, line[level] == 0x20 else { return 0 }
    return level
  }

  /// The text of a line from `start` on.
  static func plain(_ line: UnsafeRawBufferPointer, from start: Int) -> [UInt8] {
    var at = start
    while at < line.count, InputFormat.isBlank(line[at]) { at += 1 }
    while at < line.count, line[at] == UInt8(ascii: ">") {
      at += 1
      while at < line.count, InputFormat.isBlank(line[at]) { at += 1 }
    }
    if isRule(line, at) { return [] }
    if at + 1 < line.count, isBullet(line[at]), line[at + 1] == 0x20 { at += 2 }
    var text: [UInt8] = []
    text.reserveCapacity(line.count - at)
    // Where no bracket or parenthesis comes any more, none is looked for.
    var lastClose = line.count
    while at < line.count {
      let byte = line[at]
      switch byte {
      case UInt8(ascii: "\\") where at + 1 < line.count && isMark(line[at + 1]):
        text.append(line[at + 1])
        at += 2
        continue
      case UInt8(ascii: "!") where at + 1 < line.count && line[at + 1] == UInt8(ascii: "["): break
      case UInt8(ascii: "*"), UInt8(ascii: "`"): break
      case UInt8(ascii: "_"):
        // Inside of a word it is part of it.
        if at > 0, isWord(line[at - 1]), at + 1 < line.count, isWord(line[at + 1]) {
          text.append(byte)
        }
      case UInt8(ascii: "["): break
      case UInt8(ascii: "]"):
        if at + 1 < line.count, line[at + 1] == UInt8(ascii: "("), at < lastClose {
          if let close = ByteSearch.first(UInt8(ascii: ")"), in: line, at..<line.count) {
            at = close + 1
            continue
          }
          lastClose = at
        }
      case UInt8(ascii: "<"):
        let limit = min(line.count, at + 256)
        if at + 1 < line.count, isWord(line[at + 1]) || line[at + 1] == UInt8(ascii: "/"),
          let close = ByteSearch.first(UInt8(ascii: ">"), in: line, at..<limit)
        {
          at = close + 1
          continue
        }
        text.append(byte)
      default: text.append(byte)
      }
      at += 1
    }
    while let last = text.last, InputFormat.isBlank(last) { text.removeLast() }
    if start > 0 { while text.last == UInt8(ascii: "#") { text.removeLast() } }
    while let last = text.last, InputFormat.isBlank(last) { text.removeLast() }
    return text
  }

  private static func isRule(_ line: UnsafeRawBufferPointer, _ start: Int) -> Bool {
    guard line.count - start >= 3, [0x2A, 0x2D, 0x5F, 0x3D].contains(line[start]) else {
      return false
    }
    return line[start...].allSatisfy { $0 == line[start] || $0 == 0x20 }
  }

  private static func isBullet(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "-") || byte == UInt8(ascii: "*") || byte == UInt8(ascii: "+")
  }

  private static func isMark(_ byte: UInt8) -> Bool {
    (0x21...0x2F).contains(byte) || (0x3A...0x40).contains(byte) || (0x5B...0x60).contains(byte)
      || (0x7B...0x7E).contains(byte)
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || byte >= 0x80
  }
}
