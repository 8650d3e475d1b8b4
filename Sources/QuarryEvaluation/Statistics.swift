#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// The arithmetic of paired comparisons.
package enum Statistics {
  /// How many choices of signs a randomisation test tries: enough that a probability of 0.05 is
  /// known to ±0.003.
  package static let samples = 20_000

  /// The mean of `values`, added up in their order; 0 where there are none.
  package static func mean(_ values: [Double]) -> Double {
    values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
  }

  /// Student's paired t of `differences` with the two-sided probability of one as far from 0 by
  /// chance; (0, 1) where all differences are the same or there are fewer than two.
  package static func pairedT(_ differences: [Double]) -> (t: Double, p: Double) {
    let count = differences.count
    guard count > 1 else { return (0, 1) }
    let mean = mean(differences)
    let squares = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let error = (squares / Double(count - 1) / Double(count)).squareRoot()
    // What is left by rounding is no variance.
    guard error > mean.magnitude * 1e-12 else { return (0, 1) }
    let t = mean / error
    return (t, twoSided(t, degrees: count - 1))
  }

  /// The probability that Student's t of `degrees` degrees of freedom is at least as far from 0 as
  /// `t`.
  ///
  /// Source: the finite series of Abramowitz and Stegun, "Handbook of Mathematical Functions", 1964,
  /// 26.7.3 and 26.7.4.
  package static func twoSided(_ t: Double, degrees: Int) -> Double {
    guard degrees > 0, t != 0 else { return 1 }
    guard t.isFinite else { return 0 }
    let angle = atan(t.magnitude / Double(degrees).squareRoot())
    let square = cos(angle) * cos(angle)
    let isOdd = degrees % 2 == 1
    var term = isOdd ? cos(angle) : 1
    var sum = 0.0
    var step = isOdd ? 3 : 2
    while step <= degrees {
      sum += term
      // A further term is smaller still.
      if term < sum * 1e-18 { break }
      term *= square * Double(step - 1) / Double(step)
      step += 2
    }
    let inside = isOdd ? (angle + sin(angle) * sum) * 2 / .pi : sin(angle) * sum
    return min(max(1 - inside, 0), 1)
  }

  /// The two-sided probability that the mean of `differences` is as far from 0 by chance, by the
  /// paired randomisation test (Fisher, 1935; Smucker, Allan and Carterette, 2007): under the null
  /// hypothesis each difference could as well have had the other sign.
  ///
  /// All signs are tried where there are at most 2^16 choices; else `samples` random ones, where
  /// the probability is (as far + 1) / (samples + 1), so that it is never 0.
  package static func randomisation(
    _ differences: [Double], samples: Int = samples, seed: UInt64 = 1
  ) -> Double {
    // A difference of 0 is the same with either sign.
    let values = differences.filter { $0 != 0 }
    guard !values.isEmpty else { return 1 }
    let total = values.reduce(0, +).magnitude
    // The order of additions must not decide whether two sums are equal.
    let bound = total - 1e-12 * values.reduce(0) { $0 + $1.magnitude }
    if values.count <= 16 {
      let choices = 1 << values.count
      let asFar = (0..<choices).count { choice in
        var sum = 0.0
        for (place, value) in values.enumerated() {
          sum += choice >> place & 1 == 0 ? value : -value
        }
        return sum.magnitude >= bound
      }
      return Double(asFar) / Double(choices)
    }
    var random = RandomNumbers(seed: seed)
    var asFar = 0
    let samples = max(samples, 1)
    for _ in 0..<samples {
      var sum = 0.0
      var bits: UInt64 = 0
      for (place, value) in values.enumerated() {
        if place & 63 == 0 { bits = random.next() }
        sum += bits & 1 == 0 ? value : -value
        bits >>= 1
      }
      if sum.magnitude >= bound { asFar += 1 }
    }
    return Double(asFar + 1) / Double(samples + 1)
  }
}
