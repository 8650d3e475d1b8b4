package import QuarryFormat

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
    for parameter in self.parameters where parameter.name != "k1" {
      parameters.append(
        RankingParameter(
          name: parameter.name, value: parameter.value, lower: 0, upper: 100,
          step: max(parameter.value.magnitude / 5, 0.05)))
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
    return parameters
  }

  /// The catalog with other ranking parameters; what says more (`b.title` beside `b`) counts.
  ///
  /// Throws where a name is unknown or a value is not inside its bounds.
  package func setting(_ parameters: [String: Double]) throws(QuarryError) -> Catalog {
    var catalog = self
    for (name, value) in parameters.sorted(by: { ($0.key.count, $0.key) < ($1.key.count, $1.key) })
    {
      let isKnown = try catalog.set(name, to: value)
      guard isKnown else {
        let names = rankingParameters.map(\.name).joined(separator: ", ")
        throw QuarryError(
          .badQuery, "\(name): is no ranking parameter of this index; it has \(names)")
      }
    }
    return catalog
  }

  /// Sets a parameter, and says whether there is one of this name.
  private mutating func set(_ name: String, to value: Double) throws(QuarryError) -> Bool {
    if parameter(name) != nil {
      set(parameter: name, to: try Self.checked(name, value, in: 0...1000))
      return true
    }
    var isKnown = false
    for place in fields.indices {
      if name == fields[place].name {
        fields[place].weight = try Self.checked(name, value, in: 0...1000)
        isKnown = true
      } else if name == "b" || name == "b.\(fields[place].name)" {
        fields[place].b = try Self.checked(name, value, in: 0...1)
        isKnown = true
      }
    }
    return isKnown
  }

  private static func checked(
    _ name: String, _ value: Double, in bounds: ClosedRange<Double>
  ) throws(QuarryError) -> Double {
    guard bounds.contains(value) else {
      throw QuarryError(
        .badQuery,
        "\(name)=\(value): must lie between \(bounds.lowerBound) and \(bounds.upperBound)")
    }
    return value
  }
}
