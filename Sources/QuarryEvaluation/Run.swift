/// The results of a system for a set of queries.
package struct Run: Sendable {
  /// A document that was found.
  package struct Entry: Sendable, Hashable {
    package var document: UInt32
    /// In single precision, as in `trec_eval` 9: what differs less is a tie.
    package var score: Float
  }

  /// What was found for each query, in no order; by the number of the query.
  package private(set) var results: [UInt32: [Entry]] = [:]

  package init() {}

  /// Sets what was found for a query that has no results yet; of equal documents the first counts.
  package mutating func set(
    _ found: [(id: String, score: Double)], for query: UInt32, _ names: inout EvaluationNames
  ) {
    var seen: Set<UInt32> = []
    var entries: [Entry] = []
    for (id, score) in found {
      let document = names.documents.number(of: id)
      if seen.insert(document).inserted {
        entries.append(Entry(document: document, score: Float(score)))
      }
    }
    results[query] = entries
  }

  /// The documents found for `query`, the best first: by falling score, equal scores by falling name
  /// (as bytes). The rank that a file gives is not looked at.
  package func ranking(of query: UInt32, _ names: EvaluationNames) -> [UInt32] {
    (results[query] ?? []).sorted {
      $0.score == $1.score
        ? names.documents.precedes($1.document, $0.document) : $0.score > $1.score
    }.map(\.document)
  }

  /// Reads a run in the form of TREC: query, `Q0`, document, rank, score and tag, with white space
  /// between. In a run with the tag of this program, names are unescaped; see `RunLine`.
  ///
  /// Throws where a line is malformed, where a document comes twice for one query (as `trec_eval`
  /// does), and where there are no results.
  package init(
    _ lines: consuming LineReader, _ names: inout EvaluationNames
  ) throws(EvaluationError) {
    while let line = try lines.next() {
      if Columns.isBlank(line) { continue }
      let columns = Columns.split(line, counts: 6...6)
      guard columns.count >= 6 else {
        throw lines.error(
          "a result has six columns (query, Q0, document, rank, score, tag), this line has "
            + "\(columns.count)")
      }
      guard let score = Columns.number(columns[4]) else {
        throw lines.error("the score must be a number: \(Columns.shown(columns[4]))")
      }
      let isOurs = columns[5].elementsEqual(RunLine.tag.utf8)
      let query = names.queries.number(of: isOurs ? RunLine.unescaped(columns[0]) : columns[0])
      let document = names.documents.number(
        of: isOurs ? RunLine.unescaped(columns[2]) : columns[2])
      results[query, default: []].append(Entry(document: document, score: Float(score)))
    }
    guard !results.isEmpty else { throw EvaluationError("\(lines.name): holds no results") }
    for (query, entries) in results {
      let documents = entries.map(\.document).sorted()
      for (document, next) in zip(documents, documents.dropFirst()) where document == next {
        throw EvaluationError(
          "\(lines.name): document \(names.documents.text(document)) comes twice for query "
            + names.queries.text(query))
      }
    }
  }
}
