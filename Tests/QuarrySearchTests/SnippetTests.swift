import QuarryCorpus
import QuarryFormat
import QuarryStorage
import TestSupport
import Testing

@testable import QuarrySearch

@Suite struct SnippetTests {
  private func snippets(
    _ text: String, _ query: String, length: Int = 60, count: Int = 1, title: String = ""
  ) throws -> [Snippet] {
    let searcher = Searcher(try makeIndex([Document(id: "0", title: title, text: text)]))
    var options = SearchOptions()
    options.snippets = count
    options.snippetLength = length
    return try #require(try searcher.search(query, options).hits.first).snippets
  }

  private let filler = String(repeating: "Nothing of note happens here at all. ", count: 20)

  @Test func aPassageHoldsTheMatchesAndBeginsWithASentence() throws {
    let text = filler + "The foxes were red in winter. " + filler
    let snippet = try #require(try snippets(text, "red fox").first)
    #expect(snippet.text.hasPrefix("The foxes were red in winter."))
    #expect(snippet.highlights.map(\.text) == ["foxes", "red"])
    #expect(snippet.highlights.map(\.range) == [4..<9, 15..<18])
    #expect(!snippet.startsAtBeginning)
    #expect(!snippet.endsAtEnd)
  }

  @Test func distinctWordsCountMoreThanRepeatedOnes() throws {
    let text = "fox fox fox fox fox. " + filler + "A hen met a fox there. " + filler
    #expect(
      try snippets(text, "fox hen").first?.highlights.map(\.text) == ["hen", "fox"])
  }

  @Test func aPhraseIsShownWhole() throws {
    let text = "New towns in York. " + filler + "He moved to New York City. York is new."
    let snippet = try #require(try snippets(text, "\"new york\"").first)
    #expect(snippet.highlights.map(\.text) == ["New York"])
  }

  @Test func compoundsAreShownWhole() throws {
    let snippet = try #require(
      try snippets(filler + "It shot an S-400 down. " + filler, "s400").first)
    #expect(snippet.highlights.map(\.text) == ["S-400"])
  }

  @Test func severalPassagesComeInTheOrderOfTheText() throws {
    let text =
      filler + "One fox ran off. " + filler + "Then a red hen came. " + filler + "A fox again."
    let found = try snippets(text, "fox hen red", length: 90, count: 3)
    #expect(found.map { $0.highlights.map(\.text) } == [["fox"], ["red", "hen"]])
    #expect(found.reduce(3) { $0 + $1.text.count } <= 90)
  }

  @Test func passagesThatMeetAreOne() throws {
    let text = filler + "A fox saw the old red barn by the road and then a hen. " + filler
    let found = try snippets(text, "fox hen", length: 58, count: 2)
    #expect(found.map { $0.highlights.map(\.text) } == [["fox", "hen"]])
  }

  @Test func theTitleIsNotRepeated() throws {
    let text = "Red fox\n\nBorn in winter, it hunts mice. A fox, red or not, sleeps by day."
    let snippet = try #require(try snippets(text, "red fox", title: "Red fox").first)
    #expect(!snippet.text.contains("Red fox"))
    #expect(snippet.highlights.map(\.text) == ["fox", "red"])
    #expect(
      try snippets("Red fox\n\nIt hunts mice.", "red", title: "Red fox").first?.text
        == "Red fox It hunts mice.")
  }

  @Test(arguments: 10..<40)
  func anEntityIsNotCut(length: Int) throws {
    let text = filler + "Fox &amp; hen &#8211; &quot;barn&quot; &nbsp; &mdash; road. " + filler
    for snippet in try snippets(text, "fox hen", length: length) {
      let rest = snippet.text.replacing(/&(amp|#8211|quot|nbsp|mdash);/, with: "")
      #expect(!rest.contains("&") && !rest.contains(";"), "\(snippet.text)")
    }
  }

  @Test func wideCharactersTakeTwoColumns() throws {
    let text = String(repeating: "漢字", count: 100) + "fox" + String(repeating: "漢字", count: 100)
    let snippet = try #require(try snippets(text, "fox", length: 43).first)
    #expect(snippet.text.count == 23 && snippet.text.contains("fox"))
  }

  @Test func aMatchInTheTitleShowsTheBeginning() throws {
    let snippet = try #require(
      try snippets("  \n\tThe text begins. " + filler, "fox", title: "Fox").first)
    #expect(snippet.text.hasPrefix("The text begins."))
    #expect(snippet.highlights.isEmpty)
    #expect(snippet.startsAtBeginning)
  }

  /// Records that end where a read does: nothing is missing behind them.
  @Test(arguments: [5 << 10, 18 << 10, 64 << 10], [-1, 0, 1])
  func aRecordAsLongAsAReadIsWhole(limit: Int, more: Int) throws {
    // The head: identifier, title and metadata count.
    let count = limit + more - 4
    let end = " A fox ran"
    let text = String(repeating: "x ", count: count).prefix(count - end.utf8.count) + end
    let index = try makeIndex([Document(id: "0", text: String(text))])
    let record = try index.segments[0].documents.read(0, with: Inflater())
    try #require(record.bytes.count == limit + more)
    #expect(try !index.segments[0].documents.read(0, limit: limit + more, with: Inflater()).isCut)
    #expect(try index.segments[0].documents.read(0, limit: limit - 2, with: Inflater()).isCut)
    let snippet = try #require(try Searcher(index).search("fox").hits.first?.snippets.first)
    #expect(snippet.text.hasSuffix("A fox ran"))
    #expect(snippet.endsAtEnd)
  }

  @Test(arguments: [250, 300, 330, 1500])
  func aMatchFarIntoALongTextIsShown(kilobytes: Int) throws {
    let text =
      String(repeating: "Nothing of note. ", count: kilobytes << 10 / 17) + "A fox ran. " + filler
    let snippet = try #require(try snippets(text, "fox hen", title: "hen").first)
    #expect(snippet.highlights.map(\.text) == ["fox"])
    #expect(!snippet.startsAtBeginning)
    #expect(!snippet.endsAtEnd)
  }

  @Test func aMatchTooLongIsCutAtACharacter() throws {
    let word = String(repeating: "e\u{301}", count: 50)
    let snippet = try #require(try snippets(word, word, length: 20).first)
    #expect(snippet.text.count <= 20)
    #expect(snippet.text.allSatisfy { $0 == "e\u{301}" })
  }

  @Test func controlCharactersAreLeftOut() throws {
    let snippet = try #require(
      try snippets("A\u{1B}[31m red\u{202E}\tfox\r\n\u{85}ran\u{0}", "fox").first)
    #expect(snippet.text == "A[31m red fox ran")
    #expect(snippet.highlights.map(\.text) == ["fox"])
  }

  @Test func propertiesHoldForAnyText() throws {
    var random = SplitMix64(seed: 11)
    let pieces = [
      "fox", "Fox.", "red", "S-400", "hen", "a", "the", " ", "  ", "\n", "e\u{301}tude", "北京大学",
      "👩‍👩‍👧‍👦", "🇩🇪🇫🇷", "नमस्ते", "\u{1B}", "\u{200D}", "한국어", "word", "longishword", "!", "? ",
      ". ", "\r\n", "\u{1100}\u{1161}", "\u{301}",
    ]
    for round in 0..<150 {
      let count = Int.random(in: 1..<120, using: &random)
      let text = (0..<count).map { _ in
        (pieces.randomElement(using: &random) ?? "") + (Bool.random(using: &random) ? " " : "")
      }.joined()
      let length = Int.random(in: 1...80, using: &random)
      for snippet in try snippets(
        text, "fox red s-400 \"hen the\" 北京", length: length, count: 1 + round % 4, title: "fox")
      {
        #expect(snippet.text.count <= length)
        #expect(!snippet.text.unicodeScalars.contains { $0.properties.generalCategory == .control })
        let bytes = Array(snippet.text.utf8)
        var end = 0
        for highlight in snippet.highlights {
          #expect(highlight.range.lowerBound >= end)
          #expect(highlight.range.upperBound <= bytes.count)
          #expect(!highlight.range.isEmpty)
          #expect(String(decoding: bytes[highlight.range], as: UTF8.self) == highlight.text)
          end = highlight.range.upperBound
        }
      }
    }
  }
}
