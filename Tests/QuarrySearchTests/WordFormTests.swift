import QuarryCorpus
import Testing

@testable import QuarrySearch

/// A word is found however it is typed, the form that was typed first.
@Suite struct WordFormTests {
  private static let texts = [
    "The S-400 was shown", "The S400 was shown", "The S 400 was shown", "The S 300 was shown",
    "An e-mail was sent", "An email was sent", "He is from the U.S. now", "He is from the US now",
    "Told by O'Neill here", "Told by Oneill here", "Programs in C++ here", "Programs in Go here",
    "The AT&T tower", "The TCP/IP stack", "北京大学 is old", "学 北 京 大",
    "Vitamin C here", "Written in C# there",
  ]

  @Test(arguments: [
    ("S-400", ["0", "1", "2"]),
    ("s400", ["1", "0"]),
    ("S\u{2011}400", ["0", "1", "2"]),
    ("+s +400", ["0", "2"]),
    ("e-mail", ["4", "5"]),
    ("email", ["5", "4"]),
    ("e-mails", ["4", "5"]),
    ("U.S.", ["6", "7"]),
    ("us", ["7", "6"]),
    ("O'Neill", ["8", "9"]),
    ("oneill", ["9", "8"]),
    ("O\u{2019}Neill", ["8", "9"]),
    ("C++", ["10"]),
    ("+c++", ["10"]),
    ("c#", ["17"]),
    ("at&t", ["12"]),
    ("tcp-ip", ["13"]),
    ("北京大学", ["14"]),
    ("-s400 shown", ["2", "3"]),
    ("\"s400\"", ["1"]),
    ("\"S 400\"", ["0", "2"]),
    ("\"s-400 was\"", ["0", "2"]),
    ("tower,stack;programs", ["12", "13", "10", "11"]),
    ("here.now", []),
    ("京大", ["14"]),
    ("学", ["15", "14"]),
    // A question: its characters are looked for one by one too.
    ("北京大学是多大的", ["14", "15"]),
  ])
  func finds(_ query: String, _ identifiers: [String]) throws {
    let searcher = Searcher(try makeIndex(texts: Self.texts))
    let found = try searcher.identifiers(query, limit: 20)
    #expect(Set(found) == Set(identifiers))
    #expect(found.first == identifiers.first || identifiers.count > 2)
    if query.hasPrefix("S-") { #expect(found == identifiers) }
  }

  @Test func wordsThatRepeatCountTwice() throws {
    let searcher = Searcher(try makeIndex(texts: ["red fox", "red hen"]))
    let once = try searcher.search("fox").hits[0].score
    let twice = try searcher.search("fox fox").hits[0].score
    #expect(twice == 2 * once)
  }

  @Test func wordsWithoutATermLeaveAGap() throws {
    let searcher = Searcher(try makeIndex(texts: ["one two three", "one three"]))
    #expect(try searcher.identifiers("\"one two three\"") == ["0"])
    #expect(try searcher.identifiers("\"one three\"") == ["1"])
  }

  /// Texts of four words in which a word is written in several ways, and the ways to type it.
  struct Forms: Sendable, CustomTestStringConvertible {
    /// Each form typed is the form of the text of the same number.
    var typed: [String]
    var texts: [String]

    var testDescription: String { typed.joined(separator: ", ") }
  }

  @Test(arguments: [
    Forms(
      typed: ["S-400", "S400", "\"S 400\""],
      texts: ["the S-400 here", "the S400 is here", "the S 400 here"]),
    Forms(typed: ["e-mail", "email"], texts: ["an e-mail here", "an email is here"]),
    Forms(typed: ["U.S.", "US"], texts: ["in the U.S. now", "in the US now"]),
  ])
  func theExactFormComesFirst(_ forms: Forms) throws {
    for texts in [forms.texts, forms.texts.reversed()] {
      let searcher = Searcher(try makeIndex(texts: texts))
      for (typed, text) in zip(forms.typed, forms.texts) {
        let hits = try searcher.search(typed).hits
        let place = try #require(texts.firstIndex(of: text))
        let own = try #require(hits.first { $0.identifier == "\(place)" })
        // The parts of a compound are words too: typed apart they match both forms alike.
        #expect(own.score == hits[0].score, "\(typed) in \(texts)")
        if !typed.contains(" ") { #expect(hits[0].identifier == "\(place)") }
      }
    }
  }

  @Test(arguments: [
    ("S-400", "S-400 S400 S 400 here now", "S-400 S-400 is here right now"),
    ("s400", "S-400 S400 S 400 here now", "S400 S400 is here for now then"),
    ("e-mail", "an e-mail, email here now", "an e-mail, e-mail now"),
    ("email", "an e-mail, email here now", "an email, email is here now"),
    ("U.S.", "U.S. and US here", "U.S. and U.S. here"),
    ("US", "U.S. and US here", "US and US here"),
  ])
  func mixedFormsDoNotBeatTheExactOne(_ query: String, _ mixed: String, _ exact: String) throws {
    let searcher = Searcher(try makeIndex(texts: [mixed, exact, "another text"]))
    #expect(try searcher.identifiers(query) == ["1", "0"])
    let titled = try makeIndex([
      Document(id: "mixed", title: "A title", text: mixed),
      Document(id: "titled", title: query, text: "words about something else here"),
    ])
    #expect(try Searcher(titled).identifiers(query) == ["titled", "mixed"])
  }

  @Test func formsOfOneWordSaturateTogether() throws {
    let searcher = Searcher(
      try makeIndex(texts: ["S-400 S400 S 400 now", "a text"]), ranking: .off)
    var options = SearchOptions()
    options.explains = true
    let hit = try #require(try searcher.search("S-400", options).hits.first)
    let explanation = try #require(hit.explanation)
    #expect(explanation.parts.map(\.terms) == [["s-400"], ["s400"], ["s", "400"]])
    #expect(explanation.parts.map(\.weight) == [1, 0.8, 0.6])
    #expect(explanation.parts.reduce(0) { $0 + $1.share } == hit.score)
    #expect(hit.score < explanation.parts[0].idf)
    let shares = explanation.parts.map(\.share)
    #expect(abs(shares[1] / shares[0] - 0.8) < 1e-9)
    #expect(abs(shares[2] / shares[0] - 1.2) < 1e-9)
  }
}
