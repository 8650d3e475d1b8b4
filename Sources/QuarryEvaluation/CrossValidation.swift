/// Tunes parameters and says what that is worth on queries that were not used for it.
package struct CrossValidation: Sendable {
  /// The point found with all queries: what to use.
  package let point: CoordinateAscent.Point
  /// The points found without each fold.
  package let foldPoints: [CoordinateAscent.Point]
  /// The untuned values beside those at `point`, over all queries: flattering, as the same queries
  /// chose it.
  package let fitted: Comparison
  /// The untuned values beside the tuned ones, each query measured where it was held out.
  package let heldOut: Comparison
  /// How many settings were measured.
  package let settingCount: Int

  /// Tunes by `ascent` over `queryCount` queries.
  ///
  /// - Parameters:
  ///   - folds: into how many parts the queries are shuffled, 2 or more; at most one a query.
  ///   - samples: how many choices of signs the randomisation tests try.
  ///   - measure: the values of all queries with some parameters; called once for each setting.
  package init(
    _ ascent: CoordinateAscent, queryCount: Int, folds: Int, samples: Int = Statistics.samples,
    seed: UInt64, measure: ([String: Double]) throws -> [Double]
  ) rethrows {
    var measured: [[String: Double]: [Double]] = [:]
    func values(_ point: CoordinateAscent.Point) throws -> [Double] {
      let parameters = ascent.parameters(point)
      if let known = measured[parameters] { return known }
      let values = try measure(parameters)
      measured[parameters] = values
      return values
    }
    let base = try values(ascent.start)
    let all = Array(0..<min(queryCount, base.count))
    var random = RandomNumbers(seed: seed)
    let shuffled = all.shuffled(using: &random)
    let folds = min(max(folds, 2), max(all.count, 1))
    var held = base
    var foldPoints: [CoordinateAscent.Point] = []
    for fold in 0..<folds {
      let chosen = Set(shuffled.enumerated().filter { $0.offset % folds == fold }.map(\.element))
      let point = try ascent.best(for: all.filter { !chosen.contains($0) }, measure: values)
      foldPoints.append(point)
      let tuned = try values(point)
      for query in chosen where tuned.indices.contains(query) { held[query] = tuned[query] }
    }
    point = try ascent.best(for: all, measure: values)
    self.foldPoints = foldPoints
    fitted = Comparison(base, try values(point), samples: samples, seed: seed)
    heldOut = Comparison(base, held, samples: samples, seed: seed)
    settingCount = measured.count
  }
}
