#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// How many distinct words a text of so many words has: K·nᵝ (Heaps, "Information retrieval:
/// computational and theoretical aspects", 1978).
struct HeapsLaw {
  /// β: between 0.4 and 0.7 in most collections.
  private(set) var exponent = 1.0
  private let factor: Double

  /// Fits the law to measured growth: β by least squares of the logarithms from a tenth of the text
  /// on, K so that the last point is met.
  init(_ growth: [(words: Int, distinct: Int)]) {
    guard let last = growth.last, last.words > 0, last.distinct > 0 else {
      factor = 0
      return
    }
    let points = growth.filter { 10 * $0.words >= last.words && $0.distinct > 0 }
    let x = points.map { log(Double($0.words)) }
    let y = points.map { log(Double($0.distinct)) }
    let meanX = x.reduce(0, +) / Double(x.count)
    let meanY = y.reduce(0, +) / Double(y.count)
    let covariance = zip(x, y).reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanY) }
    let variance = x.reduce(0) { $0 + ($1 - meanX) * ($1 - meanX) }
    if variance > 0 { exponent = min(1, max(0, covariance / variance)) }
    factor = Double(last.distinct) / pow(Double(last.words), exponent)
  }

  /// The distinct words of a text of `words` words.
  func distinct(at words: Int) -> Double { factor * pow(Double(words), exponent) }
}
