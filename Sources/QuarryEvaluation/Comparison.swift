/// Two lists of values for the same queries, one beside the other: is the second better, and is that
/// more than chance?
package struct Comparison: Sendable {
  /// The means.
  package let first: Double
  package let second: Double
  /// The queries for which the second is better, worse, and the same.
  package let better: Int
  package let worse: Int
  package let same: Int
  /// The probability of a difference as large by chance, by the paired randomisation test.
  package let randomisationP: Double
  /// Student's paired t, and the probability it gives.
  package let t: Double
  package let tP: Double

  /// How much better the second is on average.
  package var difference: Double { second - first }

  /// Below this probability a difference is called significant.
  package static let level = 0.05

  package var isSignificant: Bool { randomisationP < Self.level }

  /// Compares `second` with `first`, value by value; what only one of them has is not looked at.
  ///
  /// - Parameter samples: how many choices of signs the randomisation test tries.
  package init(
    _ first: [Double], _ second: [Double], samples: Int = Statistics.samples, seed: UInt64 = 1
  ) {
    let pairs = Array(zip(first, second))
    let differences = pairs.map { $1 - $0 }
    self.first = Statistics.mean(pairs.map(\.0))
    self.second = Statistics.mean(pairs.map(\.1))
    better = differences.count { $0 > 0 }
    worse = differences.count { $0 < 0 }
    same = differences.count - better - worse
    randomisationP = Statistics.randomisation(differences, samples: samples, seed: seed)
    (t, tP) = Statistics.pairedT(differences)
  }
}
