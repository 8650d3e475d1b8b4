import QuarryAnalysis
import QuarryFormat

/// Chooses the passages of a document that show best why it was found.
struct SnippetMaker {
  /// No passage is longer, whatever is asked for.
  private static let longest = 1 << 12
  /// No document shows more of them.
  private static let most = 64

  private var matcher: SnippetMatcher
  private let count: Int
  private let limit: Int

  init(_ plan: QueryPlan, _ analyzer: Analyzer, _ options: SearchOptions) {
    matcher = SnippetMatcher(plan, analyzer)
    count = min(options.snippets, Self.most)
    limit = min(options.snippetLength, Self.longest)
  }

  /// The passages of a document, in the order of its text; of one that shows no match, its beginning.
  ///
  /// - Returns: nil where more of the text is needed.
  mutating func snippets(of record: DocumentRecord) -> [Snippet]? {
    guard count > 0, limit > 0 else { return [] }
    let bytes = record.bytes
    let isCut = record.isCut
    let text = bytes.span.extracting(Self.wholeScalars(bytes, record.text, isCut: isCut))
    let start = Self.firstWord(text)
    guard start < text.count || isCut else { return [] }
    let (matches, isEnough) = matcher.matches(in: text, isCut: isCut)
    if isCut, !isEnough { return nil }
    var windows = SnippetWindow.choose(matches, in: text, count: count, limit: limit)
    if windows.isEmpty { windows = [SnippetWindow(start: start, end: start)] }
    var snippets: [Snippet] = []
    var end = 0
    for window in windows {
      let range = SnippetCut.range(around: window, in: text, limit: limit)
      // Passages that came to touch would show the same twice.
      if range.lowerBound < end { continue }
      var snippet = SnippetText.snippet(text, range, matches)
      if snippet.text.isEmpty { continue }
      if isCut { snippet.endsAtEnd = false }
      snippets.append(snippet)
      end = range.upperBound
    }
    return snippets
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

  private static func firstWord(_ text: Span<UInt8>) -> Int {
    var start = 0
    while start < text.count, ScalarText.isSpace(text[start]) { start += 1 }
    return start
  }
}
