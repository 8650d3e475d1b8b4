/// What a cache of pages was asked for, and what it keeps.
public struct CacheStatistics: Sendable, Hashable {
  /// Pages that were there when they were asked for.
  public var hits = 0
  /// Pages that were not.
  public var misses = 0
  /// Pages that were given up for others.
  public var evictions = 0
  /// The pages, lists and documents that are kept.
  public var entries = 0
  /// The memory they take, in bytes.
  public var bytes = 0
  /// The memory they may take, in bytes; 0 where there is no cache.
  public var capacity = 0

  /// The share of what was asked for that was there, from 0 to 1; 0 where nothing was asked for.
  public var hitRate: Double {
    hits + misses == 0 ? 0 : Double(hits) / Double(hits + misses)
  }

  /// The figures of a cache that was not used.
  public init() {}
}
