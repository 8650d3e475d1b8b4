/// A demand on single words, as a query states it.
package enum WordPattern: Sendable, Hashable {
  /// Words that begin so.
  case prefix(String)
  /// Words of a form in which `*` and `?` stand for others; see `WildcardParser`.
  case wildcard(String)
  /// Words that match a regular expression as a whole; see `RegexParser`.
  case regex(String)
  /// Words at most so many edits away, 0 to 2; nil chooses by the word's length.
  case fuzzy(String, edits: Int? = nil)

  /// The edits that a word of `length` characters is granted where none are given: a short word
  /// turns into too many others.
  package static func edits(length: Int) -> Int {
    length < 3 ? 0 : length < 6 ? 1 : 2
  }
}
