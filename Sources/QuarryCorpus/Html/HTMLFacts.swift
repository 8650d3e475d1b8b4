/// What a page says of itself: in its title, in `meta`, `link` and `time`, and in linked data
/// (JSON-LD, schema.org).
struct HTMLFacts {
  /// A value, and how far it is to be trusted; the lower, the more.
  private struct Fact {
    var value = 0..<0
    var rank = Int.max

    mutating func offer(_ value: Range<Int>, _ rank: Int) {
      if rank < self.rank, !value.isEmpty { (self.value, self.rank) = (value, rank) }
    }
  }

  private var sharedTitle = Fact()
  private var titleElement = Fact()
  private var date = Fact()
  private var author = Fact()
  private var source = Fact()
  private var url = Fact()
  private var language = Fact()
  private var description = Fact()
  private var keywords = Fact()
  private var tags: [Range<Int>] = []

  /// Members of linked data and the fields that they are; of a graph, those of its nodes too.
  private static let linkedMapping: FieldMapping = {
    var mapping = FieldMapping()
    try? mapping.add(
      "title=headline,title=@graph.headline,date=datePublished,date=@graph.datePublished,"
        + "author=author.name,author=author,author=@graph.author.name,source=publisher.name,"
        + "source=@graph.publisher.name,tags=keywords,tags=@graph.keywords")
    return mapping
  }()

  // MARK: Gathering

  mutating func addTitle(_ text: UnsafeRawBufferPointer, _ document: inout DocumentBuffer) {
    guard titleElement.value.isEmpty else { return }
    titleElement.offer(Self.collapsed(text, &document), 0)
  }

  /// Whether a script holds linked data.
  func isLinkedData(_ scanner: HTMLScanner, _ attributes: Range<Int>) -> Bool {
    scanner.attribute("type", in: attributes).map { scanner.holds($0, "application/ld+json") }
      ?? false
  }

  mutating func note(
    _ tag: HTMLTag?, _ attributes: Range<Int>, _ scanner: HTMLScanner,
    _ document: inout DocumentBuffer
  ) {
    func value(_ range: Range<Int>?) -> Range<Int> {
      guard let range else { return 0..<0 }
      return Self.collapsed(UnsafeRawBufferPointer(rebasing: scanner.bytes[range]), &document)
    }
    switch tag {
    case .html: language.offer(value(scanner.attribute("lang", in: attributes)), 0)
    case .link:
      if let rel = scanner.attribute("rel", in: attributes), scanner.holds(rel, "canonical") {
        url.offer(value(scanner.attribute("href", in: attributes)), 0)
      }
    case .time:
      guard let time = scanner.attribute("datetime", in: attributes) else { return }
      let isPublished =
        scanner.attribute("pubdate", in: attributes) != nil
        || scanner.attribute("itemprop", in: attributes).map { scanner.holds($0, "datepublished") }
          ?? false
      date.offer(value(time), isPublished ? 3 : 6)
    case .meta:
      let names: [StaticString] = ["property", "name", "itemprop", "http-equiv"]
      guard let content = scanner.attribute("content", in: attributes) else { return }
      for name in names {
        guard let key = scanner.attribute(name, in: attributes) else { continue }
        if noteMeta(key, scanner, { value(content) }) { return }
      }
    default: break
    }
  }

  /// Takes what a `meta` says; whether its name is known.
  private mutating func noteMeta(
    _ key: Range<Int>, _ scanner: HTMLScanner, _ value: () -> Range<Int>
  ) -> Bool {
    func isAny(_ names: StaticString...) -> Int? {
      names.firstIndex { scanner.holds(key, $0) }
    }
    if let rank = isAny("og:title", "twitter:title", "dc.title") {
      sharedTitle.offer(value(), rank)
    } else if let rank = isAny(
      "article:published_time", "datepublished", "date", "pubdate", "publishdate", "publish-date",
      "publish_date", "dc.date.issued", "dc.date", "dcterms.created", "sailthru.date",
      "parsely-pub-date", "citation_publication_date", "og:published_time")
    {
      date.offer(value(), rank == 0 ? 1 : rank == 1 ? 2 : 4)
    } else if let rank = isAny(
      "author", "article:author", "dc.creator", "byl", "parsely-author", "citation_author")
    {
      let name = value()
      // Some give the address of the author's page.
      author.offer(name, rank + (rank == 1 ? 20 : 2))
    } else if let rank = isAny("og:site_name", "application-name", "dc.publisher") {
      source.offer(value(), rank)
    } else if isAny("og:url") != nil {
      url.offer(value(), 1)
    } else if let rank = isAny("description", "og:description", "twitter:description") {
      description.offer(value(), rank)
    } else if let rank = isAny("keywords", "news_keywords") {
      keywords.offer(value(), rank)
    } else if isAny("article:tag", "article:section") != nil {
      let tag = value()
      if tags.count < 100, !tag.isEmpty { tags.append(tag) }
    } else {
      return false
    }
    return true
  }

