/// Finds a date in a line, be it glued to other text: "08:36 GMT18 January 2021Listen".
///
/// What it finds is what an index then reads as a date: 18 January 2021, January 18th, 2021 and
/// 2021-01-18, with a time of day on either side.
enum DateFinder {
  /// Where the first date stands in `range`, or nil; linear in short lines, which is what it is
  /// for.
  static func find(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Range<Int>? {
    var at = range.lowerBound
    while at < range.upperBound {
      if isDigit(bytes[at]) {
        if let end = iso(bytes, at, range.upperBound) { return at..<end }
        if let end = dayFirst(bytes, at, range.upperBound) {
          return clockBefore(
            bytes, at, range.lowerBound)..<clockBehind(bytes, end, range.upperBound)
        }
        while at < range.upperBound, isDigit(bytes[at]) { at += 1 }
      } else if isLetter(bytes[at]) {
        if let end = monthFirst(bytes, at, range.upperBound) {
          return clockBefore(
            bytes, at, range.lowerBound)..<clockBehind(bytes, end, range.upperBound)
        }
        // A month may begin inside of a word that it is glued to, by its capital.
        at += 1
        while at < range.upperBound, isLetter(bytes[at]), bytes[at] & 0x20 != 0 { at += 1 }
      } else {
        at += 1
      }
    }
    return nil
  }

  // MARK: Forms

  private static func iso(_ bytes: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> Int? {
    guard digits(bytes, start, end) == 4, start + 10 <= end, bytes[start + 4] == 0x2D,
      digits(bytes, start + 5, end) == 2, bytes[start + 7] == 0x2D,
      digits(bytes, start + 8, end) == 2
    else { return nil }
    return start + 10
  }

  /// 18 January 2021, 18th Jan. 2021, 18-JAN-2021.
  private static func dayFirst(_ bytes: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> Int? {
    let count = digits(bytes, start, end)
    guard count == 1 || count == 2 else { return nil }
    var at = start + count
    if at + 2 < end, isOrdinal(bytes, at) { at += 2 }
    guard let month = skipGap(bytes, at, end), let monthEnd = self.month(bytes, month, end) else {
      return nil
    }
    return year(bytes, monthEnd, end)
  }

  /// January 18, 2021.
  private static func monthFirst(_ bytes: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> Int?
  {
    guard let monthEnd = month(bytes, start, end), let day = skipGap(bytes, monthEnd, end) else {
      return nil
    }
    let count = digits(bytes, day, end)
    guard count == 1 || count == 2 else { return nil }
    var at = day + count
    if at + 2 < end, isOrdinal(bytes, at) { at += 2 }
    return year(bytes, at, end)
  }

  /// Where a year ends that stands behind a gap, or nil.
  private static func year(_ bytes: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> Int? {
    guard let at = skipGap(bytes, start, end), digits(bytes, at, end) == 4,
      bytes[at] == UInt8(ascii: "1") || bytes[at] == UInt8(ascii: "2")
    else { return nil }
    return at + 4
  }

  /// Where the name of a month ends, with its dot, or nil.
  private static func month(_ bytes: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> Int? {
    var stop = start
    while stop < end, isLetter(bytes[stop]), stop - start < 10 { stop += 1 }
    guard stop - start >= 3 else { return nil }
    let names: [StaticString] = [
      "january", "february", "march", "april", "may", "june", "july", "august", "september",
      "october", "november", "december",
    ]
    let isMonth = names.contains { name in
      guard stop - start <= name.utf8CodeUnitCount else { return false }
      let isStart = name.withUTF8Buffer { wanted in
        zip(bytes[start..<stop], wanted).allSatisfy { $0 | 0x20 == $1 }
      }
      let length = stop - start
      return isStart && (length == 3 || length == 4 || length == name.utf8CodeUnitCount)
    }
    guard isMonth else { return nil }
    return stop < end && bytes[stop] == 0x2E ? stop + 1 : stop
  }

  /// Goes over blanks, one comma or one hyphen; nil where neither stands.
  private static func skipGap(_ bytes: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> Int? {
    var at = start
    while at < end, at < start + 3,
      bytes[at] == 0x20 || bytes[at] == UInt8(ascii: ",") || bytes[at] == UInt8(ascii: "-")
    {
      at += 1
    }
    return at > start && at < end ? at : nil
  }

  // MARK: Time of day

  /// Where a time of day begins that stands before a date: `08:36 GMT` and perhaps a blank.
  private static func clockBefore(_ bytes: UnsafeRawBufferPointer, _ date: Int, _ start: Int) -> Int
  {
    var at = date
    func skipBlanks() {
      while at > start, bytes[at - 1] == 0x20 || bytes[at - 1] == 0x2C { at -= 1 }
    }
    skipBlanks()
    for zone in ["GMT", "UTC", "EST", "EDT", "PST", "PDT", "CST", "CDT"] as [StaticString]
    where at - 3 >= start && ByteSearch.holds(zone, in: bytes, at: at - 3) {
      at -= 3
      break
    }
    skipBlanks()
    guard at - 5 >= start, bytes[at - 3] == 0x3A, isDigit(bytes[at - 5]), isDigit(bytes[at - 4]),
      isDigit(bytes[at - 2]), isDigit(bytes[at - 1]),
      at - 5 == start || !isDigit(bytes[at - 6]) && bytes[at - 6] != 0x3A
    else { return date }
    return at - 5
  }

  /// Where a time of day ends that stands behind a date, else the end of the date.
  private static func clockBehind(_ bytes: UnsafeRawBufferPointer, _ date: Int, _ end: Int) -> Int {
    var at = date
    while at < end, at < date + 2, bytes[at] == 0x20 || bytes[at] == 0x2C { at += 1 }
    guard at > date, digits(bytes, at, end) == 2, at + 5 <= end, bytes[at + 2] == 0x3A,
      digits(bytes, at + 3, end) == 2
    else { return date }
    return at + 5
  }

  // MARK: Bytes

  private static func digits(_ bytes: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> Int {
    var at = start
    while at < end, at < start + 5, isDigit(bytes[at]) { at += 1 }
    return at - start
  }

  private static func isOrdinal(_ bytes: UnsafeRawBufferPointer, _ at: Int) -> Bool {
    let endings: [StaticString] = ["st", "nd", "rd", "th"]
    return endings.contains { ByteSearch.holds($0, in: bytes, at: at) }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
  private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
}
