/// All Unicode scalars in classes that a pattern does not tell apart, so that an automaton's table
/// has a column for each class and not for each scalar.
struct ScalarClasses: Sendable {
  /// Where intervals of one class begin, ascending from 0.
  private let starts: [UInt32]
  /// The class of each interval.
  private let classes: [UInt16]
  /// The classes of ASCII.
  private let ascii: [UInt16]
  private(set) var count: Int

  /// The coarsest classes of which each of `sets` is a union. There are at most `UInt16.max`.
  init(_ sets: [ScalarSet]) {
    var edges: Set<UInt32> = [0]
    for range in sets.lazy.flatMap(\.ranges) {
      edges.insert(range.lowerBound)
      if range.upperBound < ScalarSet.lastScalar { edges.insert(range.upperBound + 1) }
    }
    let starts = edges.sorted()
    var numbers: [[Int32]: UInt16] = [:]
    var classes: [UInt16] = []
    for start in starts {
      var signature: [Int32] = []
      for (number, set) in sets.enumerated() where set.contains(start) {
        signature.append(Int32(clamping: number))
      }
      let number = numbers[signature] ?? UInt16(clamping: numbers.count)
      numbers[signature] = number
      classes.append(number)
    }
    self.starts = starts
    self.classes = classes
    count = numbers.count
    ascii = (0..<128).map { classes[Self.interval(of: UInt32($0), in: starts)] }
  }

  @inline(__always)
  func number(of scalar: UInt32) -> Int {
    if scalar < 128 { return Int(ascii[Int(scalar)]) }
    return Int(classes[Self.interval(of: scalar, in: starts)])
  }

  /// Calls `body` with the scalar behind `scalar` and the first of each interval that follows, until
  /// it gives true; the scalar for which it did, or nil.
  func first(after scalar: UInt32, where body: (UInt32, Int) -> Bool) -> UInt32? {
    // Surrogates are in no word.
    let next = (0xD7FF...0xDFFE).contains(scalar) ? 0xE000 : scalar + 1
    guard next <= ScalarSet.lastScalar else { return nil }
    var interval = Self.interval(of: next, in: starts)
    if body(next, Int(classes[interval])) { return next }
    interval += 1
    while interval < starts.count {
      let start = starts[interval]
      let scalar = (0xD800...0xDFFF).contains(start) ? 0xE000 : start
      if scalar > next, body(scalar, number(of: scalar)) { return scalar }
      interval += 1
    }
    return nil
  }

  /// The last interval that begins at or before `scalar`.
  private static func interval(of scalar: UInt32, in starts: [UInt32]) -> Int {
    var low = 0
    var high = starts.count - 1
    while low < high {
      let middle = (low + high + 1) / 2
      if starts[middle] > scalar { high = middle - 1 } else { low = middle }
    }
    return low
  }
}
