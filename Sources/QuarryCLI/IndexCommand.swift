import ArgumentParser
import Quarry

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// `quarry index`: builds an index from dumps.
struct IndexCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "index",
    abstract: "Build an index from dumps.",
    discussion: """
      Inputs are dumps, folders of files, or - for standard input. Compression (gzip; bzip2, xz, \
      zstd and lz4 through the programs of these names), character set and format (MediaWiki XML \
      exports, WikiExtractor's output, JSON, tables, HTML, Markdown, mail, WARC, Reuters-21578, \
      TREC, text) are told from the content; quarry peek shows what an input is taken for. JSON \
      and tables have members id, title, text and any of date, \
      author, source, url, lang, tags, aliases, headings; others are kept too. In folders each \
      file is looked at by itself; of a text file the first line is the title and the path the id. \
      Records that cannot be read are counted and left out.

      EXAMPLES:
        quarry index articles.jsonl.gz
        quarry index enwiki-latest-pages-articles.xml.bz2
        quarry index notes/ --index notes.quarry --force
        zcat dump.gz | quarry index - --index dump.quarry --memory 512M
        quarry index huge.jsonl --store external
        quarry index a.jsonl b.jsonl --store none --threads 4 --tmp /var/tmp
        quarry index news.json --map title=headline,text=body.content
        quarry index table.csv --columns id,title,text
        quarry index dump.jsonl --profile
        quarry index dump.jsonl --format json | jq .peak_memory_bytes

      The exit code is 1 where an input broke off: what came before it is indexed.
      """)

  @Argument(help: ArgumentHelp("Dumps, folders of text files, or -.", valueName: "input"))
  var inputs: [String] = []

  @Option(
    name: .customLong("index"),
    help: ArgumentHelp(
      "The index to make (default: named after the first input, in Index/ where there is one).",
      valueName: "file"))
  var path: String?

  @Flag(help: "Replace an existing file, once the new index is complete.")
  var force = false

  @OptionGroup var work: WorkFlags

  @Option(help: "Effort in compressing the text: 1 is fast, 9 small, 0 leaves all raw.")
  var level = IndexingOptions.defaultLevel

  @Option(
    help: ArgumentHelp(
      "Where texts are kept for snippets and show: in the index; external: in the dump, which must "
        + "then stay as it is and be no pipe and not compressed; none: nowhere."))
  var store = StoreChoice.text

  @Option(help: "How text becomes words.")
  var analyzer = AnalyzerChoice.standard

  @Option(
    help: ArgumentHelp(
      "Language of the texts, such as en or German; und for none, auto to take each document's own.",
      valueName: "code"))
  var language = "auto"

  @OptionGroup var reading: ReadingFlags

  @Flag(help: "Print no progress and no summary, only what went wrong.")
  var quiet = false

  @Flag(help: "Add to the summary the CPU time of each stage of the work.")
  var profile = false

  @Option(help: "How the summary is printed.")
  var format = PlainFormat.text

  func validate() throws {
    guard !inputs.isEmpty else {
      throw ValidationError("no input: name a dump, a folder of text files, or -")
    }
    if store == .external, let conflict = reading.conflict(withTextsIn: inputs) {
      throw ValidationError(conflict)
    }
    guard (0...9).contains(level) else {
      throw ValidationError("--level \(level): give a number from 0 (none) to 9 (smallest)")
    }
  }

  func run() throws {
    let path = path ?? IndexLocator.defaultPath(forInput: inputs[0])
    try checkTarget(path)
    Interruption.removesPartialFiles()
    let line = ProgressLine(isQuiet: quiet)
    let list = try work.skippedList(index: path, inputs: inputs, replaces: force)
    var faults: (skipped: Int, broken: [String]) = (0, [])
    let finished = try Failure.converting { () throws(QuarryError) -> IndexingSummary? in
      defer { line.clear() }
      let builder = try IndexBuilder(path: path, options: options)
      let report: @Sendable (IndexingProgress) -> Void = { line.show($0) }
      if let list { builder.onSkipped { list.add($0, input: $1) } }
      try builder.add(inputs: inputs, progress: report)
      faults = builder.faults
      if work.strict, faults.skipped > 0 || !faults.broken.isEmpty { return nil }
      return try builder.finish(progress: report)
    }
    try list?.close()
    guard let summary = finished else {
      throw work.strictFailure(faults, outcome: "no index was written")
    }
    IndexingWarnings.write(summary)
    let status = summary.brokenInputs.isEmpty ? ExitStatus.done : ExitStatus.nothing
    if !quiet { show(summary, of: path, status: status) }
    if status != ExitStatus.done { throw ExitCode(status) }
  }

  private var options: IndexingOptions {
    var options = work.options
    options.level = level
    options.analyzer = analyzer.rawValue
    options.replaces = force
    options.language = language
    options.store = store.store
    options.reading = reading.options
    return options
  }

  /// Makes sure, before anything is read, that the index may be put at `path`.
  private func checkTarget(_ path: String) throws(Failure) {
    guard !path.isEmpty else { throw Failure("--index: is empty; name a file for the index") }
    switch PathKind(path: path) {
    case nil: return
    case .folder:
      throw Failure("\(path): is a folder; name a file in it, such as \(path)/articles.quarry")
    case .other:
      throw Failure("\(path): is no ordinary file; name another with --index FILE")
    case .file:
      if let input = inputs.first(where: { $0 != "-" && PathKind.isSame($0, path) }) {
        throw Failure("\(path): is the input \(input) itself; name another file with --index FILE")
      }
      guard force else {
        throw Failure(
          "\(path): exists already; give --force to replace it, or name another with --index FILE")
      }
    }
  }

  /// Prints the summary. The index is there by now, so failing to print is no failure to index.
  private func show(_ summary: IndexingSummary, of path: String, status: Int32) {
    let output = StandardOutput()
    let seconds = IndexingProfile.processSeconds()
    switch format {
    case .text:
      var table = IndexingTable(path: path, summary: summary, memory: work.machine.memory.bytes)
      if profile { table.profile = IndexingProfile(summary: summary, processSeconds: seconds) }
      for line in table.lines() { output.write(line + "\n") }
    case .json:
      let json = IndexingJSON(
        path: path, summary: summary, threads: work.machine.threadCount,
        memory: work.machine.memory.bytes, processSeconds: seconds)
      output.write(json.object() + [UInt8(ascii: "\n")])
    }
    do {
      try output.flush(status: status)
    } catch {
      StandardError.write(line: "warning: \(error.message); the index \(path) is complete")
    }
  }
}

/// What is kept of a document's text, and where.
enum StoreChoice: String, CaseIterable, ExpressibleByArgument {
  case text, external, none

  var store: TextStore {
    switch self {
    case .text: .text
    case .external: .external
    case .none: .none
    }
  }
}

/// The analyzers by name.
enum AnalyzerChoice: String, CaseIterable, ExpressibleByArgument {
  case standard, plain, lucene
}
