import Quarry

/// An error of a query as the program tells it: one line, and the place in the query under it.
enum QueryFailure {
  /// - Parameter name: the query's identifier in a run of several.
  static func failure(_ error: QuarryError, query: String, name: String?) -> Failure {
    let lead = name.map { "query \($0): " } ?? ""
    guard let syntax = error.syntax else { return Failure(lead + error.description) }
    let (text, marks) = syntax.excerpt(of: query) { DisplayWidth.columns(of: Character($0)) }
    return Failure(lead + error.description, details: ["  \(text)", "  \(marks)"])
  }
}
