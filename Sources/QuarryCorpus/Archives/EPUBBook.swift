/// Reads a book in EPUB: the chapters in the order in which they are read, each a document, since a
/// reader looks for a place in a book rather than for a book.
///
/// Each has the book's title before its own, and the book's author, date and language. Chapters
/// without text (covers, pictures) are passed over, encrypted ones are told. Source: W3C, EPUB 3.3,
/// sections 4.2 (container), 5 (package document).
final class EPUBBook: Archive {
  /// The name of the first member of a book, and what it says, mostly not packed.
  static let mark = Array("mimetype".utf8)
  static let type = Array("application/epub+zip".utf8)
  /// So large a list of a container is read, and so many members a book may have.
  private static let mostListBytes = 16 << 20
  private static let mostMembers = 100_000

  private let zip: ZipArchive
  /// Where the chapters stand in the directory, in the order of reading, the next one last.
  private var chapters: [(path: String, entry: Int)] = []
  private let encrypted: Set<String>
  private(set) var facts: MemberFacts?

  /// Reads the lists of the book in `zip`; nil where they are not those of a book.
  init?(zip: ZipArchive) {
    guard let members = zip.members(most: Self.mostMembers),
      let container = Self.list(Self.container, zip, members),
      let root = container.all("rootfile").lazy.compactMap({
        container.value("full-path", of: $0)
      }).first,
      let package = Self.list(root, zip, members)
    else { return nil }
    self.zip = zip
    let folder = root.split(separator: "/").dropLast().joined(separator: "/")
    var items: [String: (path: String, entry: Int)] = [:]
    for item in package.all("item") {
      guard let id = package.value("id", of: item), let href = package.value("href", of: item),
        (package.value("media-type", of: item) ?? "").contains("html"),
        !(package.value("properties", of: item) ?? "").split(separator: " ").contains("nav")
      else { continue }
      let path = Self.resolved(href, in: folder)
      if let entry = members[path] { items[id] = (path, entry) }
    }
    for reference in package.all("itemref") {
      // Each chapter once, however often the list names it.
      guard let id = package.value("idref", of: reference), let item = items.removeValue(forKey: id)
      else { continue }
      chapters.append(item)
    }
    chapters.reverse()
    facts = Self.facts(package)
    let ciphers = Self.list("META-INF/encryption.xml", zip, members)
    encrypted = Set(
      ciphers.map { list in
        list.all("CipherReference").compactMap { list.value("uri", of: $0) }
          .map { Self.resolved($0, in: "") }
      } ?? [])
  }

  private static let container = "META-INF/container.xml"

  func next() -> FolderWalk.Step? {
    guard let chapter = chapters.popLast() else { return nil }
    if encrypted.contains(chapter.path) {
      return .skipped(path: chapter.path, reason: .notRead("is encrypted"))
    }
    return zip.open(chapter.entry)
  }

  func read(into target: UnsafeMutableRawBufferPointer) -> Int { zip.read(into: target) }
  var memberProblem: InputProblem.Reason? { zip.memberProblem }
  var problem: InputProblem? { zip.problem }
  var bytesRead: Int { zip.bytesRead }

  // MARK: Lists

  /// A list of the container, or nil.
  private static func list(
    _ path: String, _ zip: ZipArchive, _ members: [String: Int]
  ) -> XMLElements? {
    guard let entry = members[path], case .file = zip.open(entry) else { return nil }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 32 << 10)
    while bytes.count < mostListBytes {
      let count = piece.withUnsafeMutableBytes { zip.read(into: $0) }
      if count == 0 { break }
      bytes += piece[..<count]
    }
    let (encoding, _) = TextEncoding.detect(bytes)
    return XMLElements(bytes: CharsetDecoder.decode(bytes, from: encoding))
  }

  /// The path in the archive that a link in a list means.
  private static func resolved(_ link: String, in folder: String) -> String {
    var parts = folder.split(separator: "/").map(String.init)
    for part in decoded(link).split(separator: "/") {
      switch part {
      case ".": break
      case "..": _ = parts.popLast()
      default: parts.append(String(part))
      }
    }
    return parts.joined(separator: "/")
  }

  /// A link without its fragment, its percent signs resolved.
  private static func decoded(_ link: String) -> String {
    let bytes = Array(link.utf8.prefix { $0 != UInt8(ascii: "#") })
    var plain: [UInt8] = []
    var at = 0
    while at < bytes.count {
      if bytes[at] == UInt8(ascii: "%"), at + 2 < bytes.count,
        let value = UInt8(String(decoding: bytes[at + 1...at + 2], as: UTF8.self), radix: 16)
      {
        plain.append(value)
        at += 3
      } else {
        plain.append(bytes[at])
        at += 1
      }
    }
    return String(decoding: plain, as: UTF8.self)
  }

  private static func facts(_ package: XMLElements) -> MemberFacts {
    var facts = MemberFacts()
    facts.book = package.text("title") ?? ""
    var fields: [MetadataField] = []
    if !facts.book.isEmpty { fields.append(MetadataField(name: "book", value: facts.book)) }
    for (element, name) in [
      ("creator", "author"), ("date", "date"), ("language", "lang"), ("publisher", "source"),
    ] as [(StaticString, String)] {
      if let value = package.text(element) {
        fields.append(MetadataField(name: name, value: value))
      }
    }
    facts.metadata = fields
    return facts
  }
}
