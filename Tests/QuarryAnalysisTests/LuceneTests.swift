import Foundation
import QuarryAnalysis
import TestSupport
import Testing

/// The preset that does what Lucene's EnglishAnalyzer does.
@Suite struct LuceneTests {
  private func found(_ text: String) throws -> [String] {
    try terms(text, .lucene, .und).filter { !$0.isEmpty }
  }

  @Test(arguments: [
    ("The quick brown foxes were running", "quick brown fox were run"),
    ("John's dogs’ O'Neil’S CATS", "john dog o'neil cat"),
    ("AT&T S-400 e-mail C++", "t s 400 e mail c"),
    ("biology psychology biological possibly terribly", "biologi psycholog biolog possibl terribl"),
    ("us as is ies sky", "us i sky"),
    ("U.S. 3.14 1,000 snake_case", "u. 3.14 1,000 snake_cas"),
    ("Café naïve", "café naïv"),
    ("happiness relational conditional", "happi relat condit"),
  ])
  func lucene(text: String, expected: String) throws {
    #expect(try found(text).joined(separator: " ") == expected)
  }

  @Test(
    .enabled(if: dataPath("conformance/stopwords") != nil, "the stop-word lists are absent"))
  func stopWordsAreThoseOfLucene() throws {
    let path = try #require(dataPath("conformance/stopwords/lucene-english.txt"))
    let words = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    #expect(words.count == 33)
    for word in words {
      #expect(try found(String(word)).isEmpty, "\(word)")
    }
  }

  @Test func longWordsAreCutAt255Units() throws {
    let text = Array(String(repeating: "a", count: 600).utf8)
    let lengths = try rawTokens(text, .lucene).map { $0.end - $0.start }
    #expect(lengths == [255, 255, 90])
  }

  @Test func languageMakesNoDifference() throws {
    let word = Array("running".utf8)
    let analyzer = try Analyzer(.lucene)
    #expect(!analyzer.usesLanguages && !analyzer.usesCompounds)
    for code in ["und", "en", "ru"] {
      var term: [UInt8] = []
      analyzer.appendTerm(word.span, kind: .word, language: try #require(Language(code)), to: &term)
      #expect(term == Array("run".utf8))
    }
  }
}
