import QuarryStorage
import TestSupport
import Testing

@testable import QuarryCorpus

@Suite("Books in EPUB and PDF")
struct BookTests {
  static func chapter(_ title: String, _ text: String) -> [UInt8] {
    Array(
      """
      <?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"><head>
      <title>\(title)</title></head><body><h1>\(title)</h1><p>\(text)</p></body></html>
      """.utf8)
  }

  /// A book of two chapters, a cover and a picture, out of order in the archive.
  static func book(encryption: String? = nil) -> [(name: String, bytes: [UInt8])] {
    let package = """
      <?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf">
      <metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
      <dc:title id="t">Pears &amp; Quinces</dc:title><dc:creator>A. Gardener</dc:creator>
      <dc:date>1887-04-02</dc:date><dc:language>en</dc:language></metadata><manifest>
      <item id="two" href="text/chapter%202.xhtml" media-type="application/xhtml+xml"/>
      <item id="one" href="text/one.xhtml" media-type="application/xhtml+xml"/>
      <item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>
      <item id="cover" href="cover.xhtml" media-type="application/xhtml+xml"/>
      <item id="picture" href="a.png" media-type="image/png"/></manifest>
      <spine><itemref idref="cover"/><itemref idref="nav"/><itemref idref="one"/>
      <itemref linear="yes" idref="two"/></spine></package>
      """
    let container = """
      <?xml version="1.0"?><container><rootfiles>
      <rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/>
      </rootfiles></container>
      """
    let cover = "<html><head><title></title></head><body><img src=\"a.png\"/></body></html>"
    return [
      ("mimetype", Array("application/epub+zip".utf8)),
      ("OEBPS/text/chapter 2.xhtml", chapter("Of quinces", "Quinces are yellow and hard.")),
      ("OEBPS/text/one.xhtml", chapter("Pears & Quinces", "Pears are soft in the autumn.")),
      ("OEBPS/nav.xhtml", chapter("Contents", "One. Two.")),
      ("OEBPS/cover.xhtml", Array(cover.utf8)),
      ("OEBPS/a.png", [0x89, 0x50, 0]),
      ("OEBPS/book.opf", Array(package.utf8)),
      ("META-INF/container.xml", Array(container.utf8)),
    ] + (encryption.map { [("META-INF/encryption.xml", Array($0.utf8))] } ?? [])
  }

  @Test("The chapters of a book are documents in the order of reading", arguments: [true, false])
  func chapters(isDeflated: Bool) throws {
    let folder = try TemporaryFolder()
    let bytes = ArchiveTests.zip(Self.book(), isDeflated: isDeflated)
    let path = try folder.write("in/book.epub", bytes)
    let reading = try Reading([path])
    #expect(reading.documents.map(\.id) == ["OEBPS/text/one.xhtml", "OEBPS/text/chapter 2.xhtml"])
    #expect(reading.documents.map(\.title) == ["Pears & Quinces", "Pears & Quinces: Of quinces"])
    #expect(reading.documents.first?.text == "Pears are soft in the autumn.")
    #expect(reading.documents.allSatisfy { $0.author == "A. Gardener" && $0.date == "1887-04-02" })
    #expect(reading.documents.allSatisfy { $0["book"] == "Pears & Quinces" && $0.language == "en" })
    #expect(reading.skipped.isEmpty && reading.broken.isEmpty)
    #expect(reading.tally.emptyParts == 1)
    let inFolder = try Reading([folder.path + "/in"])
    #expect(inFolder.documents.first?.id == "book.epub/OEBPS/text/one.xhtml")
  }

  @Test("Encrypted chapters are told, and a book without its lists is an archive of pages")
  func faults() throws {
    let folder = try TemporaryFolder()
    let list = "<encryption><CipherReference URI=\"OEBPS/text/one.xhtml\"/></encryption>"
    let locked = ArchiveTests.zip(Self.book(encryption: list), isDeflated: true)
    let reading = try Reading([folder.write("a.epub", locked)])
    #expect(reading.documents.map(\.id) == ["OEBPS/text/chapter 2.xhtml"])
    #expect(reading.skipped.map(\.description) == ["OEBPS/text/one.xhtml: is encrypted"])
    let bare = ArchiveTests.zip(Array(Self.book().dropLast()), isDeflated: true)
    let pages = try Reading([folder.write("b.epub", bare)])
    #expect(pages.documents.contains { $0.id == "OEBPS/text/one.xhtml" })
  }

