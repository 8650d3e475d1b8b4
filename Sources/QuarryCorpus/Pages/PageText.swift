/// What stands where in a plain text: usually the title is the first line; pages that were scraped
/// may begin with a date instead, and end with their tags.
struct PageText {
  /// A first line that is longer is a paragraph, and no title.
  static let mostTitleBytes = 200
  /// So many lines from either end are looked at for dates and tags.
  private static let mostLines = 6

  private(set) var title: Range<Int>
  private(set) var text: Range<Int>
  private(set) var date: Range<Int>?
  private(set) var tags: Range<Int>?

  /// Looks at a text; `bytes` outlive the ranges.
  init(_ bytes: UnsafeRawBufferPointer, _ whole: Range<Int>) {
    let range = Self.withoutBlankLines(bytes, whole)
    let firstEnd = ByteSearch.first(0x0A, in: bytes, range) ?? range.upperBound
    let first = Self.trimmed(bytes, range.lowerBound..<firstEnd)
    title = Self.withoutReturn(bytes, range.lowerBound..<firstEnd)
    text = min(firstEnd + 1, range.upperBound)..<range.upperBound
    if first.count > Self.mostTitleBytes {
      title = Self.sentence(bytes, first)
      text = range
      return
    }
    let last = Self.lastLines(bytes, text)
    if let found = Self.dateLine(bytes, first) {
      date = found
      // What is only a date is no title, where there is something better.
      if let sentence = Self.firstSentence(bytes, text) { title = sentence }
      tags = last.first { Self.isTags(bytes, $0) }
      return
    }
    let start = Self.firstLines(bytes, text)
    date = (start + last).lazy.compactMap { Self.dateLine(bytes, $0) }.first
  }

  // MARK: Lines

  /// The text from its first line on that is not blank; all of it where there is none.
  private static func withoutBlankLines(
    _ bytes: UnsafeRawBufferPointer, _ range: Range<Int>
  ) -> Range<Int> {
    var at = range.lowerBound
    while let end = ByteSearch.first(0x0A, in: bytes, at..<range.upperBound) {
      guard trimmed(bytes, at..<end).isEmpty else { break }
      at = end + 1
    }
    return at < range.upperBound ? at..<range.upperBound : range
  }

  /// The first lines that are not blank, without blanks at their ends.
  private static func firstLines(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> [Range<
    Int
  >] {
    var lines: [Range<Int>] = []
    var at = range.lowerBound
    while at < range.upperBound, lines.count < mostLines {
      let end = ByteSearch.first(0x0A, in: bytes, at..<range.upperBound) ?? range.upperBound
      let line = trimmed(bytes, at..<end)
      if !line.isEmpty { lines.append(line) }
      at = end + 1
    }
    return lines
  }

  /// The last lines that are not blank, the last one first.
  private static func lastLines(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> [Range<
    Int
  >] {
    var lines: [Range<Int>] = []
    var end = range.upperBound
    while end > range.lowerBound, lines.count < mostLines {
      let start =
        NewlineScan.last(in: bytes, range.lowerBound..<end).map { $0 + 1 } ?? range.lowerBound
      let line = trimmed(bytes, start..<end)
      if !line.isEmpty { lines.append(line) }
      end = max(start - 1, range.lowerBound)
    }
    return lines
  }

  /// The date of a line that has little else to say, or nil.
  private static func dateLine(_ bytes: UnsafeRawBufferPointer, _ line: Range<Int>) -> Range<Int>? {
    guard line.count <= 120, let date = DateFinder.find(bytes, line) else { return nil }
    return line.count - date.count <= 40 ? date : nil
  }

  /// Whether a line is a list of tags: several short names between commas, and no sentence.
  private static func isTags(_ bytes: UnsafeRawBufferPointer, _ line: Range<Int>) -> Bool {
    guard line.count <= 500, let end = bytes[line].last,
      ![UInt8(ascii: "."), UInt8(ascii: "!"), UInt8(ascii: "?")].contains(end)
    else { return false }
    let parts = bytes[line].split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    return parts.count >= 3
      && parts.allSatisfy { part in
        let words = part.split(separator: 0x20).count
        return words >= 1 && words <= 5 && part.count <= 48
      }
  }

  // MARK: Sentences

  /// The first sentence of the first line that is long enough to be one.
  private static func firstSentence(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Range<
    Int
  >? {
    var at = range.lowerBound
    while at < range.upperBound {
      let end = ByteSearch.first(0x0A, in: bytes, at..<range.upperBound) ?? range.upperBound
      let line = trimmed(bytes, at..<end)
      if line.count >= 60 { return sentence(bytes, line) }
      at = end + 1
    }
    return nil
  }

  /// The first sentence of a line; a long one is cut between words.
  private static func sentence(_ bytes: UnsafeRawBufferPointer, _ line: Range<Int>) -> Range<Int> {
    let limit = min(line.upperBound, line.lowerBound + mostTitleBytes)
    var at = line.lowerBound
    while at < limit {
      let byte = bytes[at]
      at += 1
      guard byte == UInt8(ascii: ".") || byte == UInt8(ascii: "!") || byte == UInt8(ascii: "?")
      else {
        continue
      }
      // Behind an initial or in an abbreviation no sentence ends.
      let isLong = at - line.lowerBound > 24
      let isInitial = at >= line.lowerBound + 3 && InputFormat.isBlank(bytes[at - 3])
      if isLong, !isInitial, at == line.upperBound || bytes[at] == 0x20 {
        return line.lowerBound..<at
      }
    }
    guard limit < line.upperBound else { return line }
    var end = limit
    while end > line.lowerBound, bytes[end] != 0x20 { end -= 1 }
    if end > line.lowerBound { return line.lowerBound..<end }
    // One word: cut before a byte that begins a character.
    end = limit
    while end > line.lowerBound, bytes[end] & 0xC0 == 0x80 { end -= 1 }
    return line.lowerBound..<end
  }

  private static func withoutReturn(_ bytes: UnsafeRawBufferPointer, _ line: Range<Int>) -> Range<
    Int
  > {
    line.isEmpty || bytes[line.upperBound - 1] != 0x0D
      ? line : line.lowerBound..<line.upperBound - 1
  }

  private static func trimmed(_ bytes: UnsafeRawBufferPointer, _ line: Range<Int>) -> Range<Int> {
    var (start, end) = (line.lowerBound, line.upperBound)
    while start < end, InputFormat.isBlank(bytes[start]) { start += 1 }
    while end > start, InputFormat.isBlank(bytes[end - 1]) { end -= 1 }
    return start..<end
  }
}
