/// Latencies of a class of queries, in microseconds.
struct Summary: Encodable {
  var n: Int
  var median_us: Double
  var p90_us: Double
  var p99_us: Double
  var mean_us: Double
  var max_us: Double
  var qps: Double

  init(_ values: [Double]) {
    let sorted = values.sorted()
    n = sorted.count
    median_us = Self.median(sorted)
    p90_us = Self.percentile(sorted, 0.90)
    p99_us = Self.percentile(sorted, 0.99)
    let sum = sorted.reduce(0, +)
    mean_us = sum / Double(max(1, n))
    max_us = sorted.last ?? 0
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
