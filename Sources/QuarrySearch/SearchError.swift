package import QuarryAnalysis
package import QuarryFormat

/// Why a search has no answer.
public struct SearchError: Error, Sendable, Hashable {
  /// Whose fault it is.
  public enum Kind: Sendable, Hashable {
    /// The query asks for too much.
    case query
    /// The index cannot be read where it was needed.
    case index
    /// The text of a document is in a dump that is not there or has changed.
    case dump
    /// The index needs an analysis that is not to be had here.
    case analysis
    /// The time limit came before anything was found; searches then give a partial answer instead.
    case outOfTime
  }

  public let kind: Kind
  /// What is wrong, on one line.
  public let reason: String

  /// Where the mistake is in a query as typed, in Unicode scalars; nil where it is in no place.
  public let place: Range<Int>?

  package init(kind: Kind, reason: String, place: Range<Int>? = nil) {
    self.kind = kind
    self.reason = reason
    self.place = place
  }

  package init(_ error: QuerySyntaxError) {
    self.init(
      kind: .query, reason: error.description,
      place: error.offset..<error.offset + max(0, error.length))
  }

  package init(_ error: FormatError) {
    switch error {
    case .dump(let message): self.init(kind: .dump, reason: message)
    case .outOfTime: self.init(kind: .outOfTime, reason: error.description)
    default: self.init(kind: .index, reason: error.description)
    }
  }

  package init(_ error: AnalysisError) {
    self.init(kind: .analysis, reason: error.description)
  }

  /// Gives what `body` does, its error as a `SearchError`.
  @inline(__always)
  static func reading<Value>(
    _ body: () throws(FormatError) -> Value
  ) throws(SearchError) -> Value {
    do {
      return try body()
    } catch {
      throw SearchError(error)
    }
  }
}

extension SearchError: CustomStringConvertible {
  public var description: String { reason }
}
