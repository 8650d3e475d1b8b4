import QuarryFormat
import QuarrySearch

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What the harness asks of an engine, in Quarry's terms.
enum HarnessQuery {
  /// A line of a file of queries.
  struct Line: Decodable {
    var qid: String
    var `class`: String
    var mode: String
    var terms: [String]
  }

  /// The lines of the file at `path`.
  static func read(_ path: String) throws -> [Line] {
    try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map {
      try JSONDecoder().decode(Line.self, from: Data($0.utf8))
    }
  }

  /// The words as they are, all of them, any of them, or side by side.
  static func query(mode: String, terms: [String]) -> Query {
    if mode == "phrase" {
      return .phrase(terms.joined(separator: " "))
    }
    return .clauses(terms.map { Query.Clause(mode == "and" ? .must : .should, .word($0)) })
  }

  /// The index in `directory`, ranked with the parameters that all engines are given.
  static func searcher(
    directory: String, k1: Double, b: Double, cache: Int
  ) throws -> Searcher {
    let file = try IndexFile(path: QuarryBench.indexPath(in: directory))
    var catalog = file.catalog
    catalog.k1 = k1
    for field in catalog.fields.indices { catalog.fields[field].b = b }
    return Searcher(file, scoring: Scoring(catalog), ranking: .off, cacheBytes: cache)
  }

  /// The first snippet with its matches between tags.
  static func marked(_ hit: Hit) -> String {
    guard let snippet = hit.snippets.first else { return "" }
    var text = ""
    var end = snippet.text.startIndex
    for highlight in snippet.highlights {
      let utf8 = snippet.text.utf8
      let start = utf8.index(utf8.startIndex, offsetBy: highlight.range.lowerBound)
      let stop = utf8.index(utf8.startIndex, offsetBy: highlight.range.upperBound)
      text += snippet.text[end..<start] + "<b>" + snippet.text[start..<stop] + "</b>"
      end = stop
    }
    return text + snippet.text[end...]
  }
}
