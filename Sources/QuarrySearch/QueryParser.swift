/// Reads the language of queries: `word`, `+word`, `-word`, `"a phrase"`.
///
/// Nothing a person types is an error: signs that mean nothing are passed over, and a quotation mark
/// that is never closed is closed at the end. Only a query of a length no person types is refused.
package struct QueryParser {
  private let scalars: [Unicode.Scalar]
  private var place = 0
  private var clauses: [Query.Clause] = []

  private init(_ text: String) {
    scalars = Array(text.unicodeScalars)
  }

  /// The query that `text` stands for; throws where it is too long.
  package static func parse(_ text: String) throws(SearchError) -> Query {
    guard text.utf8.count <= Query.maxBytes else {
      throw SearchError(
        kind: .query, reason: "the query is longer than \(Query.maxBytes) bytes; shorten it")
    }
    var parser = QueryParser(text)
    while parser.readClause() {}
    guard parser.clauses.count <= Query.maxClauses else {
      throw SearchError(
        kind: .query,
        reason: "the query has \(parser.clauses.count) words, which is more than "
          + "\(Query.maxClauses); shorten it")
    }
    return .clauses(parser.clauses)
  }

  /// Reads up to the end of the next clause; false at the end.
  private mutating func readClause() -> Bool {
    while place < scalars.count, Self.isSpace(scalars[place]) { place += 1 }
    guard place < scalars.count else { return false }
    var occurrence = Query.Occurrence.should
    if scalars[place] == "+" || scalars[place] == "-" {
      occurrence = scalars[place] == "+" ? .must : .mustNot
      place += 1
    }
    guard place < scalars.count, !Self.isSpace(scalars[place]) else { return true }
    if Self.isQuote(scalars[place]) {
      place += 1
      let text = take(until: Self.isQuote)
      place += 1
      if !text.allSatisfy(\.isWhitespace) {
        clauses.append(Query.Clause(occurrence, .phrase(text)))
      }
      return true
    }
    let text = take { Self.isSpace($0) || Self.isQuote($0) }
    clauses.append(Query.Clause(occurrence, .word(text)))
    return true
  }

  private mutating func take(until isEnd: (Unicode.Scalar) -> Bool) -> String {
    var text = String.UnicodeScalarView()
    while place < scalars.count, !isEnd(scalars[place]) {
      text.append(scalars[place])
      place += 1
    }
    return String(text)
  }

  private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isWhitespace || scalar == "\u{200B}" || scalar.value == 0
  }

  /// Straight and typographic double quotation marks, as people paste them.
  private static func isQuote(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "\"", "\u{201C}", "\u{201D}", "\u{201E}", "\u{201F}", "\u{FF02}": true
    default: false
    }
  }
}
