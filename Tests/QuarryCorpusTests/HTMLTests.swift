import QuarryCorpus
import TestSupport
import Testing

@Suite("Web pages")
struct HTMLTests {
  private func read(_ html: String, encoded bytes: [UInt8]? = nil) throws -> Document {
    let folder = try TemporaryFolder()
    let reading = try Reading([folder.write("page.html", bytes ?? Array(html.utf8))])
    #expect(reading.skipped.isEmpty)
    return try #require(reading.documents.first)
  }

  private static let paragraph =
    "The harbour of the old town was rebuilt after the storm, and the boats that had lain on the "
    + "beach for a year went back to sea with new masts and new names."

  private static let page = """
    <!DOCTYPE html>
    <html lang="en-GB"><head>
    <meta charset="utf-8"><title>Harbour rebuilt &amp; open | The Daily Sample</title>
    <meta name="description" content="Boats are back.">
    <meta property="og:site_name" content="The Daily Sample">
    <meta name=keywords content="harbour, boats">
    <link rel="canonical" href="https://example.org/harbour">
    <style>p > a { color: red }</style>
    <script>if (a < b) document.write("<p>no</p>");</script>
    <script type="application/ld+json">
    {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Harbour",
     "datePublished": "2021-01-18T08:36:00Z", "author": [{"@type": "Person", "name": "A. Sailor"}]}
    </script></head>
    <body><nav><ul><li><a href="/">Home</a></li><li><a href="/n">News</a></li></ul></nav>
    <div class=top><a href=1>Politics</a> <a href=2>Sport</a> <a href=3>Weather today</a></div>
    <h1>Harbour rebuilt &amp; open</h1>
    <p>\(paragraph)</p>
    <p>Second <b>par</b>agraph&nbsp;here: \(paragraph)<br>A new line, which belongs to it as well.</p>
    <h2>What comes next</h2>
    <p>\(paragraph)</p>
    <aside><p>\(paragraph) Read this instead.</p></aside>
    <div><a href=4>More stories that you might like to read</a> <a href=5>Another story</a></div>
    <footer><p>Copyright. \(paragraph)</p></footer>
    </body></html>
    """

  @Test("Title, text and facts of a news page")
  func news() throws {
    let document = try read(Self.page)
    #expect(document.title == "Harbour")
    #expect(
      document.text
        == """
        Harbour rebuilt & open

        \(Self.paragraph)

        Second paragraph here: \(Self.paragraph)

        A new line, which belongs to it as well.

        What comes next

        \(Self.paragraph)
        """)
    for absent in ["Politics", "Home", "Read this", "Copyright", "color", "write", "More stories"] {
      #expect(!document.text.contains(absent), "\(absent)")
    }
    #expect(document.date == "2021-01-18T08:36:00Z")
    #expect(document.author == "A. Sailor")
    #expect(document.source == "The Daily Sample")
    #expect(document.url == "https://example.org/harbour")
    #expect(document.language == "en-GB")
    #expect(document["description"] == "Boats are back.")
    #expect(document.tags == ["harbour", "boats"])
    #expect(document.headings.contains("What comes next"))
  }

  @Test(
    "The mess of the web",
    arguments: [
      ("<p>a<b>b</p><i>c", "ab\n\nc"), ("a < b && c > d", "a < b && c > d"),
      ("x<!-- <p>no --> y", "x y"), ("x<!-- never closed", "x"), ("<p title='>'>t", "t"),
      ("<p title=\"a>t", "t"), ("<script>var a = '</p>';</script>t", "t"),
      ("t<script>never closed", "t"), ("<ul><li>a<li>b</ul>c", "a\nb\n\nc"),
      ("<pre>a\n  b</pre>", "a\n  b"), ("<table><tr><td>1<td>2<tr><td>3</table>", "1 2\n3"),
      ("&eacute;&#8211;&#x41;&bogus;&", "é–A&bogus;&"), ("<P>A</P\n><DIV>B</DIV >", "A\n\nB"),
      ("a\u{0}b", "a\u{0}b"), ("</p></div>t<", "t<"), ("<svg><text>no</text></svg>t", "t"),
      ("<nav>only this", "only this"), ("soft&shy;hyphen", "softhyphen"),
    ])
  func mess(body: String, text: String) throws {
    #expect(try read("<html><title>T</title><body>" + body).text == text)
  }

  @Test("The element main is taken at its word")
  func mainElement() throws {
    let document = try read(
      "<html><title>T - Site</title><p>\(Self.paragraph)</p><main><h1>T</h1><p>\(Self.paragraph)</p>"
        + "<p>Short one.</p></main><p>\(Self.paragraph)</p>")
    #expect(document.title == "T")
    #expect(document.text == "\(Self.paragraph)\n\nShort one.")
  }

  @Test("The page names its character set")
  func charset() throws {
    let head = Array(
      "<html><meta http-equiv=Content-Type content='text/html; charset=iso-8859-2'><p>".utf8)
    #expect(try read("", encoded: head + [0xB1, 0xEA]).text == "ąę")
    let plain = Array("<html><p>caf".utf8)
    #expect(try read("", encoded: plain + [0xE9] + Array(" au lait".utf8)).text == "café au lait")
  }

  @Test("Hostile pages take no more than linear time")
  func hostile() throws {
    for piece in ["<", "<p a=\"", "<!--", "<div>", "&", "<nav>", "</", "<script>", "<a b='"] {
      let page = "<html><p>text</p>" + String(repeating: piece, count: 200_000)
      #expect(try read(page).text.hasPrefix("text"), "\(piece)")
    }
  }

  @Test("Damaged pages are read without harm")
  func damaged() throws {
    try fuzz(Self.page, name: "p.html", seed: 606)
  }
}
