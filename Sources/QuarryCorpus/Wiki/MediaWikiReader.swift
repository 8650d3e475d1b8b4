/// Reads the pages of a MediaWiki XML export, with their wikitext turned into reading text.
///
/// A scan for the few elements that matter; the text of an export has its angle brackets escaped, so
/// the next `<` is always that of a tag. Of several revisions of a page the last one counts. Pages
/// of other namespaces are passed over; redirects are handed over as such. Source: MediaWiki's export
/// schema 0.11.
struct MediaWikiReader: RecordReader {
  private let namespaces: Set<Int>
  private var site = WikiSite()
  private var cleaner = WikitextCleaner()

  init(options: ReadingOptions, limits: SourceLimits) {
    namespaces = options.namespaces
  }

  mutating func begin(_ context: DumpContext) {
    site = WikiSite(header: context.header)
  }

  mutating func read(
    _ bytes: UnsafeRawBufferPointer, from start: Int, into document: inout DocumentBuffer
  ) -> ReadRecord {
    guard let open = ByteSearch.first("<page>", in: bytes, start..<bytes.count) else {
      return ReadRecord(next: bytes.count, outcome: .nothing)
    }
    guard let close = ByteSearch.first("</page>", in: bytes, open..<bytes.count) else {
      return ReadRecord(next: bytes.count, outcome: .skipped(byte: nil, reason: .cutOff))
    }
    let next = close + 7
    let page = XMLRange(bytes: bytes, range: open + 6..<close)
    if let number = page.element("ns").flatMap({ page.number($0) }), !namespaces.contains(number) {
      return ReadRecord(next: next, outcome: .passedOver(.otherNamespace))
    }
    guard let title = page.element("title") else {
      return ReadRecord(
        next: next, outcome: .skipped(byte: nil, reason: .malformed("the page has no title")))
    }
    if let target = page.attribute("<redirect title=\"") {
      return redirect(bytes, title, to: target, next: next, into: &document)
    }
    guard let revision = Self.lastRevision(of: page) else {
      return ReadRecord(
        next: next, outcome: .skipped(byte: nil, reason: .malformed("the page has no text")))
    }
    if Self.isRedirect(bytes, revision.text) {
      guard let target = Self.firstLink(bytes, revision.text) else {
        return ReadRecord(next: next, outcome: .passedOver(.redirect))
      }
      return redirect(bytes, title, to: target, next: next, into: &document)
    }
    document.title = Entities.append(bytes.part(title), to: &document)
    document.titleKey = key(of: document.title, in: document)
    if let id = page.element("id") { document.id = document.append(bytes.part(id)) }
    if !site.base.isEmpty { addAddress(&document) }
    if let time = revision.timestamp { document.addMetadata("date", bytes.part(time)) }
    if !site.language.isEmpty { document.addMetadata("lang", document.append(site.language)) }
    if !site.name.isEmpty { document.addMetadata("source", document.append(site.name)) }
    cleaner.clean(bytes.part(revision.text), site: site, into: &document)
    return ReadRecord(next: next, outcome: .document)
  }

  /// Puts a page into the buffer that is another title of `target`.
  private func redirect(
    _ bytes: UnsafeRawBufferPointer, _ title: Range<Int>, to target: Range<Int>, next: Int,
    into document: inout DocumentBuffer
  ) -> ReadRecord {
    let target = Entities.append(bytes.part(target), to: &document)
    document.targetKey = key(of: target, in: document)
    document.title = Entities.append(bytes.part(title), to: &document)
    document.titleKey = key(of: document.title, in: document)
    let isUsable = document.titleKey != 0 && document.targetKey != 0
    return ReadRecord(next: next, outcome: isUsable ? .redirect : .nothing)
  }

  private func key(of title: Range<Int>, in document: borrowing DocumentBuffer) -> UInt64 {
    document.bytes.withUnsafeBytes { WikiTitle.key($0.part(title), of: site) }
  }

