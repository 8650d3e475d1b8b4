import QuarryFormat

/// The spans of time that dates fall into, numbered in order.
struct DateBins {
  let unit: TimelineUnit

  /// Empty spans are only listed where all are at most this many.
  private static let mostListed = 2000
  private static let day: Int64 = 86_400

  private static func floored(_ a: Int64, _ b: Int64) -> Int64 {
    let quotient = a / b
    return a % b < 0 ? quotient - 1 : quotient
  }

  /// The number of the span of a time in seconds since 1970.
  func number(of seconds: Int64) -> Int {
    number(ofDay: Int(Self.floored(seconds, Self.day)))
  }

  /// The number of the span of a day, counted from 1 January 1970.
  func number(ofDay day: Int) -> Int {
    let days = Int64(day)
    switch unit {
    case .day: return day
    // 1 January 1970 was a Thursday; weeks begin on Monday.
    case .week: return Int(Self.floored(days + 3, 7))
    case .month:
      let date = CivilDate.date(days: days)
      return Int(date.year * 12 + date.month - 1)
    case .year: return Int(CivilDate.date(days: days).year)
    }
  }

  /// The name of a span.
  func label(_ number: Int) -> String {
    switch unit {
    case .day: return Self.text(CivilDate.date(days: Int64(number)))
    case .week: return Self.text(CivilDate.date(days: Int64(number) * 7 - 3))
    case .month:
      let month = Self.floored(Int64(number), 12)
      return "\(Self.padded(month, 4))-\(Self.padded(Int64(number) - month * 12 + 1, 2))"
    case .year: return Self.padded(Int64(number), 4)
    }
  }

  private static func text(_ date: (year: Int64, month: Int64, day: Int64)) -> String {
    "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))"
  }

  private static func padded(_ number: Int64, _ width: Int) -> String {
    let digits = String(number.magnitude)
    return (number < 0 ? "-" : "")
      + String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  /// The spans in order, those between them too.
  func bins(_ counts: [Int: Int]) -> [Timeline.Bin] {
    let numbers = counts.keys.sorted()
    guard let first = numbers.first, let last = numbers.last else { return [] }
    let listed = last - first < Self.mostListed ? Array(first...last) : numbers
    return listed.map { Timeline.Bin(label: label($0), count: counts[$0] ?? 0) }
  }
}
