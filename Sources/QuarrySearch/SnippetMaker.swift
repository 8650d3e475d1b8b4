import QuarryAnalysis
import QuarryFormat

/// Chooses the passages of a document that show best why it was found.
struct SnippetMaker {
  /// No passage is longer, whatever is asked for.
  private static let longest = 1 << 16

  private var matcher: SnippetMatcher
  private let count: Int
  private let limit: Int

  init(_ plan: QueryPlan, _ analyzer: Analyzer, _ options: SearchOptions) {
    matcher = SnippetMatcher(plan, analyzer)
    count = options.snippets
    limit = min(options.snippetLength, Self.longest)
  }

  /// The passages of a document, in the order of its text; of one that shows no match, its beginning.
  mutating func snippets(of record: DocumentRecord) -> [Snippet] {
    guard count > 0, limit > 0 else { return [] }
    let bytes = record.bytes
    let text = bytes.span.extracting(record.text)
    let start = Self.firstWord(text)
    guard start < text.count else { return [] }
    let matches = matcher.matches(in: text)
    var windows = SnippetWindow.choose(matches, in: text, count: count, limit: limit)
    if windows.isEmpty { windows = [SnippetWindow(start: start, end: start)] }
    var snippets: [Snippet] = []
    var end = 0
    for window in windows {
      let range = SnippetCut.range(around: window, in: text, limit: limit)
      // Passages that came to touch would show the same twice.
      if range.lowerBound < end { continue }
      let snippet = SnippetText.snippet(text, range, matches)
      if snippet.text.isEmpty { continue }
      snippets.append(snippet)
      end = range.upperBound
    }
    return snippets
  }

  private static func firstWord(_ text: Span<UInt8>) -> Int {
    var start = 0
    while start < text.count, ScalarText.isSpace(text[start]) { start += 1 }
    return start
  }
}
