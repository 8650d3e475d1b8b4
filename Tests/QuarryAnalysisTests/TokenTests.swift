import QuarryAnalysis
import Testing

/// What the words and compounds of a text are.
@Suite struct TokenTests {
  @Test(
    arguments: [
      ("", []),
      ("Hello, world!", ["Hello", "world"]),
      ("the S-400 system", ["the", "[S-400]", "S", "400", "system"]),
      ("F-35s", ["[F-35s]", "F", "35s"]),
      ("the U.S. army", ["the", "U.S", "army"]),
      ("U.S.A.", ["U.S.A"]),
      ("e.g. this", ["e.g", "this"]),
      (
        "C++ and C# and F#, not C#5 or C+",
        [
          "[C++]", "C", "and", "[C#]", "C", "and", "[F#]", "F", "not", "C", "5", "or", "C",
        ]
      ),
      ("AB++", ["AB"]),
      ("O'Neill", ["[O'Neill]", "O", "Neill"]),
      ("O’Neill’s", ["[O’Neill’s]", "O", "Neill’s"]),
      ("L'Oréal, d'Artagnan", ["[L'Oréal]", "L", "Oréal", "[d'Artagnan]", "d", "Artagnan"]),
      ("don't we'll John's I'm", ["don't", "we'll", "John's", "I'm"]),
      ("café cafe\u{301}", ["café", "cafe\u{301}"]),
      ("3.14 and 1,000.", ["3.14", "and", "1,000"]),
      ("Ελλάδα", ["Ελλάδα"]),
      ("ok 😀👍🏽 👨‍👩‍👧!", ["ok", "😀", "👍🏽", "👨‍👩‍👧"]),
      ("🇫🇷🇩🇪", ["🇫🇷", "🇩🇪"]),
      ("state-of-the-art", ["[state-of-the-art]", "state", "of", "the", "art"]),
      ("a-b-c-d-e", ["a", "b", "c", "d", "e"]),
      ("AT&T TCP/IP", ["[AT&T]", "AT", "T", "[TCP/IP]", "TCP", "IP"]),
      ("e\u{2011}mail e－mail", ["[e\u{2011}mail]", "e", "mail", "[e－mail]", "e", "mail"]),
      ("a--b a - b -a a-", ["a", "b", "a", "b", "a", "a"]),
      ("x-😀", ["x", "😀"]),
      ("Smith-O'Neill", ["[Smith-O'Neill]", "Smith", "[O'Neill]", "O", "Neill"]),
      ("café-bar", ["[café-bar]", "café", "bar"]),
      ("snake_case __ _x_", ["snake_case", "_x_"]),
      ("10² ½", ["10", "²", "½"]),
      ("example.com:80", ["example.com", "80"]),
    ] as [(String, [String])])
  func standard(text: String, expected: [String]) throws {
    #expect(try tokens(text) == expected)
  }

  @Test func longChainsAndLongPartsAreNoCompounds() throws {
    let long = String(repeating: "a", count: 40)
    #expect(try tokens("\(long)-\(long)") == [long, long])
  }

  @Test(
    arguments: [
      ("S-400 U.S. O'Neill", ["S", "400", "U", "S", "O", "Neill"]),
      ("snake_case 3.14", ["snake", "case", "3", "14"]),
      ("北京 Ελλάδα x² ½", ["北京", "Ελλάδα", "x"]),
      ("e\u{301}a", ["e", "a"]),
    ] as [(String, [String])])
  func plain(text: String, expected: [String]) throws {
    #expect(try tokens(text, .plain) == expected)
  }
}
