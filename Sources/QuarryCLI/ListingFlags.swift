import ArgumentParser
import Quarry
import QuarryEvaluation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// How many hits are printed and how: what `search` and `similar` have in common.
struct ListingFlags: ParsableArguments {
  @Option(help: "How many hits to print, 1 to 100000.")
  var limit = 10

  @Option(help: "How many hits to pass over first.")
  var offset = 0

  @Option(help: "How the hits are printed.")
  var format = ResultFormat.text

  @Option(help: "Passages of the text for each hit, 0 to 20.")
  var snippets = 3

  @Option(
    name: .customLong("snippet-length"),
    help: ArgumentHelp(
      "The columns all passages of a hit take together, 20 to 4000.", valueName: "columns"))
  var snippetLength = 160

  @Flag(
    inversion: .prefixedNo,
    help: "Show of near copies only the best hit (default: in the format text).")
  var collapse: Bool?

  @Flag(help: "Show what gave the score (text, json, jsonl).")
  var explain = false

  @Option(help: "When to colour: auto asks the terminal and $NO_COLOR.")
  var color = ColorChoice.auto

  func validate() throws {
    guard (1...100_000).contains(limit) else {
      throw ValidationError("--limit \(limit): give a number from 1 to 100000")
    }
    guard (0...10_000_000).contains(offset) else {
      throw ValidationError("--offset \(offset): give a number from 0 to 10000000")
    }
    guard (0...20).contains(snippets) else {
      throw ValidationError("--snippets \(snippets): give a number from 0 to 20")
    }
    guard (20...4000).contains(snippetLength) else {
      throw ValidationError("--snippet-length \(snippetLength): give a number from 20 to 4000")
    }
  }

  /// What the engine has to find out for this format, and no more.
  var options: SearchOptions {
    var options = SearchOptions()
    options.limit = limit
    options.offset = offset
    options.countsHits = format.showsTotal
    options.collapsesSimilar = collapse ?? (format == .text)
    options.snippets = format.showsSnippets ? snippets : 0
    options.snippetLength = snippetLength
    options.explains = explain && format.showsExplanation
    // What a program reads is the answer to what it asked.
    options.correctsSpelling = format == .text || format == .json
    return options
  }

  /// Prints the answer to one query.
  ///
  /// - Parameter name: the query's identifier in a run of several.
  func write(
    _ results: SearchResults, _ elapsed: Double, query: String, name: String? = nil,
    to output: StandardOutput
  ) {
    switch format {
    case .text:
      let listing = HitListing(
        width: Terminal.width(of: STDOUT_FILENO), usesColor: color.usesColor)
      if name != nil { listing.write(heading: query, to: output) }
      listing.write(results, elapsedSeconds: elapsed, to: output)
    case .json:
      let answer = HitJSON.answer(
        results, query: query, name: name, limit: limit, offset: offset, elapsedSeconds: elapsed)
      output.write(answer + [UInt8(ascii: "\n")])
    case .jsonl:
      for hit in results.hits { output.write(HitJSON.line(hit, name: name) + [UInt8(ascii: "\n")]) }
    case .tsv:
      for hit in results.hits {
        output.write((name.map { TerminalText.cleaned($0) + "\t" } ?? "") + HitRecords.tabbed(hit))
        output.write("\n")
      }
    case .trec:
      for hit in results.hits {
        output.write(
          RunLine.text(
            query: name ?? "1", id: hit.identifier, rank: hit.rank, score: hit.score))
      }
    case .ids:
      for hit in results.hits { output.write(HitRecords.identifier(hit) + "\n") }
    }
  }
}

/// How hits are printed.
enum ResultFormat: String, CaseIterable, ExpressibleByArgument {
  case text, json, jsonl, tsv, trec, ids

  var showsTotal: Bool { self == .text || self == .json }
  var showsSnippets: Bool { self != .trec && self != .ids }
  var showsExplanation: Bool { self == .text || self == .json || self == .jsonl }
}
