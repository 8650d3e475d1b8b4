#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// The ranking of one query as the metrics see it: relevances instead of documents.
///
/// As in `trec_eval`, a document that was not judged is not relevant, one is relevant from 1 on, and
/// what is below 0 gains nothing.
package struct JudgedRanking: Sendable {
  /// The relevance of each document found, the best first; never below 0.
  private let found: [Int32]
  /// The relevances of all relevant documents, falling.
  private let ideal: [Int32]

  /// - Parameters:
  ///   - ranking: the documents found, the best first.
  ///   - relevance: the judged documents.
  package init(_ ranking: [UInt32], _ relevance: [UInt32: Int32]) {
    found = ranking.map { max(relevance[$0] ?? 0, 0) }
    ideal = relevance.values.filter { $0 > 0 }.sorted(by: >)
  }

  /// How many documents were found.
  package var foundCount: Int { found.count }
  /// How many documents are relevant.
  package var relevantCount: Int { ideal.count }
  /// How many of the documents found are relevant.
  package var relevantFoundCount: Int { found.count { $0 > 0 } }

  /// The value of `metric`; 0 where no document is relevant.
  package func value(of metric: Metric) -> Double {
    let first = found.prefix(metric.cutoff ?? found.count)
    switch metric.kind {
    case .ndcg:
      let best = Self.gain(ideal.prefix(metric.cutoff ?? ideal.count))
      return best > 0 ? Self.gain(first) / best : 0
    case .averagePrecision:
      guard !ideal.isEmpty else { return 0 }
      var sum = 0.0
      var relevant = 0
      for (place, value) in first.enumerated() where value > 0 {
        relevant += 1
        sum += Double(relevant) / Double(place + 1)
      }
      return sum / Double(ideal.count)
    case .reciprocalRank:
      return first.firstIndex { $0 > 0 }.map { 1 / Double($0 + 1) } ?? 0
    case .precision:
      let count = metric.cutoff ?? found.count
      return count > 0 ? Double(first.count { $0 > 0 }) / Double(count) : 0
    case .recall:
      return ideal.isEmpty ? 0 : Double(first.count { $0 > 0 }) / Double(ideal.count)
    }
  }

  private static func gain(_ relevances: ArraySlice<Int32>) -> Double {
    var sum = 0.0
    for (place, value) in relevances.enumerated() where value > 0 {
      sum += Double(value) / log2(Double(place + 2))
    }
    return sum
  }
}
