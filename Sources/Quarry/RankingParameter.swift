package import QuarryFormat
import QuarrySearch

/// A number that decides how documents are ranked, with the values that make sense for it.
package struct RankingParameter: Sendable, Hashable {
  /// `k1` and others that the index has; `b` for the length normalisation of all fields, `b.title` for that of one; the name of a
  /// field for its weight.
  package let name: String
  /// As the index has it.
  package let value: Double
  package let lower: Double
  package let upper: Double
  /// A change that can make a difference.
  package let step: Double
}

extension Catalog {
  /// The ranking parameters of the index. Where there are several fields, the weight of the last,
  /// the body, is not among them: only the ratios of the weights decide beside k1.
  package var rankingParameters: [RankingParameter] {
    var parameters = [
      RankingParameter(name: "k1", value: k1, lower: 0.1, upper: 5, step: 0.1)
    ]
    if let first = fields.first {
      parameters.append(
        RankingParameter(name: "b", value: first.b, lower: 0, upper: 1, step: 0.05))
    }
    guard fields.count > 1 else { return parameters }
    for field in fields.dropLast() {
      parameters.append(
        RankingParameter(name: field.name, value: field.weight, lower: 0, upper: 20, step: 0.25))
    }
    for field in fields {
      parameters.append(
        RankingParameter(name: "b.\(field.name)", value: field.b, lower: 0, upper: 1, step: 0.05))
    }
    // One field is ranked by BM25 alone.
    let ranking = RankingParameters(self)
    for name in RankingParameters.names {
      guard let value = ranking[name] else { continue }
      parameters.append(
        RankingParameter(
          name: name, value: value, lower: 0, upper: max(5, value), step: max(value / 5, 0.05)))
    }
    return parameters
  }
}
