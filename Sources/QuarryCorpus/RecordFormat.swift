/// The kinds of dumps and files that are read.
///
/// To add one: a case, its entry in `evidence`, `cutter` and `reader`, and, where a file of it is
/// one document, in `isOneDocument`.
public enum RecordFormat: String, Sendable, Hashable, CaseIterable {
  /// One JSON object a line.
  case jsonLines = "jsonl"
  /// JSON objects in one array, or one after the other over several lines.
  case json
  /// A table whose values are parted by commas, semicolons, tabs or bars.
  case table = "csv"
  /// The SGML of the collection Reuters-21578.
  case reuters
  /// TREC's `<DOC>` elements.
  case trec
  /// Messages in an mbox, each after a line that begins with `From `.
  case mbox
  /// What crawlers write: WARC.
  case warc
  /// One message of mail.
  case mail = "eml"
  /// A web page.
  case html
  /// A PDF, as a program of the system turns it into text.
  case pdf
  /// Text with the marks of Markdown.
  case markdown
  /// An export of MediaWiki: pages of wikitext in XML.
  case mediaWiki = "mediawiki"
  /// What WikiExtractor writes: plain text in `<doc id= url= title=>` elements.
  case wikiExtractor = "wikiextractor"
  /// Plain text, the first line of which is the title.
  case text

  /// The formats in the order in which they are asked whether they know an input; the more an input
  /// has to show for a format, the earlier it stands.
  static let detectionOrder: [RecordFormat] = [
    .mediaWiki, .wikiExtractor, .warc, .reuters, .trec, .mbox, .json, .jsonLines, .html, .mail,
    .markdown, .table,
  ]

  /// What the format is called in messages.
  package var title: String {
    switch self {
    case .jsonLines: "JSON lines"
    case .json: "JSON objects"
    case .table: "a table (CSV, TSV)"
    case .reuters: "SGML of Reuters-21578"
    case .trec: "TREC's <DOC> elements"
    case .mbox: "mbox"
    case .warc: "WARC"
    case .mail: "a message of mail"
    case .html: "HTML"
    case .pdf: "PDF"
    case .markdown: "Markdown"
    case .mediaWiki: "a MediaWiki XML export"
    case .wikiExtractor: "WikiExtractor's <doc> elements"
    case .text: "plain text"
    }
  }

  /// Whether a file is one document, whose id is then the file's path in its folder.
  var isOneDocument: Bool {
    switch self {
    case .text, .mail, .html, .pdf, .markdown: true
    case .jsonLines, .json, .table, .reuters, .trec, .mbox, .warc, .mediaWiki, .wikiExtractor: false
    }
  }

  /// What in the first bytes speaks for this format, as a clause for a message; nil where nothing does.
  func evidence(in look: FirstLook) -> String? {
    switch self {
    case .jsonLines: JSONEvidence.beginsObject(look) ? "it begins with an object" : nil
    case .json: JSONEvidence.find(in: look)
    case .table: TableDialect.isTable(look) ? "its lines have as many values each" : nil
    case .reuters: look.holdsElement("REUTERS") ? "it begins with <REUTERS>" : nil
    case .trec:
      look.begins(with: "<DOC>") && look.position(of: "<DOCNO") != nil
        ? "it begins with <DOC> and has <DOCNO>" : nil
    case .mbox: MailEvidence.isMbox(look) ? "it begins with From and a message" : nil
    case .warc: look.begins(with: "WARC/") ? "it begins with WARC/" : nil
    case .mail: MailEvidence.isMail(look) ? "it begins with the header of a message" : nil
    case .html: HTMLEvidence.find(in: look)
    case .markdown: MarkdownEvidence.find(in: look)
    case .mediaWiki: look.holdsElement("mediawiki") ? "it begins with <mediawiki>" : nil
    case .wikiExtractor:
      look.begins(with: "<doc id=") ? "it begins with <doc id=>" : nil
    case .text, .pdf: nil
    }
  }

