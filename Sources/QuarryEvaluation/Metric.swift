/// A figure for how good a ranking is, computed as `trec_eval` does; from 0 to 1.
package struct Metric: Sendable, Hashable {
  /// What is measured.
  package enum Kind: String, Sendable, Hashable {
    /// Normalised discounted cumulative gain (Järvelin and Kekäläinen, 2002): the gain is the
    /// relevance itself (linear), the discount log2(rank + 1), the ideal the judged documents in
    /// their best order.
    case ndcg
    /// Average precision: the mean of the precisions at the ranks of the relevant documents; one
    /// that is not found counts 0.
    case averagePrecision = "map"
    /// 1 / the rank of the first relevant document.
    case reciprocalRank = "mrr"
    /// The share of relevant documents among the first.
    case precision = "p"
    /// The share of the relevant documents that are among the first.
    case recall = "r"
  }

  package let kind: Kind
  /// How many of the first documents are looked at; nil for all.
  package let cutoff: Int?

  package init(_ kind: Kind, at cutoff: Int? = nil) {
    self.kind = kind
    self.cutoff = cutoff
  }

  /// The metric called `name`: `ndcg@10`, `map`, `mrr@10`, `p@10`, `r@100`, and the names that
  /// `trec_eval` has for them; nil where there is none.
  package init?(named name: String) {
    let lowered = name.lowercased()
    for (prefix, kind) in Self.prefixes where lowered.hasPrefix(prefix) {
      let rest = lowered.dropFirst(prefix.count)
      if rest.isEmpty {
        // Precision is of a number of documents.
        guard kind != .precision else { return nil }
        self.init(kind)
        return
      }
      guard rest.first == "@" || rest.first == "_",
        rest.dropFirst().allSatisfy({ $0.isASCII && $0.isNumber }),
        let cutoff = Int(rest.dropFirst()), (1...1_000_000).contains(cutoff)
      else { continue }
      self.init(kind, at: cutoff)
      return
    }
    return nil
  }

  /// What is reported where nothing else is asked for.
  package static let standard = [
    Metric(.ndcg, at: 10), Metric(.averagePrecision), Metric(.reciprocalRank, at: 10),
    Metric(.precision, at: 10), Metric(.recall, at: 100), Metric(.recall, at: 1000),
  ]

  /// The name as it is typed: `ndcg@10`.
  package var name: String { cutoff.map { "\(kind.rawValue)@\($0)" } ?? kind.rawValue }

  /// The name as people write it: `nDCG@10`.
  package var title: String {
    let word = kind == .ndcg ? "nDCG" : kind.rawValue.uppercased()
    return cutoff.map { "\(word)@\($0)" } ?? word
  }

  /// The name that `trec_eval` has for it: `ndcg_cut_10`.
  package var trecName: String {
    let (whole, cut) =
      switch kind {
      case .ndcg: ("ndcg", "ndcg_cut")
      case .averagePrecision: ("map", "map_cut")
      case .reciprocalRank: ("recip_rank", "recip_rank_cut")
      case .precision: ("P", "P")
      case .recall: ("set_recall", "recall")
      }
    return cutoff.map { "\(cut)_\($0)" } ?? whole
  }

  private static let prefixes: [(String, Kind)] = [
    ("ndcg_cut", .ndcg), ("ndcg", .ndcg), ("map_cut", .averagePrecision),
    ("map", .averagePrecision), ("ap", .averagePrecision), ("mrr", .reciprocalRank),
    ("recip_rank", .reciprocalRank), ("rr", .reciprocalRank), ("precision", .precision),
    ("recall", .recall), ("p", .precision), ("r", .recall),
  ]
}
