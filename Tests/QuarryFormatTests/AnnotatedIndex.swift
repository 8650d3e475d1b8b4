import QuarryFormat
import QuarryStorage

/// Writes out a small index of raw pages byte by byte, as the end of `FORMAT.md` shows it.
///
/// It is a reader of its own, written from the specification, so the two hold each other to account:
/// a byte that is not named is shown as such.
struct AnnotatedIndex {
  private let catalog: Catalog
  private var dump: HexDump

  init(_ bytes: [UInt8], catalog: Catalog) {
    self.catalog = catalog
    dump = HexDump(bytes)
  }

  /// The dump of a file whose only segment has `root` as its commit.
  mutating func write(root: Root) -> String {
    header()
    dump.heading("root slot 0")
    rootFields()
    dump.field(Header.pageBytes - Root.encodedBytes, "zeros")
    dump.heading("root slot 1, empty")
    dump.field(Header.pageBytes, "zeros")
    for segment in catalog.segments {
      for entry in segment.sections { section(entry, of: segment) }
    }
    pad(to: root.catalogOffset)
    dump.heading("catalog")
    catalogFields(end: root.catalogOffset + root.catalogLength)
    pad(to: root.extent - Root.encodedBytes)
    dump.heading("copy of the root")
    rootFields()
    return dump.text
  }

  private mutating func pad(to offset: Int) {
    if dump.offset < offset { dump.field(offset - dump.offset, "pad") }
  }

  private mutating func header() {
    dump.heading("header")
    dump.field(8, "magic")
    dump.number(4, "version")
    dump.number(4, "page bytes")
    dump.field(Header.pageBytes - 20, "zeros")
    dump.checksum("checksum of the page")
  }

  private mutating func rootFields() {
    dump.field(8, "magic")
    dump.number(8, "generation")
    dump.number(8, "extent")
    dump.number(8, "catalog offset")
    dump.number(8, "catalog length")
    dump.checksum("checksum of the catalog")
    dump.field(16, "zeros")
    dump.checksum("checksum of the root")
  }

  private mutating func section(_ entry: SectionEntry, of segment: Catalog.Segment) {
    pad(to: entry.offset)
    dump.heading(entry.kind.name + (entry.length == 0 ? ", empty" : ""))
    let end = entry.offset + entry.length
    let documents = segment.documentCount
    if entry.length > 0 {
      switch entry.kind {
      case .terms: while dump.offset < end { termBlock(keepsForms: segment.keepsForms) }
      case .termIndex: termIndex(end: end)
      case .norms: norms(of: segment)
      case .documents: records(documents)
      case .documentIndex: documentIndex(documents)
      case .identifiers: identifiers(documents, end: end)
      case .positions: while dump.offset < end - 4 { dump.varint("gap") }
      // The example's terms have two forms at most.
      case .forms: while dump.offset < end - 4 { dump.varint("of form 0, then one of form 1:") }
      case .shortPostings: while dump.offset < end - 4 { _ = posting() }
      case .shortPostingsPages, .longPostingsPages, .positionsPages, .documentsPages, .formsPages:
        directory()
      case .columns: columns(of: segment)
      case .columnIndex: columnIndex()
      case .fingerprints:
        for document in 0..<documents {
          dump.field(FingerprintTable.entryBytes, "fingerprint of document \(document)")
        }
      case .longPostings, .blocks, .presetDictionary, .catalog, .deletions, .addedTitles: break
      }
    }
    if entry.kind.isPaged {
      if entry.length > 0 { dump.checksum("checksum of the page") }
    } else {
      if dump.offset < end { dump.field(end - dump.offset, "not explained") }
      for _ in 0..<CheckedBytes.granules(entry.length) { dump.checksum("checksum of the granule") }
    }
  }

  private mutating func records(_ count: Int) {
    for document in 0..<count {
      dump.string("document \(document): identifier")
      dump.string("title")
      let pairs = dump.varint("metadata")
      for _ in 0..<pairs {
        dump.string("name")
        dump.string("value")
      }
      // The example's texts end with their only full stop.
      var length = 1
      while dump.peek(length - 1) != UInt8(ascii: ".") && length < 100 { length += 1 }
      dump.characters(length, "text")
    }
  }

  private mutating func directory() {
    dump.number(1, "codec")
    let fixed = dump.number(3, "raw bytes of a page")
    let pages = dump.number(4, "pages")
    dump.number(8, "raw bytes")
    for page in 0..<pages {
      if page % 32 == 0 {
        dump.number(8, "offset of the group")
        if fixed == 0 { dump.number(8, "its raw offset") }
      }
      dump.number(2, "stored bytes")
      if fixed == 0 { dump.number(2, "raw bytes") }
    }
  }

  private mutating func documentIndex(_ count: Int) {
    dump.number(8, "raw offset of documents 0 to 63")
    dump.number(4, "their lengths begin at")
    for document in 0..<count { dump.varint("length of document \(document):") }
  }

  private mutating func norms(of segment: Catalog.Segment) {
    for field in segment.fields {
      for document in 0..<segment.documentCount {
        dump.number(1, "\(catalog.fields[field].name) of document \(document): length")
      }
    }
  }

  /// The example's columns are `lang`, the same in all documents, and `words`.
  private mutating func columns(of segment: Catalog.Segment) {
    dump.number(4, "lang: text 0 begins at")
    let end = dump.number(4, "and ends at")
    dump.characters(end, "text 0")
    for document in 0..<segment.documentCount {
      dump.number(1, "words of document \(document): code")
    }
  }

