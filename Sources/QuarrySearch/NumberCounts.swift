/// Counts how often each whole number comes, of numbers that mostly lie in a known range: in an array
/// where that is narrow, as days and years are, else by look-up.
struct NumberCounts {
  /// Wider ranges get no array.
  private static let widest = 1 << 20

  private let first: Int
  private var inRange: [Int] = []
  private var others: [Int: Int] = [:]

  /// - Parameter range: where the numbers are expected; others are counted too.
  init(_ range: ClosedRange<Int>) {
    first = range.lowerBound
    let (width, overflows) = range.upperBound.subtractingReportingOverflow(first)
    if !overflows, width < Self.widest { inRange = Array(repeating: 0, count: width + 1) }
  }

  @inline(__always)
  mutating func add(_ number: Int) {
    let place = number &- first
    if place >= 0, place < inRange.count, number >= first {
      inRange[place] += 1
    } else {
      others[number, default: 0] += 1
    }
  }

  /// Each number that came and how often.
  var entries: [(number: Int, count: Int)] {
    var entries = others.map { (number: $0.key, count: $0.value) }
    for (place, count) in inRange.enumerated() where count > 0 {
      entries.append((first + place, count))
    }
    return entries
  }
}
