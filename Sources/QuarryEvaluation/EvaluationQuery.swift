/// A query with the name by which judgements refer to it.
package struct EvaluationQuery: Sendable, Hashable {
  package var id: String
  package var text: String

  package init(id: String, text: String) {
    self.id = id
    self.text = text
  }

  /// Reads queries as lines of identifier, tab and text.
  ///
  /// Throws where a line has no tab or no identifier, where an identifier comes twice, and where
  /// there are no queries.
  package static func read(
    _ lines: consuming LineReader
  ) throws(EvaluationError) -> [EvaluationQuery] {
    var queries: [EvaluationQuery] = []
    var seen = NameTable()
    while let line = try lines.next() {
      if Columns.isBlank(line) { continue }
      let columns = line.split(
        separator: UInt8(ascii: "\t"), maxSplits: 1, omittingEmptySubsequences: false)
      guard columns.count == 2, !Columns.isBlank(columns[0]) else {
        throw lines.error("a query is its identifier, a tab and its words")
      }
      guard Int(seen.number(of: columns[0])) == queries.count else {
        throw lines.error("there are two queries with the identifier \(Columns.shown(columns[0]))")
      }
      queries.append(
        EvaluationQuery(
          id: String(decoding: columns[0], as: UTF8.self),
          text: String(decoding: columns[1], as: UTF8.self)))
    }
    guard !queries.isEmpty else { throw EvaluationError("\(lines.name): holds no queries") }
    return queries
  }
}
