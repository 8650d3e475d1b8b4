import ArgumentParser

/// Ranking parameters as they are typed: `k1=1.2,b=0.75`.
struct ParameterList: ExpressibleByArgument {
  let values: [String: Double]

  init?(argument: String) {
    var values: [String: Double] = [:]
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      let sides = part.split(separator: "=", omittingEmptySubsequences: false)
      guard sides.count == 2, !sides[0].isEmpty, let value = Double(sides[1]), value.isFinite,
        values.updateValue(value, forKey: String(sides[0])) == nil
      else { return nil }
    }
    self.values = values
  }

  /// The parameters of several lists as one; the later of two values counts.
  static func joined(_ lists: [ParameterList]) -> [String: Double] {
    lists.reduce(into: [:]) { $0.merge($1.values) { $1 } }
  }

  /// `values` as they are typed.
  static func text(_ values: [String: Double]) -> String {
    values.sorted { $0.key < $1.key }.map { "\($0.key)=\(number($0.value))" }
      .joined(separator: ",")
  }

  /// `value` with no more digits than it has.
  static func number(_ value: Double) -> String {
    let text = value.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
