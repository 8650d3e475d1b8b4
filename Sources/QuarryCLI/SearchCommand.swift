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
    _superCommandName: "quarry",
    abstract: "Find the best documents for a query, with snippets.",
    discussion: """
      Any word of the query may match; more and rarer words rank higher. Quote what the shell would \
      take apart.

        word      may match             +word     must match
        "a b"     side by side          -word     must not match
        a AND b, a OR b, NOT a, (…)     turk*  s?400  /colou?r/  turkey~  =Turkey
        title:word  source:reuters  tag:politics  date:2019..2021  words:>500

      quarry help query tells all of it.

      EXAMPLES:
        quarry search s-400 turkey
        quarry search '"to be or not to be"'
        quarry search '+café -paris' --limit 3 --snippets 2
        quarry search 'turkey date:2019..' --sort date --facet source,year
        quarry search turkey --count
        quarry search turkey --format json | jq -r '.hits[].id'
        quarry search f35 programme --explain --index Index/articles.quarry
        quarry search --queries topics.tsv --format trec --limit 1000 > run.trec

      FORMATS:
        text      for people; coloured and wrapped on a terminal
        json      one object with everything, version 1
        jsonl     one hit a line, as in json
        tsv       rank, score, id, title, date, source, snippet
        trec      query Q0 id rank score quarry, for trec_eval
        ids       identifiers only, one a line

      The exit code is 1 where nothing is found, be it for want of time.
      """)

  @Argument(
    help: ArgumentHelp("The query; several words may follow one another.", valueName: "query"))
  var words: [String] = []

  @OptionGroup var indexes: IndexSelection
  @OptionGroup var listing: ListingFlags
  @OptionGroup var selection: SelectionFlags

  @Option(
    help: ArgumentHelp(
      "Answer all queries of a file (- for standard input): lines of id, tab, query; JSON lines; "
        + "or TREC topics.", valueName: "file"))
  var queries: String?

  @Option(
    help: ArgumentHelp(
      "How long a query may take, in ms, s or m, such as 500ms or 2s; then the best found so far "
        + "are printed.",
      valueName: "time"))
  var timeout: TimeLength?

  @Option(
    help: ArgumentHelp(
      "The memory for pages and documents that are kept ready between queries and parts of one; "
        + "0 keeps them for one query only.", valueName: "size"))
  var cache = ByteSize(bytes: QuarryIndex.defaultCacheBytes)

  @Flag(help: "Print only how many documents match.")
  var count = false

  func validate() throws {
    if queries == nil, words.isEmpty {
      throw ValidationError("no query: type the words to look for, such as: quarry search turkey")
    }
    if queries != nil, !words.isEmpty {
      throw ValidationError("--queries FILE and a query: give one of them")
    }
    if count, listing.format != .text, listing.format != .json, listing.format != .tsv {
      throw ValidationError("--count prints a number: give --format text, json or tsv with it")
    }
  }

  func run() throws {
    // What one query reads is kept until its end in any case, and nothing comes after it.
    let index = try indexes.open(cacheBytes: queries == nil ? 0 : cache.bytes)
    var options = listing.options
    options.timeLimit = timeout?.duration
    if count {
      options.limit = 0
      options.offset = 0
      options.countsHits = true
      options.snippets = 0
      options.explains = false
    }
    try selection.apply(to: &options)
    let output = StandardOutput()
    var foundAny = false
    var failedAny = false
    if let queries {
      let source = try Self.opened(queries)
      while let query = try Self.next(of: source, at: queries) {
        do throws(Failure) {
          if try answer(query.text, name: query.id, index, options, to: output) { foundAny = true }
        } catch {
          // The other queries are answered all the same.
          StandardError.write(line: "error: \(error.message)")
          failedAny = true
        }
        try output.flushLarge()
      }
    } else {
      foundAny = try answer(
        words.joined(separator: " "), name: nil, index, options, to: output)
    }
    try output.flush()
    // The program ends here: to take the index apart would only take time.
    _ = Unmanaged.passRetained(index)
    if failedAny { throw ExitCode(ExitStatus.failure) }
    if !foundAny { throw ExitCode(ExitStatus.nothing) }
  }

  private static func opened(_ path: String) throws(Failure) -> QueryFile {
    do {
      return try QueryFile(path: path)
    } catch {
      throw Failure("\(path): \(error)")
    }
  }

  /// The next query of a file; what is no query is named and passed over.
  private static func next(of source: QueryFile, at path: String) throws(Failure) -> QueryRecord? {
    while true {
      do {
        return try source.next()
      } catch {
        guard error.line != nil else { throw Failure("\(path): \(error)") }
        StandardError.write(line: "warning: \(path): \(error); it is passed over")
      }
    }
  }

  /// Prints the answer to one query; false where nothing is found.
  private func answer(
    _ query: String, name: String?, _ index: QuarryIndex, _ options: SearchOptions,
    to output: StandardOutput
  ) throws(Failure) -> Bool {
    let start = ContinuousClock.now
    let results: SearchResults
    do {
      results = try index.search(query, options)
    } catch {
      throw QueryFailure.failure(error, query: query, name: name)
    }
    let elapsed = (ContinuousClock.now - start) / .seconds(1)
    for notice in results.notices {
      StandardError.write(line: (name.map { "query \($0): " } ?? "") + notice)
    }
    if count {
      CountOutput.write(
        results.total ?? 0, query: query, name: name, listing.format, to: output)
      return results.total ?? 0 > 0
    }
    listing.write(results, elapsed, query: query, name: name, to: output)
    return !results.hits.isEmpty
  }
}
