import TestSupport
import Testing

@testable import QuarrySearch

@Suite struct QueryFileTests {
  /// The queries and mistakes of a file, a line each.
  private func read(_ file: QueryFile) -> [String] {
    var result: [String] = []
    while result.count < 10_000 {
      do {
        guard let record = try file.next() else { return result }
        result.append("\(record.line) \(record.id): \(record.text)")
      } catch {
        result.append("error \(error.line ?? 0)")
        if error.line == nil { return result }
      }
    }
    return result
  }

  private func read(_ text: String) -> [String] { read(QueryFile(bytes: Array(text.utf8))) }

  @Test func readsTabs() {
    #expect(
      read("\u{FEFF}q1\tred fox\r\n\n 2 \t \"a\tb\" \nbad\n\tworse\nq3\tend")
        == ["1 q1: red fox", "3 2: \"a\tb\"", "error 4", "error 5", "6 q3: end"])
    #expect(read("red fox\n\nx\ty") == ["1 1: red fox", "3 3: x\ty"])
    #expect(read("").isEmpty)
    #expect(read("\n \n").isEmpty)
  }

  @Test func readsJSON() {
    #expect(
      read(
        #"""
        {"query": "the", "tags": ["term", {"a": [1, null]}]}
        {"_id": 12, "text": "a \"b\" \u00e9\ud83e\udd8a\ud83e \/ \\"}
        {"qid":"x","text":"y"} z
        {"id":"x"}
        {"id":"x","text":"y"
        {"id":"x","text":"\q"}
        {"a":[}],"text":"y"}
        {}
        { "text" : "last" , "qid" : "l" }
        """#)
        == [
          "1 1: the", "2 12: a \"b\" é🦊\u{FFFD} / \\", "error 3", "error 4", "error 5", "error 6",
          "error 7", "error 8", "9 l: last",
        ])
  }

  @Test func readsTopics() {
    #expect(
      read(
        """
        <top>
        <num> Number: 301
        <title> Topic: International
          Organized Crime < 5

        <desc> Description:
        What is <b>it</b>?
        </top>
        <top><num>302</num><title>Polio</title></top><top><num>303<title>x</top>
        <top>
        <num> 304
        </top>
        <top> <num> 305 <title> never closed
        """)
        == [
          "1 301: International   Organized Crime < 5", "9 302: Polio", "9 303: x", "error 10",
          "13 305: never closed",
        ])
  }

  @Test func longLinesAreSkipped() {
    let long = String(repeating: "x", count: QueryLines.maxBytes + 1)
    #expect(read("a\tb\n\(long)\nc\td") == ["1 a: b", "error 2", "3 c: d"])
  }

  @Test func readsFiles() throws {
    #expect(throws: QueryFileError.self) { try QueryFile(path: "/nonexistent/x") }
    guard let path = dataPath("queries/search-benchmark-game.jsonl"),
      let tabs = dataPath("queries/msmarco-dev.tsv")
    else {
      print("skipped: there is no shared data")
      return
    }
    let queries = read(try QueryFile(path: path))
    #expect(queries.count == 962)
    #expect(queries[1] == "2 2: +griffith +observatory")
    let questions = read(try QueryFile(path: tabs))
    #expect(questions.count == 6980)
    #expect(questions[1] == "2 2: Androgen receptor define")
    #expect(!questions.contains { $0.hasPrefix("error") })
  }

  @Test func noBytesTrap() {
    var random = SplitMix64(seed: 8)
    let pieces = [
      "{", "}", "[", "]", "\"", "\\", "\\u", "d83e", ",", ":", "1", "text", "id", "<", ">", "<top>",
      "</top>", "<num>", "<title>", "\t", "\n", "\r", " ", "x", "é", "\u{0}", "query",
    ]
    for start in ["", "{\"text\":", "<top>"] {
      for _ in 0..<500 {
        let count = Int.random(in: 0..<30, using: &random)
        let text = (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).count
        #expect(read(start + text).count <= 20 * lines)
      }
    }
  }

  @Test func realQuestionsParseWithoutNotices() throws {
    guard let path = dataPath("queries/msmarco-dev.tsv") else {
      print("skipped: there is no shared data")
      return
    }
    let file = try QueryFile(path: path)
    var plain = 0
    var count = 0
    while let record = try file.next() {
      count += 1
      if try QueryParser.parse(record.text).query.isPlainWords { plain += 1 }
    }
    print("plain words: \(plain) of \(count)")
    #expect(plain * 100 >= count * 97)
  }
}
