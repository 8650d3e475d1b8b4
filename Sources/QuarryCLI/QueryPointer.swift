import Quarry

/// Shows where in a query something is wrong: the query, and under it a caret.
enum QueryPointer {
  /// The columns of the query that are shown at most.
  private static let width = 72

  /// Two lines for the query and `length` scalars from `offset` on.
  static func lines(_ query: String, offset: Int, length: Int) -> [String] {
    let scalars = Array(query.unicodeScalars)
    let place = min(max(offset, 0), scalars.count)
    let first = max(0, place - width / 2)
    let last = min(scalars.count, first + width)
    let shown = text(scalars[first..<last])
    let before = DisplayWidth.columns(of: text(scalars[first..<place]))
    let marked = text(scalars[place..<min(last, place + max(length, 0))])
    let carets = max(1, DisplayWidth.columns(of: marked))
    return [
      "  " + shown,
      "  " + String(repeating: " ", count: before) + String(repeating: "^", count: carets),
    ]
  }

  private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return TerminalText.cleaned(String(view))
  }
}
