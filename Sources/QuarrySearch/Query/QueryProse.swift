/// Tells sentences that were pasted from queries that were composed.
///
/// In a sentence a quotation mark quotes and `-30` is a number: taken as signs, they would ask for a
/// row of words that no other text has, or bar every document with the number.
enum QueryProse {
  /// A query of so many words beside what is in quotation marks is a sentence.
  static let leastWords = 8

  /// The words of a sentence, or nil where `query` is none: where it has other signs, or fewer words.
  static func words(_ query: Query) -> Query? {
    guard case .clauses(let clauses) = query else { return nil }
    var words: [Query.Clause] = []
    var plain = 0
    for clause in clauses {
      switch (clause.occurrence, clause.query) {
      case (.should, .word):
        plain += 1
        words.append(clause)
      case (.should, .phrase(let text, slop: 0)):
        for word in text.unicodeScalars.split(whereSeparator: QuerySigns.isSpace) {
          words.append(Query.Clause(.should, .word(String(word))))
        }
      case (.mustNot, .word(let text)) where text.first?.isNumber ?? false:
        words.append(Query.Clause(.should, clause.query))
      default: return nil
      }
    }
    guard plain >= leastWords, words != clauses else { return nil }
    return .clauses(words)
  }
}
