import Quarry
import QuarryEvaluation

/// Reads which parameters are tuned, and between which values.
enum TuningRanges {
  /// The parameters that `text` names with commas between, of `known`; k1, b and the weights of
  /// fields where nothing is named. Bounds and step may be given: `k1=0.5..2:0.25`.
  static func read(
    _ text: String?, _ known: [RankingParameter]
  ) throws(Failure) -> [ParameterRange] {
    let names =
      text.map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
      ?? known.map(\.name).filter { !$0.hasPrefix("b.") }
    var ranges: [ParameterRange] = []
    for part in names {
      let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = sides.first.map(String.init) ?? ""
      guard let parameter = known.first(where: { $0.name == name }) else {
        let all = known.map(\.name).joined(separator: ", ")
        throw Failure("--parameters \(name): is no ranking parameter of this index; it has \(all)")
      }
      guard !ranges.contains(where: { $0.name == name }) else {
        throw Failure("--parameters \(name): is named twice")
      }
      guard let range = sides.count > 1 ? range(parameter, sides[1]) : range(parameter) else {
        throw Failure("--parameters \(part): give bounds and step as in \(name)=0.5..2:0.25")
      }
      ranges.append(range)
    }
    return ranges
  }

  private static func range(_ parameter: RankingParameter) -> ParameterRange? {
    ParameterRange(
      name: parameter.name, start: parameter.value,
      lower: min(parameter.lower, parameter.value), upper: max(parameter.upper, parameter.value),
      step: parameter.step)
  }

  /// A range as it is typed: `0.5..2` or `0.5..2:0.25`.
  private static func range(_ parameter: RankingParameter, _ text: Substring) -> ParameterRange? {
    let sides = text.split(separator: ":", omittingEmptySubsequences: false)
    guard let dots = sides.first?.firstRange(of: ".."), sides.count <= 2,
      let lower = Double(sides[0][..<dots.lowerBound]),
      let upper = Double(sides[0][dots.upperBound...]),
      let step = sides.count > 1 ? Double(sides[1]) : parameter.step
    else { return nil }
    return ParameterRange(
      name: parameter.name, start: parameter.value, lower: lower, upper: upper, step: step)
  }
}
