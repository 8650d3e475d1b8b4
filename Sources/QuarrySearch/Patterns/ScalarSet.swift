/// A set of Unicode scalars as sorted ranges that neither meet nor touch: what one place of a
/// pattern allows.
struct ScalarSet: Hashable, Sendable {
  static let lastScalar: UInt32 = 0x10_FFFF

  private(set) var ranges: [ClosedRange<UInt32>]

  /// The union of `ranges`, which come in any order.
  init(_ ranges: [ClosedRange<UInt32>] = []) {
    var joined: [ClosedRange<UInt32>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = joined.last, range.lowerBound <= last.upperBound &+ 1 {
        joined[joined.count - 1] =
          last.lowerBound...max(last.upperBound, range.upperBound)
      } else {
        joined.append(range)
      }
    }
    self.ranges = joined
  }

  init(_ scalar: UInt32) {
    ranges = [scalar...scalar]
  }

  static let all = ScalarSet([0...lastScalar])
  static let digits = ScalarSet([0x30...0x39])
  /// Letters, digits and the underscore; of a word's characters beyond ASCII all count.
  static let wordCharacters = ScalarSet([
    0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A, 0x80...lastScalar,
  ])
  static let spaces = ScalarSet([0x09...0x0D, 0x20...0x20])

  var inverted: ScalarSet {
    var others: [ClosedRange<UInt32>] = []
    var next: UInt32 = 0
    for range in ranges {
      if range.lowerBound > next { others.append(next...range.lowerBound - 1) }
      next = range.upperBound + 1
    }
    if next <= Self.lastScalar { others.append(next...Self.lastScalar) }
    return ScalarSet(others)
  }

  func contains(_ scalar: UInt32) -> Bool {
    var low = 0
    var high = ranges.count
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound < scalar { low = middle + 1 } else { high = middle }
    }
    return low < ranges.count && ranges[low].lowerBound <= scalar
  }
}
