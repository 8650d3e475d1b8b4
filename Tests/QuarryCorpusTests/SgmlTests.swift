import QuarryCorpus
import TestSupport
import Testing

@Suite("SGML collections")
struct SgmlTests {
  private static let story = """
    <!DOCTYPE lewis SYSTEM "lewis.dtd">
    <REUTERS TOPICS="YES" LEWISSPLIT="TRAIN" OLDID="7" NEWID="1">
    <DATE>26-FEB-1987 15:01:01.79</DATE>
    <TOPICS><D>tea</D><D>milk</D></TOPICS>
    <PLACES><D>peru</D></PLACES>
    <PEOPLE></PEOPLE>
    <UNKNOWN>
    &#5;&#5;C T</UNKNOWN>
    <TEXT>&#2;
    <TITLE>TEA &lt;TEA> RISES</TITLE>
    <DATELINE>    LIMA, Feb 26 - </DATELINE><BODY>Tea rose &lt;TEA.L> by 3 < 4 pct.
        More was said.
     Reuter
    &#3;</BODY></TEXT>
    </REUTERS>
    <REUTERS NEWID="2"><TEXT TYPE="UNPROC">&#2;
    Loose text &amp; nothing else
    &#3;</TEXT></REUTERS>

    """

  private func read(_ text: String, limits: SourceLimits = SourceLimits()) throws -> Reading {
    let folder = try TemporaryFolder()
    return try Reading([folder.write("dump", text)], limits: limits)
  }

  @Test("Stories of Reuters", arguments: [60, 300, 1 << 20])
  func reuters(size: Int) throws {
    let reading = try read(
      Self.story, limits: SourceLimits(batchBytes: size, maxDocumentBytes: 4096))
    #expect(reading.skipped.isEmpty)
    try #require(reading.documents.count == 2)
    let document = reading.documents[0]
    #expect(document.id == "1")
    #expect(document.title == "TEA <TEA> RISES")
    #expect(document.text == "Tea rose <TEA.L> by 3 < 4 pct.\n    More was said.\n Reuter")
    #expect(document.date == "26-FEB-1987 15:01:01.79")
    #expect(document.tags == ["tea", "milk"])
    #expect(document["places"] == "peru")
    #expect(document["people"] == nil)
    #expect(document["dateline"] == "LIMA, Feb 26 -")
    #expect(reading.documents[1].text == "Loose text & nothing else")
  }

  @Test("TREC's documents, with elements and without")
  func trec() throws {
    let reading = try read(
      "<DOC>\n<DOCNO> A-1 </DOCNO>\nbare text\n</DOC>\n<DOC><DOCNO>A-2</DOCNO><DATE>1994-01-02</DATE>"
        + "<HEADLINE><P>Head</P></HEADLINE><TEXT><P>one</P></TEXT>x<TEXT>two</TEXT></DOC>\n<DOC>\n<DOCNO>3"
    )
    #expect(reading.documents.map(\.id) == ["A-1", "A-2"])
    #expect(reading.documents.map(\.text) == ["bare text", "one\n\ntwo"])
    #expect(reading.documents.last?.title == "Head")
    #expect(reading.documents.last?.date == "1994-01-02")
    #expect(reading.skipped.map(\.reason) == [.cutOff])
  }

  @Test("Bytes that are no UTF-8 are read as Windows-1252")
  func charset() throws {
    let folder = try TemporaryFolder()
    let bytes = Array("<DOC><DOCNO>1</DOCNO>caf".utf8) + [0xE9] + Array("</DOC>\n".utf8)
    #expect(try Reading([folder.write("d", bytes)]).documents.map(\.text) == ["café"])
  }

  @Test(
    "Hostile records take no more than linear time",
    arguments: ["<DATEX", "<D>", "<", "&#1", "<TEXT"])
  func hostile(piece: String) throws {
    let many = String(repeating: piece, count: 200_000)
    let reading = try read("<REUTERS><TEXT><BODY>a</BODY>\(many)></TEXT></REUTERS>\n")
    #expect(reading.documents.map(\.text) == ["a"])
    #expect(try read("<DOC><DOCNO>1</DOCNO>\(many)></DOC>\n").documents.map(\.id) == ["1"])
  }

  @Test("Damaged collections are read without harm")
  func damaged() throws {
    try fuzz(Self.story, name: "r.sgm", seed: 603)
    try fuzz(
      "<DOC><DOCNO>1</DOCNO><TEXT>a &lt;b&gt; <i>c</i></TEXT></DOC>\n<DOC><DOCNO>2</DOCNO>x</DOC>",
      name: "t.trec", seed: 604)
  }

  @Test("The shared collections are read whole")
  func shared() throws {
    guard let path = dataPath("formats/reuters-sgml"), let trec = dataPath("formats/trec") else {
      return print("formats is absent: skipped")
    }
    let names = ["000", "001", "002", "003", "004", "005", "017"]
    let stories = try Reading(names.map { "\(path)/reut2-\($0).sgm.gz" })
    #expect(stories.documents.count == 7000 && stories.skipped.isEmpty)
    #expect(stories.documents.allSatisfy { $0.date != nil })
    let documents = try Reading(["\(trec)/doc-text.trec.gz"])
    #expect(documents.documents.count == 11_429 && documents.skipped.count <= 1)
  }
}