  /// Where the parts of a document come from, for people.
  package var mapping: [(part: String, origin: String)] {
    switch self {
    case .jsonLines, .json, .table: FieldNames.description
    case .reuters:
      [
        ("id", "NEWID="), ("title", "<TITLE>"), ("text", "<BODY>"), ("date", "<DATE>"),
        ("tags", "<TOPICS>"), ("author", "<AUTHOR>"),
        ("metadata", "<PLACES>, <PEOPLE>, <ORGS>, <EXCHANGES>, <COMPANIES>, <DATELINE>"),
      ]
    case .trec:
      [
        ("id", "<DOCNO>"), ("title", "<HEADLINE>, <TITLE>, <HEAD> or the like"),
        ("text", "<TEXT>, else all behind <DOCNO>"), ("date", "<DATE>"), ("author", "<BYLINE>"),
      ]
    case .mbox, .mail:
      [
        ("id", self == .mail ? "the path" : "Message-ID"), ("title", "Subject"), ("author", "From"),
        ("date", "Date"), ("text", "the first text part, else the text of the HTML part"),
        ("metadata", "To, Cc, List-Id"),
      ]
    case .warc:
      [
        ("id", "WARC-Target-URI"), ("url", "WARC-Target-URI"), ("title", "as in HTML"),
        ("text", "as in HTML"), ("date", "as in HTML, else WARC-Date"),
      ]
    case .html:
      [
        ("id", "the path"), ("title", "og:title, headline, <h1> or <title>"),
        ("text", "main text, without navigation"), ("headings", "<h1> to <h6> in it"),
        ("date", "linked data, meta or <time>"), ("author", "linked data or meta"),
        ("url", "link rel=canonical"), ("tags", "meta keywords, article:tag"),
      ]
    case .pdf:
      [
        ("id", "the path"), ("title", "what the document says, else its first line"),
        ("text", "its pages"), ("date", "CreationDate"), ("author", "Author"),
        ("tags", "Keywords"), ("metadata", "Subject"),
      ]
    case .markdown:
      [
        ("id", "the path"), ("title", "title: in the front matter, else the first heading"),
        ("text", "without marks"), ("headings", "other headings"),
        ("metadata", "what else the front matter says"),
      ]
    case .mediaWiki:
      [
        ("id", "the page's <id>"), ("title", "<title>"), ("text", "<text>, without markup"),
        ("tags", "categories"), ("headings", "headings of sections"), ("date", "<timestamp>"),
        ("url", "<base> and the title"), ("lang", "xml:lang"), ("source", "<sitename>"),
      ]
    case .wikiExtractor:
      [("id", "id="), ("title", "title="), ("url", "url="), ("text", "what the element holds")]
    case .text:
      [
        ("id", "the path"), ("title", "the first line"), ("text", "the other lines"),
        ("date", "a date in the first or last lines"),
      ]
    }
  }

  /// What finds the ends of records.
  func cutter(_ context: DumpContext) -> any RecordCutter {
    switch self {
    case .jsonLines: LineCutter()
    case .json: JSONArrayCutter(header: context.header)
    case .table: TableCutter(dialect: context.table ?? TableDialect())
    case .reuters: MarkerCutter(marker: "</REUTERS>")
    case .trec: MarkerCutter(marker: "</DOC>")
    case .mbox: MboxCutter()
    case .warc: WARCCutter()
    case .mediaWiki: MarkerCutter(marker: "</page>")
    case .wikiExtractor: MarkerCutter(marker: "</doc>")
    case .text, .mail, .html, .pdf, .markdown: WholeCutter()
    }
  }

  /// How many of the first bytes come before the first record: what the reader of every batch needs to
  /// know, such as the names of columns.
  func headerLength(in look: FirstLook) -> Int {
    switch self {
    case .mediaWiki: look.position(of: "<page>") ?? 0
    case .json: JSONWrapper(look)?.headerLength ?? 0
    default: 0
    }
  }

  /// What turns whole records into documents; nil for JSON lines and text files, which the parser
  /// reads itself.
  func reader(_ options: ReadingOptions, _ limits: SourceLimits) -> (any RecordReader)? {
    switch self {
    case .jsonLines, .text: nil
    case .mediaWiki: MediaWikiReader(options: options, limits: limits)
    case .wikiExtractor: WikiExtractorReader()
    case .json: JSONArrayReader(mapping: options.mapping)
    case .table: TableReader(mapping: options.mapping)
    case .reuters: ReutersReader()
    case .trec: TRECReader()
    case .mbox, .mail: MailReader()
    case .warc: WARCReader(limits: limits)
    case .html: HTMLReader()
    case .pdf: PDFReader()
    case .markdown: MarkdownReader(mapping: options.mapping)
    }
  }
}
