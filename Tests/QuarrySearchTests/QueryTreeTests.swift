import QuarryCorpus
import QuarryFormat
import TestSupport
import Testing

@testable import QuarrySearch

/// Planner and evaluator against brute force: random trees of every operator over small indexes give
/// the same hits, scores and counts, pruned or not.
@Suite struct QueryTreeTests {
  /// Makes random queries over the words of a vocabulary.
  struct Maker {
    var random: SplitMix64
    let vocabulary: [String]
    var fields: [String]

    private mutating func number(_ range: ClosedRange<Int>) -> Int {
      Int.random(in: range, using: &random)
    }

    private mutating func word() -> String {
      let draws = (0..<2).map { _ in Int.random(in: 0..<vocabulary.count, using: &random) }
      return vocabulary[draws.min() ?? 0]
    }

    private mutating func words(_ range: ClosedRange<Int>) -> String {
      (0..<number(range)).map { _ in word() }.joined(separator: " ")
    }

    mutating func query(depth: Int) -> Query {
      switch number(0...(depth > 0 ? 20 : 12)) {
      case 0...3: return .word(word())
      case 4: return .phrase(words(2...3))
      case 5: return .phrase(words(2...4), slop: number(1...5))
      case 6:
        let operands = (0..<number(2...3)).map { _ -> Query in
          number(0...2) == 0 ? .phrase(words(2...2)) : .word(word())
        }
        return .near(operands, distance: number(0...4))
      case 7: return pattern()
      case 8: return .all
      case 9: return number(0...1) == 0 ? .exact(word()) : .word(word() + "," + word())
      case 10: return filter()
      case 11: return .synonyms([.word(word()), .phrase(words(2...2)), pattern()])
      case 12: return range()
      case 13: return .boosted(query(depth: depth - 1), by: [0, 0.5, 2, 3.25][number(0...3)])
      case 14, 15: return .field(fields[number(0...fields.count - 1)], query(depth: depth - 1))
      default:
        return .clauses(
          (0..<number(1...4)).map { _ in
            let signs: [Query.Occurrence] = [.should, .should, .must, .must, .mustNot]
            return Query.Clause(signs[number(0...4)], query(depth: depth - 1))
          })
      }
    }

    private mutating func pattern() -> Query {
      let word = word()
      switch number(0...4) {
      case 0: return .wildcard("*" + word.suffix(2))
      case 1: return .wildcard(word.prefix(1) + "?" + word.dropFirst(2))
      case 2: return .fuzzy(word, edits: number(0...2))
      default: return .prefix(String(word.prefix(number(1...2))))
      }
    }

    private mutating func date() -> String {
      String(
        "20\(number(17...20))-0\(number(1...9))-1\(number(0...9))".prefix(
          [4, 7, 10][number(0...2)]))
    }

    private mutating func filter() -> Query {
      switch number(0...6) {
      case 0: return .field("tag", .word(["red", "green", "blue"][number(0...2)]))
      case 1: return .field("source", .phrase("daily news"))
      case 2: return .field("source", .prefix("ne"))
      case 3: return .field("date", .word(date()))
      case 4: return .field("size", number(0...1) == 0 ? .all : .word("\(number(0...5))"))
      case 5: return .field("id", .word("d\(number(0...20))"))
      default: return .field("source", .word(["daily", "news", "herald"][number(0...2)]))
      }
    }

    private mutating func range() -> Query {
      var bounds: [Query.Bound?] = [nil, nil]
      let isDate = number(0...1) == 0
      for index in 0..<2 where number(0...3) > 0 {
        bounds[index] = Query.Bound(
          isDate ? date() : "\(number(-1...6))", isIncluded: number(0...1) == 0)
      }
      return .range(field: isDate ? "date" : "size", from: bounds[0], to: bounds[1])
    }

    /// Documents with metadata, alternative titles and headings.
    mutating func furnished(_ documents: [Document]) -> [Document] {
      documents.enumerated().map { index, document in
        var document = document
        var add: [(String, String)] = []
        let isFirst = index == 0
        if isFirst || number(0...4) > 0 {
          add.append(("date", "20\(number(17...20))-0\(number(1...9))-1\(number(0...9))"))
        }
        if isFirst || number(0...2) > 0 { add.append(("size", "\(number(0...5))")) }
        if isFirst || number(0...4) > 0 {
          add.append(("source", ["daily news", "the herald", "news daily"][number(0...2)]))
        }
        for tag in ["red", "green", "dark blue"] where isFirst || number(0...2) == 0 {
          add.append(("tags", tag))
        }
        document.metadata += add.map { MetadataField(name: $0.0, value: $0.1) }
        if number(0...3) == 0 { document.aliases = [words(1...2), words(1...2)] }
        if number(0...5) == 0 { document.headings = [words(1...3)] }
        return document
      }
    }
  }

