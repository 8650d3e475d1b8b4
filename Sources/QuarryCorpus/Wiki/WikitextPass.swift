/// One pass over a decoded wikitext.
///
/// Every read is of a position below `end`, a bound of a range that lies in the text.
struct WikitextPass {
  /// Constructs inside one another are followed so deep; what is deeper is left out.
  static let maxDepth = 24

  let text: UnsafeRawBufferPointer
  let site: WikiSite
  var brackets: WikitextBrackets
  var sink: TextSink
  /// The names of the page's categories, in the text.
  var categories: [Range<Int>]
  /// Whether the lines of a template follow that is never closed.
  private var isInBrokenTemplate = false
  /// How many tables are open.
  var tables = 0
  /// Where the closing tags are that were searched last.
  var closings = TagClosings()
  /// On the line that ends here no square bracket closes any more.
  private var noBracketBefore = 0

  init(
    text: UnsafeRawBufferPointer, site: WikiSite, brackets: WikitextBrackets, sink: TextSink,
    categories: [Range<Int>]
  ) {
    self.text = text
    self.site = site
    self.brackets = brackets
    self.sink = sink
    self.categories = categories
  }

  mutating func run() {
    sink.begin()
    categories.removeAll(keepingCapacity: true)
    var closings = closings
    let text = text
    brackets.match(text) { closings.endOfLiteral(in: text, at: $0) }
    self.closings = TagClosings()
    render(0..<text.count, depth: 0)
    sink.end()
  }

  /// Whether a byte means something inside a line.
  @inline(__always)
  private static func isSpecial(_ byte: UInt8) -> Bool {
    // \n & ' < and, in the upper half, [ ] _ { | }; ! only inside tables.
    let low: UInt64 = 1 << 0x0A | 1 << 0x26 | 1 << 0x27 | 1 << 0x3C | 1 << 0x21
    let high: UInt64 =
      1 << (0x5B - 64) | 1 << (0x5D - 64) | 1 << (0x5F - 64) | 1 << (0x7B - 64)
      | 1 << (0x7C - 64) | 1 << (0x7D - 64)
    if byte < 64 { return low >> UInt64(byte) & 1 != 0 }
    return byte < 128 && high >> UInt64(byte & 63) & 1 != 0
  }

  /// Writes what a range of the text reads.
  mutating func render(_ range: Range<Int>, depth: Int) {
    guard depth <= Self.maxDepth else { return sink.leaveGap() }
    let end = range.upperBound
    var at = range.lowerBound
    if depth == 0 {
      at = startLine(at, end, depth)
    } else if at < end, text[at - 1] == 0x0A, text[at] == UInt8(ascii: "*") {
      sink.startLine()
      at = startLine(at, end, depth)
    }
    while at < end {
      let start = at
      while at < end, !Self.isSpecial(text[at]) { at += 1 }
      if at > start { sink.append(text.part(start..<at)) }
      guard at < end else { return }
      switch text[at] {
      case 0x0A:
        sink.endLine()
        at = startLine(at + 1, end, depth)
      case UInt8(ascii: "'"): at = quotes(at, end)
      case UInt8(ascii: "["): at = bracket(at, end, depth)
      case UInt8(ascii: "{"): at = brace(at, end, depth)
      case UInt8(ascii: "<"): at = tag(at, end, depth)
      case UInt8(ascii: "&"): at = entity(at, end)
      case UInt8(ascii: "_"): at = magicWord(at, end)
      case UInt8(ascii: "|") where tables > 0 && follows(at, end, UInt8(ascii: "|")),
        UInt8(ascii: "!") where tables > 0 && follows(at, end, UInt8(ascii: "!")):
        sink.startCell()
        at = cell(at + 2, end)
      case UInt8(ascii: "]") where follows(at, end, UInt8(ascii: "]")),
        UInt8(ascii: "}") where follows(at, end, UInt8(ascii: "}")):
        at += 2
      default:
        sink.append(text.part(at..<at + 1))
        at += 1
      }
    }
  }

  @inline(__always)
  private func follows(_ at: Int, _ end: Int, _ byte: UInt8) -> Bool {
    at + 1 < end && text[at + 1] == byte
  }

  /// Writes text as it stands, but for entities and the ends of lines.
  mutating func renderLiteral(_ range: Range<Int>) {
    var at = range.lowerBound
    let end = range.upperBound
    while at < end {
      let start = at
      while at < end, text[at] != 0x0A, text[at] != UInt8(ascii: "&") { at += 1 }
      sink.append(text.part(start..<at))
      guard at < end else { return }
      if text[at] == 0x0A {
        sink.endLine()
        at += 1
      } else {
        at = entity(at, end)
      }
    }
  }

