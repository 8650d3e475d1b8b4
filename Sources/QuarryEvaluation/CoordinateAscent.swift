/// Finds good values of ranking parameters: one parameter after the other is moved to the best of
/// the values some steps away, until none moves any more.
///
/// Source: Metzler and Croft, "Linear feature-based models for information retrieval", 2007. All
/// points are on one grid, so that searches over different queries share what was measured.
package struct CoordinateAscent: Sendable {
  package let ranges: [ParameterRange]
  /// How much the mean must rise for a move: what is less is noise.
  package var leastGain = 5e-4
  /// Steps tried to either side.
  static let strides = [1, 2, 4, 8]
  /// Rounds over all parameters at most.
  static let mostRounds = 20

  package init(_ ranges: [ParameterRange]) {
    self.ranges = ranges
  }

  /// A point of the grid: for each parameter the steps from its start.
  package typealias Point = [Int]

  /// The parameters of a point that differ from the start.
  package func parameters(_ point: Point) -> [String: Double] {
    var result: [String: Double] = [:]
    for (range, steps) in zip(ranges, point) where steps != 0 {
      result[range.name] = range.value(steps)
    }
    return result
  }

  /// The point where no parameter is moved.
  package var start: Point { ranges.map { _ in 0 } }

  /// The best point that is found for the queries in `members`.
  ///
  /// - Parameter measure: the values of all queries at a point.
  package func best(
    for members: [Int], measure: (Point) throws -> [Double]
  ) rethrows -> Point {
    func mean(_ point: Point) throws -> Double {
      let values = try measure(point)
      return Statistics.mean(members.compactMap { values.indices.contains($0) ? values[$0] : nil })
    }
    var point = start
    var value = try mean(point)
    for _ in 0..<Self.mostRounds {
      let before = value
      for (place, range) in ranges.enumerated() {
        var isMoving = true
        while isMoving {
          isMoving = false
          var best = (point: point, value: value + leastGain)
          for stride in Self.strides.flatMap({ [-$0, $0] }) {
            var candidate = point
            let allowed = range.steps
            candidate[place] = min(
              max(point[place] + stride, allowed.lowerBound), allowed.upperBound)
            guard candidate != point else { continue }
            let reached = try mean(candidate)
            if reached > best.value { best = (candidate, reached) }
          }
          if best.point != point {
            (point, value) = best
            isMoving = true
          }
        }
      }
      if value <= before { break }
    }
    return point
  }
}
