/// What the tags of HTML and of MediaWiki's extensions do to the text around and inside them.
enum TagRule: Sendable {
  /// The tag goes, its content stays.
  case open
  /// The content goes too.
  case dropped
  /// The content has no markup.
  case literal
  /// The content is a formula, which stays where it reads as text.
  case formula
  /// The content is lines of pictures with captions.
  case gallery
  /// A line begins here.
  case line
  case row
  case cell

  static let rules: [UInt64: TagRule] = {
    var rules: [UInt64: TagRule] = [:]
    func add(_ names: String, _ rule: TagRule) {
      for name in names.split(separator: " ") { rules[WikiName.hash(String(name))] = rule }
    }
    add(
      "b i u s em strong small big sub sup span font del ins cite var kbd samp abbr bdi bdo mark "
        + "center dfn q rb rp rt ruby strike tt a data time wbr noinclude onlyinclude poem section "
        + "templatestyles nobr langconvert translate tvar indicator img caption tbody thead "
        + "categorytree inputbox languages code", .open)
    add(
      "ref references includeonly score timeline graph templatedata imagemap hiero mapframe "
        + "maplink style script chart dynamicpagelist phonos", .dropped)
    add("nowiki pre source syntaxhighlight", .literal)
    add("math chem ce", .formula)
    add("gallery", .gallery)
    add("br p div li ul ol dl dt dd hr h1 h2 h3 h4 h5 h6 blockquote table", .line)
    add("tr", .row)
    add("td th", .cell)
    return rules
  }()
}

/// Where closing tags stand that were searched, so that many tags that are never closed cost one
/// search and not one each.
struct TagClosings: Sendable {
  /// Where a search began and where it ended, by the tag's hash; `Int.max` where nothing was found.
  private var found: [UInt64: (from: Int, at: Int)] = [:]

  /// Where `</name` stands first from `start` on, or nil.
  mutating func next(
    _ name: Range<Int>, _ hash: UInt64, in text: UnsafeRawBufferPointer, from start: Int
  ) -> Int? {
    if let known = found[hash], known.from <= start, start <= known.at {
      return known.at == Int.max ? nil : known.at
    }
    var at = start
    while let mark = ByteSearch.first(UInt8(ascii: "<"), in: text, at..<text.count) {
      let begin = mark + 2
      let end = begin + name.count
      if end < text.count, text[mark + 1] == UInt8(ascii: "/"), !Self.isName(text[end]),
        WikiName.hash(text, begin..<end) == hash
      {
        found[hash] = (start, mark)
        return mark
      }
      at = mark + 1
    }
    found[hash] = (start, Int.max)
    return nil
  }

  /// Where a region without markup that begins with the tag at `position` ends, or nil.
  mutating func endOfLiteral(in text: UnsafeRawBufferPointer, at position: Int) -> Int? {
    guard let tag = WikitextTag(text, at: position, end: text.count), !tag.isClosing, !tag.isEmpty
    else { return nil }
    switch TagRule.rules[tag.hash] {
    case .literal, .formula: return next(tag.name, tag.hash, in: text, from: tag.end)
    default: return nil
    }
  }

  static func isName(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte)
  }
}

/// A tag as it stands in a wikitext.
struct WikitextTag {
  let name: Range<Int>
  let hash: UInt64
  let isClosing: Bool
  /// Whether it ends with `/>`.
  let isEmpty: Bool
  /// Behind its `>`.
  let end: Int

  /// Reads the tag whose `<` stands at `position`; nil where there is none, as in `a < b`.
  init?(_ text: UnsafeRawBufferPointer, at position: Int, end limit: Int) {
    var at = position + 1
    guard at < limit else { return nil }
    isClosing = text[at] == UInt8(ascii: "/")
    if isClosing { at += 1 }
    let start = at
    while at < limit, at - start < 24, TagClosings.isName(text[at]) { at += 1 }
    guard at > start else { return nil }
    name = start..<at
    // No attributes are longer than this in practice, and none hold an angle bracket.
    let most = min(limit, position + 2000)
    while at < most, text[at] != UInt8(ascii: ">"), text[at] != UInt8(ascii: "<") { at += 1 }
    guard at < most, text[at] == UInt8(ascii: ">") else { return nil }
    isEmpty = text[at - 1] == UInt8(ascii: "/")
    end = at + 1
    hash = WikiName.hash(text, name)
  }
}

extension WikitextPass {
  /// Reads the tag that begins here; where the text goes on.
  mutating func tag(_ at: Int, _ end: Int, _ depth: Int) -> Int {
    guard let tag = WikitextTag(text, at: at, end: end), let rule = TagRule.rules[tag.hash] else {
      if ByteSearch.holds("<!--", in: text, at: at) { return endOfComment(at, end) }
      sink.append("<")
      return at + 1
    }
    if tag.isClosing || tag.isEmpty {
      switch rule {
      case .line: sink.startLine()
      case .open: break
      default: sink.leaveGap()
      }
      return tag.end
    }
    switch rule {
    case .open: return tag.end
    case .line:
      sink.startLine()
      return tag.end
    case .row:
      sink.startRow()
      return tag.end
    case .cell:
      sink.startCell()
      return tag.end
    case .dropped, .literal, .formula, .gallery: break
    }
    guard let close = closings.next(tag.name, tag.hash, in: text, from: tag.end), close < end
    else {
      sink.leaveGap()
      return tag.end
    }
    let content = tag.end..<close
    switch rule {
    case .literal: renderLiteral(content)
    case .formula:
      let isPlain = text[content].allSatisfy { !#"\{}<&"#.utf8.contains($0) }
      if isPlain { renderLiteral(content) } else { sink.leaveGap() }
    case .gallery: gallery(content, depth)
    default: sink.leaveGap()
    }
    return (ByteSearch.first(UInt8(ascii: ">"), in: text, close..<end) ?? end - 1) + 1
  }

  private func endOfComment(_ at: Int, _ end: Int) -> Int {
    ByteSearch.first("-->", in: text, at..<end).map { $0 + 3 } ?? end
  }

  /// Writes the captions of a gallery, each on its line.
  private mutating func gallery(_ content: Range<Int>, _ depth: Int) {
    var at = content.lowerBound
    while at < content.upperBound {
      let line = ByteSearch.first(0x0A, in: text, at..<content.upperBound) ?? content.upperBound
      if let bar = firstBar(at..<line) {
        sink.startLine()
        render(bar + 1..<line, depth: depth + 1)
        sink.startLine()
      }
      at = line + 1
    }
  }
}
