/// What a search should give back.
public struct SearchOptions: Sendable, Hashable {
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

  /// The options of a search that names none.
  public init() {}
}
