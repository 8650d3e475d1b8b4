/// What a search should give back.
public struct SearchOptions: Sendable {
  /// The most hits.
  public var limit = 10
  /// The hits to pass over before the first one given.
  public var offset = 0
  /// The most passages shown of each hit; 0 for none. There are several only where they show more
  /// words of the query than one does.
  public var snippets = 3
  /// What the passages of a hit take in all, in columns of a terminal, with three between each two.
  public var snippetLength = 160
  /// Whether all documents that match are counted, which costs time where there are many.
  public var countsHits = true
  /// Whether each hit comes with an account of its score.
  public var explains = false

  /// In what order hits come.
  public var sort = Sort.score
  /// Only documents from this date on, as `date:` takes it.
  public var since: String?
  /// Only documents up to the end of this date.
  public var until: String?
  /// How many days older than the newest of the index a document is whose score counts three
  /// quarters: a score is multiplied by ½ + ½ · 2^(−age / half-life), a document without a date
  /// being infinitely old. Nil where age does not matter.
  public var recencyHalfLifeDays: Double?
  /// A metadata field of whose values each shows only its best document.
  public var groupBy: String?
  /// Whether of near copies only the best is given, with the number of the others; what is counted
  /// stays as it is.
  public var collapsesSimilar = false
  /// The metadata fields whose values are counted over all hits, `year` and `month` for those of the
  /// date.
  public var facets: [String] = []
  /// The most values of a facet, the commonest.
  public var facetLimit = 10
  /// Over which spans of time hits are counted, if they are.
  public var timeline: TimelineUnit?
  /// Whether every mistake in a query as typed is an error.
  public var isStrict = false
  /// Whether misspelt words of a query of plain words are looked for, and what was probably meant is
  /// offered, or answered where nothing was found.
  public var correctsSpelling = false
  /// Ranking parameters other than those of the index, by name: `k1`, the name of a field for its
  /// weight, `b` and `b.title`, and those of `RankingParameters`.
  public var parameters: [String: Double] = [:]
  /// Words to be looked for in other ways too.
  public var synonyms: SynonymMap?

  /// How long the search may take; then the best found so far are given, marked as partial. Without
  /// end where nil.
  public var timeLimit: Duration?
  /// What tells the time in place of the system's clock.
  package var clock: (@Sendable () -> Duration)?

  /// The orders of hits; equal ones come in the order of the index.
  public enum Sort: Sendable, Hashable {
    /// By falling score.
    case score
    /// The newest first, what has no date last.
    case newest
    /// The oldest first, what has no date last.
    case oldest
    /// By title without regard to case and accents, what has none last.
    case title
  }

  /// The options of a search that names none.
  public init() {}
}
