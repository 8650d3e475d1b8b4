import QuarryFormat
import Synchronization

/// Gives the segments and the ways to score that searchers of one cache have the numbers by which it
/// keeps their pages: a searcher that follows another uses what that one left.
final class CacheNames: Sendable {
  private let next = Atomic<UInt64>(1)

  /// A number that was not given before; 0 never is.
  func new() -> UInt64 { next.wrappingAdd(1, ordering: .relaxed).oldValue }
}

extension Catalog.Segment {
  /// Whether pages of both, where they are of one file, are the same ones: what is deleted decides
  /// nothing about them.
  func hasSamePages(as other: Catalog.Segment) -> Bool {
    var pages = self
    pages.sections.removeAll { $0.kind == .deletions }
    var others = other
    others.sections.removeAll { $0.kind == .deletions }
    return pages == others
  }
}
