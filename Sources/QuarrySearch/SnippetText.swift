/// Writes a passage as one clean line and finds the highlights in it again.
struct SnippetText {
  private var bytes: [UInt8] = []
  private var highlights: [Range<Int>] = []

  /// The snippet of `range` of a text.
  ///
  /// - Parameter matches: by their start; those outside are passed over, those that overlap joined.
  static func snippet(
    _ text: Span<UInt8>, _ range: Range<Int>, _ matches: [SnippetMatch]
  ) -> Snippet {
    var writer = SnippetText()
    writer.bytes.reserveCapacity(range.count)
    writer.write(text, range, joined(matches, in: range))
    var snippet = Snippet(
      text: String(decoding: writer.bytes, as: UTF8.self), highlights: [],
      startsAtBeginning: isBlank(text, 0..<range.lowerBound),
      endsAtEnd: isBlank(text, range.upperBound..<text.count))
    for highlight in writer.highlights {
      snippet.highlights.append(
        Highlight(
          range: highlight,
          text: String(decoding: writer.bytes[highlight], as: UTF8.self)))
    }
    return snippet
  }

  /// The parts of `range` that match, apart from each other.
  private static func joined(_ matches: [SnippetMatch], in range: Range<Int>) -> [Range<Int>] {
    var parts: [Range<Int>] = []
    for match in matches {
      let start = max(match.start, range.lowerBound)
      let end = min(match.end, range.upperBound)
      guard start < end else { continue }
      // Words of a script without spaces touch each other.
      if let last = parts.last, start <= last.upperBound {
        parts[parts.count - 1] = last.lowerBound..<max(last.upperBound, end)
      } else {
        parts.append(start..<end)
      }
    }
    return parts
  }

  private mutating func write(_ text: Span<UInt8>, _ range: Range<Int>, _ parts: [Range<Int>]) {
    var next = 0
    var start = -1
    var needsSpace = false
    var offset = range.lowerBound
    while offset < range.upperBound {
      if start >= 0, next < parts.count, offset >= parts[next].upperBound {
        close(&start, &next)
      }
      let (scalar, length) = ScalarText.scalar(text, at: offset)
      if Self.isSpace(scalar) {
        needsSpace = !bytes.isEmpty
      } else if !Self.isControl(scalar) {
        if needsSpace { bytes.append(0x20) }
        needsSpace = false
        if start < 0, next < parts.count, offset >= parts[next].lowerBound { start = bytes.count }
        if scalar.value < 0x80 {
          bytes.append(UInt8(truncatingIfNeeded: scalar.value))
        } else {
          bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        }
      }
      offset += length
    }
    if start >= 0 { close(&start, &next) }
  }

  private mutating func close(_ start: inout Int, _ next: inout Int) {
    if start < bytes.count { highlights.append(start..<bytes.count) }
    start = -1
    next += 1
  }

  @inline(__always)
  private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x80
      ? ScalarText.isSpace(UInt8(truncatingIfNeeded: scalar.value))
      : scalar.properties.isWhitespace
  }

  /// Whether a scalar could change how a terminal or a page shows what follows.
  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F...0x9F, 0x200E...0x200F, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF: true
    default: false
    }
  }

  private static func isBlank(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    for index in range where !ScalarText.isSpace(text[index]) { return false }
    return true
  }
}
