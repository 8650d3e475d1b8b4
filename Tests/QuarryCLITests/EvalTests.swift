import Foundation
import TestSupport
import Testing

/// `quarry eval` and `quarry tune` on a collection so small that its figures are known.
@Suite(.enabled(if: QuarryProgram.executable != nil, "the program was not built"))
struct EvalTests {
  private let program: QuarryProgram

  init() throws {
    program = QuarryProgram(folder: try TemporaryFolder())
    try program.folder.write(
      "docs.jsonl",
      """
      {"id":"a b","title":"apple","text":"apple apple apple pear"}
      {"id":"c","title":"pear","text":"pear and one apple among many other words of a long text"}
      {"id":"d","title":"plum","text":"plum plum cherry"}

      """)
    try program.folder.write("queries.tsv", "1\tapple\n2\tplum\n3\tcherry\n4\tnothing\n")
    // For query 1 the second document is the better one.
    try program.folder.write("qrels.tsv", "1\t0\tc\t2\n1\t0\ta b\t1\n2\t0\td\t1\n4\t0\td\t1\n")
    #expect(try program("index", "docs.jsonl", "--quiet").code == 0)
  }

  private func eval(_ arguments: String...) throws -> QuarryProgram.Outcome {
    try program.run(["eval", "--qrels", "qrels.tsv"] + arguments)
  }

  /// The value of a measure for a query in the output of `--format tsv`.
  private func value(_ measure: String, _ query: String, _ outcome: QuarryProgram.Outcome)
    -> String?
  {
    outcome.lines.map { $0.split(separator: "\t").map(String.init) }
      .first { $0.count > 2 && $0[0] == measure && $0[1] == query }?[2]
  }

  @Test("the figures, and the same from the run that was written")
  func figures() throws {
    let outcome = try eval(
      "--queries", "queries.tsv", "--format", "tsv", "--per-query", "--run", "out.trec")
    #expect(outcome.code == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    // (1 + 2 / log2(3)) / (2 + 1 / log2(3))
    #expect(value("ndcg_cut_10", "1", outcome) == "0.859719")
    #expect(value("ndcg_cut_10", "2", outcome) == "1.000000")
    #expect(value("ndcg_cut_10", "3", outcome) == nil)
    #expect(value("map", "4", outcome) == "0.000000")
    #expect(value("map", "all", outcome) == "0.666667")
    #expect(value("P_10", "all", outcome) == "0.100000")
    #expect(value("num_q", "all", outcome) == "3")
    #expect(value("num_rel_ret", "all", outcome) == "3")

    let run = String(decoding: try program.folder.bytes(of: "out.trec"), as: UTF8.self)
    #expect(run.hasPrefix("1 Q0 a%20b 1 "))
    let again = try eval("--input-run", "out.trec", "--format", "tsv", "--per-query")
    #expect(again.output == outcome.output)
  }

  @Test("a table for people, with what was left out")
  func table() throws {
    let outcome = try eval("--queries", "queries.tsv", "--metrics", "mrr@1,p@1")
    #expect(
      outcome.output == """
        3 queries · 4 relevant documents · 3 of them found among 3 results
        1 more queries have no judgements

          MRR@1  0.6667
          P@1    0.6667

        """)
  }

  @Test("two settings side by side")
  func comparison() throws {
    let outcome = try eval(
      "--queries", "queries.tsv", "--compare", "title=0,b.body=1", "--format", "json",
      "--per-query")
    let answer = try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    #expect(answer["setting"] as? String == "defaults")
    #expect(answer["compared_setting"] as? String == "b.body=1,title=0")
    let comparison = try #require(answer["comparison"] as? [String: [String: Any]])
    #expect(comparison["ndcg@10"]?["same"] as? Int == 3)
    #expect(comparison["ndcg@10"]?["randomisation_p"] as? Double == 1)
    #expect((answer["per_query"] as? [Any])?.count == 3)
  }

  @Test("a run beside another")
  func runs() throws {
    try program.folder.write("a.trec", "1 Q0 c 1 2.5 x\n2 Q0 d 1 1 x\n")
    try program.folder.write("b.trec", "1 Q0 d 1 2.5 y\n2 Q0 d 1 1 y\n")
    let outcome = try eval(
      "--input-run", "a.trec", "--compare-run", "b.trec", "--metrics", "mrr", "--per-query")
    #expect(outcome.code == 0)
    #expect(outcome.output.contains("\n  1             1.0000    0.0000     -1.0000\n"))
    #expect(outcome.output.contains("baseline: a.trec\ncompared: b.trec\n"))
  }

  @Test(
    "wrong use is refused with one line",
    arguments: [
      (["--queries", "none.tsv"], "error: none.tsv: "),
      (
        ["--queries", "qrels.tsv"],
        "error: qrels.tsv:2: there are two queries with the identifier 1"
      ),
      ([], "error: no queries: name them with --queries FILE"),
      (["--queries", "queries.tsv", "--set", "foo=1"], "error: foo: is no ranking parameter"),
      (["--queries", "queries.tsv", "--set", "b=2"], "error: b=2.0: must lie between 0 and 1"),
      (["--queries", "queries.tsv", "--set", "b"], "error: The value 'b' is invalid for '--set"),
      (["--input-run", "docs.jsonl"], "error: docs.jsonl:1: a result has six columns"),
      (["--input-run", "a", "--set", "k1=1"], "error: --input-run: goes without an index"),
      (["--queries", "other.tsv"], "error: other.tsv: none of its 1 queries has judgements"),
    ])
  func wrongUse(_ arguments: [String], _ message: String) throws {
    try program.folder.write("other.tsv", "77\tapple\n")
    let outcome = try program.run(["eval", "--qrels", "qrels.tsv"] + arguments)
    #expect(outcome.code == 2)
    #expect(outcome.errors.hasPrefix(message), "\(outcome.errors)")
    #expect(outcome.errors.split(separator: "\n").count == 1)
  }

  @Test(
    "Lucene's figures for CACM, with its analysis",
    .enabled(if: dataPath("ir/cacm/corpus.jsonl.gz") != nil, "the shared data is not here"))
  func luceneFigures() throws {
    let folder = try #require(dataPath("ir/cacm"))
    #expect(
      try program(
        "index", "\(folder)/corpus.jsonl.gz", "--index", "cacm.quarry", "--analyzer", "lucene",
        "--quiet"
      ).code == 0)
    let outcome = try program(
      "eval", "--queries", "\(folder)/queries.tsv", "--qrels", "\(folder)/qrels.tsv", "--index",
      "cacm.quarry", "--set", "k1=1.2,b=0.75", "--format", "tsv")
    for (measure, expected) in [("ndcg_cut_10", 0.4984), ("map", 0.3582), ("recall_100", 0.6905)] {
      let found = try #require(value(measure, "all", outcome).flatMap { Double($0) })
      #expect((found - expected).magnitude < 0.002, "\(measure): \(found)")
    }
  }

  @Test("tuning says what it found and whether to believe it")
  func tune() throws {
    let arguments = ["tune", "--queries", "queries.tsv", "--qrels", "qrels.tsv"]
    let outcome = try program.run(arguments + ["--parameters", "k1=0.5..2:0.5,b"])
    #expect(outcome.code == 0)
    #expect(outcome.output.hasPrefix("3 queries in 3 folds · "))
    #expect(outcome.output.contains("keep the defaults"))
    let bad = try program.run(arguments + ["--parameters", "k2"])
    #expect(bad.code == 2)
    #expect(bad.errors.hasPrefix("error: --parameters k2: is no ranking parameter of this index"))
  }
}