  /// Takes what an object of linked data says, or the first of an array.
  mutating func addLinkedData(_ text: UnsafeRawBufferPointer, _ document: inout DocumentBuffer) {
    var start = 0
    while start < text.count, HTMLScanner.isSpace(text[start]) || text[start] == UInt8(ascii: "[") {
      start += 1
    }
    var record = JSONRecord(mapping: Self.linkedMapping)
    var arena = [UInt8](repeating: 0, count: text.count + JSONScanner.slack)
    let isRead = arena.withUnsafeMutableBytes { arena in
      guard var scanner = JSONScanner(text, from: start, arena: arena, isLine: false) else {
        return false
      }
      do throws(JSONFault) {
        try record.read(&scanner)
        return true
      } catch {
        return false
      }
    }
    guard isRead else { return }
    func copy(_ range: Range<Int>) -> Range<Int> { document.append(Array(arena[range])) }
    if let title = record.title { sharedTitle.offer(copy(title), 3) }
    for (key, value) in record.metadata where !value.isEmpty {
      switch String(decoding: arena[key], as: UTF8.self) {
      case "date": date.offer(copy(value), 0)
      case "author": author.offer(copy(value), 0)
      case "source": source.offer(copy(value), 3)
      case "tags":
        if tags.count < 100 { tags.append(copy(value)) }
      default: break
      }
    }
  }

  // MARK: Giving

  /// The title: what is shared, else the heading where the title element holds it (sites add their
  /// name there), else the title element, else the heading.
  func title(heading: Range<Int>?, _ document: DocumentBuffer) -> Range<Int> {
    if !sharedTitle.value.isEmpty { return sharedTitle.value }
    guard let heading else { return titleElement.value }
    if titleElement.value.isEmpty { return heading }
    let isInTitle = document.bytes[titleElement.value].starts(with: document.bytes[heading])
    return isInTitle ? heading : titleElement.value
  }

  func addMetadata(to document: inout DocumentBuffer) {
    let facts: [(StaticString, Range<Int>)] = [
      ("date", date.value), ("author", author.value), ("source", source.value), ("url", url.value),
      ("lang", language.value), ("description", description.value),
    ]
    for (name, value) in facts where !value.isEmpty { document.addMetadata(name, value) }
    for tag in tags { document.addMetadata("tags", tag) }
    if !keywords.value.isEmpty { TableReader.addList("tags", keywords.value, &document) }
  }

  /// Appends text with references decoded and blanks in a row made one.
  private static func collapsed(
    _ text: UnsafeRawBufferPointer, _ document: inout DocumentBuffer
  ) -> Range<Int> {
    var piece: [UInt8] = []
    var at = 0
    while at < text.count {
      var scalar = UInt32(text[at])
      var end = at + 1
      if text[at] == UInt8(ascii: "&"), let (decoded, next) = Entities.decode(text, at: at) {
        (scalar, end) = (decoded, next)
      } else if text[at] >= 0x80 {
        piece.append(text[at])
        at += 1
        continue
      }
      at = end
      if scalar == 0xA0 || (scalar < 0x80 && HTMLScanner.isSpace(UInt8(scalar))) {
        if let last = piece.last, last != 0x20 { piece.append(0x20) }
      } else {
        CharsetDecoder.append(scalar, to: &piece)
      }
    }
    while piece.last == 0x20 { piece.removeLast() }
    return document.append(piece)
  }
}
