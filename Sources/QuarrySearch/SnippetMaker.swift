import QuarryAnalysis
import QuarryFormat

/// Chooses the passages of a document that show best why it was found.
struct SnippetMaker {
  /// No passage is longer, whatever is asked for.
  private static let longest = 1 << 12
  /// No document shows more of them.
  private static let most = 64
  /// The bytes behind a passage that decide where it ends.
  private static let context = 128

  private var matcher: SnippetMatcher
  private let count: Int
  private let limit: Int
  /// How many of the first bytes of the text that was looked at last its passages depend on; all of
  /// them where more than there were would do.
  private(set) var bytesUsed = 0

  /// Whether passages are asked for at all.
  var needsText: Bool { count > 0 && limit > 0 }

  /// - Parameter body: the number of the field of the documents' texts.
  init(_ plan: QueryPlan, _ analyzer: Analyzer, body: Int, _ options: SearchOptions) {
    count = min(options.snippets, Self.most)
    limit = min(options.snippetLength, Self.longest)
    matcher = SnippetMatcher(
      plan, analyzer, body: body, passages: count, columns: limit)
  }

  /// The passages of a document, in the order of its text, which take `snippetLength` columns in all;
  /// of one that shows no match, its beginning.
  ///
  /// - Parameter language: the document's.
  /// - Returns: nil where more of the text is needed.
  mutating func snippets(of record: DocumentRecord, language: Language) -> [Snippet]? {
    bytesUsed = 0
    guard needsText else { return [] }
    let bytes = record.bytes
    let isCut = record.isCut
    let text = bytes.span.extracting(Self.wholeScalars(bytes, record.text, isCut: isCut))
    let start = Self.firstWord(text)
    bytesUsed = record.text.count
    guard start < text.count || isCut else { return [] }
    let title = Self.leadingTitle(record, text, from: start)
    var (matches, isEnough) = matcher.matches(in: text, language: language, isCut: isCut)
    if isCut, !isEnough { return nil }
    // What stands behind a passage may show in it for as many columns as it takes.
    if isEnough { bytesUsed = min(bytesUsed, matcher.bytesLookedAt + 4 * limit + Self.context) }
    // A text that begins with its title does not show it twice, unless there is nothing else.
    if matches.contains(where: { $0.start >= title }) { matches.removeAll { $0.start < title } }
    var windows = SnippetWindow.choose(matches, in: text, count: count, limit: limit)
    if windows.isEmpty {
      let first = title < text.count ? title : start
      windows = [SnippetWindow(start: first, end: first, room: limit)]
    }
    let first = windows[0].start >= title ? title : start
    let bounds = first..<max(first, isCut ? Self.lastWord(text) : text.count)
    var snippets: [Snippet] = []
    for range in Self.ranges(of: windows, in: text, bounds: bounds) {
      var snippet = SnippetText.snippet(text, range, matches)
      if snippet.text.isEmpty { continue }
      if isCut { snippet.endsAtEnd = false }
      snippets.append(snippet)
    }
    return snippets
  }

  /// The passages around `windows`; those that come to touch are one.
  private static func ranges(
    of windows: [SnippetWindow], in text: Span<UInt8>, bounds: Range<Int>
  ) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var least = bounds.lowerBound
    for (index, window) in windows.enumerated() {
      let most = index + 1 < windows.count ? windows[index + 1].start : bounds.upperBound
      let range = SnippetCut.range(
        around: window, in: text, bounds: min(least, window.start)..<max(most, window.end))
      if let last = ranges.last,
        range.lowerBound <= last.upperBound
          || isBlank(text, last.upperBound..<range.lowerBound)
      {
        ranges[ranges.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        ranges.append(range)
      }
      least = range.upperBound
    }
    return ranges
  }

  private static func isBlank(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    for index in range where !ScalarText.isSpace(text[index]) { return false }
    return true
  }

  /// Where the text goes on behind its title, which scraped pages and news dumps repeat; `start`
  /// where it does not begin so.
  private static func leadingTitle(
    _ record: DocumentRecord, _ text: Span<UInt8>, from start: Int
  ) -> Int {
    let title = record.bytes[record.title]
    guard !title.isEmpty, text.count - start >= title.count else { return start }
    for (index, byte) in title.enumerated() where text[start + index] != byte { return start }
    var end = start + title.count
    while end < text.count, text[end] == 0x20 || text[end] == 0x09 { end += 1 }
    // A sentence that begins with the title is no repetition of it.
    guard end < text.count, text[end] == 0x0A || text[end] == 0x0D else { return start }
    while end < text.count, ScalarText.isSpace(text[end]) { end += 1 }
    return end
  }

  /// The range without the beginning of a scalar at the end of a text that was cut.
  private static func wholeScalars(
    _ bytes: [UInt8], _ range: Range<Int>, isCut: Bool
  ) -> Range<Int> {
    guard isCut else { return range }
    var end = range.upperBound
    while end > range.lowerBound, range.upperBound - end < 4, bytes[end - 1] & 0xC0 == 0x80 {
      end -= 1
    }
    return range.lowerBound..<max(range.lowerBound, end - 1)
  }

  /// Where the last word of a text that was cut begins, which may be a part of one.
  private static func lastWord(_ text: Span<UInt8>) -> Int {
    var end = text.count
    while end > 0, text.count - end < 64 {
      if ScalarText.isSpace(text[end - 1]) { return end }
      end -= 1
    }
    return text.count
  }

  private static func firstWord(_ text: Span<UInt8>) -> Int {
    var start = 0
    while start < text.count, ScalarText.isSpace(text[start]) { start += 1 }
    return start
  }
}
