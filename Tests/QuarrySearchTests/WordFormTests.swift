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
    ("at&t", ["12"]),
    ("tcp-ip", ["13"]),
    ("北京大学", ["14"]),
    ("-s400 shown", ["2", "3"]),
    ("\"s400\"", ["1"]),
    ("\"S 400\"", ["0", "2"]),
    ("\"s-400 was\"", ["0", "2"]),
    ("tower,stack;programs", ["12", "13", "10", "11"]),
    ("here.now", []),
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
}
