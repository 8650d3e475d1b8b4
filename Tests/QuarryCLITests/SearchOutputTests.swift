import Foundation
import Testing

@testable import QuarryCLI

/// The sample dump, indexed once for all tests that only read.
private let indexed: Result<QuarryProgram, any Error> = Result {
  let folder = try TemporaryFolder()
  let program = QuarryProgram(folder: folder)
  let outcome = try program(
    "index", QuarryProgram.sample, "--index", "sample.quarry", "--quiet")
  try #require(outcome.code == 0, "\(outcome.errors)")
  // A global is never released, so its folder is removed by hand.
  atexit {
    guard let path = try? indexed.get().folder.path else { return }
    try? FileManager.default.removeItem(atPath: path)
  }
  return program
}

@Suite(
  "quarry search and show",
  .enabled(if: QuarryProgram.executable != nil, "the program quarry was not built"))
struct SearchOutputTests {
  private let quarry: QuarryProgram

  init() throws {
    quarry = try indexed.get()
  }

  private func object(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test func textIsForPeople() throws {
    let result = try quarry("search", "s-400", "turkey")
    #expect(result.code == 0)
    #expect(result.errors == "")
    let lines = result.output.split(separator: "\n", omittingEmptySubsequences: false)
    try #require(lines.count > 4)
    #expect(lines[0] == "  1  Turkey takes delivery of the S-400 and loses the F-35")
    #expect(lines[1] == "     2020-12-21 · World Page · Mara Ellwood")
    #expect(lines[2] == "     https://example.org/world/s-400-turkey · [s-400-turkey]")
    #expect(lines[3].hasPrefix("     "))
    #expect(lines.allSatisfy { DisplayWidth.columns(of: String($0)) <= 80 })
    #expect(!result.output.contains("\u{1B}"))
    let last = try #require(result.lines.last)
    #expect(last.wholeMatch(of: /10 of \d+ results in [0-9.]+ ms/) != nil, "\(last)")
  }

  @Test func colourIsUsedWhereItIsAskedFor() throws {
    let always = try quarry("search", "s-400 turkey", "--color", "always")
    #expect(always.output.contains("\u{1B}[1mTurkey takes delivery"))
    #expect(always.output.contains("\u{1B}[1;33mS-400\u{1B}[0m"))
    let never = try quarry("search", "s-400 turkey", "--color", "never")
    #expect(!never.output.contains("\u{1B}"))
    let shown = always.output.replacing(/\u{1B}\[[0-9;]*m/, with: "").split(separator: "\n")
    #expect(shown.dropLast() == never.output.split(separator: "\n").dropLast())
  }

  @Test func widthFollowsColumns() throws {
    let result = try quarry("search", "turkey", environment: ["COLUMNS": "40"])
    #expect(result.lines.allSatisfy { DisplayWidth.columns(of: $0) <= 40 })
  }

  @Test func jsonHoldsEverything() throws {
    let result = try quarry(
      "search", "+café", "-paris", "--format", "json", "--limit", "3", "--snippets", "2",
      "--explain")
    #expect(result.code == 0)
    let answer = try object(result.output)
    #expect(answer["version"] as? Int == 1)
    #expect(answer["query"] as? String == "+café -paris")
    #expect(answer["limit"] as? Int == 3)
    #expect(answer["offset"] as? Int == 0)
    #expect(answer["elapsed_ms"] is Double)
    let hits = try #require(answer["hits"] as? [[String: Any]])
    #expect(hits.count <= 3 && !hits.isEmpty)
    #expect(try #require(answer["total"] as? Int) >= hits.count)
    for (index, hit) in hits.enumerated() {
      #expect(hit["rank"] as? Int == index + 1)
      #expect(hit["id"] is String)
      #expect(hit["title"] is String)
      let metadata = try #require(hit["metadata"] as? [String: Any])
      #expect(metadata["date"] is String)
      #expect(metadata["tags"] is [String])
      for snippet in try #require(hit["snippets"] as? [[String: Any]]) {
        let text = Array(try #require(snippet["text"] as? String).utf8)
        for highlight in try #require(snippet["highlights"] as? [[String: Any]]) {
          let start = try #require(highlight["start"] as? Int)
          let end = try #require(highlight["end"] as? Int)
          try #require(start < end && end <= text.count)
          #expect(
            String(decoding: text[start..<end], as: UTF8.self) == highlight["text"] as? String)
        }
      }
      let explanation = try #require(hit["explanation"] as? [String: Any])
      let parts = try #require(explanation["parts"] as? [[String: Any]])
      let sum = parts.reduce(0) { $0 + ($1["share"] as? Double ?? .nan) }
      #expect(abs(sum - (hit["score"] as? Double ?? .nan)) < 1e-9)
    }
  }

