/// A passage of a document's text with what matched the query in it.
public struct Snippet: Sendable, Hashable {
  /// The passage on one line: white space is a single space, control characters are left out.
  public var text: String
  /// What matched, in order and without overlap.
  public var highlights: [Highlight]
  /// Whether the passage starts where the text does.
  public var startsAtBeginning: Bool
  /// Whether the passage ends where the text does.
  public var endsAtEnd: Bool
}

/// A part of a snippet that matched the query.
public struct Highlight: Sendable, Hashable {
  /// Where it stands in the snippet's text, in bytes of UTF-8.
  public var range: Range<Int>
  /// The part itself.
  public var text: String
}
