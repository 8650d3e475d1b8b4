import Quarry

/// An error of a query as the program tells it: one line, and the place in the query under it.
enum QueryFailure {
  /// - Parameter name: the query's identifier in a run of several.
  static func failure(_ error: QuarryError, query: String, name: String?) -> Failure {
    let lead = name.map { "query \($0): " } ?? ""
    guard let place = error.queryPlace else { return Failure(lead + error.description) }
    return Failure(
      lead + error.description,
      details: QueryPointer.lines(query, offset: place.lowerBound, length: place.count))
  }
}
