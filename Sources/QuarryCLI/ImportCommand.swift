import ArgumentParser
import Quarry

/// `quarry import`: an index of another engine's lists.
struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Make an index of a CIFF file, which another engine has exported.",
    discussion: """
      The Common Index File Format (Lin et al., 2020) holds terms, the documents they are in and how \
      often, and the documents' ids and lengths; Anserini writes it from Lucene's indexes, quarry \
      export --format ciff from Quarry's. BM25 ranks as it did there. There are no titles and texts to \
      show, and no places of words: phrases and NEAR are refused. The terms were made of words by the \
      other engine; --analyzer says how the words of queries become such terms.

      EXAMPLES:
        quarry import robust04.ciff.gz --index robust04.quarry
        quarry export a.quarry --format ciff > a.ciff
        quarry import a.ciff --index b.quarry --analyzer plain
      """)

  @Argument(help: ArgumentHelp("The CIFF file, also compressed.", valueName: "file"))
  var file: String

  @Option(help: ArgumentHelp("Where the index is put.", valueName: "file"))
  var index: String

  @Flag(help: "Replace an existing file at --index, once the new index is complete.")
  var force = false

  @Option(
    help: ArgumentHelp(
      "How queries become terms: lucene (Lucene's for English) or plain; else what a file that "
        + "Quarry has exported says, or lucene."))
  var analyzer: String?

  @Option(help: "Effort in compressing, 1 is fast, 9 small, 0 leaves all raw.")
  var level = IndexingOptions.defaultLevel

  @OptionGroup var machine: MachineFlags

  @Flag(help: "Print no progress and no summary, only what went wrong.")
  var quiet = false

  @Option(help: "How the summary is printed.")
  var format = PlainFormat.text

  func validate() throws {
    guard (0...9).contains(level) else {
      throw ValidationError("--level \(level): give a number from 0 (none) to 9 (smallest)")
    }
    guard index != "" else { throw ValidationError("--index: is empty; name a file") }
  }

  func run() throws {
    Interruption.removesPartialFiles()
    let line = ProgressLine(isQuiet: quiet)
    let analyzer =
      try analyzer
      ?? Failure.converting { () throws(QuarryError) in try QuarryIndex.analyzer(ofCIFF: file) }
      ?? "lucene"
    let options = IndexingOptions(
      threads: machine.threadCount, memory: machine.memory.bytes, level: level, analyzer: analyzer,
      temporaryFolder: machine.temporaryFolder, replaces: force)
    let summary = try Failure.converting { () throws(QuarryError) in
      defer { line.clear() }
      return try QuarryIndex.importCIFF(path: file, output: index, options: options) {
        line.show($0, of: "importing")
      }
    }
    if summary.longTerms > 0 {
      let count = NumberText.grouped(summary.longTerms)
      StandardError.write(line: "warning: \(count) words of more than 255 bytes are left out")
    }
    if !quiet { show(summary) }
  }

  /// Prints the summary. The index is there by now, so failing to print is no failure to import.
  private func show(_ summary: ImportSummary) {
    let output = StandardOutput()
    switch format {
    case .text:
      output.write(
        TerminalText.cleaned(
          "\(index): \(NumberText.grouped(summary.documents)) documents, "
            + "\(NumberText.grouped(summary.terms)) terms, "
            + "\(NumberText.grouped(summary.postings)) postings, "
            + "\(NumberText.bytes(summary.fileBytes)) in "
            + NumberText.seconds(summary.elapsedSeconds)
        ) + "\n")
    case .json:
      var writer = JSONWriter()
      writer.object { json in
        json.member("version", 1)
        json.member("index", index)
        json.member("documents", summary.documents)
        json.member("terms", summary.terms)
        json.member("postings", summary.postings)
        json.member("long_terms", summary.longTerms)
        json.member("description", summary.description)
        json.member("file_bytes", summary.fileBytes)
        json.member("seconds", summary.elapsedSeconds)
        json.member("peak_memory_bytes", summary.peakMemoryBytes)
      }
      output.write(writer.take() + [UInt8(ascii: "\n")])
    }
    do {
      try output.flush()
    } catch {
      StandardError.write(line: "warning: \(error.message); the index \(index) is complete")
    }
  }
}
