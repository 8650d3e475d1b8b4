/// What a query built in Swift is held to, as the parser holds its text.
extension Query {
  /// The deepest tree that is evaluated: what `QueryParser.maxDepth` parentheses can make.
  package static let maxTreeDepth = 4 * QueryParser.maxDepth
  /// The most nodes of a tree that is evaluated.
  package static let maxNodes = 8 * QueryParser.maxWords

  /// Throws where the tree is too deep or too large to be evaluated; itself without recursion, so
  /// that it is to be called before anything that recurses (`normalized`, `description`).
  package func checkLimits() throws(QuerySyntaxError) {
    var pending: [(query: Query, depth: Int)] = [(self, 1)]
    var nodes = 0
    while let (query, depth) = pending.popLast() {
      nodes += 1
      if depth > Self.maxTreeDepth {
        throw QuerySyntaxError(
          0..<0, "the query is nested more than \(Self.maxTreeDepth) deep",
          hint: "write a simpler query")
      }
      if nodes > Self.maxNodes {
        throw QuerySyntaxError(
          0..<0, "the query has more than \(Self.maxNodes) parts", hint: "write a simpler query")
      }
      switch query {
      case .all, .word, .exact, .phrase, .prefix, .wildcard, .regex, .fuzzy, .range: break
      case .field(_, let inner), .boosted(let inner, _): pending.append((inner, depth + 1))
      case .near(let inner, _), .synonyms(let inner):
        pending += inner.map { ($0, depth + 1) }
      case .clauses(let clauses): pending += clauses.map { ($0.query, depth + 1) }
      }
    }
  }
}