  @Test func linesHoldTheSameHits() throws {
    let json = try quarry("search", "turkey", "--format", "json").output
    let whole = try object(json)
    let hits = try #require(whole["hits"] as? [[String: Any]])
    let ids = hits.compactMap { $0["id"] as? String }
    #expect(ids.count == hits.count)

    let jsonl = try quarry("search", "turkey", "--format", "jsonl")
    #expect(try jsonl.lines.map { try object($0)["id"] as? String } == ids)

    let plain = try quarry("search", "turkey", "--format", "ids")
    #expect(plain.lines == ids)

    let trec = try quarry("search", "turkey", "--format", "trec")
    for (line, hit) in zip(trec.lines, hits) {
      let parts = line.split(separator: " ").map(String.init)
      try #require(parts.count == 6)
      #expect(parts[0] == "1" && parts[1] == "Q0" && parts[5] == "quarry")
      #expect(parts[2] == hit["id"] as? String)
      #expect(json.contains("\"id\":\"\(parts[2])\"") && json.contains("\"score\":\(parts[4]),"))
    }

    let tsv = try quarry("search", "turkey", "--format", "tsv")
    #expect(tsv.lines.count == ids.count)
    for (line, id) in zip(tsv.lines, ids) {
      let parts = line.split(separator: "\t", omittingEmptySubsequences: false)
      try #require(parts.count == 7)
      #expect(parts[2] == id)
    }
  }

  @Test func limitAndOffsetPage() throws {
    let all = try quarry("search", "turkey", "--format", "ids").lines
    let second = try quarry("search", "turkey", "--format", "ids", "--limit", "2", "--offset", "1")
    #expect(second.lines == Array(all.dropFirst().prefix(2)))
    let json = try object(
      try quarry("search", "turkey", "--format", "json", "--offset", "1", "--limit", "1").output)
    #expect((json["hits"] as? [[String: Any]])?.first?["rank"] as? Int == 2)
  }

  @Test func countIsANumber() throws {
    let result = try quarry("search", "turkey", "--count")
    let total = try object(try quarry("search", "turkey", "--format", "json").output)["total"]
    #expect(result.lines.first.flatMap { Int($0) } == total as? Int)
    #expect(result.lines.count == 1)
    let none = try quarry("search", "xyzzyqwerty", "--count")
    #expect(none.output == "0\n")
    #expect(none.code == 1)
  }

  @Test func nothingFoundIsOne() throws {
    let text = try quarry("search", "xyzzyqwerty")
    #expect(text.code == 1)
    #expect(text.output.hasPrefix("nothing found in "))
    #expect(text.errors == "")
    for format in ["jsonl", "tsv", "trec", "ids"] {
      let result = try quarry("search", "xyzzyqwerty", "--format", format)
      #expect(result.code == 1)
      #expect(result.output == "")
    }
    #expect(try quarry("search", "turkey -turkey").code == 1)
    #expect(try quarry("search", "").code == 1)
    #expect(try quarry("search", "-").code == 1)
  }

  @Test func explainTellsEachShare() throws {
    let result = try quarry("search", "s-400 turkey", "--explain", "--limit", "1")
    #expect(result.output.contains("\n    score "))
    #expect(result.output.contains("idf "))
    #expect(!(try quarry("search", "s-400 turkey", "--limit", "1").output.contains("idf ")))
  }

  @Test func showPrintsAnArticle() throws {
    let result = try quarry("show", "s-400-turkey")
    #expect(result.code == 0)
    let lines = result.lines
    #expect(
      Array(lines.prefix(2))
        == ["Turkey takes delivery of the S-400 and loses the F-35", "id: s-400-turkey"])
    #expect(lines.contains("date: 2020-12-21"))
    #expect(result.output.contains("\n\nThe first parts of a Russian S-400 air defence system"))

    let json = try object(try quarry("show", "s-400-turkey", "--format", "json").output)
    #expect(json["id"] as? String == "s-400-turkey")
    #expect((json["text"] as? String)?.hasPrefix("The first parts") == true)
    #expect(
      (json["metadata"] as? [String: Any])?["tags"] as? [String] == [
        "defence", "turkey", "russia",
      ])
  }

  @Test func showOfNothingIsOne() throws {
    let result = try quarry("show", "no-such\u{1B}[31m-id")
    #expect(result.code == 1)
    #expect(result.output == "")
    #expect(
      result.errors
        == "sample.quarry: has no document \"no-such\u{FFFD}[31m-id\"; quarry search prints "
        + "identifiers\n")
  }

  @Test func environmentNamesTheIndex() throws {
    let elsewhere = QuarryProgram(folder: try TemporaryFolder())
    let path = "\(quarry.folder.path)/sample.quarry"
    #expect(try elsewhere("search", "turkey").code == 2)
    #expect(
      try elsewhere("search", "turkey", "--count", environment: ["QUARRY_INDEX": path]).code == 0)
    #expect(try elsewhere("stats", path).code == 0)
    #expect(try elsewhere("verify", "--index", path).code == 0)
  }

  @Test func allOptionsWithValuesAreKnownToTheQuery() throws {
    let help = try quarry("search", "--help").output
    let options = help.matches(of: /\n +(--[a-z-]+) </).map { String($0.1) }
    #expect(Set(options).isSubset(of: SearchWords.valued), "\(options)")
    #expect(options.count > 15)
  }
}
