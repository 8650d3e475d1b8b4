/// Reads one written date from its first byte to its last.
struct DateReader: ~Escapable {
  private let text: Span<UInt8>
  private var at = 0

  private static let day: Int64 = 86_400

  /// A date with what is known of it; the parts behind the first nil are nil too.
  private struct Parts {
    var year: Int64
    var month: Int64?
    var day: Int64?
    /// The first second of the time of day, and how many seconds it covers.
    var time: (start: Int64, length: Int64)?
    /// What the zone is ahead of UTC, in seconds.
    var zone: Int64 = 0
  }

  @_lifetime(copy text)
  init(_ text: Span<UInt8>) {
    var start = 0
    var end = text.count
    while start < end, Self.isBlank(text[start]) { start += 1 }
    while end > start, Self.isBlank(text[end - 1]) { end -= 1 }
    self.text = text.extracting(start..<end)
  }

  mutating func read(allowsEpoch: Bool) -> (start: Int64, end: Int64)? {
    guard text.count >= 4, text.count <= DateText.maxBytes else { return nil }
    let digits = digitCount()
    if digits == text.count, digits != 4, digits != 8 {
      return allowsEpoch ? epoch(digits) : nil
    }
    if allowsEpoch, digits >= 9, let fraction = epochFraction(digits) { return fraction }
    let isDotted =
      (1...2).contains(digits) && text[digits] == 0x2E && (0x30...0x39).contains(text[digits + 1])
    guard let parts = digits >= 4 ? iso(digits) : isDotted ? dotted() : words(), at == text.count
    else { return nil }
    return span(of: parts)
  }

  // MARK: - Forms

  private func epoch(_ digits: Int) -> (start: Int64, end: Int64)? {
    guard (9...14).contains(digits) else { return nil }
    var value: Int64 = 0
    for index in 0..<digits { value = value * 10 + Int64(text[index] - 0x30) }
    let second = digits >= 12 ? value / 1000 : value
    return (second, second + 1)
  }

  /// 1558051200.123: seconds with a fraction.
  private func epochFraction(_ digits: Int) -> (start: Int64, end: Int64)? {
    guard digits <= 11, text[digits] == 0x2E, digits + 1 < text.count else { return nil }
    for index in digits + 1..<text.count where !(0x30...0x39).contains(text[index]) { return nil }
    return epoch(digits)
  }

  /// 2019, 2019-05, 2019-05-17, 2019/5/17, 20190517, perhaps with a time.
  private mutating func iso(_ digits: Int) -> Parts? {
    guard digits == 4 || digits == 8, let year = number(4...4) else { return nil }
    var parts = Parts(year: year)
    if digits == 8 {
      parts.month = number(2...2)
      parts.day = number(2...2)
    } else if let separator = next, separator == 0x2D || separator == 0x2F {
      at += 1
      guard let month = number(separator == 0x2F ? 1...2 : 2...2) else { return nil }
      parts.month = month
      if next == separator {
        at += 1
        guard let day = number(separator == 0x2F ? 1...2 : 2...2) else { return nil }
        parts.day = day
      }
    }
    guard at < text.count else { return parts }
    guard parts.day != nil, take("T") || take("t") || skipBlanks() else { return nil }
    return time(&parts) ? parts : nil
  }

  /// 17.5.2019 or 17.05.2019, perhaps with a time.
  private mutating func dotted() -> Parts? {
    guard let day = number(1...2), take("."), let month = number(1...2), take("."),
      let year = number(4...4)
    else { return nil }
    var parts = Parts(year: year, month: month, day: day)
    return rest(&parts) ? parts : nil
  }

