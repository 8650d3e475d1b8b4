/// Documents side by side that could not be salvaged from a damaged index.
///
/// Their identifiers are lost with them; what is known is between which others they stood.
public struct LostDocuments: Sendable, Hashable {
  /// The number of the first one in the damaged index, from 1.
  public let first: Int
  public internal(set) var count: Int
  /// The identifier of the document that came before them; nil where there was none, or it is lost too.
  public let previous: String?
  /// The identifier of the one that came after them.
  public internal(set) var next: String?
  /// What is damaged.
  public let reason: String
}
