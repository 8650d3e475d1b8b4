/// The reading text while it is written: keeps blanks, lines and what punctuation removed markup
/// leaves behind in order.
struct TextSink: Sendable {
  private(set) var bytes: [UInt8] = []
  /// Where the headings stand in the bytes.
  private(set) var headings: [Range<Int>] = []
  /// The headings at the end behind which nothing stands yet: where each begins, what it was like.
  private var openHeadings: [(start: Int, level: Int)] = []
  /// Lines that end before the next text.
  private var newlines = 0
  /// Whether a border of cells stands before the next text of its row.
  private var isCellPending = false
  private var isRowEmpty = true
  /// Whether something was left out since the last text.
  private var hasGap = false
  /// Where the last heading ended.
  private var headingEnd = 0
  /// Where the present line begins.
  private var lineStart = 0

  mutating func begin() {
    bytes.removeAll(keepingCapacity: true)
    headings.removeAll(keepingCapacity: true)
    openHeadings.removeAll(keepingCapacity: true)
    newlines = 0
    isCellPending = false
    isRowEmpty = true
    hasGap = false
    headingEnd = 0
    lineStart = 0
  }

  /// Appends text without line ends.
  @inline(__always)
  mutating func append(_ text: UnsafeRawBufferPointer) {
    if newlines == 0, !isCellPending, !hasGap, !bytes.isEmpty {
      bytes.append(contentsOf: text)
    } else {
      appendAfterBreak(text)
    }
  }

  mutating func append(_ text: StaticString) {
    text.withUTF8Buffer { append(UnsafeRawBufferPointer($0)) }
  }

  mutating func append(_ text: [UInt8]) {
    text.withUnsafeBytes { append($0) }
  }

  /// Something is left out here.
  mutating func leaveGap() { hasGap = true }

  /// A line ends here; two in a row end a paragraph.
  mutating func endLine() {
    if bytes.count - lineStart <= 2 { dropLeavings() }
    newlines = min(newlines + 1, 2)
  }

  /// What follows begins a line, at least.
  mutating func startLine() { newlines = max(newlines, 1) }

  mutating func startParagraph() { newlines = 2 }

  /// Takes back a line that holds nothing but the full stop or comma behind what was left out.
  private mutating func dropLeavings() {
    guard lineStart < bytes.count,
      bytes[lineStart...].allSatisfy({ ".,;:".utf8.contains($0) })
    else { return }
    bytes.removeLast(bytes.count - lineStart)
    newlines = 0
    while bytes.last == 0x0A {
      bytes.removeLast()
      newlines = min(newlines + 1, 2)
    }
    lineStart = bytes.count
  }

  mutating func startRow() {
    newlines = 1
    isCellPending = false
    isRowEmpty = true
  }

  mutating func startCell() {
    if isRowEmpty {
      newlines = 1
    } else {
      newlines = 0
      isCellPending = true
    }
  }

  /// Begins a heading; earlier ones of its level or below, behind which nothing stands, go away.
  mutating func startHeading(_ level: Int) {
    dropOpenHeadings(downTo: level)
    startParagraph()
    isCellPending = false
    openHeadings.append((bytes.count, level))
  }

  mutating func endHeading() {
    guard let open = openHeadings.last else { return }
    var start = open.start
    while start < bytes.count, bytes[start] == 0x0A { start += 1 }
    trimBlanks()
    if start < bytes.count {
      headings.append(start..<bytes.count)
    } else {
      openHeadings.removeLast()
    }
    headingEnd = bytes.count
    startParagraph()
  }

  /// Ends the text: headings without text behind them go away.
  mutating func end() {
    dropOpenHeadings(downTo: 0)
    while let last = bytes.last, InputFormat.isBlank(last) { bytes.removeLast() }
  }

  private mutating func dropOpenHeadings(downTo level: Int) {
    guard bytes.count == headingEnd else { return openHeadings.removeAll(keepingCapacity: true) }
    while let last = openHeadings.last, last.level >= level {
      openHeadings.removeLast()
      if let heading = headings.last, heading.lowerBound >= last.start { headings.removeLast() }
      bytes.removeLast(bytes.count - last.start)
      headingEnd = bytes.count
    }
  }

  /// The text's end without blanks.
  private mutating func trimBlanks() {
    while let last = bytes.last, last == 0x20 || last == 0x09 { bytes.removeLast() }
  }

  private mutating func appendAfterBreak(_ text: UnsafeRawBufferPointer) {
    var start = 0
    func skipBlanks() {
      while start < text.count, text[start] == 0x20 || text[start] == 0x09 { start += 1 }
    }
    if bytes.isEmpty || newlines > 0 || isCellPending {
      skipBlanks()
      guard start < text.count else { return }
      trimBlanks()
      if bytes.isEmpty {
        newlines = 0
      } else if newlines > 0 {
        for _ in 0..<newlines { bytes.append(0x0A) }
        lineStart = bytes.count
      } else {
        bytes += Array(" · ".utf8)
      }
      newlines = 0
      isCellPending = false
      isRowEmpty = false
    }
    if hasGap {
      // What one mend brings together may need the next; each takes a byte of the text away.
      var before: Int
      repeat {
        before = start
        start = closeGap(text, from: start)
      } while start > before && start < text.count
      guard start < text.count else { return }
      hasGap = false
    }
    isRowEmpty = false
    bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: text[start...]))
  }

  /// Mends what a gap leaves, such as `( ; born` and ` ,`; where the text is to go on.
  private mutating func closeGap(_ text: UnsafeRawBufferPointer, from first: Int) -> Int {
    var start = first
    func isBlank(_ at: Int) -> Bool { at < text.count && (text[at] == 0x20 || text[at] == 0x09) }
    let hadBlank = bytes.last == 0x20
    // Behind an opening bracket neither blanks nor what parted the bracket's contents make sense.
    if endsWithBracket() {
      while start < text.count, isBlank(start) || text[start] == 0x3B || text[start] == 0x2C {
        start += 1
      }
      guard start < text.count else { return start }
      if text[start] == UInt8(ascii: ")") {
        trimBlanks()
        bytes.removeLast()
        trimBlanks()
        return start + 1
      }
      trimBlanks()
      return start
    }
    var next = start
    while isBlank(next) { next += 1 }
    if next < text.count, text[next] == 0x2C || text[next] == 0x3B, endsWithMark() {
      trimBlanks()
      return next + 1
    }
    guard hadBlank || isBlank(start) else { return start }
    guard next < text.count else { return hadBlank ? next : start }
    switch text[next] {
    case UInt8(ascii: ","), UInt8(ascii: "."), UInt8(ascii: ";"), UInt8(ascii: ")"):
      trimBlanks()
      if text[next] == UInt8(ascii: ")") {
        while let last = bytes.last, last == 0x3B || last == 0x2C || last == 0x20 {
          bytes.removeLast()
        }
      }
      start = next
    default: if hadBlank { start = next }
    }
    return start
  }

  /// Whether the text's last byte but for blanks is a comma, a semicolon or a colon.
  private func endsWithMark() -> Bool {
    var at = bytes.count
    while at > lineStart, bytes[at - 1] == 0x20 { at -= 1 }
    return at > lineStart && ",;:".utf8.contains(bytes[at - 1])
  }

  private func endsWithBracket() -> Bool {
    var at = bytes.count
    while at > 0, bytes[at - 1] == 0x20 { at -= 1 }
    return at > 0 && bytes[at - 1] == UInt8(ascii: "(")
  }
}