  @Test("Damage anywhere in a book never traps", arguments: 0..<30 as Range<UInt64>)
  func damage(seed: UInt64) throws {
    let folder = try TemporaryFolder()
    var random = SplitMix64(seed: seed)
    for isDeflated in [false, true] {
      var bytes = ArchiveTests.zip(Self.book(), isDeflated: isDeflated)
      for _ in 0..<6 {
        let at = Int(random.next() % UInt64(bytes.count))
        bytes[at] = UInt8(truncatingIfNeeded: random.next())
      }
      do { _ = try Reading([folder.write("a.epub", bytes)]) } catch is CorpusError {}
    }
  }

  // MARK: PDF

  /// What pdftotext makes of a document.
  private static func page(title: String, _ lines: [String]) -> [UInt8] {
    let head =
      "<html>\n<head>\n<title>\(title)</title>\n<meta name=\"Author\" content=\"A. B.\"/>\n"
    return Array((head + "</head>\n<body>\n<pre>\n" + lines.joined(separator: "\n")).utf8)
      + Array("\n</pre>\n</body>\n</html>\n".utf8)
  }

  private static func read(_ page: [UInt8]) -> Document? {
    let reader = PDFReader()
    var buffer = DocumentBuffer()
    let step = page.withUnsafeBytes { reader.read($0, from: 0, into: &buffer) }
    guard case .document = step.outcome else { return nil }
    buffer.finish()
    return buffer.document
  }

  @Test("Lines of a PDF become paragraphs, and its first line the title where it has none")
  func paragraphs() throws {
    let lines = [
      "On pears", "", "Pears grow slowly in the garden of the old house, in rows",
      "that run from the wall to the lane &amp; beyond it.", "", "They are eaten in autumn.",
    ]
    let document = try #require(Self.read(Self.page(title: "paper.tex", lines)))
    #expect(document.title == "On pears")
    #expect(document.author == "A. B.")
    #expect(
      document.text == """
        On pears

        Pears grow slowly in the garden of the old house, in rows that run from the wall to the \
        lane & beyond it.

        They are eaten in autumn.
        """)
    #expect(Self.read(Self.page(title: "Growing &lt;pears&gt;", lines))?.title == "Growing <pears>")
    #expect(Self.read(Self.page(title: "Scanned", ["", " "])) == nil)
  }

  /// A PDF of one page.
  private static func pdf(_ text: String) -> [UInt8] {
    let content = "BT /F1 12 Tf 72 720 Td (\(text)) Tj ET"
    let objects = [
      "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [4 0 R] /Count 1 >>",
      "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
      "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 5 0 R "
        + "/Resources << /Font << /F1 3 0 R >> >> >>",
      "<< /Length \(content.utf8.count) >>\nstream\n\(content)\nendstream",
      "<< /Title (Quince notes) /Author (A. Gardener) /CreationDate (D:20210118083600Z) >>",
    ]
    var file = "%PDF-1.4\n"
    var places: [Int] = []
    for (index, object) in objects.enumerated() {
      places.append(file.utf8.count)
      file += "\(index + 1) 0 obj\n\(object)\nendobj\n"
    }
    let start = file.utf8.count
    file += "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n"
    for place in places {
      let digits = String(place)
      file += String(repeating: "0", count: 10 - digits.count) + digits + " 00000 n \n"
    }
    file += "trailer << /Size \(objects.count + 1) /Root 1 0 R /Info \(objects.count) 0 R >>\n"
    return Array((file + "startxref\n\(start)\n%%EOF\n").utf8)
  }

  @Test(
    "A PDF is read through pdftotext",
    .enabled(if: PackingTool.pdf.program != nil, "pdftotext is not installed"))
  func pdf() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("in/a.bin", Self.pdf("Quinces are hard."))
    try folder.write("in/broken.pdf", Array(Self.pdf("Quinces").prefix(200)))
    let document = try #require(try Reading([path]).documents.first)
    #expect(document.title == "Quince notes" && document.text == "Quinces are hard.")
    #expect(document.author == "A. Gardener" && document.date == "2021-01-18T08:36:00Z")
    let reading = try Reading([folder.path + "/in"])
    #expect(reading.documents.map(\.id) == ["a.bin"])
    #expect(reading.skipped.map(\.file) == ["broken.pdf"] && reading.broken.isEmpty)
    #expect(throws: CorpusError.self) { try Reading([folder.path + "/in/broken.pdf"]) }
  }
}