  /// Fri, 17 May 2019 10:00:00 +0200 · 17-MAY-2019 10:00 · 17th May 2019 · May 17, 2019 at 3 p.m. ·
  /// Fri May 17 10:00:00 2019 · 10:00 GMT 17 May 2019 · May 2019.
  private mutating func words() -> Parts? {
    var parts = Parts(year: 0)
    if isAtClock {
      guard timeOfDay(&parts) else { return nil }
      skipBlanks()
      zone(&parts)
      _ = take(",")
      skipBlanks()
    }
    if let letter = next, Self.isLetter(letter) {
      let name = word()
      parts.month = Self.month(name, text)
      if parts.month == nil {
        guard name.count >= 3, Self.isWeekday(name, text) else { return nil }
        _ = take(",")
        skipBlanks()
        if let letter = next, Self.isLetter(letter) { parts.month = Self.month(word(), text) }
      }
    }
    skipBlanks()
    let isMonthFirst = parts.month != nil
    var isDashed = false
    if !isMonthFirst || digitCount() < 4 {
      parts.day = number(1...2)
      guard parts.day != nil else { return nil }
      skipOrdinal()
      _ = take(".") || take(",")
      isDashed = take("-")
      skipBlanks()
    }
    if parts.month == nil {
      parts.month = Self.month(word(), text)
      _ = take(",")
      _ = isDashed && take("-")
      skipBlanks()
    }
    guard parts.month != nil else { return nil }
    if isMonthFirst, parts.time == nil, isAtClock {
      guard timeOfDay(&parts) else { return nil }
      skipBlanks()
      zone(&parts)
      skipBlanks()
    }
    if isDashed, digitCount() == 2, let short = number(2...2) {
      // Two digits as RFC 2822 takes them.
      parts.year = short + (short < 50 ? 2000 : 1900)
    } else {
      guard let year = number(4...4) else { return nil }
      parts.year = year
    }
    return rest(&parts) ? parts : nil
  }

  /// What may follow a date: nothing, or a time of day.
  private mutating func rest(_ parts: inout Parts) -> Bool {
    guard at < text.count else { return true }
    _ = take(",")
    guard parts.day != nil, parts.time == nil, skipBlanks() else { return false }
    let before = at
    if !Self.isEqual(word(), text, "at") { at = before }
    skipBlanks()
    return time(&parts)
  }

  /// Skips the ending of 1st, 2nd, 3rd, 4th.
  private mutating func skipOrdinal() {
    let before = at
    let name = word()
    let endings = ["st", "nd", "rd", "th"]
    if !endings.contains(where: { Self.isEqual(name, text, $0) }) { at = before }
  }

  /// Whether a time of day begins here.
  private var isAtClock: Bool {
    let digits = digitCount()
    return digits > 0 && digits <= 2 && at + digits < text.count && text[at + digits] == 0x3A
  }

  /// 10:00, 10:00:00, 10:00:00.123, 3:00 pm, with a zone or without.
  private mutating func time(_ parts: inout Parts) -> Bool {
    guard timeOfDay(&parts) else { return false }
    skipBlanks()
    return at == text.count || zone(&parts)
  }

  private mutating func timeOfDay(_ parts: inout Parts) -> Bool {
    guard let hour = number(1...2), hour < 24 else { return false }
    var start = hour * 3600
    var length: Int64 = 3600
    let isSeparated = take(":")
    if isSeparated || digitCount() >= 2 {
      guard let minute = number(2...2), minute < 60 else { return false }
      start += minute * 60
      length = 60
      if isSeparated ? take(":") : digitCount() >= 2 {
        guard let second = number(2...2), second <= 60 else { return false }
        start += second
        length = 1
        if take(".") || take(",") {
          let fraction = digitCount()
          guard fraction > 0 else { return false }
          at += fraction
        }
      }
    }
    guard let shift = halfOfDay(hour) else { return false }
    parts.time = (start + shift, length)
    return true
  }

  /// What am and pm add to the time, 0 where there is neither; nil where they do not fit.
  private mutating func halfOfDay(_ hour: Int64) -> Int64? {
    let before = at
    skipBlanks()
    guard let letter = next.map({ $0 | 0x20 }), letter == 0x61 || letter == 0x70, at < text.count
    else {
      at = before
      return 0
    }
    at += 1
    _ = take(".")
    guard let second = next, second | 0x20 == 0x6D else {
      at = before
      return 0
    }
    at += 1
    if let after = next, Self.isLetter(after) {
      at = before
      return 0
    }
    _ = take(".")
    guard (1...12).contains(hour) else { return nil }
    return letter == 0x70 ? (hour == 12 ? 0 : 43_200) : (hour == 12 ? -43_200 : 0)
  }

