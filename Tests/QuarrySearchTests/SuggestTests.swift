import QuarryAnalysis
import QuarryCorpus
import QuarryFormat
import TestSupport
import Testing

@testable import QuarrySearch

/// Corrections, completions, listings and the terms of similar documents on small indexes.
@Suite struct SuggestTests {
  private static func corrector(
    _ words: [(String, Int)], analyzer: String = "plain", segments: Int = 1
  ) throws -> SpellingCorrector<TermsAsWords> {
    let most = words.map(\.1).max() ?? 0
    let documents = (0..<max(most, 1)).map { number in
      let text = words.filter { $0.1 > number }.map(\.0).joined(separator: " ")
      return Document(id: "\(number)", text: text)
    }
    let index = try makeIndex(
      documents, analyzer: analyzer,
      segmentDocuments: segments == 1 ? .max : max(most / segments, 1))
    return SpellingCorrector(
      index.segments.map(\.terms), words: TermsAsWords(),
      documentCount: index.catalog.documentCount)
  }

  private static let words = [
    ("turkey", 400), ("tukey", 2), ("the", 1000), ("they", 500), ("new", 300), ("york", 200),
    ("database", 200), ("data", 30), ("base", 30), ("receive", 90), ("москва", 100), ("x", 900),
  ]

  @Test(arguments: [1, 3])
  func whatWasMeantComesFirst(_ segments: Int) throws {
    let corrector = try Self.corrector(Self.words, segments: segments)
    for (typed, meant) in [
      ("tukey", "turkey"), ("turky", "turkey"), ("urkey", "turkey"), ("zurkey", "turkey"),
      ("rutkey", "turkey"), ("turkkeyy", "turkey"), ("hte", "the"), ("recieve", "receive"),
      ("newyork", "new york"), ("мосвка", "москва"), ("datbase", "database"),
    ] {
      #expect(try corrector.corrections(of: typed).first?.word == meant, "\(typed)")
    }
    for typed in ["turkey", "the", "x", "xy", "", "1234", "qqqqqqqq", "new"] {
      #expect(try corrector.corrections(of: typed).isEmpty, "\(typed)")
    }
    #expect(try corrector.joined("data", "bases") == nil)
    #expect(try corrector.joined("dat", "abase")?.word == "database")
    #expect(try corrector.joined("new", "york") == nil)
  }

  @Test func aCorrectionSaysWhatItWasChosenBy() throws {
    let corrector = try Self.corrector(Self.words)
    let best = try #require(try corrector.corrections(of: "turky").first)
    #expect(best.frequency == 400)
    #expect(best.cost == EditCost.missing)
    #expect(try corrector.corrections(of: "turky", limit: 0).isEmpty)
    let long = String(repeating: "turkey", count: 1000)
    #expect(try corrector.corrections(of: long).isEmpty)
  }

  @Test func editsCostWhatPeopleSeldomDo() {
    func cost(_ word: String, _ typed: String) -> Double {
      EditCost.of(word.unicodeScalars.map(\.value), typedAs: typed.unicodeScalars.map(\.value))
    }
    #expect(cost("turkey", "turkey") == 0)
    #expect(cost("turkey", "tukrey") == EditCost.swap)
    #expect(cost("turkey", "turkeey") == EditCost.double)
    #expect(cost("letter", "leter") == EditCost.double)
    #expect(cost("turkey", "turjey") == EditCost.nearKey)
    #expect(cost("turkey", "turxey") == EditCost.other)
    #expect(cost("turkey", "zurkey") == EditCost.first * EditCost.other)
    #expect(cost("turkey", "") > 5)
    #expect(cost("", "a") == EditCost.first * EditCost.extra)
    #expect(Keyboard.areNeighbours(0x67, 0x68) && Keyboard.areNeighbours(0x68, 0x67))
    #expect(!Keyboard.areNeighbours(0x61, 0x70))
  }

  @Test func costsAreNoDearerThanTheDistanceAllows() {
    var random = SplitMix64(seed: 3)
    for _ in 0..<300 {
      func word() -> [Unicode.Scalar] {
        (0..<Int.random(in: 1...6, using: &random)).map { _ in
          (["a", "s", "d", "e"] as [Unicode.Scalar])[Int.random(in: 0..<4, using: &random)]
        }
      }
      let (one, other) = (word(), word())
      let edits = Double(PatternTests.distance(one, other))
      let cost = EditCost.of(one.map(\.value), typedAs: other.map(\.value))
      #expect(cost >= edits * EditCost.least - 1e-9)
      #expect(cost <= edits * EditCost.first * EditCost.other + 1e-9)
    }
  }

  // MARK: Forms

  private static let texts = [
    "Universities run happy running programs", "The university runs", "A university of happiness",
    "They are dying, he would die", "The S-400 and the café",
  ]

