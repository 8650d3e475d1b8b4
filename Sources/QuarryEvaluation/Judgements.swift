/// Which documents answer which query, as people judged them.
package struct Judgements: Sendable {
  /// The relevance of each judged document, by the number of the query: 0 or less is not relevant.
  package private(set) var relevance: [UInt32: [UInt32: Int32]] = [:]
  /// The judged queries in the order of the file.
  package private(set) var queries: [UInt32] = []

  package init() {}

  /// Adds a judgement and says whether it is the first of this query and document.
  package mutating func add(query: UInt32, document: UInt32, relevance value: Int32) -> Bool {
    if relevance[query] == nil { queries.append(query) }
    let isNew = relevance[query]?[document] == nil
    relevance[query, default: [:]][document] = value
    return isNew
  }

  /// Reads judgements in the form of TREC (query, iteration, document, relevance) or BEIR (query,
  /// document, relevance, after a header), with tabs or spaces between.
  ///
  /// Throws where a line is malformed, where a document is judged twice for one query (as `trec_eval`
  /// does), and where there are none.
  package mutating func read(
    _ lines: consuming LineReader, _ names: inout EvaluationNames
  ) throws(EvaluationError) {
    let countBefore = queries.count
    var isFirst = true
    while let line = try lines.next() {
      if Columns.isBlank(line) { continue }
      defer { isFirst = false }
      let columns = Columns.split(line, counts: 3...4)
      guard columns.count == 3 || columns.count == 4 else {
        throw lines.error(
          "a judgement has four columns (query, 0, document, relevance), this line has "
            + "\(columns.count)")
      }
      guard let value = Columns.integer(columns[columns.count - 1]) else {
        // The header of the BEIR form.
        if isFirst, columns.count == 3 { continue }
        throw lines.error(
          "the relevance must be a whole number: \(Columns.shown(columns[columns.count - 1]))")
      }
      let query = names.queries.number(of: columns[0])
      let document = names.documents.number(of: columns[columns.count - 2])
      guard add(query: query, document: document, relevance: value) else {
        throw lines.error(
          "document \(Columns.shown(columns[columns.count - 2])) is judged twice for query "
            + Columns.shown(columns[0]))
      }
    }
    guard queries.count > countBefore else {
      throw EvaluationError("\(lines.name): holds no judgements")
    }
  }
}