  /// The title in the first link of a text, without its label.
  private static func firstLink(
    _ bytes: UnsafeRawBufferPointer, _ text: Range<Int>
  ) -> Range<Int>? {
    let text = text.lowerBound..<min(text.upperBound, text.lowerBound + 2048)
    guard let open = ByteSearch.first("[[", in: bytes, text),
      let close = ByteSearch.first("]]", in: bytes, open..<text.upperBound)
    else { return nil }
    let bar = ByteSearch.first(UInt8(ascii: "|"), in: bytes, open..<close)
    return open + 2..<(bar ?? close)
  }

  /// Adds the page's address: the wiki's, with the title behind it, its blanks as underscores.
  private func addAddress(_ document: inout DocumentBuffer) {
    var address = site.base
    for byte in document.bytes[document.title] {
      switch byte {
      case 0x20: address.append(UInt8(ascii: "_"))
      case UInt8(ascii: "?"): address += Array("%3F".utf8)
      case UInt8(ascii: "%"): address += Array("%25".utf8)
      case UInt8(ascii: "#"): address += Array("%23".utf8)
      case UInt8(ascii: "\""): address += Array("%22".utf8)
      default: address.append(byte)
      }
    }
    document.addMetadata("url", document.append(address))
  }

  private static func lastRevision(
    of page: XMLRange
  ) -> (text: Range<Int>, timestamp: Range<Int>?)? {
    var found: (text: Range<Int>, timestamp: Range<Int>?)?
    var at = page.range.lowerBound
    while let tag = ByteSearch.first("<text", in: page.bytes, at..<page.range.upperBound) {
      guard
        let end = ByteSearch.first(UInt8(ascii: ">"), in: page.bytes, tag..<page.range.upperBound)
      else { break }
      let head = XMLRange(bytes: page.bytes, range: at..<tag)
      var close = end + 1
      if page.bytes[end - 1] != UInt8(ascii: "/") {
        close =
          ByteSearch.first(UInt8(ascii: "<"), in: page.bytes, end + 1..<page.range.upperBound)
          ?? page.range.upperBound
      }
      found = (end + 1..<close, head.element("timestamp"))
      at = close
    }
    return found
  }

  private static func isRedirect(_ bytes: UnsafeRawBufferPointer, _ text: Range<Int>) -> Bool {
    var at = text.lowerBound
    while at < text.upperBound, InputFormat.isBlank(bytes[at]) { at += 1 }
    return at + 9 <= text.upperBound && bytes[at] == UInt8(ascii: "#")
      && bytes[at + 1..<at + 9].elementsEqual("redirect".utf8) { $0 | 0x20 == $1 }
  }
}

/// A part of an XML text, searched for elements without attributes.
struct XMLRange {
  let bytes: UnsafeRawBufferPointer
  let range: Range<Int>

  /// The content of the first element `name`.
  func element(_ name: StaticString) -> Range<Int>? {
    var at = range.lowerBound
    let count = name.utf8CodeUnitCount
    while let tag = ByteSearch.first(UInt8(ascii: "<"), in: bytes, at..<range.upperBound) {
      at = tag + 1
      let end = at + count
      guard end < range.upperBound, bytes[end] == UInt8(ascii: ">"),
        ByteSearch.holds(name, in: bytes, at: at)
      else { continue }
      let close = ByteSearch.first(UInt8(ascii: "<"), in: bytes, end..<range.upperBound)
      return close.map { end + 1..<$0 }
    }
    return nil
  }

  /// What stands behind `start`, the beginning of a tag up to its attribute's first quotation mark, in
  /// a tag before the first revision.
  func attribute(_ start: StaticString) -> Range<Int>? {
    let head =
      range.lowerBound..<(ByteSearch.first("<revision", in: bytes, range) ?? range.upperBound)
    guard let tag = ByteSearch.first(start, in: bytes, head) else { return nil }
    let value = tag + start.utf8CodeUnitCount
    return ByteSearch.first(UInt8(ascii: "\""), in: bytes, value..<head.upperBound).map {
      value..<$0
    }
  }

  /// The number in decimal digits that a range holds.
  func number(_ range: Range<Int>) -> Int? {
    Int(String(decoding: bytes[range], as: UTF8.self))
  }
}

extension UnsafeRawBufferPointer {
  /// The bytes of a range, which is cut to the buffer.
  func part(_ range: Range<Int>) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: self[range.clamped(to: 0..<count)])
  }
}
