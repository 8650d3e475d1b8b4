/// Dates as people and programs write them, down to whatever precision they give.
///
/// Read are ISO 8601 (2019, 2019-05, 2019-05-17, 20190517, with a time and a zone or without), the
/// same with slashes, RFC 2822 (Fri, 17 May 2019 10:00:00 +0200), 17 May 2019, 17-MAY-2019, May 17,
/// 2019, 17.5.2019, what C's asctime writes (Fri May 17 10:00:00 2019), with a time behind or
/// before (10:00 GMT 17 May 2019), and where it is allowed seconds or milliseconds since 1970. What
/// names no zone is taken as UTC. 5/17/2019 is not read: half of the world means another day by
/// such.
package enum DateText {
  /// The longest text that is looked at, in bytes.
  static let maxBytes = 64

  /// The span of time that `text` names, blanks around it left aside: its first second since 1970
  /// UTC, and the first second behind it. A year covers a year, a minute 60 seconds.
  ///
  /// - Parameter allowsEpoch: whether 9 to 11 digits are seconds and 12 to 14 milliseconds.
  package static func parse(
    _ text: Span<UInt8>, allowsEpoch: Bool = false
  ) -> (start: Int64, end: Int64)? {
    var reader = DateReader(text)
    return reader.read(allowsEpoch: allowsEpoch)
  }

  /// The same of an array.
  package static func parse(
    _ text: [UInt8], allowsEpoch: Bool = false
  ) -> (start: Int64, end: Int64)? {
    parse(text.span, allowsEpoch: allowsEpoch)
  }

  /// Whether metadata of this name is looked through for dates: `date`, `pubDate`, `created_at`,
  /// `timestamp` and the like.
  package static func isDateName(_ name: String) -> Bool {
    let name = name.lowercased()
    return name.hasPrefix("date") || name.hasSuffix("date") || name.hasSuffix("_at")
      || ["time", "publish", "created", "updated", "modified", "issued"].contains {
        name.hasPrefix($0)
      }
  }

  /// Whether numbers of metadata of this name are seconds or milliseconds since 1970.
  package static func allowsEpoch(_ name: String) -> Bool {
    let name = name.lowercased()
    return name.hasPrefix("date") || name.hasSuffix("date") || name.hasPrefix("time")
      || name.hasSuffix("_at")
  }
}

/// The days of the Gregorian calendar, extended to the years before it.
package enum CivilDate {
  /// Days since 1 January 1970 (Howard Hinnant, "chrono-compatible low-level date algorithms",
  /// 2013).
  ///
  /// - Parameters:
  ///   - year: 0 to 9999.
  ///   - month: 1 to 12.
  ///   - day: 1 to 31.
  package static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
    let year = month <= 2 ? year - 1 : year
    let era = (year >= 0 ? year : year - 399) / 400
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  /// The date that is so many days after 1 January 1970; days far from it are brought near.
  package static func date(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = min(max(days, -1 << 40), 1 << 40) + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }

  /// The days of a month.
  static func length(year: Int64, month: Int64) -> Int64 {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}
