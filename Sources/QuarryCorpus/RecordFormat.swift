/// The kinds of dumps and files that are read.
///
/// To add one: a case, its entry in `looksLike`, `cutter` and `reader`, and, where a file of it is
/// one document, in `isOneDocument`.
package enum RecordFormat: String, Sendable, Hashable, CaseIterable {
  /// One JSON object a line.
  case jsonLines = "jsonl"
  /// An export of MediaWiki: pages of wikitext in XML.
  case mediaWiki = "mediawiki"
  /// What WikiExtractor writes: plain text in `<doc id= url= title=>` elements.
  case wikiExtractor = "wikiextractor"
  /// Plain text, the first line of which is the title.
  case text

  /// The formats in the order in which they are asked whether they know an input; the more an input
  /// has to show for a format, the earlier it stands.
  static let detectionOrder: [RecordFormat] = [.mediaWiki, .wikiExtractor, .jsonLines]

  /// What the format is called in messages.
  package var title: String {
    switch self {
    case .jsonLines: "JSON lines"
    case .mediaWiki: "a MediaWiki XML export"
    case .wikiExtractor: "WikiExtractor's <doc> elements"
    case .text: "plain text"
    }
  }

  /// Whether a file is one document, whose id is then the file's path in its folder.
  var isOneDocument: Bool {
    switch self {
    case .text: true
    case .jsonLines, .mediaWiki, .wikiExtractor: false
    }
  }

  /// What in the first bytes speaks for this format, as a clause for a message; nil where nothing does.
  func evidence(in look: FirstLook) -> String? {
    switch self {
    case .jsonLines: look.firstByte == UInt8(ascii: "{") ? "it begins with a brace" : nil
    case .mediaWiki: look.holdsElement("mediawiki") ? "it begins with <mediawiki>" : nil
    case .wikiExtractor:
      look.begins(with: "<doc id=") ? "it begins with <doc id=>" : nil
    case .text: nil
    }
  }

  /// Where the parts of a document come from, for people.
  package var mapping: [(part: String, origin: String)] {
    switch self {
    case .jsonLines:
      [
        ("id", "id, else made from the content"), ("title", "title"), ("text", "text"),
        ("tags", "tags, category, categories"), ("headings", "headings, sections"),
        ("aliases", "aliases, redirects, alt_titles, alternative_titles"),
        ("metadata", "all other members"),
      ]
    case .mediaWiki:
      [
        ("id", "the page's <id>"), ("title", "<title>"), ("text", "<text>, without markup"),
        ("tags", "categories"), ("headings", "headings of sections"), ("date", "<timestamp>"),
        ("url", "<base> and the title"), ("lang", "xml:lang"), ("source", "<sitename>"),
      ]
    case .wikiExtractor:
      [("id", "id="), ("title", "title="), ("url", "url="), ("text", "what the element holds")]
    case .text: [("id", "the path"), ("title", "the first line"), ("text", "the other lines")]
    }
  }

  /// What finds the ends of records.
  func cutter() -> any RecordCutter {
    switch self {
    case .jsonLines: LineCutter()
    case .mediaWiki: MarkerCutter(marker: "</page>")
    case .wikiExtractor: MarkerCutter(marker: "</doc>")
    case .text: WholeCutter()
    }
  }

  /// How many of the first bytes come before the first record: what the reader of every batch needs to
  /// know, such as the names of columns.
  func headerLength(in look: FirstLook) -> Int {
    switch self {
    case .mediaWiki: look.position(of: "<page>") ?? 0
    case .jsonLines, .wikiExtractor, .text: 0
    }
  }

  /// What turns whole records into documents; nil for JSON lines and text files, which the parser
  /// reads itself.
  func reader(_ options: ReadingOptions, _ limits: SourceLimits) -> (any RecordReader)? {
    switch self {
    case .jsonLines, .text: nil
    case .mediaWiki: MediaWikiReader(options: options, limits: limits)
    case .wikiExtractor: WikiExtractorReader()
    }
  }
}
