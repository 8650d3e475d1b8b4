/// Why a text is no query, and where: made to be shown with a mark under the place.
public struct QuerySyntaxError: Error, Sendable, Hashable {
  /// Where the mistake begins, in Unicode scalars from the start of the text.
  public let offset: Int
  /// How many Unicode scalars it spans; 0 where something is missing.
  public let length: Int
  /// What is wrong, on one line.
  public let message: String
  /// What to write instead, on one line, where that is known.
  public let hint: String?

  package init(_ range: Range<Int>, _ message: String, hint: String? = nil) {
    offset = range.lowerBound
    length = range.count
    self.message = message
    self.hint = hint
  }

  /// The part of `text` around the mistake and a line of marks to be shown below it.
  ///
  /// White space and control characters become spaces, so that both are one line. The marks count
  /// one column a Unicode scalar; `columns` measures scalars that take more or fewer.
  ///
  /// - Parameter width: The most scalars of the text to show, at least 20.
  public func excerpt(
    of text: String, width: Int = 72, columns: (Unicode.Scalar) -> Int = { _ in 1 }
  ) -> (text: String, marks: String) {
    let scalars = Array(text.unicodeScalars)
    let width = max(20, width)
    let place = min(max(0, offset), scalars.count)
    let start = scalars.count <= width ? 0 : max(0, min(place - width / 2, scalars.count - width))
    let end = min(scalars.count, start + width)
    let markEnd = min(end, place + max(1, min(length, scalars.count)))
    var shown = start > 0 ? "…" : ""
    var marks = start > 0 ? " " : ""
    for index in start..<end {
      let scalar = QuerySigns.isSpace(scalars[index]) ? " " : scalars[index]
      shown.unicodeScalars.append(scalar)
      let count = max(0, min(columns(scalar), 2))
      if index < place {
        marks += String(repeating: " ", count: count)
      } else if index < markEnd {
        marks += String(repeating: "^", count: max(index == place ? 1 : 0, count))
      }
    }
    if place >= end { marks += "^" }
    return (end < scalars.count ? shown + "…" : shown, marks)
  }
}

extension QuerySyntaxError: CustomStringConvertible {
  public var description: String {
    "\(message), at character \(offset + 1)" + (hint.map { "; \($0)" } ?? "")
  }
}
