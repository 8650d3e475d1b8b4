/// What repairing an index gave.
public struct RepairSummary: Sendable, Hashable {
  /// The documents that are in the new index.
  public let salvaged: Int
  /// The documents that are not, in the order of the damaged index.
  public let lost: [LostDocuments]
  /// What else was lost, a line each.
  public let notes: [String]
  /// Whether the newest commit could not be read and an older one was.
  public let isOlderCommit: Bool
  /// The bytes of the new file.
  public let fileBytes: Int

  /// How many documents are lost.
  public var lostCount: Int { lost.reduce(0) { $0 + $1.count } }
}
