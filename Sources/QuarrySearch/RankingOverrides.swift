package import QuarryFormat

/// The numbers of the ranking that an index stores, and those that a search sets instead.
extension RankingParameters {
  /// Those of an index: the defaults, but for what its catalog names. Indexes of one field are ranked
  /// by BM25 alone.
  package init(_ catalog: Catalog) {
    self.init()
    if catalog.fields.count == 1 { self = .off }
    for name in Self.names {
      if let value = catalog.parameter(name) { _ = set(name, to: value) }
    }
  }

  /// Parameters that leave the score of the first stage as it is.
  package static var off: RankingParameters {
    var parameters = RankingParameters()
    parameters.functionWord = 1
    parameters.exactTitle = 0
    parameters.bonusCap = 0
    return parameters
  }
}

extension Catalog {
  /// Sets parameters of the first stage here and those of the second in `ranking`; what says more
  /// (`b.title` beside `b`) counts.
  ///
  /// - Throws: a `SearchError` where a name is unknown or a value is out of its bounds.
  mutating func set(
    _ parameters: [String: Double], _ ranking: inout RankingParameters
  ) throws(SearchError) {
    let ordered = parameters.sorted { ($0.key.utf8.count, $0.key) < ($1.key.utf8.count, $1.key) }
    for (name, value) in ordered {
      let isB = name == "b" || name.hasPrefix("b.")
      guard value >= 0, value <= (isB ? 1 : 1000) else {
        throw SearchError(
          kind: .query, reason: "\(name)=\(value): must lie between 0 and \(isB ? 1 : 1000)")
      }
      if ranking[name] != nil {
        guard ranking.set(name, to: value) else {
          throw SearchError(kind: .query, reason: "\(name)=\(value): must lie between 0 and 100")
        }
      } else if name == "k1" {
        k1 = value
      } else {
        var isKnown = false
        for place in fields.indices {
          if name == fields[place].name {
            fields[place].weight = value
            isKnown = true
          } else if name == "b" || name == "b.\(fields[place].name)" {
            fields[place].b = value
            isKnown = true
          }
        }
        guard isKnown else {
          let names =
            ["k1", "b"] + fields.map(\.name) + fields.map { "b.\($0.name)" }
            + RankingParameters.names
          throw SearchError(
            kind: .query,
            reason: "\(name): is no ranking parameter of this index; it has "
              + names.joined(separator: ", "))
        }
      }
    }
  }
}
