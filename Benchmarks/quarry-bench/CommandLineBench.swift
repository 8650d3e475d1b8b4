import ArgumentParser
import QuarrySearch

/// A fresh process that opens the index, searches, and prints ten hits with snippets.
struct CommandLineBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cli", abstract: "Prints the ten best hits with snippets, once.")

  @Argument(help: "The directory that holds the index.") var out: String
  @Argument(help: "and, or, or phrase.") var mode: String
  @Argument(help: "The words.") var terms: [String]

  func run() throws {
    let searcher = try HarnessQuery.searcher(directory: out, k1: 1.2, b: 0.75, cache: 0)
    var options = SearchOptions()
    options.countsHits = false
    let query = HarnessQuery.query(mode: mode, terms: terms)
    for hit in try searcher.search(query, options).hits {
      print("\(hit.rank). [\(hit.identifier)] \(hit.title)\n   \(HarnessQuery.marked(hit))")
    }
  }
}
