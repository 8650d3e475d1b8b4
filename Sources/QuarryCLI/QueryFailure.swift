import Quarry

/// An error of a query as the program tells it: one line, and the place in the query under it.
enum QueryFailure {
  /// The longest query that is shown, in bytes.
  private static let longest = 4096

  /// - Parameter name: the query's identifier in a run of several.
  static func failure(_ error: QuarryError, query: String, name: String?) -> Failure {
    let lead = name.map { "query \($0): " } ?? ""
    // A query over the limits is no line to be shown.
    guard let place = error.queryPlace, query.utf8.count <= longest else {
      return Failure(lead + error.description)
    }
    return Failure(
      lead + error.description,
      details: QueryPointer.lines(query, offset: place.lowerBound, length: place.count))
  }
}
