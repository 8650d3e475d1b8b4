import QuarryCorpus
import QuarryFormat
import TestSupport
import Testing

@testable import QuarrySearch

/// Pruning never changes an answer: scores, order and counts are those of the exhaustive evaluation.
@Suite struct ExactnessTests {
  /// A corpus with its kind of index.
  struct Case: Sendable, CustomTestStringConvertible {
    var documents: Int
    var words: Int
    var analyzer: String
    var segmentDocuments: Int
    var queries: Int

    var testDescription: String {
      "\(documents) documents, \(words) words, \(analyzer), segments of \(segmentDocuments)"
    }
  }

  @Test(arguments: [
    Case(documents: 9000, words: 12, analyzer: "standard", segmentDocuments: .max, queries: 15),
    Case(documents: 9000, words: 12, analyzer: "plain", segmentDocuments: 5000, queries: 15),
    Case(documents: 3000, words: 60, analyzer: "standard", segmentDocuments: 1700, queries: 40),
    Case(documents: 700, words: 200, analyzer: "plain", segmentDocuments: .max, queries: 60),
    Case(documents: 3, words: 4, analyzer: "standard", segmentDocuments: .max, queries: 20),
  ])
  func searchEqualsOracle(_ test: Case) throws {
    let vocabulary = Self.vocabulary(test.words)
    let documents = randomDocuments(
      test.documents, vocabulary: vocabulary, seed: UInt64(test.documents + test.words))
    let index = try makeIndex(
      documents, analyzer: test.analyzer, segmentDocuments: test.segmentDocuments)
    #expect(index.catalog.documentCount == documents.count)
    if test.segmentDocuments < test.documents { #expect(index.segments.count > 1) }
    let oracle = try Oracle(documents, index.catalog)
    var random = SplitMix64(seed: 17)
    let searchers = [
      Searcher(index, ranking: .off), Searcher(index, ranking: .off, cacheBytes: 0),
    ]
    let contexts = searchers.map { $0.makeContext() }
    for _ in 0..<test.queries {
      let text = Self.query(vocabulary, documents, &random)
      let query = try QueryParser.parse(text).query
      let expected = oracle.search(query)
      let limit = [1, 3, 10, 100, 20_000].randomElement(using: &random) ?? 10
      for (searcher, context) in zip(searchers, contexts) {
        for counts in [false, true] {
          let found = try searcher.top(query, limit: limit, counts: counts, context: context)
          #expect(
            found.hits == Array(expected.prefix(limit)), "\(text), limit \(limit), \(counts)")
          #expect(found.total == (counts ? expected.count : nil), "\(text)")
        }
      }
    }
  }

  @Test func rareWordsAmongManyPagesOfCommonOnes() throws {
    // Long lists with far documents that score well, so that blocks and pages are passed over.
    let documents = (0..<8000).map { number in
      var text = "common"
      if number % 3 == 0 { text += " third" }
      if number % 997 == 0 { text += " rare common common" }
      text += String(repeating: " filler", count: number * 7 % 23)
      return Document(id: "\(number)", text: text)
    }
    let index = try makeIndex(documents)
    let oracle = try Oracle(documents, index.catalog)
    let searcher = Searcher(index, ranking: .off)
    let context = searcher.makeContext()
    let texts = [
      "common", "common third", "rare common", "+rare +common", "+common +third", "+third rare",
      "common -third", "\"rare common\"", "+common -rare", "\"common common\" third",
      "+\"third rare\" filler", "common third rare filler", "common -\"third rare\"",
    ]
    for text in texts {
      let query = try QueryParser.parse(text).query
      let expected = oracle.search(query)
      for limit in [1, 10, 200] {
        for counts in [false, true] {
          let found = try searcher.top(query, limit: limit, counts: counts, context: context)
          #expect(found.hits == Array(expected.prefix(limit)), "\(text), limit \(limit)")
          #expect(found.total == (counts ? expected.count : nil), "\(text)")
        }
      }
    }
  }

