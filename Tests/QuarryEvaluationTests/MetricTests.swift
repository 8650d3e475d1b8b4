import QuarryEvaluation
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

struct MetricTests {
  @Test("the figures are those of trec_eval 9, with graded, negative and tied values")
  func asTrecEval() {
    // The expected values were computed by trec_eval 9 (pytrec_eval).
    let fixture = Fixture(
      judgements: [
        "d14:2 d13:1 d8:3 d12:2 d7:0 d11:-1 d15:1 d3:1 d2:0",
        "d0:3 d12:1 d7:1 d5:-1 d13:3 d9:-1 d3:1 d8:3 d10:1",
        "d6:3 d3:1 d0:1 d7:-1 d15:1 d11:1 d10:-1 d1:1 d14:-1",
        "d1:0 d2:-1",
      ],
      run: [
        "d2:-1 d8:2.0 d12:-1 d11:1.5 d10:-1 d0:1.5 d9:1.5 d6:1.5 d7:2.0 d5:2.0",
        "d13:1.5 d8:-1 d15:1.5 d1:2.5 d11:1.5 d4:2.00000001 d5:2.5 d3:1.5 d10:1.5 d0:1.5",
        "d4:-1 d3:2.0 d11:2.5 d1:-1 d0:2.0 d13:2.0 d7:2.5 d9:2.5 d2:1.5 d5:2.5",
        "d1:1.0",
      ])
    let values = fixture.values("ndcg_cut_5", "ndcg", "map", "map@3", "recip_rank", "P_5", "r@5")
    let expected: [[Double]] = [
      [
        0.493470653538, 0.559708837844, 0.203703703704, 0.166666666667, 1.0, 0.2, 0.166666666667,
      ],
      [0.05973058618, 0.45381156748, 0.271825396825, 0, 0.25, 0.2, 0.142857142857],
      [0.165208875262, 0.271445448573, 0.246428571429, 0, 0.25, 0.4, 0.333333333333],
      [0, 0, 0, 0, 0, 0, 0],
    ]
    #expect(zip(values, expected).allSatisfy { isClose($0, $1) }, "\(values)")
    #expect(values.count == expected.count)
  }

  @Test("figures computed by hand")
  func byHand() {
    // Found: not relevant, 2, not judged, 1; a further 1 is not found.
    let fixture = Fixture(
      judgements: ["a:0 b:2 c:1 d:1"], run: ["a:9 b:8 x:7 c:6"])
    let ideal = 2 + 1 / log2(3.0) + 1 / log2(4.0)
    let reached = 2 / log2(3.0) + 1 / log2(5.0)
    let values = fixture.values("ndcg@10", "map", "mrr@10", "p@10", "r@100", "mrr@1", "p@2")
    let average: Double = 1 / 3
    let recall: Double = 2 / 3
    let expected: [Double] = [reached / ideal, average, 0.5, 0.2, recall, 0, 0.5]
    #expect(isClose(values.first ?? [], expected))
  }

  @Test("a judged query without results counts 0, one without judgements is left out")
  func missing() {
    var fixture = Fixture(judgements: ["a:1", "a:1"], run: ["a:1"])
    fixture.queries.append(fixture.names.queries.number(of: "unjudged"))
    let evaluation = Evaluation(
      fixture.run, fixture.judgements, queries: fixture.queries, metrics: Metric.standard,
      fixture.names)
    #expect(evaluation.rows.count == 2)
    #expect(evaluation.mean(1) == 0.5)
    #expect(evaluation.rows.map(\.foundCount) == [1, 0])
  }

  @Test("equal scores go by falling name as bytes, and scores are equal in single precision")
  func ties() {
    let fixture = Fixture(
      judgements: ["a:1"], run: ["a:2.00000001 b:2 B:2 ab:2 z:1 é:2"])
    let ranking = fixture.run.ranking(of: 0, fixture.names).map {
      fixture.names.documents.text($0)
    }
    #expect(ranking == ["é", "b", "ab", "a", "B", "z"])
  }

  @Test("random rankings against definitions written down another way")
  func random() {
    var random = SplitMix64(seed: 5)
    for _ in 0..<200 {
      let count = Int.random(in: 0...30, using: &random)
      let documents = (0..<UInt32(40)).shuffled(using: &random)
      let ranking = Array(documents.prefix(count))
      var relevance: [UInt32: Int32] = [:]
      for document in documents.shuffled(using: &random).prefix(Int(random.next() % 25)) {
        relevance[document] = Int32.random(in: -1...3, using: &random)
      }
      let cutoff = Int.random(in: 1...12, using: &random)
      let judged = JudgedRanking(ranking, relevance)
      let relevant = Set(relevance.filter { $0.value > 0 }.keys)

      func precision(_ rank: Int) -> Double {
        Double(relevant.intersection(ranking.prefix(rank)).count) / Double(rank)
      }
      func discounted(_ gains: [Int32]) -> Double {
        (0..<min(gains.count, cutoff)).reduce(0) {
          $0 + Double(max(gains[$1], 0)) * log(2) / log(Double($1) + 2)
        }
      }
      let divisor = Double(max(relevant.count, 1))
      let average = (1...41).reduce(0.0) { sum, rank in
        rank <= ranking.count && relevant.contains(ranking[rank - 1])
          ? sum + precision(rank) / divisor : sum
      }
      let best = discounted(relevance.values.sorted { $0 > $1 })
      let gained = discounted(ranking.map { relevance[$0] ?? 0 })
      let first = (1...cutoff).first { precision($0) > 0 }
      let found: [Double] = [
        judged.value(of: Metric(.ndcg, at: cutoff)), judged.value(of: Metric(.averagePrecision)),
        judged.value(of: Metric(.reciprocalRank, at: cutoff)),
        judged.value(of: Metric(.precision, at: cutoff)),
        judged.value(of: Metric(.recall, at: cutoff)),
      ]
      let ratio: Double = best > 0 ? gained / best : 0
      let recall: Double = precision(cutoff) * Double(cutoff) / divisor
      let expected = [ratio, average, first.map { 1 / Double($0) } ?? 0, precision(cutoff), recall]
      #expect(isClose(found, expected))
    }
  }

  @Test(
    "names of metrics",
    arguments: [
      ("ndcg@10", "ndcg_cut_10"), ("NDCG_cut_10", "ndcg_cut_10"), ("map", "map"),
      ("mrr@10", "recip_rank_cut_10"), ("recip_rank", "recip_rank"), ("P_10", "P_10"),
      ("p@5", "P_5"), ("R@100", "recall_100"), ("recall_1000", "recall_1000"),
    ])
  func names(_ typed: String, _ expected: String) {
    #expect(Metric(named: typed)?.trecName == expected)
  }

  @Test(
    "what is no metric", arguments: ["", "p", "ndcg@", "ndcg@0", "ndcg@-1", "map@1e9", "foo@10"])
  func noMetric(_ name: String) {
    #expect(Metric(named: name) == nil)
  }
}
