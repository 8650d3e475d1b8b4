/// What a user asks for, before any analysis: clauses of words and phrases as they were typed.
package struct Query: Sendable, Hashable {
  /// Whether documents must or must not match a clause, or are better for it.
  package enum Occurrence: Sendable, Hashable {
    case should
    case must
    case mustNot
  }

  /// What a clause looks for.
  package enum Content: Sendable, Hashable {
    /// Characters without white space between them; the analysis finds the words in it.
    case word(String)
    /// Words that stand side by side, in this order.
    case phrase(String)
  }

  /// One demand of a query.
  package struct Clause: Sendable, Hashable {
    package var occurrence: Occurrence
    package var content: Content

    package init(_ occurrence: Occurrence, _ content: Content) {
      self.occurrence = occurrence
      self.content = content
    }
  }

  /// In the order of the query, which is that in which scores are added.
  package var clauses: [Clause]

  package init(_ clauses: [Clause]) {
    self.clauses = clauses
  }

  /// The longest query, in bytes.
  package static let maxBytes = 64 << 10
  /// The most clauses, and the most words in all of them.
  package static let maxClauses = 1024
}
