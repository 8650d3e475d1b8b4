import TestSupport
import Testing

@testable import QuarryCorpus

/// Folders of dumps as they are handed out, each read by nothing but its path: excerpts in the form of each
/// with the exact text that is indexed, and, where the real ones are there, how many documents they hold.
@Suite("Folders of real dumps")
struct FormatFolderTests {
  private func read(_ files: [(name: String, text: String)]) throws -> Reading {
    let folder = try TemporaryFolder()
    for file in files { try folder.write(file.name, file.text) }
    return try Reading([folder.path])
  }

  private func metadata(_ document: Document) -> [String] {
    document.metadata.map { "\($0.name)=\($0.value)" }
  }

  @Test func pagesOfANewsSite() throws {
    let reading = try read([
      (
        "001.txt",
        "Quarry sales boost Stone Works profit\n\nQuarterly profits at Stone Works jumped 76% to £600m.\n\n"
          + "The firm said sales rose 2%.\n"
      )
    ])
    let page = try #require(reading.documents.first)
    #expect(page.id == "001.txt" && page.title == "Quarry sales boost Stone Works profit")
    #expect(
      page.text
        == "\nQuarterly profits at Stone Works jumped 76% to £600m.\n\nThe firm said sales rose 2%.\n"
    )
  }

  @Test func aTableWithoutAHeader() throws {
    var table = ""
    for (number, title) in ["Fears for pension", "The Race is On", "Company \"Wins\" Grant"]
      .enumerated()
    {
      table +=
        "\"\(number + 2)\",\"\(title.replacing("\"", with: "\"\""))\",\"AP - Unions representing workers said "
        + "they are 'disappointed', number \(number), after talks with their stricken parent firm.\"\n"
    }
    let reading = try read([("test.csv", table)])
    #expect(
      reading.documents.map(\.title) == [
        "Fears for pension", "The Race is On", "Company \"Wins\" Grant",
      ])
    #expect(
      reading.documents.first?.text
        == "AP - Unions representing workers said they are 'disappointed', number 0, after talks with their "
        + "stricken parent firm.")
  }

  @Test func reutersInSGML() throws {
    let reading = try read([
      ("lewis.dtd", "<!-- v1.1 -->\n<!ELEMENT LEWIS O O (REUTERS+)>\n"),
      (
        "reut2-000.sgm",
        """
        <!DOCTYPE lewis SYSTEM "lewis.dtd">
        <REUTERS TOPICS="YES" LEWISSPLIT="TRAIN" CGISPLIT="TRAINING-SET" OLDID="5544" NEWID="1">
        <DATE>26-FEB-1987 15:01:01.79</DATE>
        <TOPICS><D>granite</D></TOPICS>
        <PLACES><D>el-salvador</D><D>usa</D></PLACES>
        <PEOPLE></PEOPLE>
        <UNKNOWN>
        &#5;&#5;&#5;C T
        </UNKNOWN>
        <TEXT>&#2;
        <TITLE>GRANITE REVIEW</TITLE>
        <DATELINE>    SALVADOR, Feb 26 - </DATELINE><BODY>Showers continued throughout the week in
        the granite zone, &lt;Stone Co> said.
            Arrivals were 155,221 bags.
         Reuter
        &#3;</BODY></TEXT>
        </REUTERS>

        """
      ),
    ])
    let article = try #require(reading.documents.first)
    #expect(reading.documents.count == 1 && article.id == "1" && article.title == "GRANITE REVIEW")
    #expect(
      article.text
        == "Showers continued throughout the week in\nthe granite zone, <Stone Co> said.\n    Arrivals were 155,221 "
        + "bags.\n Reuter")
    #expect(
      metadata(article) == [
        "date=26-FEB-1987 15:01:01.79", "dateline=SALVADOR, Feb 26 -", "tags=granite",
        "places=el-salvador",
        "places=usa",
      ])
  }

  @Test func aScrapedPage() throws {
    let reading = try read([
      (
        "000_01.txt",
        """
        08:36 GMT18 January 2021
        Listen Live
            Military & Intelligence
            Get short URL

            Relations between the quarries have deteriorated since the latter inked a contract. More follows.

            The presidents discussed the situation.

        granite, stone works, Ankara

        """
      )
    ])
    let page = try #require(reading.documents.first)
    #expect(
      page.title
        == "Relations between the quarries have deteriorated since the latter inked a contract.")
    #expect(
      page.text
        == "Listen Live\n    Military & Intelligence\n    Get short URL\n\n    Relations between the quarries have "
        + "deteriorated since the latter inked a contract. More follows.\n\n    The presidents discussed the "
        + "situation.\n\ngranite, stone works, Ankara\n")
    #expect(
      metadata(page) == [
        "date=08:36 GMT18 January 2021", "tags=granite", "tags=stone works", "tags=Ankara",
      ])
  }

  @Test func trecDocuments() throws {
    let reading = try read([
      (
        "doc-text.trec",
        "<DOC>\n<DOCNO>1</DOCNO>\ncompact memories have flexible capacities  a digital data storage\nsystem is "
          + "described\n</DOC>\n<DOC>\n<DOCNO>2</DOCNO>\nan electronic analogue computer\n</DOC>\n"
      )
    ])
    #expect(reading.documents.map(\.id) == ["1", "2"])
    #expect(
      reading.documents.map(\.text) == [
        "compact memories have flexible capacities  a digital data storage\nsystem is described",
        "an electronic analogue computer",
      ])
  }

  @Test func aWikiExport() throws {
    let reading = try read([
      (
        "pages-articles.xml",
        """
        <mediawiki xmlns="http://www.mediawiki.org/xml/export-0.10/" version="0.10" xml:lang="en">
          <siteinfo><sitename>Stones</sitename><base>https://en.stones.org/wiki/Main</base></siteinfo>
          <page>
            <title>Granite</title>
            <ns>0</ns>
            <id>12</id>
            <revision>
              <id>29433</id>
              <timestamp>2013-03-22T09:37:03Z</timestamp>
              <text xml:space="preserve">{{Infobox rock|name=Granite}}
        '''Granite''' ({{lang-la|granum}}; born of [[magma|molten rock]]) is a ''rock''.&lt;ref&gt;A book&lt;/ref&gt;

        == Use ==
        It is {{convert|3|m|ft}} thick.
        {| class="wikitable"
        ! Land !! Tons
        |-
        | Norway || 12
        |}
        [[Category:Rocks]]</text>
            </revision>
          </page>
        </mediawiki>

        """
      )
    ])
    let article = try #require(reading.documents.first)
    #expect(article.id == "12" && article.title == "Granite")
    #expect(
      article.text
        == "Granite (granum; born of molten rock) is a rock.\n\nUse\n\nIt is 3 m thick.\nLand · Tons\nNorway · 12"
    )
    #expect(
      metadata(article) == [
        "url=https://en.stones.org/wiki/Granite", "date=2013-03-22T09:37:03Z", "lang=en",
        "source=Stones",
        "headings=Use", "tags=Rocks",
      ])
  }

  @Test(
    arguments: [
      ("bbc-text", 912), ("csv", 7823), ("mediawiki", 1031), ("reuters-sgml", 7001),
      ("scraped-text", 1),
      ("trec", 11_429),
    ])
  func theRealOnes(folder: String, count: Int) throws {
    guard let path = dataPath("formats/\(folder)") else { return }
    let reading = try Reading([path])
    #expect(reading.documents.count == count && reading.broken.isEmpty)
    #expect(reading.documents.allSatisfy { !$0.text.isEmpty || !$0.title.isEmpty })
  }
}
