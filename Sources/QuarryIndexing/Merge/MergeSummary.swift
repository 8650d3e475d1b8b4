/// What merging made of several indexes, and what it took.
public struct MergeSummary: Sendable, Hashable {
  /// An index that was merged.
  public struct Input: Sendable, Hashable {
    public var path: String
    /// Its documents that are not deleted.
    public var documents: Int
    public var fileBytes: Int
  }

  public var inputs: [Input]
  /// The documents of the new index.
  public var documents: Int
  /// The documents that a later one of the same identifier replaced.
  public var replaced: Int
  public var order: DocumentOrder
  public var level: Int
  /// The bytes of the new index.
  public var fileBytes: Int
  public var stages: [OptimizationSummary.Stage]
  public var elapsedSeconds: Double
  /// The process's peak resident memory.
  public var peakMemoryBytes: Int
}