  @Test func treesEqualOracle() throws {
    let rounds = isLong ? 150 : 6
    for round in 0..<rounds {
      var random = SplitMix64(seed: UInt64(1000 + round))
      let vocabulary = ExactnessTests.vocabulary(Int.random(in: 3...30, using: &random))
      let count = [1, 40, 150, 600].randomElement(using: &random) ?? 1
      var maker = Maker(random: random, vocabulary: vocabulary, fields: [])
      let documents = maker.furnished(
        randomDocuments(count, vocabulary: vocabulary, seed: UInt64(round)))
      let analyzer = round % 3 == 2 ? "plain" : SearchSupport.defaultAnalyzer
      let index = try makeIndex(
        documents, analyzer: analyzer,
        segmentDocuments: round % 2 == 0 ? .max : max(1, count / 3))
      let oracle = try Oracle(documents, index.catalog)
      let searcher = Searcher(index, ranking: .off)
      let context = searcher.makeContext()
      maker.fields = index.catalog.fields.map(\.name)
      for _ in 0..<60 {
        let query = maker.query(depth: 3)
        let expected = oracle.search(query)
        for limit in [1, 5, 1000] {
          for counts in [false, true] {
            let found = try searcher.top(query, limit: limit, counts: counts, context: context)
            #expect(
              found.hits == Array(expected.prefix(limit)),
              "round \(round), limit \(limit), counts \(counts): \(query)")
            #expect(found.total == (counts ? expected.count : nil), "\(query)")
            if found.hits != Array(expected.prefix(limit)) { return }
          }
        }
        if let best = expected.first { try check(query, best, searcher) }
      }
    }
  }

  /// The parts of an explanation add up to the score.
  private func check(_ query: Query, _ best: ScoredDocument, _ searcher: Searcher) throws {
    var options = SearchOptions()
    options.limit = 1
    options.explains = true
    options.countsHits = false
    let hit = try #require(try searcher.search(query, options).hits.first)
    #expect(hit.score == best.score)
    let explanation = try #require(hit.explanation)
    #expect(explanation.total == hit.score, "\(query)")
    #expect(explanation.parts.reduce(0) { $0 + $1.share } == hit.score, "\(query)")
  }

  @Test(arguments: [
    ("a b c", 0, true), ("a x b c", 1, true), ("a x b c", 0, false), ("b a c", 1, false),
    ("b a c", 2, true), ("c b a", 3, false), ("c b a", 4, true), ("a x x b c", 1, false),
  ])
  func loosePhrases(_ text: String, _ slop: Int, _ matches: Bool) throws {
    let searcher = Searcher(try makeIndex(texts: [text]))
    let found = try searcher.search(.phrase("a b c", slop: slop))
    #expect(found.hits.isEmpty == !matches)
  }

  @Test func oneSearchOfSeveralIndexesEqualsThatOfOne() throws {
    let vocabulary = ExactnessTests.vocabulary(20)
    var maker = Maker(
      random: SplitMix64(seed: 8), vocabulary: vocabulary,
      fields: ["title", "aliases", "headings", "body"])
    let documents = maker.furnished(randomDocuments(300, vocabulary: vocabulary, seed: 5))
    let whole = Searcher(try makeIndex(documents), ranking: .off)
    let parts = try [0..<90, 90..<100, 100..<300].map { try makeIndex(Array(documents[$0])) }
    let together = try Searcher(indexes: parts, ranking: .off)
    for _ in 0..<200 {
      let query = maker.query(depth: 2)
      let expected = try whole.top(query, limit: 20, counts: true, context: whole.makeContext())
      let found = try together.top(
        query, limit: 20, counts: true, context: together.makeContext())
      #expect(found.hits == expected.hits, "\(query)")
      #expect(found.total == expected.total)
    }
    let plain = try makeIndex(texts: ["a"], analyzer: "plain")
    #expect(throws: SearchError.self) { try Searcher(indexes: [parts[0], plain]) }
    #expect(throws: SearchError.self) { try Searcher(indexes: []) }
  }

  @Test func whatMakesNoSenseIsRefused() throws {
    let searcher = Searcher(try makeIndex(texts: ["a b"]))
    var deep = Query.word("a")
    for _ in 0..<200 { deep = .clauses([.init(.must, deep), .init(.should, .word("b"))]) }
    let queries: [Query] = [
      deep, .boosted(.word("a"), by: -1), .boosted(.word("a"), by: .nan),
      .boosted(.word("a"), by: .infinity), .near([.prefix("a"), .word("b")], distance: 2),
      .near([.exact("a"), .word("b")], distance: 2), .field("source", .wildcard("a*b")),
      .field("nowhere", .word("a")),
    ]
    for query in queries {
      #expect(throws: SearchError.self, "\(query)") { try searcher.search(query) }
    }
    #expect(try searcher.search(.phrase("a b", slop: .max)).hits.count == 1)
    #expect(try searcher.search(.near([.word("a"), .word("b")], distance: .max)).hits.count == 1)
    #expect(try searcher.search(.near([.word("b"), .word("a")], distance: .min)).hits.isEmpty)
  }
}
