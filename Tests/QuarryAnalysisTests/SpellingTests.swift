import QuarryAnalysis
import Testing

/// How a query finds what its text writes another way.
@Suite struct SpellingTests {
  private func spellings(_ word: String) throws -> [String] {
    let raw = Array(word.utf8)
    return try Analyzer(.standard).spellings(raw.span, language: .english).map {
      String(decoding: $0, as: UTF8.self)
    }
  }

  private func joined(_ compound: String) throws -> String? {
    let raw = Array(compound.utf8)
    return try Analyzer(.standard).joined(raw.span, language: .english).map {
      String(decoding: $0, as: UTF8.self)
    }
  }

  @Test(arguments: [
    ("S400", "s-400"), ("email", "e-mail"), ("emails", "e-mail"), ("us", "u.s"), ("USA", "u.s.a"),
    ("oneill", "o'neill"), ("TCPIP", "tcp-ip"), ("att", "at-t"), ("f16c", "f-16-c"),
    ("f16c", "f-16c"), ("b2", "b-2"), ("oreal", "o-real"),
  ])
  func candidates(typed: String, expected: String) throws {
    #expect(try spellings(typed).contains(expected))
  }

  @Test(arguments: ["", "a", "1984", "1,000", "c++", "北京", String(repeating: "a", count: 25)])
  func noCandidates(typed: String) throws {
    #expect(try spellings(typed).isEmpty)
  }

  @Test func candidatesAreFewAndDistinct() throws {
    for word in ["ab", "abc", "abcde", "a1", "a1b2c3", "a1b2", "abcdefghijklmnopqrstuvwx"] {
      let all = try spellings(word)
      #expect(all.count <= 64)
      #expect(Set(all).count == all.count, "\(word): \(all)")
    }
  }

  @Test(arguments: [
    ("S-400", "s400"), ("e-mail", "email"), ("e-mails", "email"), ("U.S.", "us"), ("U.S.A", "usa"),
    ("O'Neill", "oneil"), ("C++", "c"), ("C#", "c"), ("AT&T", "att"), ("TCP/IP", "tcpip"),
  ])
  func joinedForm(typed: String, expected: String) throws {
    #expect(try joined(typed) == expected)
  }

  @Test(arguments: ["", "-", "-a", "a-", "word", "don't", "3.14", "example.com", "++", "."])
  func nothingToJoin(typed: String) throws {
    #expect(try joined(typed) == nil)
  }

  @Test(arguments: ["e-mails", "O'Neill", "O'Reilly's", "state-of-the-art", "U.S.", "L'Oréal"])
  func joinedFormIsTheTermOfTheWordWithoutPunctuation(typed: String) throws {
    let word = typed.replacing("'s", with: "").filter { $0.isLetter }
    #expect(try joined(typed) == terms(word).first)
  }

  @Test func plainHasNone() throws {
    let analyzer = try Analyzer(.plain)
    let word = Array("S-400".utf8)
    #expect(!analyzer.usesCompounds)
    #expect(analyzer.spellings(word.span, language: .english).isEmpty)
    #expect(analyzer.joined(word.span, language: .english) == nil)
  }
}
