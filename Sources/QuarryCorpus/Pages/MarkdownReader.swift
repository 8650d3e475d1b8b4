/// Reads a text with the marks of Markdown, and the front matter that may stand before it.
///
/// Of YAML, front matter uses `key: value`, quoted values and lists: reading these takes a page of
/// code, while a library would bring all of YAML's ways to be surprised (and Foundation) for them.
struct MarkdownReader: RecordReader {
  private let mapping: FieldMapping

  init(mapping: FieldMapping) {
    self.mapping = mapping
  }

  func begin(_ context: DumpContext) {}

  func read(
    _ bytes: UnsafeRawBufferPointer, from start: Int, into document: inout DocumentBuffer
  ) -> ReadRecord {
    let matter = FrontMatter(bytes, from: start)
    matter?.fill(&document, mapping)
    var headings: [Range<Int>] = []
    var text: [UInt8] = []
    var title: [UInt8] = []
    var isCode = false
    var at = matter?.end ?? start
    while at < bytes.count {
      let end = ByteSearch.first(0x0A, in: bytes, at..<bytes.count) ?? bytes.count
      var line = UnsafeRawBufferPointer(rebasing: bytes[at..<end])
      if line.last == 0x0D { line = UnsafeRawBufferPointer(rebasing: line.dropLast()) }
      at = end + 1
      if ByteSearch.holds("```", in: line, at: 0) || ByteSearch.holds("~~~", in: line, at: 0) {
        isCode.toggle()
        continue
      }
      if isCode {
        text.append(contentsOf: line)
        text.append(0x0A)
        continue
      }
      let level = MarkdownText.headingLevel(line)
      let plain = MarkdownText.plain(line, from: level)
      if level > 0, !plain.isEmpty {
        if title.isEmpty, document.title.isEmpty, level == 1 {
          title = plain
          continue
        }
        if headings.count < JSONRecord.maxMembers { headings.append(document.append(plain)) }
      }
      if plain.isEmpty, text.last == 0x0A, text.dropLast().last == 0x0A { continue }
      text.append(contentsOf: plain)
      text.append(0x0A)
    }
    if document.title.isEmpty {
      // Without a heading, the first line says what it is about.
      if title.isEmpty, headings.isEmpty, let first = text.split(separator: 0x0A).first {
        title = Array(first.prefix(PageText.mostTitleBytes))
      }
      document.title = title.isEmpty ? headings.first ?? 0..<0 : document.append(title)
    }
    let whole = document.append(text)
    document.text = document.trimmed(whole)
    for heading in headings { document.addMetadata("headings", heading) }
    return ReadRecord(next: bytes.count, outcome: .document)
  }
}

/// Tells Markdown from plain text.
enum MarkdownEvidence {
  /// What speaks for it, as a clause; nil where nothing does.
  static func find(in look: FirstLook) -> String? {
    let hasMatter = look.bytes.withUnsafeBytes { FrontMatter($0, from: 0) != nil }
    if hasMatter { return "it begins with front matter" }
    return look.isNamed(".md", ".markdown", ".mkd") ? "it is named so" : nil
  }
}
