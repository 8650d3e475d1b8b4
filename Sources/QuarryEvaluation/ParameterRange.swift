/// A ranking parameter with the values that are tried for it.
package struct ParameterRange: Sendable, Hashable {
  package let name: String
  /// The value without tuning.
  package let start: Double
  package let lower: Double
  package let upper: Double
  package let step: Double

  /// Nil where the bounds hold nothing or the step is not above 0; the start is moved inside them.
  package init?(name: String, start: Double, lower: Double, upper: Double, step: Double) {
    guard !name.isEmpty, start.isFinite, lower.isFinite, upper.isFinite, step.isFinite,
      lower <= upper, step > 0, (upper - lower) / step <= 1e6
    else { return nil }
    self.name = name
    self.start = min(max(start, lower), upper)
    self.lower = lower
    self.upper = upper
    self.step = step
  }

  /// The value `steps` steps away from the start, inside the bounds.
  ///
  /// Rounded to what a person would write, so that the values printed are the values measured.
  package func value(_ steps: Int) -> Double {
    let value = start + Double(steps) * step
    return min(max((value * 1e6).rounded() / 1e6, lower), upper)
  }

  /// The number of steps that stay inside the bounds: none leads further than to a bound.
  var steps: ClosedRange<Int> {
    let down = ((start - lower) / step).rounded(.up)
    let up = ((upper - start) / step).rounded(.up)
    return -Int(down)...Int(up)
  }
}