  private mutating func columnIndex() {
    let count = dump.varint("columns")
    for _ in 0..<count {
      dump.string("name")
      let kind = dump.number(1, "kind")
      dump.number(1, "form")
      dump.varint("documents with a value")
      dump.number(1, "bytes of a code:")
      if kind == 0 {
        dump.varint("texts")
        dump.varint("bytes of texts:")
        continue
      }
      dump.number(8, "least")
      dump.number(8, "greatest")
      dump.number(8, "unit")
    }
    dump.varint("names without a column")
  }

  private mutating func identifiers(_ count: Int, end: Int) {
    dump.number(1, "bits of a bucket:")
    let size = dump.number(1, "bytes of an entry:")
    dump.field(2, "zeros")
    dump.number(4, "documents")
    for _ in 0..<count {
      let document = dump.peek() & 3
      dump.field(size, "document \(document), fingerprint \(dump.peek() >> 2)")
    }
    while dump.offset < end { dump.number(4, "start") }
  }

  /// A posting; the occurrences it has.
  private mutating func posting() -> Int {
    let fields = catalog.segments[0].fields.map { catalog.fields[$0] }
    var isSimple = false
    dump.varint { code in
      isSimple = code & 1 == 1
      return "posting: gap \(code >> 1)"
        + (isSimple ? ", once in the \(fields.last?.name ?? "")" : "")
    }
    guard !isSimple else { return 1 }
    var hasOthers = false
    var occurrences = 0
    occurrences =
      dump.varint { code in
        hasOthers = code & 1 == 1
        return "\(fields.last?.name ?? ""): \(code >> 1)" + (hasOthers ? ", and others" : "")
      } >> 1
    if hasOthers {
      for field in fields.dropLast() { occurrences += dump.varint("\(field.name):") }
    }
    return occurrences
  }

  /// The forms of a term, which is inline or not.
  private mutating func forms(isInline: Bool) {
    func code() {
      let head = dump.peek()
      let letters = ["as it is", "capitalised", "in capitals"][Int(head >> 6)]
      let (cut, suffix) = (Int(head >> 3 & 7), Int(head & 7))
      dump.field(1, "form, \(letters): cut \(cut), add \(suffix)")
      // The example's forms differ in fewer than 7 bytes.
      if suffix > 0 { dump.characters(suffix, "add") }
    }
    let head = dump.peek()
    guard head >= 0xC0 else {
      code()
      if !isInline { dump.varint("occurrences beyond one a document:") }
      return
    }
    dump.field(1, "forms: \(head & 31)")
    for _ in 0..<head & 31 {
      code()
      dump.varint("occurrences")
    }
    // Titles as a whole have no forms, and so no numbers.
    guard head & 31 > 1 else { return }
    let bytes = dump.varint("bytes of form numbers:")
    guard isInline else { return }
    let end = dump.offset + bytes
    while dump.offset < end { dump.varint("of form 0, then one of form 1:") }
  }

  private mutating func termBlock(keepsForms: Bool) {
    let count = dump.varint("terms in the block:")
    dump.varint("short lists from")
    dump.varint("positions from")
    if keepsForms { dump.varint("form numbers from") }
    for _ in 0..<count {
      let (shared, suffix) = (Int(dump.peek() >> 4), Int(dump.peek() & 15))
      dump.field(1, "shared \(shared), suffix \(suffix)")
      // The example's terms are shorter than 15 bytes: no lengths follow.
      dump.characters(suffix, "suffix")
      let isInline = dump.peek() == 0
      if isInline {
        dump.varint { _ in "inline" }
        let occurrences = posting()
        for _ in 0..<occurrences { dump.varint("gap") }
      } else {
        dump.varint("documents")
        dump.varint("bytes of the list:")
        dump.varint("bytes of positions:")
      }
      if keepsForms { forms(isInline: isInline) }
    }
  }

  private mutating func termIndex(end: Int) {
    let blocks = dump.number(4, "blocks")
    for _ in 0..<blocks where dump.offset < end {
      dump.number(4, "key at")
      dump.number(4, "block at")
    }
    if dump.offset < end { dump.field(end - dump.offset, "keys") }
  }

  private mutating func catalogFields(end: Int) {
    dump.string("program")
    dump.string("analyzer")
    dump.varint("texts are stored:")
    dump.varint("ranking parameters")
    for parameter in catalog.parameters {
      dump.string("parameter")
      dump.field(8, "value \(parameter.value)")
    }
    dump.varint("fields")
    for field in catalog.fields {
      dump.string("field")
      dump.field(8, "weight \(field.weight)")
      dump.field(8, "b \(field.b)")
    }
    dump.varint("sources")
    let settings = dump.varint("settings")
    for _ in 0..<settings {
      dump.string("setting")
      dump.string("value")
    }
    dump.varint("preset dictionaries")
    let segments = dump.varint("segments")
    for segment in catalog.segments.prefix(segments) {
      dump.varint("documents")
      dump.varint("mask of its fields")
      for field in segment.fields { dump.varint("words in \(catalog.fields[field].name):") }
      dump.varint("terms")
      dump.varint("postings")
      dump.varint("positions")
      dump.varint("text bytes")
      let entries = dump.varint("sections")
      for _ in 0..<entries {
        let kind = SectionKind(rawValue: dump.peek())
        dump.number(1, "\(kind?.name ?? "unknown"): kind")
        dump.varint("offset")
        dump.varint("length")
        dump.checksum(kind?.isPaged == true ? "no checksum" : "checksum of its checksums")
      }
    }
    if dump.offset < end { dump.field(end - dump.offset, "not explained") }
  }
}
