/// Reads what `pdftotext -htmlmeta` makes of a PDF: a page whose head holds what the document says of
/// itself, and whose only element holds the text, a line of it a line of the document's.
///
/// Lines that were broken to fit the page are joined again, so that a paragraph is one line. What the
/// head calls the title is often the name of a file or of a program; then the first line is better.
struct PDFReader: RecordReader {
  /// A line shorter than this share, in percent, of the longest usual one ends its paragraph.
  private static let fullLine = 70

  func begin(_ context: DumpContext) {}

  func read(
    _ bytes: UnsafeRawBufferPointer, from start: Int, into document: inout DocumentBuffer
  ) -> ReadRecord {
    let body = Self.body(of: bytes, from: start)
    var text: [UInt8] = []
    text.reserveCapacity(body.count)
    Self.decode(bytes, body, to: &text)
    let joined = Self.joined(text)
    guard !joined.isEmpty else {
      let reason = SkipReason.malformed("holds no text (are its pages pictures?)")
      return ReadRecord(next: bytes.count, outcome: .skipped(byte: nil, reason: reason))
    }
    let head = start..<body.lowerBound
    document.title = Self.element("<title>", in: bytes, head, &document)
    if Self.saysNothing(document.bytes[document.title]) {
      let line = joined.prefix { $0 != 0x0A }.prefix(PageText.mostTitleBytes)
      document.title = document.append(Self.wholeWords(line))
    }
    document.text = document.append(joined)
    let fields: [(mark: StaticString, name: StaticString)] = [
      ("<meta name=\"Author\" content=\"", "author"),
      ("<meta name=\"CreationDate\" content=\"", "date"),
      ("<meta name=\"Subject\" content=\"", "subject"),
    ]
    for (mark, name) in fields {
      let value = Self.element(mark, in: bytes, head, &document)
      if !value.isEmpty { document.addMetadata(name, value) }
    }
    let tags = Self.element("<meta name=\"Keywords\" content=\"", in: bytes, head, &document)
    if !tags.isEmpty { TableReader.addList("tags", tags, &document) }
    return ReadRecord(next: bytes.count, outcome: .document)
  }

  // MARK: The page

  /// Where the text stands: behind the first `<pre>`, since the head has its brackets escaped.
  private static func body(of bytes: UnsafeRawBufferPointer, from start: Int) -> Range<Int> {
    guard let open = ByteSearch.first("<pre>", in: bytes, start..<bytes.count) else {
      return start..<bytes.count
    }
    let close = ByteSearch.last("</pre>", in: bytes, open..<bytes.count) ?? bytes.count
    return min(open + 5, close)..<close
  }

  /// What follows a mark, up to the next quotation mark or bracket; empty where it is not there.
  private static func element(
    _ mark: StaticString, in bytes: UnsafeRawBufferPointer, _ head: Range<Int>,
    _ document: inout DocumentBuffer
  ) -> Range<Int> {
    guard let at = ByteSearch.first(mark, in: bytes, head) else { return 0..<0 }
    let start = at + mark.utf8CodeUnitCount
    var end = start
    while end < head.upperBound, bytes[end] != 0x22, bytes[end] != UInt8(ascii: "<") { end += 1 }
    var value: [UInt8] = []
    decode(bytes, start..<end, to: &value)
    let whole = document.append(value)
    return document.trimmed(whole)
  }

  /// Whether a title is empty or the name of a file, as programs put it there.
  private static func saysNothing(_ title: ArraySlice<UInt8>) -> Bool {
    let name = String(decoding: title, as: UTF8.self).lowercased()
    let endings = [".doc", ".docx", ".tex", ".dvi", ".pdf", ".ps", ".indd", ".qxd", ".odt", ".rtf"]
    return name.isEmpty || name == "untitled" || name.hasPrefix("microsoft word - ")
      || !name.contains(" ") && endings.contains { name.hasSuffix($0) }
  }

  /// The text of a range with its references resolved; page breaks and returns go.
  private static func decode(
    _ bytes: UnsafeRawBufferPointer, _ range: Range<Int>, to text: inout [UInt8]
  ) {
    var at = range.lowerBound
    while at < range.upperBound {
      let byte = bytes[at]
      if byte == UInt8(ascii: "&"), let (scalar, end) = Entities.decode(bytes, at: at),
        end <= range.upperBound
      {
        CharsetDecoder.append(scalar, to: &text)
        at = end
        continue
      }
      at += 1
      if byte >= 0x20 || byte == 0x0A || byte == 0x09 { text.append(byte) }
    }
  }

  // MARK: Lines

  /// Joins the lines of each paragraph, which ends at an empty line or at one that is not full.
  private static func joined(_ text: [UInt8]) -> [UInt8] {
    let lines = text.split(separator: 0x0A, omittingEmptySubsequences: false).map(trimmed)
    let full = usualLength(lines) * fullLine / 100
    var joined: [UInt8] = []
    joined.reserveCapacity(text.count)
    var isOpen = false
    for line in lines {
      if line.isEmpty {
        if !joined.isEmpty, !joined.suffix(2).elementsEqual([0x0A, 0x0A]) {
          if isOpen { joined.append(0x0A) }
          joined.append(0x0A)
        }
        isOpen = false
        continue
      }
      if isOpen { joined.append(0x20) }
      joined += line
      isOpen = line.count >= full
      if !isOpen { joined.append(0x0A) }
    }
    while let last = joined.last, InputFormat.isBlank(last) { joined.removeLast() }
    return joined
  }

  private static func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var line = line.drop(while: InputFormat.isBlank)
    while let last = line.last, InputFormat.isBlank(last) { line.removeLast() }
    return line
  }

  /// The length that one line in ten reaches.
  private static func usualLength(_ lines: [ArraySlice<UInt8>]) -> Int {
    let lengths = lines.lazy.map(\.count).filter { $0 > 0 }.sorted()
    return lengths.isEmpty ? 0 : lengths[lengths.count * 9 / 10]
  }

  /// A line without a word that its end cuts off.
  private static func wholeWords(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard line.count == PageText.mostTitleBytes, let blank = line.lastIndex(of: 0x20) else {
      return line
    }
    return line[..<blank]
  }
}
