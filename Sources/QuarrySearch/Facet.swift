/// How many hits have each value of a metadata field.
public struct Facet: Sendable, Hashable {
  /// A value with the number of hits that have it.
  public struct Value: Sendable, Hashable {
    public var value: String
    public var count: Int
  }

  /// The field's name as it was asked for.
  public var field: String
  /// The commonest values, equal counts in the order of their bytes.
  public var values: [Value]
  /// The hits' values that are not among these, counted.
  public var otherCount: Int
  /// The hits without a value.
  public var missingCount: Int
}

/// The spans of time that hits may be counted over.
public enum TimelineUnit: String, Sendable, Hashable, CaseIterable {
  case year
  case month
  case week
  case day
}

/// How many hits are of each span of time.
public struct Timeline: Sendable, Hashable {
  /// A span, named by its first day as far as that says it: 2019, 2019-05, 2019-05-13.
  public struct Bin: Sendable, Hashable {
    public var label: String
    public var count: Int
  }

  public var unit: TimelineUnit
  /// From the first hit to the last, spans without a hit included unless they are very many.
  public var bins: [Bin]
  /// The hits without a date.
  public var undatedCount: Int
}