  /// A zone by its number or name; where there is none, nothing is taken.
  @discardableResult
  private mutating func zone(_ parts: inout Parts) -> Bool {
    let before = at
    let isAhead = take("+")
    if isAhead || take("-") {
      guard let hours = number(2...2), hours <= 18 else { return false }
      var seconds = hours * 3600
      if take(":") || digitCount() > 0 {
        guard let minutes = number(2...2), minutes < 60 else { return false }
        seconds += minutes * 60
      }
      parts.zone = isAhead ? seconds : -seconds
      skipBlanks()
      // RFC 2822 lets the zone's name follow in brackets.
      if take("(") { at = text[text.count - 1] == 0x29 ? text.count : at }
      return true
    }
    let name = word()
    guard !name.isEmpty else { return false }
    let zones: [(String, Int64)] = [
      ("z", 0), ("utc", 0), ("ut", 0), ("gmt", 0), ("est", -5), ("edt", -4), ("cst", -6),
      ("cdt", -5), ("mst", -7), ("mdt", -6), ("pst", -8), ("pdt", -7),
    ]
    guard let zone = zones.first(where: { Self.isEqual(name, text, $0.0) }) else {
      at = before
      return false
    }
    parts.zone = zone.1 * 3600
    return true
  }

  private func span(of parts: Parts) -> (start: Int64, end: Int64)? {
    guard let month = parts.month else {
      return (
        CivilDate.days(year: parts.year, month: 1, day: 1) * Self.day,
        CivilDate.days(year: parts.year + 1, month: 1, day: 1) * Self.day
      )
    }
    guard (1...12).contains(month) else { return nil }
    let first = CivilDate.days(year: parts.year, month: month, day: 1)
    let length = CivilDate.length(year: parts.year, month: month)
    guard let day = parts.day else { return (first * Self.day, (first + length) * Self.day) }
    guard (1...length).contains(day) else { return nil }
    let midnight = (first + day - 1) * Self.day
    guard let time = parts.time else { return (midnight, midnight + Self.day) }
    let start = midnight + time.start - parts.zone
    return (start, start + time.length)
  }

  // MARK: - Bytes

  private var next: UInt8? { at < text.count ? text[at] : nil }

  private func digitCount() -> Int {
    var end = at
    while end < text.count, (0x30...0x39).contains(text[end]) { end += 1 }
    return end - at
  }

  /// A number of so many digits; more than the most are left for what follows.
  private mutating func number(_ digits: ClosedRange<Int>) -> Int64? {
    let count = min(digitCount(), digits.upperBound)
    guard count >= digits.lowerBound else { return nil }
    var value: Int64 = 0
    for _ in 0..<count {
      value = value * 10 + Int64(text[at] - 0x30)
      at += 1
    }
    return value
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard let next, UInt32(next) == character.value else { return false }
    at += 1
    return true
  }

  @discardableResult
  private mutating func skipBlanks() -> Bool {
    let start = at
    while let next, Self.isBlank(next) { at += 1 }
    return at > start
  }

  private mutating func word() -> Range<Int> {
    let start = at
    while let next, Self.isLetter(next) { at += 1 }
    let name = start..<at
    if !name.isEmpty { _ = take(".") }
    return name
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0D).contains(byte)
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }

  private static func isEqual(_ range: Range<Int>, _ text: Span<UInt8>, _ name: String) -> Bool {
    range.count == name.utf8.count && isStart(range, text, name)
  }

  /// Whether a word, in any case, is the beginning of `name`.
  private static func isStart(_ range: Range<Int>, _ text: Span<UInt8>, _ name: String) -> Bool {
    guard range.count <= name.utf8.count else { return false }
    for (index, byte) in zip(range, name.utf8) where text[index] | 0x20 != byte { return false }
    return true
  }

  private static func month(_ range: Range<Int>, _ text: Span<UInt8>) -> Int64? {
    guard range.count >= 3 else { return nil }
    let names = [
      "january", "february", "march", "april", "may", "june", "july", "august", "september",
      "october", "november", "december",
    ]
    return names.firstIndex { isStart(range, text, $0) }.map { Int64($0) + 1 }
  }

  private static func isWeekday(_ range: Range<Int>, _ text: Span<UInt8>) -> Bool {
    let names = [
      "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    ]
    return names.contains { isStart(range, text, $0) }
  }
}
