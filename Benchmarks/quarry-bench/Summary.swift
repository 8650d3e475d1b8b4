/// Latencies of a class of queries, in microseconds.
struct Summary: Encodable {
  var n: Int
  var medianUs: Double
  var p90Us: Double
  var p99Us: Double
  var meanUs: Double
  var maxUs: Double
  var qps: Double

  init(_ values: [Double]) {
    let sorted = values.sorted()
    n = sorted.count
    medianUs = Self.median(sorted)
    p90Us = Self.percentile(sorted, 0.90)
    p99Us = Self.percentile(sorted, 0.99)
    let sum = sorted.reduce(0, +)
    meanUs = sum / Double(max(1, n))
    maxUs = sorted.last ?? 0
    qps = 1e6 * Double(n) / max(sum, 1e-9)
  }

  /// The middle of sorted values.
  static func median(_ sorted: [Double]) -> Double {
    guard !sorted.isEmpty else { return 0 }
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }

  /// The nearest-rank percentile of sorted values.
  private static func percentile(_ sorted: [Double], _ share: Double) -> Double {
    guard !sorted.isEmpty else { return 0 }
    let rank = Int((share * Double(sorted.count)).rounded(.up)) - 1
    return sorted[max(0, min(sorted.count - 1, rank))]
  }
}
