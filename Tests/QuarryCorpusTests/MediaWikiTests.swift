import TestSupport
import Testing

@testable import QuarryCorpus

@Suite("MediaWiki exports")
struct MediaWikiTests {
  private func page(
    _ title: String, id: Int, namespace: Int = 0, redirect: String? = nil, _ text: String
  ) -> String {
    """
      <page>
        <title>\(title)</title>
        <ns>\(namespace)</ns>
        <id>\(id)</id>
    \(redirect.map { "    <redirect title=\"\($0)\" />\n" } ?? "")    <revision>
          <id>9\(id)</id>
          <timestamp>2016-04-22T10:19:33Z</timestamp>
          <text xml:space="preserve">\(text)</text>
        </revision>
      </page>

    """
  }

  private func export(_ pages: [String]) -> String {
    """
    <mediawiki xmlns="http://www.mediawiki.org/xml/export-0.10/" version="0.10" xml:lang="de">
      <siteinfo>
        <sitename>Wikipedia</sitename>
        <base>https://de.wikipedia.org/wiki/Hauptseite</base>
        <namespaces>
          <namespace key="6" case="first-letter">Datei</namespace>
          <namespace key="14" case="first-letter">Kategorie</namespace>
        </namespaces>
      </siteinfo>

    """ + pages.joined() + "</mediawiki>\n"
  }

  private var sample: String {
    export([
      page(
        "A &amp; B", id: 1,
        """
        [[Datei:x.jpg|mini|Bild]]
        '''A &amp; B''' ist &lt;b&gt;gut&lt;/b&gt;.&lt;ref&gt;Quelle&lt;/ref&gt;

        == Teil ==
        Mehr&amp;nbsp;Text. &lt;!-- kein
        Text --&gt;
        [[Kategorie:Dinge|A]]
        """),
      page("Talk:A", id: 2, namespace: 1, "talk"),
      page("B", id: 3, redirect: "A", "#REDIRECT [[A]]"),
      page("C", id: 4, "Letzter."),
    ])
  }

  @Test("A page becomes a document with all that is known of it")
  func fields() throws {
    let folder = try TemporaryFolder()
    let reading = try Reading([folder.write("x", sample)])
    #expect(reading.skipped.isEmpty)
    #expect(reading.documents.map(\.id) == ["1", "4"])
    let first = try #require(reading.documents.first)
    #expect(first.title == "A & B")
    #expect(first.text == "A & B ist gut.\n\nTeil\n\nMehr Text.")
    #expect(first.tags == ["Dinge"])
    #expect(first.headings == ["Teil"])
    #expect(first.date == "2016-04-22T10:19:33Z")
    #expect(first.language == "de")
    #expect(first.source == "Wikipedia")
    #expect(first.url == "https://de.wikipedia.org/wiki/A_&_B")
  }

  @Test("Where batches are cut changes nothing", arguments: [1, 100, 700, 1500, 100_000])
  func batches(bytes: Int) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("x", sample)
    let expected = try Reading([path]).documents
    for read in [1, 64, 5000] {
      let limits = SourceLimits(batchBytes: bytes, maxDocumentBytes: 100_000, readBytes: read)
      let reading = try Reading([path], limits: limits)
      #expect(reading.documents.map(\.id) == expected.map(\.id))
      #expect(reading.documents.map(\.text) == expected.map(\.text))
    }
  }

  @Test("UTF-16 with a byte order mark, either order", arguments: [true, false])
  func utf16(isBig: Bool) throws {
    let folder = try TemporaryFolder()
    let units = [0xFEFF] + Array(sample.replacing("\n", with: "\r\n").utf16)
    let bytes = units.flatMap { unit -> [UInt8] in
      let pair = [UInt8(unit >> 8), UInt8(unit & 0xFF)]
      return isBig ? pair : pair.reversed()
    }
    let expected = try Reading([folder.write("8", sample)]).documents
    let limits = SourceLimits(batchBytes: 1000, maxDocumentBytes: 10_000, readBytes: 3)
    let reading = try Reading([folder.write("16", bytes)], limits: limits)
    #expect(reading.documents == expected)
  }

  @Test("An export that is cut off gives its whole pages and a report")
  func cut() throws {
    let folder = try TemporaryFolder()
    let reading = try Reading([folder.write("x", String(sample.dropLast(60)))])
    #expect(reading.documents.map(\.id) == ["1"])
    #expect(reading.skipped.map(\.reason) == [.cutOff])
    #expect((reading.skipped.first?.line ?? 0) > 20)
  }

  @Test("Pages over the limit are left out and named; the others are read")
  func long() throws {
    let folder = try TemporaryFolder()
    let text = String(repeating: "word ", count: 40_000)
    let path = try folder.write("x", export([page("L", id: 1, text), page("S", id: 2, "short")]))
    for batch in [1000, 1_000_000] {
      let limits = SourceLimits(batchBytes: batch, maxDocumentBytes: 20_000, readBytes: 4096)
      let reading = try Reading([path], limits: limits)
      #expect(reading.documents.map(\.id) == ["2"])
      #expect(reading.skipped.map(\.reason) == [.tooLong(limit: 20_000)])
    }
  }

  @Test("Damage anywhere never traps", arguments: 0..<60 as Range<UInt64>)
  func damage(seed: UInt64) throws {
    let folder = try TemporaryFolder()
    var random = SplitMix64(seed: seed)
    var bytes = Array(sample.utf8)
    for _ in 0..<8 {
      let at = Int(random.next() % UInt64(bytes.count))
      switch random.next() % 3 {
      case 0: bytes[at] = UInt8(truncatingIfNeeded: random.next())
      case 1: bytes.removeSubrange(at..<min(bytes.count, at + Int(random.next() % 40)))
      default: bytes.insert(contentsOf: bytes.prefix(Int(random.next() % 300)), at: at)
      }
    }
    do {
      let limits = SourceLimits(batchBytes: 500, maxDocumentBytes: 5000, readBytes: 100)
      let reading = try Reading([folder.write("x", bytes)], limits: limits)
      #expect(reading.documents.allSatisfy { $0.id?.isEmpty == false })
    } catch is CorpusError {}
  }

  @Test("WikiExtractor's output")
  func extractor() throws {
    let folder = try TemporaryFolder()
    let text = """
      <doc id="12" url="https://en.wikipedia.org/wiki?curid=12" title="A &amp; B">
      A &amp; B

      A &amp; B is good.
      </doc>
      <doc id="13" title="C">
      C

      Text.

      </doc>

      """
    let reading = try Reading([folder.write("wiki_00", text)])
    #expect(reading.documents.map(\.id) == ["12", "13"])
    #expect(reading.documents.map(\.title) == ["A & B", "C"])
    #expect(reading.documents.map(\.text) == ["A & B is good.", "Text."])
    #expect(reading.documents.first?.url == "https://en.wikipedia.org/wiki?curid=12")
  }

  @Test(
    "Real exports are read by nothing but their paths",
    .enabled(if: dataPath("formats/mediawiki") != nil, "no test data here"))
  func real() throws {
    let reading = try Reading([try #require(dataPath("formats/mediawiki"))])
    #expect(reading.broken.isEmpty)
    #expect(reading.documents.count > 1000)
    let gregorian = reading.documents.first { $0.title == "Григориански календар" }
    #expect(gregorian?.text.hasPrefix("Григорианският календар (понякога") == true)
    let left = reading.documents.filter { $0.text.contains("{{") || $0.text.contains("]]") }
    #expect(left.count * 50 < reading.documents.count)
  }
}
