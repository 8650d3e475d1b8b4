import QuarryEvaluation
import TestSupport
import Testing

struct StatisticsTests {
  @Test("the probability of t is that of the tables")
  func pairedT() {
    // scipy 1.17, stats.ttest_1samp.
    let (t, p) = Statistics.pairedT([0.1, 0.2, -0.05, 0.3, 0, 0.15, 0.02])
    let expected: [Double] = [2.2055748741524623, 0.06956593453067975]
    #expect(isClose([t, p], expected, within: 1e-12))
  }

  @Test(
    "the probability of t by degrees of freedom",
    arguments: [
      // scipy 1.17, 2 × stats.t.sf.
      (1.0, 1, 0.5), (2.5, 2, 0.12961172022151082), (0.3, 5, 0.7762490422632745),
      (2.0, 10, 0.07338803477074037), (3.1, 29, 0.00427818237355557),
      (-1.96, 299, 0.05092435137727549), (6, 50, 2.1889394850799978e-07),
    ])
  func twoSided(_ t: Double, _ degrees: Int, _ expected: Double) {
    #expect(isClose([Statistics.twoSided(t, degrees: degrees)], [expected], within: 1e-12))
  }

  @Test("differences without variance or without number prove nothing by t")
  func degenerate() {
    let cases: [[Double]] = [[], [1], [0, 0, 0], [0.1, 0.1, 0.1]]
    for differences in cases {
      let (t, p) = Statistics.pairedT(differences)
      #expect(t == 0 && p == 1)
    }
    #expect(Statistics.randomisation([]) == 1)
    #expect(Statistics.randomisation([0, 0]) == 1)
  }

  @Test("few differences are tried with all their signs")
  func allSigns() {
    // Only all signs or none reach the sum.
    #expect(Statistics.randomisation([1, 2, 3, 0]) == 2.0 / 8)
    // Of 16 sums of ±1±1±1±1, 6 are 0 and 10 reach 2.
    #expect(Statistics.randomisation([1, 1, 1, -1]) == 10.0 / 16)
    #expect(Statistics.randomisation([1, -1]) == 1)
  }

  @Test("sampled signs agree with all signs")
  func sampled() {
    var random = SplitMix64(seed: 9)
    for _ in 0..<5 {
      let values = (0..<10).map { _ in Double.random(in: -0.6...1, using: &random) }
      let exact = Statistics.randomisation(values)
      // Values that add nothing make the number too large for all signs.
      let nothing = Array(repeating: 1e-15, count: 10)
      let sampled = Statistics.randomisation(values + nothing, samples: 2000)
      #expect((exact - sampled).magnitude < 0.05, "\(exact) \(sampled)")
    }
  }

  @Test("chance is not called significant more often than it should be, an effect is found")
  func significance() {
    var random = SplitMix64(seed: 17)
    var falseAlarms = 0
    var found = 0
    for _ in 0..<100 {
      let first = (0..<40).map { _ in Double.random(in: 0...1, using: &random) }
      let second = first.map { $0 + Double.random(in: -0.3...0.3, using: &random) }
      if Comparison(first, second, samples: 300).isSignificant { falseAlarms += 1 }
      let shifted = second.map { $0 + 0.15 }
      if Comparison(first, shifted, samples: 300).isSignificant { found += 1 }
    }
    #expect((1...14).contains(falseAlarms), "\(falseAlarms) of 100")
    #expect(found > 95)
  }

  @Test("a comparison counts what is better, worse and the same")
  func comparison() {
    let comparison = Comparison([0, 0.5, 1, 1], [1, 0.5, 0.5, 1])
    #expect([comparison.better, comparison.worse, comparison.same] == [1, 1, 2])
    #expect([comparison.first, comparison.second, comparison.difference] == [0.625, 0.75, 0.125])
  }
}
