import QuarryFormat

/// The bounds of a range as they were written, as numbers; nil where nothing lies between them.
enum FilterBounds {
  /// Seconds since 1970: a bound that is left out excludes the whole time it names.
  static func dates(
    _ from: Query.Bound?, _ to: Query.Bound?, field: String
  ) throws(SearchError) -> ClosedRange<Int64>? {
    var first = Int64.min
    var last = Int64.max
    if let from {
      let span = try date(from.value, field)
      first = from.isIncluded ? span.start : span.end
    }
    if let to {
      let span = try date(to.value, field)
      last = (to.isIncluded ? span.end : span.start).subtractingReportingOverflow(1).partialValue
    }
    return first <= last ? first...last : nil
  }

  /// What a date covers: its first second and that behind its last.
  static func date(
    _ text: String, _ field: String
  ) throws(SearchError) -> (start: Int64, end: Int64) {
    if let span = DateText.parse(Array(text.utf8)) { return span }
    throw SearchError(
      kind: .query,
      reason: "\(field): takes dates such as 2019, 2019-05, 2019-05-17 or 2019-05-17T10:30, not "
        + "\"\(text)\"")
  }

  static func integers(
    _ from: Query.Bound?, _ to: Query.Bound?, field: String
  ) throws(SearchError) -> ClosedRange<Int64>? {
    var first = Int64.min
    var last = Int64.max
    if let from, let number = Int64(from.value) {
      // Doubles tell whole numbers apart up to 2^53 only.
      guard from.isIncluded || number < Int64.max else { return nil }
      first = from.isIncluded ? number : number + 1
    } else if let from {
      let number = try number(from.value, field)
      let least = number.rounded(.up)
      guard least < 0x1p63 else { return nil }
      if least >= -0x1p63 { first = Int64(least) }
      if !from.isIncluded, least == number, least >= -0x1p63 {
        guard first < Int64.max else { return nil }
        first += 1
      }
    }
    if let to, let number = Int64(to.value) {
      guard to.isIncluded || number > Int64.min else { return nil }
      last = to.isIncluded ? number : number - 1
    } else if let to {
      let number = try number(to.value, field)
      let most = number.rounded(.down)
      guard most >= -0x1p63 else { return nil }
      if most < 0x1p63 { last = Int64(most) }
      if !to.isIncluded, most == number, most < 0x1p63 {
        guard last > Int64.min else { return nil }
        last -= 1
      }
    }
    return first <= last ? first...last : nil
  }

  static func reals(
    _ from: Query.Bound?, _ to: Query.Bound?, field: String
  ) throws(SearchError) -> ClosedRange<Double>? {
    var first = -Double.infinity
    var last = Double.infinity
    if let from {
      first = try number(from.value, field)
      if !from.isIncluded { first = first.nextUp }
    }
    if let to {
      last = try number(to.value, field)
      if !to.isIncluded { last = last.nextDown }
    }
    return first <= last ? first...last : nil
  }

  private static func number(_ text: String, _ field: String) throws(SearchError) -> Double {
    if let number = Double(text), number.isFinite { return number }
    throw SearchError(kind: .query, reason: "\(field): takes numbers, not \"\(text)\"")
  }
}
