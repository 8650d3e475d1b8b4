import QuarryEvaluation
import TestSupport
import Testing

struct ReaderTests {
  /// The message of the error that `body` throws, or nil.
  private func message(_ body: () throws(EvaluationError) -> Void) -> String? {
    do {
      try body()
      return nil
    } catch {
      return error.description
    }
  }

  private func judged(_ text: String) throws(EvaluationError) -> [String] {
    var names = EvaluationNames()
    var judgements = Judgements()
    try judgements.read(LineReader(name: "q", bytes: Array(text.utf8)), &names)
    return judgements.queries.flatMap { query in
      (judgements.relevance[query] ?? [:]).map {
        "\(names.queries.text(query)) \(names.documents.text($0)) \($1)"
      }.sorted()
    }
  }

  @Test(
    "judgements with spaces, tabs, and in the form of BEIR",
    arguments: [
      ("1 0 a 1\n1 0 b 0\n\n2 0 a -1\n", ["1 a 1", "1 b 0", "2 a -1"]),
      ("1\t0\ta b\t1\r\n2  0 \t c   2", ["1 a b 1", "2 c 2"]),
      ("\u{FEFF}query-id\tcorpus-id\tscore\n1\ta\t1\n", ["1 a 1"]),
      ("1 a 3", ["1 a 3"]),
    ])
  func judgements(_ text: String, _ expected: [String]) throws {
    #expect(try judged(text) == expected)
  }

  @Test(
    "judgements that cannot be used",
    arguments: [
      ("", "q: holds no judgements"), ("query-id corpus-id score", "q: holds no judgements"),
      ("1 0 a 1\n1 0 a\n", "q:2: the relevance must be a whole number: a"),
      ("1 0 a x\n", "q:1: the relevance must be a whole number: x"),
      ("1 0 a 99999999999\n", "q:1: the relevance must be a whole number: 99999999999"),
      (
        "1 0\n",
        "q:1: a judgement has four columns (query, 0, document, relevance), this line has 2"
      ),
      ("1 0 a 1\n1 0 a 1\n", "q:2: document a is judged twice for query 1"),
    ])
  func badJudgements(_ text: String, _ expected: String) {
    let found = message { () throws(EvaluationError) in _ = try judged(text) }
    #expect(found == expected)
  }

  @Test("a run is ranked by its scores and not by its ranks")
  func run() throws {
    var names = EvaluationNames()
    let text = "7 Q0 a 1 -1e1 x y\n7 Q0 b 2 3.5 x\n8 Q0 a 1 1 x\n"
    let run = try Run(LineReader(name: "r", bytes: Array(text.utf8)), &names)
    let query = try #require(names.queries.find(Array("7".utf8)[...]))
    #expect(run.ranking(of: query, names).map { names.documents.text($0) } == ["b", "a"])
    #expect(run.results.count == 2)
  }

  @Test(
    "runs that cannot be used",
    arguments: [
      ("", "r: holds no results"),
      (
        "1 Q0 a 1 2\n",
        "r:1: a result has six columns (query, Q0, document, rank, score, tag), this line has 5"
      ),
      ("1 Q0 a 1 nan x\n", "r:1: the score must be a number: nan"),
      ("1 Q0 a 1 2 x\n1 Q0 b 1 x x\n", "r:2: the score must be a number: x"),
      ("1 Q0 a 1 2 x\n1 Q0 a 2 1 x\n", "r: document a comes twice for query 1"),
    ])
  func badRuns(_ text: String, _ expected: String) {
    let found = message { () throws(EvaluationError) in
      var names = EvaluationNames()
      _ = try Run(LineReader(name: "r", bytes: Array(text.utf8)), &names)
    }
    #expect(found == expected)
  }

  @Test("what this program writes reads back with all names and scores")
  func roundTrip() throws {
    let ids = ["a", "a b", "100%", "%41", "é\u{A0}\u{3000}x", "", "tab\tand\nline", "\u{202E}x"]
    var names = EvaluationNames()
    var expected = Run()
    var lines = ""
    for query in ["q 1", "2"] {
      let found = ids.enumerated().map { (id: $1, score: 1 / Double($0 + 3)) }
      expected.set(found, for: names.queries.number(of: query), &names)
      for (place, hit) in found.enumerated() {
        let line = RunLine.text(query: query, id: hit.id, rank: place + 1, score: hit.score)
        #expect(line.split(whereSeparator: \.isWhitespace).count == 6)
        lines += line
      }
    }
    let documents = names.documents.count
    let run = try Run(LineReader(name: "r", bytes: Array(lines.utf8)), &names)
    #expect(run.results == expected.results)
    #expect(names.documents.count == documents)
  }

  @Test("a run of another program is taken by the letter")
  func foreign() throws {
    var names = EvaluationNames()
    _ = try Run(LineReader(name: "r", bytes: Array("1 Q0 a%20b 1 2 x".utf8)), &names)
    #expect(names.documents.text(0) == "a%20b")
  }

  @Test("lines are the same however the text is cut into pieces")
  func pieces() throws {
    var random = SplitMix64(seed: 3)
    for _ in 0..<200 {
      let bytes = (0..<Int(random.next() % 60)).map { _ in
        [UInt8(ascii: "\n"), UInt8(ascii: "a"), UInt8(ascii: "b")].randomElement(using: &random)
          ?? 0
      }
      var rest = bytes[...]
      var pieces: [[UInt8]] = []
      while !rest.isEmpty {
        let piece = rest.prefix(Int.random(in: 1...9, using: &random))
        pieces.append(Array(piece))
        rest = rest.dropFirst(piece.count)
      }
      pieces.reverse()
      var reader = LineReader(name: "x") { () throws(EvaluationError) in pieces.popLast() ?? [] }
      var lines: [[UInt8]] = []
      while let line = try reader.next() { lines.append(Array(line)) }
      var expected = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        .map { Array($0) }
      if expected.last?.isEmpty ?? false { expected.removeLast() }
      #expect(lines == expected)
      #expect(reader.lineNumber == expected.count)
    }
  }

  @Test("a line without end is refused before it fills the memory")
  func endless() {
    let found = message { () throws(EvaluationError) in
      var reader = LineReader(name: "x") { () throws(EvaluationError) in
        Array(repeating: UInt8(ascii: "a"), count: 1 << 16)
      }
      _ = try reader.next()
    }
    #expect(found == "x:1: the line is longer than 1048576 bytes")
  }

  @Test("names are numbered by all their bytes")
  func names() {
    var table = NameTable()
    let composed = table.number(of: "\u{E9}")
    let decomposed = table.number(of: "e\u{301}")
    #expect(composed != decomposed)
    for number in 0..<1000 { _ = table.number(of: "name \(number % 500)") }
    #expect(table.count == 502)
    #expect(table.text(table.number(of: "name 7")) == "name 7")
    #expect(table.find(Array("name 500".utf8)[...]) == nil)
  }
}
