import QuarryFormat

/// Works out which documents a filter lets through, from the columns of the segments.
struct FilterReader {
  private let context: SearchContext

  init(_ context: SearchContext) {
    self.context = context
  }

  /// The documents of each segment.
  ///
  /// - Throws: a `SearchError` where no document has the field, or where a bound is no value of it.
  func bits(of filter: DocumentFilter) throws(SearchError) -> [DocumentBits] {
    throw SearchError(
      kind: .query, reason: "there is no field \(filter.field) in the documents of this index")
  }
}
