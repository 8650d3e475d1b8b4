/// The fields a query may name: the parser tells `title:cat` from `Re:cat` by them.
public struct QueryFields: Sendable, Hashable {
  /// What a field holds.
  public enum Kind: Sendable, Hashable {
    /// Text that is searched and scored.
    case text
    /// Values that documents are filtered by.
    case metadata
  }

  /// Kinds by name; nil where every name is a field, as before an index is known.
  private let kinds: [String: Kind]?

  /// The text fields of the default schema.
  static let standardText: Set<String> = ["title", "aliases", "headings", "body"]

  /// Exactly these fields. List other names of a field, too.
  public init(text: some Sequence<String>, metadata: some Sequence<String>) {
    var kinds: [String: Kind] = [:]
    for name in metadata { kinds[name] = .metadata }
    for name in text { kinds[name] = .text }
    self.kinds = kinds
  }

  private init() {
    kinds = nil
  }

  /// Any name: `title`, `aliases`, `headings` and `body` are text, every other is metadata.
  public static let any = QueryFields()

  /// The field that `name` stands for, upper-case letters or not.
  func find(_ name: String) -> (name: String, kind: Kind)? {
    guard let kinds else {
      let lowered = name.lowercased()
      return Self.standardText.contains(lowered) ? (lowered, .text) : (name, .metadata)
    }
    if let kind = kinds[name] { return (name, kind) }
    let lowered = name.lowercased()
    if let kind = kinds[lowered] { return (lowered, kind) }
    return nil
  }

  /// The names closest to one that is not there; none where nothing is near.
  func nearest(to name: String) -> [String] {
    NearestNames.find(name, in: kinds.map { Array($0.keys) } ?? [])
  }

  /// All names in alphabetical order.
  var names: [String] {
    (kinds?.keys).map { $0.sorted() } ?? []
  }
}
