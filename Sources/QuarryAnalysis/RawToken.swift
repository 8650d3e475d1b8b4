/// What a token of a text stands for.
package enum TokenKind: UInt8, Sendable {
  /// A word, or a character of a script written without spaces.
  ///
  /// It takes one position and counts for the length of the text, unless it has no term.
  case word

  /// The whole of a compound such as S-400 or AT&T, which comes before its first part.
  ///
  /// It stands at the position of that part, takes none of its own and does not count for the
  /// length.
  case compound

  /// Two neighbouring characters of a script written without spaces, which come before the first.
  ///
  /// They stand at its position, take none of their own and do not count for the length.
  case bigram
}

/// One occurrence of a word in a text: the bytes from `start` to before `end` as they stand there.
package struct RawToken: Sendable, Hashable {
  package var start: UInt32
  package var end: UInt32
  package var kind: TokenKind

  package init(start: UInt32, end: UInt32, kind: TokenKind) {
    self.start = start
    self.end = end
    self.kind = kind
  }
}
