import ArgumentParser
import Quarry

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// `quarry search`: the best documents for a query.
struct SearchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search",
    abstract: "Find the best documents for a query, with snippets.",
    discussion: """
      Any word of the query may match; more and rarer words rank higher. Quote what the shell would \
      take apart.

        word      may match             +word     must match
        "a b"     side by side          -word     must not match

      EXAMPLES:
        quarry search s-400 turkey
        quarry search '"to be or not to be"'
        quarry search '+café -paris' --limit 3 --snippets 2
        quarry search turkey --count
        quarry search turkey --format json | jq -r '.hits[].id'
        quarry search f35 programme --explain --index Index/articles.quarry

      FORMATS:
        text      for people; coloured and wrapped on a terminal
        json      one object with everything, version 1
        jsonl     one hit a line, as in json
        tsv       rank, score, id, title, date, source, snippet
        trec      1 Q0 id rank score quarry, for trec_eval
        ids       identifiers only, one a line

      The exit code is 1 where nothing is found.
      """)

  @Argument(
    help: ArgumentHelp("The query; several words may follow one another.", valueName: "query"))
  var words: [String] = []

  @OptionGroup var index: IndexOption

  @Option(help: "How many hits to print, 1 to 100000.")
  var limit = 10

  @Option(help: "How many hits to pass over first.")
  var offset = 0

  @Option(help: "How the hits are printed.")
  var format = ResultFormat.text

  @Option(help: "Passages of the text for each hit, 0 to 20.")
  var snippets = 1

  @Flag(help: "Print only how many documents match.")
  var count = false

  @Flag(help: "Show what each word gave to the score (text, json, jsonl).")
  var explain = false

  @Option(help: "When to colour: auto asks the terminal and $NO_COLOR.")
  var color = ColorChoice.auto

  func validate() throws {
    guard !words.isEmpty else {
      throw ValidationError("no query: type the words to look for, such as: quarry search turkey")
    }
    guard (1...100_000).contains(limit) else {
      throw ValidationError("--limit \(limit): give a number from 1 to 100000")
    }
    guard (0...10_000_000).contains(offset) else {
      throw ValidationError("--offset \(offset): give a number from 0 to 10000000")
    }
    guard (0...20).contains(snippets) else {
      throw ValidationError("--snippets \(snippets): give a number from 0 to 20")
    }
  }

  func run() throws {
    let path = try IndexLocator.locate(named: index.path)
    let query = words.joined(separator: " ")
    let start = ContinuousClock.now
    let index = try QuarryIndex.opened(path: path)
    let results = try Failure.converting { () throws(QuarryError) in
      try index.search(query, options)
    }
    let elapsed = (ContinuousClock.now - start) / .seconds(1)
    let output = StandardOutput()
    if count {
      output.write("\(results.total ?? 0)\n")
    } else {
      write(results, elapsed, query, to: output)
    }
    try output.flush()
    if count ? results.total ?? 0 == 0 : results.hits.isEmpty { throw ExitCode(ExitStatus.nothing) }
  }

  /// What the engine has to find out for this format, and no more.
  private var options: SearchOptions {
    var options = SearchOptions()
    options.limit = count ? 0 : limit
    options.offset = count ? 0 : offset
    options.countsHits = count || format.showsTotal
    options.snippets = count || !format.showsSnippets ? 0 : snippets
    options.explains = explain && !count && format.showsExplanation
    return options
  }

  private func write(
    _ results: SearchResults, _ elapsed: Double, _ query: String, to output: StandardOutput
  ) {
    switch format {
    case .text:
      let listing = HitListing(
        width: Terminal.width(of: STDOUT_FILENO), usesColor: color.usesColor)
      listing.write(results, elapsedSeconds: elapsed, to: output)
    case .json:
      let answer = HitJSON.answer(
        results, query: query, limit: limit, offset: offset, elapsedSeconds: elapsed)
      output.write(answer + [UInt8(ascii: "\n")])
    case .jsonl:
      for hit in results.hits { output.write(HitJSON.line(hit) + [UInt8(ascii: "\n")]) }
    case .tsv:
      for hit in results.hits { output.write(HitRecords.tabbed(hit) + "\n") }
    case .trec:
      for hit in results.hits { output.write(HitRecords.trec(hit) + "\n") }
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
