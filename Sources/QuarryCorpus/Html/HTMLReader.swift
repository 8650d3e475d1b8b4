/// Reads a web page: its title, its text without navigation, and what it says of itself.
///
/// A scan of its own rather than libxml2: that would bring in ICU and lzma, which a static program
/// and the start of `quarry search` would pay for, and needs the same rules for what is content on
/// top.
struct HTMLReader: RecordReader {
  private var page = HTMLPage()

  func begin(_ context: DumpContext) {}

  mutating func read(
    _ bytes: UnsafeRawBufferPointer, from start: Int, into document: inout DocumentBuffer
  ) -> ReadRecord {
    page.read(bytes, from: start, into: &document)
    guard !document.text.isEmpty || !document.title.isEmpty else {
      return ReadRecord(
        next: bytes.count, outcome: .skipped(byte: nil, reason: .malformed("holds no text")))
    }
    return ReadRecord(next: bytes.count, outcome: .document)
  }
}

/// Tells a web page by its first bytes.
enum HTMLEvidence {
  /// What speaks for it, as a clause; nil where nothing does.
  static func find(in look: FirstLook) -> String? {
    if look.begins(with: "<!doctype html", ignoringCase: true) {
      return "it begins with <!doctype html>"
    }
    if look.holdsElement("html") { return "it begins with <html>" }
    guard look.firstByte == UInt8(ascii: "<") else { return nil }
    if look.isNamed(".html", ".htm", ".xhtml"), look.position(of: "</") != nil {
      return "it has tags and is named so"
    }
    for element in ["head", "body", "title", "meta "] as [StaticString]
    where look.holdsElement(element) {
      return "it begins with an element of HTML"
    }
    return nil
  }

  /// The character set that a page names in its first bytes, or nil.
  static func charset(in bytes: UnsafeRawBufferPointer) -> TextEncoding? {
    let end = min(bytes.count, 4096)
    var at = 0
    while at + 8 < end {
      guard let mark = ByteSearch.first(UInt8(ascii: "="), in: bytes, at..<end) else { return nil }
      at = mark + 1
      guard mark >= 7, isCharset(bytes, mark - 7) else { continue }
      var start = at
      while start < end, bytes[start] == 0x22 || bytes[start] == 0x27 || bytes[start] == 0x20 {
        start += 1
      }
      var stop = start
      while stop < end, stop < start + 40, isNameByte(bytes[stop]) { stop += 1 }
      return TextEncoding(documentName: bytes[start..<stop])
    }
    return nil
  }

  private static func isCharset(_ bytes: UnsafeRawBufferPointer, _ start: Int) -> Bool {
    zip(bytes[start..<start + 7], "charset".utf8).allSatisfy { $0 | 0x20 == $1 }
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || byte == 0x2D
      || byte == 0x5F || byte == 0x2E || byte == 0x3A
  }
}
