/// Goes through a page once, gathers its blocks of text and what its head says, and puts a document
/// together of them.
struct HTMLPage {
  private var blocks = HTMLBlocks()
  private var facts = HTMLFacts()
  /// The text of the block that is being gathered, and how many of its bytes stand in links.
  private var text: [UInt8] = []
  private var linkBytes = 0
  private var tag: HTMLTag?
  private var links = 0
  private var mains = 0
  private var preformatted = 0
  private var isInHead = false
  /// The element in which everything is dropped, and how many of its name are open.
  private var dropped: (tag: HTMLTag, depth: Int)?

  mutating func read(
    _ bytes: UnsafeRawBufferPointer, from start: Int, into document: inout DocumentBuffer
  ) {
    scan(bytes, from: start, dropsFurniture: true, into: &document)
    // A page whose furniture is never closed would be empty.
    if blocks.blocks.isEmpty {
      scan(bytes, from: start, dropsFurniture: false, into: &document)
    }
    finish(&document)
  }

  private mutating func scan(
    _ bytes: UnsafeRawBufferPointer, from start: Int, dropsFurniture: Bool,
    into document: inout DocumentBuffer
  ) {
    blocks.removeAll()
    facts = HTMLFacts()
    text.removeAll(keepingCapacity: true)
    (linkBytes, tag, links, mains, preformatted) = (0, nil, 0, 0, 0)
    (isInHead, dropped) = (false, nil)
    var scanner = HTMLScanner(bytes, from: start)
    // What the text that comes next is.
    var rawTag: HTMLTag?
    var isData = false
    while let token = scanner.next() {
      switch token {
      case .text(let range):
        let piece = UnsafeRawBufferPointer(rebasing: bytes[range])
        switch rawTag {
        case .title where dropped == nil: facts.addTitle(piece, &document)
        case .script where isData: facts.addLinkedData(piece, &document)
        case .script, .style, .title, .textarea: break
        default:
          if dropped == nil, !isInHead { add(piece) }
        }
        rawTag = nil
      case .start(let tag, let attributes):
        rawTag = tag?.isRaw ?? false ? tag : nil
        isData = tag == .script && facts.isLinkedData(scanner, attributes)
        facts.note(tag, attributes, scanner, &document)
        open(tag, dropsFurniture, &document)
      case .end(let tag):
        rawTag = nil
        close(tag, &document)
      }
    }
    flush(&document)
  }

  // MARK: Elements

  private mutating func open(
    _ tag: HTMLTag?, _ dropsFurniture: Bool, _ document: inout DocumentBuffer
  ) {
    guard let tag else { return }
    if let open = dropped {
      if open.tag == tag { dropped = (tag, open.depth + 1) }
      // Nobody puts the content inside of the furniture: it was not closed.
      guard tag == .main || tag == .article, open.tag != .template else { return }
      dropped = nil
    }
    if tag.isDropped, dropsFurniture {
      flush(&document)
      dropped = (tag, 1)
      return
    }
    switch tag {
    case .head: isInHead = true
    case .body: isInHead = false
    case .a: links = min(links + 1, 1)
    case .main, .article: mains += 1
    case .pre, .xmp: preformatted += 1
    case .td, .th:
      if !text.isEmpty { add(0x20) }
    case .option: add(0x20)
    default: break
    }
    // A head that is not closed ends where its first block of text begins.
    if tag.isBlock {
      if tag != .br || preformatted == 0 { flush(&document) } else { text.append(0x0A) }
      isInHead = isInHead && tag == .head
      if tag.isHeading || tag == .p || tag == .li || tag == .tr { self.tag = tag }
    }
  }

  private mutating func close(_ tag: HTMLTag?, _ document: inout DocumentBuffer) {
    guard let tag else { return }
    if let open = dropped {
      if open.tag == tag { dropped = open.depth > 1 ? (tag, open.depth - 1) : nil }
      if tag == .body || tag == .html { dropped = nil }
      return
    }
    if tag.isBlock { flush(&document) }
    switch tag {
    case .head: isInHead = false
    case .a: links = 0
    case .main, .article:
      flush(&document)
      mains = max(0, mains - 1)
    case .pre, .xmp: preformatted = max(0, preformatted - 1)
    default: break
    }
  }

  // MARK: Text

  private mutating func add(_ byte: UInt8) {
    guard let last = text.last, !HTMLScanner.isSpace(last) else { return }
    text.append(byte)
  }

  /// Adds text to the block, its references decoded, blanks in a row made one.
  private mutating func add(_ piece: UnsafeRawBufferPointer) {
    let before = text.count
    var at = 0
    while at < piece.count {
      let byte = piece[at]
      if byte == UInt8(ascii: "&"), let (scalar, end) = Entities.decode(piece, at: at) {
        if scalar == 0xA0 {
          add(0x20)
        } else if scalar != 0xAD {
          CharsetDecoder.append(scalar, to: &text)
        }
        at = end
        continue
      }
      at += 1
      if preformatted > 0 {
        if byte != 0x0D { text.append(byte) }
      } else if HTMLScanner.isSpace(byte) {
        add(0x20)
      } else {
        text.append(byte)
      }
    }
    if links > 0 { linkBytes += text.count - before }
  }

  /// Ends the block.
  private mutating func flush(_ document: inout DocumentBuffer) {
    while let last = text.last, HTMLScanner.isSpace(last) { text.removeLast() }
    defer {
      text.removeAll(keepingCapacity: true)
      linkBytes = 0
      tag = nil
    }
    guard !text.isEmpty else { return }
    let density = Double(min(linkBytes, text.count)) / Double(text.count)
    blocks.append(
      HTMLBlocks.Block(
        text: document.append(text), words: HTMLBlocks.words(text[...]), linkDensity: density,
        tag: tag, isMain: mains > 0))
  }

  // MARK: Document

  private mutating func finish(_ document: inout DocumentBuffer) {
    let firstHeading = blocks.blocks.first { $0.tag == .h1 }
    document.title = facts.title(heading: firstHeading?.text, document)
    var start: Int?
    var end = 0
    var previous: HTMLTag?
    // Names of metadata would come between the pieces of the text.
    var headings: [Range<Int>] = []
    for block in blocks.content() {
      let isTitle =
        block.tag == .h1 && document.bytes[block.text].elementsEqual(document.bytes[document.title])
      if isTitle { continue }
      if start != nil {
        _ =
          block.tag == .li && previous == .li || block.tag == .tr && previous == .tr
          ? document.append("\n") : document.append("\n\n")
      }
      let range = document.copy(block.text)
      start = start ?? range.lowerBound
      end = range.upperBound
      previous = block.tag
      if block.tag?.isHeading ?? false { headings.append(block.text) }
    }
    if let start { document.text = start..<end }
    facts.addMetadata(to: &document)
    for heading in headings { document.addMetadata("headings", heading) }
  }
}
