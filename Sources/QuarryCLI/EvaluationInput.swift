import ArgumentParser
import Quarry
import QuarryEvaluation

/// The options that name a test collection.
struct CollectionOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The queries: identifier, tab, words on a line; or JSON lines, or TREC topics.",
      valueName: "file"))
  var queries: String?

  @Option(
    help: ArgumentHelp(
      "The judgements: query, 0, document, relevance (TREC), or query, document, relevance after a "
        + "header (BEIR).", valueName: "file"))
  var qrels: String?

  @Option(
    help: ArgumentHelp(
      "How queries are read: as words only, or in the query language, lenient as in search or "
        + "strict (default: lenient; words with the analyzer lucene).", valueName: "syntax"))
  var syntax: QuerySyntax?
}

extension QuerySyntax: ExpressibleByArgument {}

/// A test collection: queries, and which documents answer them.
struct EvaluationInput {
  /// A query with the name by which judgements refer to it.
  struct Query {
    var id: String
    var text: String
  }

  var names = EvaluationNames()
  var judgements = Judgements()
  /// The queries in their order, with their numbers; all judged ones where no queries were given.
  private(set) var queries: [Query] = []
  private(set) var numbers: [UInt32] = []

  /// Reads the files that `options` name.
  init(_ options: CollectionOptions) throws(Failure) {
    if let path = options.qrels {
      try EvaluationInput.reading { () throws(EvaluationError) in
        try judgements.read(try FilePieces.lines(of: path), &names)
      }
    }
    guard let path = options.queries else {
      numbers = judgements.queries
      queries = numbers.map { Query(id: names.queries.text($0), text: "") }
      return
    }
    try readQueries(path)
    guard numbers.contains(where: { judgements.relevance[$0] != nil }) else {
      throw Failure(
        "\(path): none of its \(queries.count) queries has judgements; do the identifiers match?")
    }
  }

  /// Reads the queries in the file at `path`.
  private mutating func readQueries(_ path: String) throws(Failure) {
    var seen: Set<UInt32> = []
    do {
      let file = try QueryFile(path: path)
      while let record = try file.next() {
        let number = names.queries.number(of: record.id)
        if !seen.insert(number).inserted {
          throw Failure(
            "\(path):\(record.line): there are two queries with the identifier \(record.id)")
        }
        queries.append(Query(id: record.id, text: record.text))
        numbers.append(number)
      }
    } catch let failure as Failure {
      throw failure
    } catch {
      throw Failure("\(path): \(error)")
    }
    guard !queries.isEmpty else { throw Failure("\(path): holds no queries") }
  }

  /// Keeps only the queries with judgements.
  mutating func keepJudged() {
    let kept = numbers.indices.filter { judgements.relevance[numbers[$0]] != nil }
    queries = kept.map { queries[$0] }
    numbers = kept.map { numbers[$0] }
  }

  /// The queries without judgements, which no figure counts.
  var unjudgedCount: Int { numbers.count { judgements.relevance[$0] == nil } }

  /// The judged queries that are not among the queries.
  var missingCount: Int { judgements.queries.count - (numbers.count - unjudgedCount) }

  /// The run in the file at `path`.
  mutating func run(at path: String) throws(Failure) -> Run {
    try EvaluationInput.reading { () throws(EvaluationError) in
      try Run(try FilePieces.lines(of: path), &names)
    }
  }

  /// Runs `body`, and gives its error as a failure of the program.
  private static func reading<Result>(
    _ body: () throws(EvaluationError) -> Result
  ) throws(Failure) -> Result {
    do {
      return try body()
    } catch {
      throw Failure(error.description)
    }
  }
}

/// An index as evaluations ask it.
struct IndexRanking: RankedSearch {
  let ranker: Ranker

  func search(
    _ query: String, depth: Int, parameters: [String: Double]
  ) throws -> [(id: String, score: Double)] {
    try Failure.converting { () throws(QuarryError) in
      try ranker.top(query, depth: depth, parameters: parameters)
    }
  }
}