  @Test(arguments: [Int.max, 4000])
  func similarDocumentsSideBySide(_ segmentDocuments: Int) throws {
    // Each run of documents favours a few words and repeats texts, so that the best ones come late,
    // many of them with equal scores.
    var random = SplitMix64(seed: 71)
    let vocabulary = Self.vocabulary(30)
    var run = [vocabulary[0]]
    var text = ""
    let documents = (0..<9000).map { number in
      if number % 150 == 0 {
        run = (0..<3).map { _ in vocabulary[Int.random(in: 0..<30, using: &random)] }
      }
      if number % 3 != 1 {
        let words = (0..<Int.random(in: 1...9, using: &random)).map { place in
          place % 2 == 0 ? run.randomElement(using: &random) ?? "" : vocabulary[number * place % 30]
        }
        text = words.joined(separator: " ")
      }
      return Document(id: "\(number)", text: text)
    }
    let index = try makeIndex(documents, segmentDocuments: segmentDocuments)
    let oracle = try Oracle(documents, index.catalog)
    let searcher = Searcher(index, ranking: .off)
    let context = searcher.makeContext()
    for number in 0..<60 {
      let words = (0..<1 + number % 5).map { _ in
        vocabulary[Int.random(in: 0..<30, using: &random)]
      }
      let text = words.joined(separator: " ")
      let query = try QueryParser.parse(text).query
      let expected = oracle.search(query)
      for limit in [1, 7, 100, 101] {
        let found = try searcher.top(query, limit: limit, counts: false, context: context)
        #expect(found.hits == Array(expected.prefix(limit)), "\(text), limit \(limit)")
      }
    }
  }

  @Test func raisedThresholdLetsEqualScoresIn() {
    var top = WindowTop(limit: 2)
    top.raise(3.0.nextDown)
    for (document, score) in [(0, 2.0), (4, 3.0), (5, 1.0), (7, 3.0), (9, 3.0)]
    where score > top.threshold {
      top.insert(document, score)
    }
    #expect(top.sorted().map(\.document) == [4, 7])
    #expect(top.threshold == 3)
  }

  @Test func phrasesInLongTexts() throws {
    // Positions of a document fill pages, and near and far ones take turns.
    let vocabulary = Self.vocabulary(40)
    let documents = randomDocuments(90, vocabulary: vocabulary, seed: 33, longest: 4000)
    let index = try makeIndex(documents)
    let oracle = try Oracle(documents, index.catalog)
    let searchers = [
      Searcher(index, ranking: .off), Searcher(index, ranking: .off, cacheBytes: 0),
    ]
    let contexts = searchers.map { $0.makeContext() }
    var random = SplitMix64(seed: 34)
    func word(_ most: Int) -> String { vocabulary[Int.random(in: 0..<most, using: &random)] }
    for number in 0..<60 {
      var text = "\"\(word(40)) \(word(6))\""
      if number % 3 == 1 { text = "\"\(word(6)) \(word(40)) \(word(6))\"" }
      if number % 4 == 1 { text = "+\(word(40)) +" + text }
      if number % 5 == 1 { text += " -\"\(word(40)) \(word(40))\"" }
      if number % 7 == 1 { text += " \"\(word(20)) \(word(20))\"" }
      let query = try QueryParser.parse(text).query
      let expected = oracle.search(query)
      for (searcher, context) in zip(searchers, contexts) {
        for counts in [false, true] {
          let found = try searcher.top(query, limit: 5, counts: counts, context: context)
          #expect(found.hits == Array(expected.prefix(5)), "\(text)")
          #expect(found.total == (counts ? expected.count : nil), "\(text)")
        }
      }
    }
  }

  /// Words of two letters, a few of them in compounds.
  static func vocabulary(_ count: Int) -> [String] {
    let letters = Array("bdfgklmnprtv")
    return (0..<count).map { number in
      if number % 9 == 5 { return "\(letters[number % 12])-\(number)" }
      if number % 9 == 7 { return "\(letters[number % 12])\(number - 2)" }
      return "\(letters[number / 12 % 12])a\(letters[number % 12])\(letters[number / 5 % 12])o"
    }
  }

  private static func query(
    _ vocabulary: [String], _ documents: [Document], _ random: inout SplitMix64
  ) -> String {
    var parts: [String] = []
    for _ in 0..<Int.random(in: 1...5, using: &random) {
      var part = vocabulary.randomElement(using: &random) ?? "a"
      if Int.random(in: 0..<4, using: &random) == 0 {
        let text = documents.randomElement(using: &random)?.text ?? ""
        let words = text.split(separator: " ")
        let start = Int.random(in: 0...max(0, words.count - 2), using: &random)
        let length = Int.random(in: 1...3, using: &random)
        part = "\"" + words.dropFirst(start).prefix(length).joined(separator: " ") + "\""
      }
      let sign = ["", "", "", "+", "+", "-"].randomElement(using: &random) ?? ""
      parts.append(sign + part)
    }
    return parts.joined(separator: " ")
  }
}
