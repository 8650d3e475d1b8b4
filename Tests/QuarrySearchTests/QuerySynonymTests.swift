import Testing

@testable import QuarrySearch

@Suite struct QuerySynonymTests {
  private static let file = """
    # cars
    car, auto , motor car

    telly => TV, television set
    new york, ny, big apple
    a\\,b, c\\ d
    """

  private func apply(_ text: String) throws -> String {
    let map = try SynonymMap(Self.file)
    return map.applied(to: try QueryParser.parse(text).query).query.description
  }

  @Test(arguments: [
    ("car", "SYN(car auto \"motor car\")"),
    ("Car! red", "SYN(Car! auto \"motor car\") red"),
    ("+car -auto", "+SYN(car auto \"motor car\") -SYN(auto car \"motor car\")"),
    ("telly show", "SYN(TV \"television set\") show"),
    ("new york hotel", "new york SYN(\"new york\" ny \"big apple\") hotel"),
    ("+new +york hotel", "+((+new +york) SYN(\"new york\" ny \"big apple\")) hotel"),
    ("new +york", "new +york"),
    ("-new -york", "* -new -york"),
    ("\"New York\"", "SYN(\"New York\" ny \"big apple\")"),
    ("\"new york city\"", "\"new york city\""),
    ("ny^2", "SYN(ny \"new york\" \"big apple\")^2"),
    ("title:car", "title:(SYN(car auto \"motor car\"))"),
    ("x source:car", "x +source:car"),
    ("=car car* car~ /car/", "=car car* car~ /car/"),
    ("car NEAR/5 x", "car NEAR/5 x"),
    ("a,b c d", "SYN(a,b \"c d\") c d SYN(\"c d\" a,b)"),
  ])
  func expands(_ text: String, _ expected: String) throws {
    #expect(try apply(text) == expected)
  }

  @Test(arguments: [
    ("a, b\nc", 2), ("a =>", 1), ("=> b", 1), ("a => b => c", 1), ("\n\n, ,", 3),
    ((0..<66).map { "w\($0)" }.joined(separator: ","), 1),
    ("x, y\nz, \(String(repeating: "w ", count: 17))", 2),
    (
      (0..<5).map { n in "a => " + (0..<20).map { "w\(n)x\($0)" }.joined(separator: ",") }
        .joined(separator: "\n"), 4
    ),
  ])
  func namesTheLineOfAMistake(_ text: String, _ line: Int) {
    do {
      _ = try SynonymMap(text)
      Issue.record("no error")
    } catch {
      #expect(error.line == line)
    }
  }

  @Test func whatIsAddedIsBounded() throws {
    let map = try SynonymMap("a => " + (0..<64).map { "w\($0)" }.joined(separator: ","))
    let query = Query.words(String(repeating: "a ", count: 20))
    let result = map.applied(to: query)
    #expect(result.notices.count == 1)
    guard case .clauses(let clauses) = result.query else {
      Issue.record("no list")
      return
    }
    #expect(clauses.count == 20)
    #expect(clauses[15].query != .word("a"))
    #expect(clauses[16].query == .word("a"))
  }

  @Test func wordsAreFoldedAsTheCallerSays() throws {
    let map = try SynonymMap("straße, weg") { $0 == "STRASSE" ? "straße" : $0 }
    let query = map.applied(to: .word("STRASSE")).query
    #expect(query == .synonyms(["STRASSE", "weg"]))
  }
}