  @Test func patternsSeeTheWordsAndNotTheStems() throws {
    let index = try makeIndex(texts: Self.texts)
    let analyzer = try Analyzer(try AnalyzerSettings(named: index.catalog.analyzer))
    let words = FormsAsWords(analyzer, languages: [.english, .und])
    let dictionary = index.segments[0].terms
    func terms(_ pattern: WordPattern) throws -> [String] {
      let automaton = try PatternAutomaton(pattern, fold: { $0.lowercased() })
      return try PatternExpansion.expand(automaton, dictionary, words: words).terms.map {
        String(decoding: $0.term, as: UTF8.self)
      }
    }
    #expect(try terms(.wildcard("universit*s")) == terms(.prefix("University")))
    #expect(try terms(.prefix("universit")).count == 1)
    #expect(try terms(.wildcard("*ness")).count == 1)
    #expect(try terms(.wildcard("*ing")).count == 2)
    #expect(try terms(.prefix("univers")).count == 1)
    #expect(try terms(.regex("univers")).isEmpty)
    #expect(try terms(.wildcard("dyin?")).count == 1)
    #expect(try terms(.wildcard("s?4*")) == ["s-400"])
    #expect(try terms(.fuzzy("caff", edits: 1)).count == 1)
    #expect(try terms(.prefix("")).allSatisfy { ($0.utf8.first ?? 0) >= 0x20 })
  }

  @Test func wordsAreCompletedAsTheyWereWritten() throws {
    let index = try makeIndex(texts: Self.texts)
    let analyzer = try Analyzer(try AnalyzerSettings(named: index.catalog.analyzer))
    let words = FormsAsWords(analyzer, languages: [.english, .und])
    let found = try Suggester.words("univ", index, words: words, limit: 5)
    #expect(Set(found.map(\.text)) == ["university", "universities"])
    #expect(found.first?.text == "university")
    #expect(try Suggester.words("", index, words: words, limit: 5).isEmpty)
    #expect(try Suggester.words("run", index, words: words, limit: 1).count == 1)
  }

  @Test func titlesAreCompletedAsTheyAreStored() throws {
    let index = try makeIndex([
      Document(id: "1", title: "Turkey Creek, Indiana", text: "a"),
      Document(id: "2", title: "Turkey", text: "b"), Document(id: "3", title: "Turkeys", text: "c"),
      Document(id: "4", title: "Türkiye", text: "d"), Document(id: "5", title: "Ankara", text: "e"),
    ])
    let analyzer = try Analyzer(try AnalyzerSettings(named: index.catalog.analyzer))
    func titles(_ text: String, limit: Int = 5) throws -> [String] {
      try Suggester.titles(text, index, analyzer, limit: limit).map(\.text)
    }
    #expect(try titles("turkey") == ["Turkey", "Turkey Creek, Indiana", "Turkeys"])
    #expect(try titles("Turkey ") == ["Turkey Creek, Indiana"])
    #expect(try titles("tur", limit: 1) == ["Turkey"])
    #expect(try titles("TÜRKIY") == ["Türkiye"])
    #expect(try titles("zzz").isEmpty)
    #expect(try titles("").isEmpty)
    #expect(try titles("a", limit: 0).isEmpty)
  }

  // MARK: Listings

  @Test(arguments: [200, 20])
  func listingsCountDocuments(_ segmentDocuments: Int) throws {
    // Words that are the same in every language.
    let vocabulary = ["a7", "b71", "b7", "g7", "d7", "b712", "z7"]
    let documents = randomDocuments(150, vocabulary: vocabulary, seed: 4)
    let index = try makeIndex(documents, segmentDocuments: segmentDocuments)
    var all: [String: Int] = [:]
    var titles: [String: Int] = [:]
    for document in documents {
      let inTitle = Set(document.title.split(separator: " ").map(String.init))
      for word in inTitle { titles[word, default: 0] += 1 }
      for word in inTitle.union(document.text.split(separator: " ").map(String.init)) {
        all[word, default: 0] += 1
      }
    }
    func check(_ found: [WordCount], _ expected: [String: Int], _ prefix: String) {
      let wanted = expected.filter { $0.key.hasPrefix(prefix) }
      #expect(Dictionary(uniqueKeysWithValues: found.map { ($0.word, $0.count) }) == wanted)
    }
    for prefix in ["", "b7", "q"] {
      let frequent = try TermListing.list(index, prefix: prefix, limit: 100)
      check(frequent, all, prefix)
      #expect(zip(frequent, frequent.dropFirst()).allSatisfy { $0.count >= $1.count })
      let sorted = try TermListing.list(index, prefix: prefix, order: .alphabetical, limit: 100)
      check(sorted, all, prefix)
      #expect(sorted.map(\.word) == sorted.map(\.word).sorted())
      check(try TermListing.list(index, prefix: prefix, field: 0, limit: 100), titles, prefix)
      check(
        try TermListing.list(index, prefix: prefix, field: 0, order: .alphabetical, limit: 100),
        titles, prefix)
      let two = try TermListing.list(index, prefix: prefix, limit: 2)
      #expect(two == Array(frequent.prefix(2)))
    }
  }

  @Test func theTermsOfATextTellItFromOthers() throws {
    let texts =
      ["quantum physics quantum entanglement the", "quantum physics the"]
      + (0..<20).map { "the ordinary text \($0)" }
    let index = try makeIndex(texts: texts)
    let analyzer = try Analyzer(try AnalyzerSettings(named: index.catalog.analyzer))
    let scoring = Scoring(index.catalog)
    let text = Array(texts[0].utf8)
    let terms = try SimilarQuery.terms(
      of: text.span, language: .english, analyzer, in: index.segments.map(\.terms),
      documentCount: index.catalog.documentCount, idf: scoring.idf)
    #expect(terms.map { String(decoding: $0.bytes, as: UTF8.self) } == ["quantum", "physic"])
    #expect(terms.first?.weight == 1)
    #expect(terms.allSatisfy { $0.weight > 0 && $0.weight <= 1 })
  }
}
