/// What a user asks for, before any analysis: a tree that can be written as text (`QueryParser`) or
/// built in Swift.
public indirect enum Query: Sendable, Hashable {
  /// Every document; scores nothing.
  case all
  /// Characters without white space between them; the analysis finds the words in it.
  case word(String)
  /// A word as it is written, without folding or stemming: `=Turkey`.
  case exact(String)
  /// Words that stand side by side in this order; `slop` words may be between them or out of place.
  case phrase(String, slop: Int = 0)
  /// Words or phrases of which each stands at most `distance` words from the one before it.
  case near([Query], distance: Int)
  /// Words that begin so: `turk*`.
  case prefix(String)
  /// Words of a pattern in which `*` stands for any characters and `?` for one: `s?400*`.
  case wildcard(String)
  /// Words that match a regular expression as a whole.
  case regex(String)
  /// Words at most so many edits away; nil chooses by the word's length.
  case fuzzy(String, edits: Int? = nil)
  /// `query` in one field: a text field (`title`) or a metadata field (`source`, `date`, `id`).
  case field(String, Query)
  /// Documents whose metadata field lies between two values; nil leaves a side open. Scores nothing.
  case range(field: String, from: Bound?, to: Bound?)
  /// `query` with its score multiplied.
  case boosted(Query, by: Double)
  /// Ways to say one thing, which count as one word: their frequencies are added up, and their
  /// document frequency is the number of documents with any of them.
  case synonyms([Query])
  /// Several demands at once; see `Clause`.
  case clauses([Clause])

  /// Whether documents must or must not match a clause, or are better for it. Where no clause of a
  /// list is a must, filters by metadata left aside, at least one should-clause has to match; a list that only excludes stands for
  /// every other document (`normalized` says so explicitly).
  public enum Occurrence: Sendable, Hashable {
    case should
    case must
    case mustNot
  }

  /// One demand of a list.
  public struct Clause: Sendable, Hashable {
    public var occurrence: Occurrence
    public var query: Query

    public init(_ occurrence: Occurrence, _ query: Query) {
      self.occurrence = occurrence
      self.query = query
    }
  }

  /// An end of a range, as it was written: a number, or a date down to what precision is given.
  public struct Bound: Sendable, Hashable {
    public var value: String
    public var isIncluded: Bool

    public init(_ value: String, isIncluded: Bool = true) {
      self.value = value
      self.isIncluded = isIncluded
    }
  }
}
