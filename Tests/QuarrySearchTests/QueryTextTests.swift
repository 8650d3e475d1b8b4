import TestSupport
import Testing

@testable import QuarrySearch

/// Random trees, degenerate ones included.
struct QueryGenerator {
  var random: SplitMix64
  /// Leaves out patterns that lenient mode takes for words with punctuation.
  var isLenient = false

  private static let pieces = [
    "a", "cat", "Z", "7", "42", "é", "北京", "🦊", "AND", "OR", "NOT", "NEAR", "NEAR/5", "SYN", "TO",
    "www.", "http://", "title", "+", "-", "=", "/", "\\", "\"", "'", "(", ")", "[", "]", "{", "}",
    "*", "?", "^", "~", ":", ".", "..", "&&", "||", "!", "<", ">", ",", ";", "#", "@", "_", " ",
    "\t", "\u{0}", "\u{200B}", "\u{201C}", "\u{FF1A}", "\u{FF0B}", "\u{2212}", "—", "\u{AB}",
    "\u{301}", "\u{202E}", "^2", "~1", ":-)",
  ]

  mutating func text(_ range: Range<Int> = 0..<5) -> String {
    let count = Int.random(in: range, using: &random)
    return (0..<count).map { _ in Self.pieces.randomElement(using: &random) ?? "" }.joined()
  }

  mutating func bound() -> Query.Bound? {
    Bool.random(using: &random) ? nil : Query.Bound(text(), isIncluded: .random(using: &random))
  }

  mutating func number() -> Int { Int.random(in: -2...12, using: &random) }

  mutating func operand() -> Query {
    switch Int.random(in: 0..<3, using: &random) {
    case 0: .word("x" + text())
    case 1: .exact("x" + text())
    default: .phrase("x" + text())
    }
  }

  mutating func query(depth: Int) -> Query {
    switch Int.random(in: 0..<(depth > 0 ? 16 : 10), using: &random) {
    case 0: .all
    case 1, 2: .word(text())
    case 3: .exact(text())
    case 4: .phrase(text(), slop: number())
    case 5: .prefix(isLenient ? "x" + text() : text())
    case 6: isLenient ? .wildcard("*x\(text())y") : .wildcard(text(0..<7))
    case 7: .regex(text(0..<7))
    case 8:
      .fuzzy(isLenient ? "x" : "x" + text(), edits: Bool.random(using: &random) ? nil : number())
    case 9: .range(field: text(), from: bound(), to: bound())
    case 10:
      .near((0..<Int.random(in: 0..<4, using: &random)).map { _ in operand() }, distance: number())
    case 11: .field(Bool.random(using: &random) ? "title" : text(), query(depth: depth - 1))
    case 12:
      .boosted(query(depth: depth - 1), by: Double.random(in: -1...1100, using: &random))
    case 13:
      .synonyms(
        (0..<Int.random(in: 0..<4, using: &random)).map { _ in query(depth: depth - 1) })
    default:
      .clauses(
        (0..<Int.random(in: 0..<5, using: &random)).map { _ in
          let occurrences: [Query.Occurrence] = [.should, .should, .must, .mustNot]
          return Query.Clause(
            occurrences.randomElement(using: &random) ?? .should, query(depth: depth - 1))
        })
    }
  }
}

@Suite struct QueryTextTests {
  @Test func treesSurviveTheirText() throws {
    var generator = QueryGenerator(random: SplitMix64(seed: 31))
    for _ in 0..<4000 {
      let query = generator.query(depth: 3)
      let normal = query.normalized
      #expect(normal.normalized == normal)
      let text = query.description
      do {
        let parsed = try QueryParser.parse(text, mode: .strict).query
        #expect(parsed == normal, "\(text.debugDescription)\n\(parsed)\n\(query)")
      } catch {
        Issue.record("\(text.debugDescription): \(error)\n\(normal)")
      }
    }
  }

  @Test func treesSurviveTheirTextLeniently() throws {
    var generator = QueryGenerator(random: SplitMix64(seed: 32), isLenient: true)
    for _ in 0..<4000 {
      let query = generator.query(depth: 3)
      let parsed = try QueryParser.parse(query.description)
      #expect(parsed.query == query.normalized, "\(query.description.debugDescription)\n\(query)")
      #expect(parsed.notices.isEmpty)
    }
  }

  @Test(
    arguments: [
      (Query.word("cat") && !Query.prefix("do"), "+cat -do*"),
      ("a" || Query.phrase("b c", slop: 2).boosted(by: 2), "a \"b c\"~2^2"),
      (.title("cat") && .range("date", from: "2019"), "+title:cat +date:2019.."),
      (Query.words("a b").inField("title").boosted(by: 1.5), "title:(a b)^1.5"),
      (.near(["a", "b"], distance: 3) || "c", "(a NEAR/3 b) c"),
      ("AND", "\\AND"),
      (Query.word("a").preferring(.id("7")), "+a (id:7)"),
      (.range(field: "x", from: .init("1", isIncluded: false), to: .init("5")), "x:{1 TO 5]"),
      (.synonyms(["a", .phrase("b c")]), "SYN(a \"b c\")"),
      (.wildcard("abc"), "/abc/"),
      (.nothing, ""),
    ] as [(Query, String)])
  func writesPlainly(_ query: Query, _ text: String) throws {
    #expect(query.description == text)
  }

  @Test func deepAndWideTreesAreRefused() throws {
    var deep = Query.word("x")
    for _ in 0..<1000 { deep = .boosted(deep, by: 2) }
    let wide = Query.synonyms([Query](repeating: .word("x"), count: Query.maxNodes))
    for query in [deep, wide] {
      do {
        try query.checkLimits()
        Issue.record("no error")
      } catch {
        #expect(error.message.contains("more than"))
      }
    }
    let parentheses = String(repeating: "(-", count: 32) + "a" + String(repeating: ")^2", count: 32)
    try QueryParser.parse(parentheses).query.checkLimits()
  }

  @Test func noTextTraps() throws {
    var generator = QueryGenerator(random: SplitMix64(seed: 33))
    for index in 0..<6000 {
      let text: String
      if index % 3 == 0 {
        let bytes = (0..<Int.random(in: 0..<40, using: &generator.random)).map { _ in
          UInt8.random(in: 0...255, using: &generator.random)
        }
        text = String(decoding: bytes, as: UTF8.self)
      } else {
        text = (0..<6).map { _ in generator.text() }.joined(separator: index % 3 == 1 ? " " : "")
      }
      let parsed = try QueryParser.parse(text)
      #expect(parsed.query.normalized == parsed.query)
      do {
        // What strict mode accepts, lenient mode accepts without a word, too.
        _ = try QueryParser.parse(text, mode: .strict)
      } catch {
        #expect(error.offset >= 0 && error.offset <= text.unicodeScalars.count)
        #expect(error.offset + error.length <= text.unicodeScalars.count)
        _ = error.excerpt(of: text)
      }
    }
  }

  @Test(arguments: [
    "(", "\"", "a:[", "a:[ ", "/(", "\\", "a\"", "NOT ", "a:", ":-(", "a^", "x*?", "¯\\(",
  ])
  func hostileRepetitionIsRefusedOrRead(_ piece: String) {
    let text = String(repeating: piece, count: (64 << 10) / piece.utf8.count)
    for mode in [QueryParser.Mode.lenient, .strict] {
      do {
        _ = try QueryParser.parse(text, mode: mode)
      } catch {
        #expect(error.offset <= text.unicodeScalars.count)
      }
    }
  }
}