  // MARK: Lines

  /// Reads what has a meaning only at the start of a line; where the line goes on.
  private mutating func startLine(_ start: Int, _ end: Int, _ depth: Int) -> Int {
    var at = start
    while at < end, text[at] == 0x20 || text[at] == 0x09 { at += 1 }
    guard at < end else { return end }
    if isInBrokenTemplate {
      if text[at] == UInt8(ascii: "|") { return lineEnd(at, end) }
      isInBrokenTemplate = false
    }
    switch text[at] {
    case UInt8(ascii: "="): return heading(at, end, depth) ?? at
    case UInt8(ascii: "*"), UInt8(ascii: "#"), UInt8(ascii: ":"), UInt8(ascii: ";"):
      while at < end, "*#:; ".utf8.contains(text[at]) { at += 1 }
      return at < end && text[at] == UInt8(ascii: "{") ? startLine(at, end, depth) : at
    case UInt8(ascii: "-") where ByteSearch.holds("----", in: text, at: at) && at + 4 <= end:
      while at < end, text[at] == UInt8(ascii: "-") { at += 1 }
      return at
    case UInt8(ascii: "{") where follows(at, end, UInt8(ascii: "|")):
      tables += 1
      sink.startRow()
      return lineEnd(at, end)
    case UInt8(ascii: "|") where tables > 0: return row(at, end)
    case UInt8(ascii: "!") where tables > 0:
      sink.startCell()
      return cell(at + 1, end)
    default: return at
    }
  }

  private func lineEnd(_ start: Int, _ end: Int) -> Int {
    ByteSearch.first(0x0A, in: text, start..<end) ?? end
  }

  private mutating func heading(_ start: Int, _ end: Int, _ depth: Int) -> Int? {
    let line = lineEnd(start, end)
    var stop = line
    while stop > start, text[stop - 1] == 0x20 || text[stop - 1] == 0x09 { stop -= 1 }
    var level = 0
    while level < 6, start + level < stop, text[start + level] == UInt8(ascii: "="),
      text[stop - 1 - level] == UInt8(ascii: "="), 2 * level + 2 < stop - start
    {
      level += 1
    }
    guard level > 0 else { return nil }
    sink.startHeading(level)
    render(start + level..<stop - level, depth: depth + 1)
    sink.endHeading()
    return line
  }

  private mutating func row(_ at: Int, _ end: Int) -> Int {
    guard at + 1 < end else { return end }
    switch text[at + 1] {
    case UInt8(ascii: "}"):
      tables -= 1
      sink.startLine()
      return at + 2
    case UInt8(ascii: "-"):
      sink.startRow()
      return lineEnd(at, end)
    case UInt8(ascii: "+"):
      sink.startRow()
      return cell(at + 2, end)
    default:
      sink.startCell()
      return cell(at + 1, end)
    }
  }

  /// Passes over the attributes of a cell, up to a single bar on its line.
  private func cell(_ start: Int, _ end: Int) -> Int {
    var at = start
    while at < end {
      switch text[at] {
      case 0x0A: return attributesEnd(start..<at) ?? start
      case UInt8(ascii: "|"):
        guard follows(at, end, UInt8(ascii: "|")) else { return at + 1 }
        return attributesEnd(start..<at) ?? start
      case UInt8(ascii: "!") where follows(at, end, UInt8(ascii: "!")):
        return attributesEnd(start..<at) ?? start
      // Attributes hold no links; a template among them is followed by more.
      case UInt8(ascii: "["): return start
      case UInt8(ascii: "{"):
        guard let pair = brackets.pair(at: at), pair.end <= end else { return start }
        at = pair.end
      default: at += 1
      }
    }
    return attributesEnd(start..<end) ?? start
  }

  // MARK: Inside lines

  /// Bold and italics: two, three or five apostrophes.
  private mutating func quotes(_ start: Int, _ end: Int) -> Int {
    var at = start
    while at < end, text[at] == UInt8(ascii: "'") { at += 1 }
    let count = at - start
    let kept = count == 1 ? 1 : count == 4 ? 1 : max(0, count - 5)
    if kept > 0 { sink.append(text.part(start..<start + kept)) }
    return at
  }

