/// What importing another engine's index made, and what it took.
public struct ImportSummary: Sendable, Hashable {
  public var documents: Int
  public var terms: Int
  public var postings: Int
  /// Words that are longer than a term may be, and were left out with their lists.
  public var longTerms: Int
  /// What the file says of itself.
  public var description: String
  /// The bytes of the new index.
  public var fileBytes: Int
  public var elapsedSeconds: Double
  /// The process's peak resident memory.
  public var peakMemoryBytes: Int
}
