/// Turns wikitext into reading text: what a reader of the page would see of its sentences, headings,
/// lists and tables, without pictures, boxes, references and links of other languages.
///
/// One pass over the text, after one that decodes the XML and one that pairs the brackets; time is
/// linear in the text whatever it holds, and recursion is bounded. Sources: MediaWiki's help pages on
/// formatting, links, tables and templates.
struct WikitextCleaner: Sendable {
  private var source: [UInt8] = []
  private var brackets = WikitextBrackets()
  private var sink = TextSink()
  private var categories: [Range<Int>] = []

  /// Cleans the text of a page as it stands in the export, and adds text, headings and categories to
  /// the document.
  mutating func clean(
    _ escaped: UnsafeRawBufferPointer, site: WikiSite, into document: inout DocumentBuffer
  ) {
    WikitextDecoder.decode(escaped, into: &source)
    // Parts of the whole move into the pass, which reads one and writes the others.
    let source = self.source
    source.withUnsafeBytes { text in
      var pass = WikitextPass(
        text: text, site: site, brackets: brackets, sink: sink, categories: categories)
      brackets = WikitextBrackets()
      sink = TextSink()
      categories = []
      pass.run()
      document.text = pass.sink.bytes.withUnsafeBytes { document.append($0) }
      for range in pass.sink.headings {
        let start = document.text.lowerBound
        let heading = start + range.lowerBound..<start + range.upperBound
        document.addMetadata("headings", heading)
      }
      for range in pass.categories {
        document.addMetadata("tags", Entities.append(text.part(range), to: &document))
      }
      brackets = pass.brackets
      sink = pass.sink
      categories = pass.categories
    }
    // A single large page must not keep its memory.
    if source.capacity > 4 << 20 { self = WikitextCleaner() }
  }

  /// The text of a wikitext that is not escaped, for tests and other readers.
  static func text(of wikitext: [UInt8], site: WikiSite = WikiSite()) -> [UInt8] {
    wikitext.withUnsafeBytes { text in
      var pass = WikitextPass(
        text: text, site: site, brackets: WikitextBrackets(), sink: TextSink(), categories: [])
      pass.run()
      return pass.sink.bytes
    }
  }
}

/// Decodes the XML of a page's text and leaves out its comments.
enum WikitextDecoder {
  static func decode(_ text: UnsafeRawBufferPointer, into output: inout [UInt8]) {
    output.removeAll(keepingCapacity: true)
    output.reserveCapacity(text.count)
    var at = 0
    while let mark = ByteSearch.first(UInt8(ascii: "&"), in: text, at..<text.count) {
      output.append(contentsOf: UnsafeRawBufferPointer(rebasing: text[at..<mark]))
      if ByteSearch.holds("&lt;!--", in: text, at: mark) {
        guard let end = ByteSearch.first("--&gt;", in: text, mark + 7..<text.count) else { return }
        at = end + 6
        // A comment that has a line to itself takes the line with it.
        if at < text.count, output.last ?? 0x0A == 0x0A && text[at] == 0x0A {
          at += 1
        } else if at < text.count, output.last == 0x20 && text[at] == 0x20 {
          at += 1
        }
        continue
      }
      if ByteSearch.holds("&lt;", in: text, at: mark) {
        output.append(UInt8(ascii: "<"))
        at = mark + 4
      } else if ByteSearch.holds("&gt;", in: text, at: mark) {
        output.append(UInt8(ascii: ">"))
        at = mark + 4
      } else if ByteSearch.holds("&quot;", in: text, at: mark) {
        output.append(UInt8(ascii: "\""))
        at = mark + 6
      } else if ByteSearch.holds("&amp;", in: text, at: mark) {
        output.append(UInt8(ascii: "&"))
        at = mark + 5
      } else if let (scalar, end) = Entities.decode(text, at: mark) {
        CharsetDecoder.append(scalar, to: &output)
        at = end
      } else {
        output.append(UInt8(ascii: "&"))
        at = mark + 1
      }
    }
    output.append(contentsOf: UnsafeRawBufferPointer(rebasing: text[min(at, text.count)...]))
    // XML has one line end, whatever the file has.
    if output.withUnsafeBytes({ ByteSearch.first(0x0D, in: $0, 0..<$0.count) }) != nil {
      output.removeAll { $0 == 0x0D }
    }
  }
}