  private mutating func entity(_ at: Int, _ end: Int) -> Int {
    guard let (scalar, next) = Entities.decode(text, at: at), next <= end else {
      sink.append("&")
      return at + 1
    }
    switch scalar {
    case 0xA0, 0x2002...0x200A, 0x09: sink.append(" ")
    case 0x0A: sink.endLine()
    // Soft hyphens and marks of direction and joining are no part of words.
    case 0xAD, 0x200B...0x200F, 0x2060, 0xFEFF: break
    default:
      var utf8: [UInt8] = []
      CharsetDecoder.append(scalar, to: &utf8)
      sink.append(utf8)
    }
    return next
  }

  /// Passes over words such as `__NOTOC__`.
  private mutating func magicWord(_ start: Int, _ end: Int) -> Int {
    var at = start + 2
    if follows(start, end, UInt8(ascii: "_")) {
      while at < end, (0x41...0x5A).contains(text[at]) { at += 1 }
      if at > start + 3, at + 1 < end, text[at] == UInt8(ascii: "_"),
        text[at + 1] == UInt8(ascii: "_")
      {
        return at + 2
      }
    }
    sink.append("_")
    return start + 1
  }

  private mutating func bracket(_ at: Int, _ end: Int, _ depth: Int) -> Int {
    if follows(at, end, UInt8(ascii: "[")) {
      guard let pair = brackets.pair(at: at), pair.kind == .link, pair.end <= end else {
        return at + 2
      }
      link(at + 2..<pair.end - 2, depth)
      return pair.end
    }
    return externalLink(at, end, depth)
  }

  /// `[http://example.org label]`: the label, or nothing.
  private mutating func externalLink(_ at: Int, _ end: Int, _ depth: Int) -> Int {
    let schemes: [StaticString] = ["http://", "https://", "//", "ftp://", "mailto:", "irc://"]
    guard at >= noBracketBefore,
      schemes.contains(where: { ByteSearch.holds($0, in: text, at: at + 1) })
    else {
      sink.append("[")
      return at + 1
    }
    var close = at + 1
    var label: Int?
    while close < end, text[close] != 0x0A, text[close] != UInt8(ascii: "]") {
      if label == nil, text[close] == 0x20 { label = close + 1 }
      if text[close] == UInt8(ascii: "["), let pair = brackets.pair(at: close), pair.end <= end {
        close = pair.end
      } else {
        close += 1
      }
    }
    guard close < end, text[close] == UInt8(ascii: "]") else {
      noBracketBefore = close
      sink.append("[")
      return at + 1
    }
    if let label, label < close {
      render(label..<close, depth: depth + 1)
    } else {
      sink.leaveGap()
    }
    return close + 1
  }

  private mutating func brace(_ at: Int, _ end: Int, _ depth: Int) -> Int {
    guard let pair = brackets.pair(at: at), pair.end <= end else {
      var next = at
      while next < end, text[next] == UInt8(ascii: "{") { next += 1 }
      // The last ones of the run may belong to something that is closed.
      for last in [3, 2] where next - at > last && brackets.pair(at: next - last) != nil {
        next -= last
        break
      }
      if let line = brokenTemplate(at, next, end) { return line }
      // Braces that stand in pairs belong to no text.
      if next - at == 1 { sink.append("{") } else { sink.leaveGap() }
      return next
    }
    switch pair.kind {
    case .template: template(at + 2..<pair.end - 2, depth)
    case .parameter:
      // Outside of templates a parameter is worth its default.
      let inner = at + 3..<max(at + 3, pair.end - 3)
      if let bar = firstBar(inner) {
        render(bar + 1..<inner.upperBound, depth: depth + 1)
      } else {
        sink.leaveGap()
      }
    case .link: return at + 1
    }
    return pair.end
  }

  /// Where the first line ends of a template that is never closed and has arguments on lines of their
  /// own, as where a page was cut; nil where it is none.
  private mutating func brokenTemplate(_ start: Int, _ name: Int, _ end: Int) -> Int? {
    guard name - start >= 2, start == 0 || text[start - 1] == 0x0A else { return nil }
    let line = lineEnd(name, end)
    var next = line + 1
    while next < end, text[next] == 0x20 { next += 1 }
    guard next < end, text[next] == UInt8(ascii: "|") else { return nil }
    isInBrokenTemplate = true
    return line
  }

  /// The first bar of a range that is not inside of brackets.
  func firstBar(_ range: Range<Int>) -> Int? {
    var at = range.lowerBound
    while at < range.upperBound {
      switch text[at] {
      case UInt8(ascii: "|"): return at
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        if let pair = brackets.pair(at: at), pair.end <= range.upperBound {
          at = pair.end
        } else {
          at += 1
        }
      default: at += 1
      }
    }
    return nil
  }
}
