/// Records are messages, each of which begins with a separator.
struct MboxCutter: RecordCutter {
  func lastEnd(in bytes: UnsafeRawBufferPointer) -> Int? {
    var end = bytes.count
    while let mark = ByteSearch.last(MboxSeparator.mark, in: bytes, 0..<end) {
      if MboxSeparator.stands(in: bytes, at: mark + 1) { return mark + 1 }
      end = mark + 1
    }
    return nil
  }

  /// What is left of a look may be the beginning of a separator: the next look begins before it, as
  /// far as the bytes are still there, so that a separator is seen whole.
  func firstEnd(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
    let begin = min(max(1, start - RecordBatcher.keptBytes), bytes.count)
    return MboxSeparator.first(in: bytes, begin..<bytes.count)
  }
}

/// The line that begins a message of an mbox: `From address Sun Nov  6 08:49:37 1994`, behind an empty
/// line. A sentence that begins with "From " is none.
///
/// Source: RFC 4155, appendix A; that the date is as of `asctime`, which begins with the day of the week
/// and has the time, is what all programs write, some with a zone before or behind the year.
enum MboxSeparator {
  static let mark: StaticString = "\nFrom "
  /// So long a separator may be.
  private static let mostBytes = 512

  /// Where the first separator in `range` begins, which is never at the first byte of all; or nil.
  static func first(in bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Int? {
    guard !range.isEmpty else { return nil }
    var at = max(range.lowerBound - 1, 0)
    while let found = ByteSearch.first(mark, in: bytes, at..<range.upperBound) {
      if stands(in: bytes, at: found + 1) { return found + 1 }
      at = found + 1
    }
    return nil
  }

  /// Whether a separator stands at the beginning of a line; what precedes it may be gone.
  static func stands(in bytes: UnsafeRawBufferPointer, at start: Int) -> Bool {
    guard ByteSearch.holds("From ", in: bytes, at: start), isBehindEmptyLine(bytes, start),
      let end = ByteSearch.first(0x0A, in: bytes, start..<min(bytes.count, start + mostBytes))
    else { return false }
    let words = bytes[start + 5..<end].split { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
    // An address may hold quoted blanks; the date is found by its day of the week and its month.
    guard let day = words.indices.first(where: { isOne(of: days, words[$0]) }),
      day + 3 < words.count, isOne(of: months, words[day + 1])
    else { return false }
    return isNumber(words[day + 2])
      && words[(day + 3)...].contains { $0.contains(UInt8(ascii: ":")) }
  }

  private static func isBehindEmptyLine(_ bytes: UnsafeRawBufferPointer, _ start: Int) -> Bool {
    guard start >= 2 else { return true }
    guard bytes[start - 1] == 0x0A else { return false }
    return bytes[start - 2] == 0x0A
      || bytes[start - 2] == 0x0D && (start < 3 || bytes[start - 3] == 0x0A)
  }

  private static let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  private static func isOne(of names: [String], _ word: Slice<UnsafeRawBufferPointer>) -> Bool {
    names.contains { word.elementsEqual($0.utf8) }
  }

  private static func isNumber(_ word: Slice<UnsafeRawBufferPointer>) -> Bool {
    word.count <= 2 && word.allSatisfy { (0x30...0x39).contains($0) }
  }
}
