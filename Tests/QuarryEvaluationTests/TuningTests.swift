import QuarryEvaluation
import TestSupport
import Testing

struct TuningTests {
  private func range(
    _ name: String, _ start: Double, _ lower: Double, _ upper: Double, _ step: Double
  ) throws -> ParameterRange {
    try #require(
      ParameterRange(name: name, start: start, lower: lower, upper: upper, step: step))
  }

  @Test("values are written as a person would, and stay inside their bounds")
  func values() throws {
    let b = try range("b", 0.4, 0, 1, 0.05)
    #expect([1, -1, 100, -9].map { b.value($0) } == [0.45, 0.35, 1, 0])
    #expect(ParameterRange(name: "b", start: 0, lower: 1, upper: 0, step: 1) == nil)
    #expect(ParameterRange(name: "b", start: 0, lower: 0, upper: 1, step: 0) == nil)
    #expect(ParameterRange(name: "b", start: .nan, lower: 0, upper: 1, step: 1) == nil)
  }

  @Test("the top of a hill is found, also where the parameters depend on each other")
  func ascent() throws {
    let ascent = CoordinateAscent([try range("x", 0, -2, 2, 0.1), try range("y", 1, 0, 5, 0.1)])
    let point = ascent.best(for: [0]) { point in
      let parameters = ascent.parameters(point)
      let x = parameters["x"] ?? 0
      let y = parameters["y"] ?? 1
      let first = x - 1.3
      let second = y - 2 - 0.3 * x
      return [-(first * first) - second * second]
    }
    let found = ascent.parameters(point)
    let place = [found["x"] ?? 0, found["y"] ?? 0]
    #expect(isClose(place, [1.3, 2.4], within: 0.11), "\(found)")
  }

  @Test("nothing moves where nothing gains")
  func flat() throws {
    let ascent = CoordinateAscent([try range("x", 1, 0, 2, 0.1)])
    #expect(ascent.best(for: [0, 1]) { _ in [0.5, 0.7] } == [0])
  }

  @Test("a gain that every query shares holds on queries held out, one that is noise does not")
  func crossValidation() throws {
    let ascent = CoordinateAscent([try range("x", 0, 0, 1, 0.1)])
    var random = SplitMix64(seed: 23)
    let base = (0..<100).map { _ in Double.random(in: 0...1, using: &random) }
    let real = CrossValidation(ascent, queryCount: 100, folds: 5, samples: 300, seed: 1) {
      parameters in
      base.map { $0 + 0.1 * (parameters["x"] ?? 0) }
    }
    #expect(real.heldOut.isSignificant)
    #expect(isClose([real.heldOut.difference], [0.1]))
    #expect(real.foldPoints == Array(repeating: real.point, count: 5))

    var held = 0
    var fitted = 0.0
    var heldOut = 0.0
    for _ in 0..<20 {
      let noise = (0...10).map { step in
        base.map { step == 0 ? $0 : $0 + Double.random(in: -0.5...0.5, using: &random) }
      }
      let result = CrossValidation(ascent, queryCount: 100, folds: 5, samples: 300, seed: 1) {
        parameters in
        noise[Int(((parameters["x"] ?? 0) * 10).rounded())]
      }
      if result.heldOut.isSignificant, result.heldOut.difference > 0 { held += 1 }
      fitted += result.fitted.difference
      heldOut += result.heldOut.difference
      #expect(result.settingCount <= 11)
    }
    #expect(held <= 3, "\(held) of 20")
    #expect(heldOut < fitted / 2)
  }

  @Test("fewer queries than folds")
  func fewQueries() throws {
    let ascent = CoordinateAscent([try range("x", 0, 0, 1, 0.5)])
    for count in 0...3 {
      let result = CrossValidation(ascent, queryCount: count, folds: 5, seed: 1) { parameters in
        Array(repeating: parameters["x"] ?? 0, count: count)
      }
      #expect(result.foldPoints.count == max(count, 1))
    }
  }
}
