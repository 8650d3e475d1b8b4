import ArgumentParser
import QuarryCorpus

/// `quarry peek`: what would be indexed, without indexing it.
struct PeekCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "peek",
    abstract: "Show what would be indexed, building nothing.",
    discussion: """
      Prints what each input is taken for and why, where the parts of a document come from, and \
      the first documents as they would be stored. No more is read than that takes.

      EXAMPLES:
        quarry peek enwiki-latest-pages-articles.xml.bz2
        quarry peek notes/ --limit 20
        quarry peek old.xml --encoding KOI8-R
        quarry peek dump.jsonl --format json | jq .documents[0]

      The exit code is 1 where no document was found.
      """)

  @Argument(help: ArgumentHelp("Dumps, folders of files, or -.", valueName: "input"))
  var inputs: [String] = []

  @Option(help: ArgumentHelp("So many documents are shown.", valueName: "n"))
  var limit = 3

  @OptionGroup var reading: ReadingFlags

  @Option(
    name: .customLong("max-document"),
    help: ArgumentHelp(
      "Longest record that is read, such as 64M (default: 16M).", valueName: "size"))
  var maxDocument = ByteSize(bytes: 16 << 20)

  @Option(help: "How it is printed: text shows the beginnings of texts, json all of them.")
  var format = PlainFormat.text

  func validate() throws {
    guard !inputs.isEmpty else {
      throw ValidationError("no input: name a dump, a folder of files, or -")
    }
    guard (0...10_000).contains(limit) else {
      throw ValidationError("--limit \(limit): give a number from 0 to 10000")
    }
  }

  func run() throws {
    var status = ExitStatus.done
    let output = StandardOutput()
    for input in inputs {
      let findings = try PeekFindings(
        input: input, limit: limit, options: reading.options, maxDocument: maxDocument.bytes)
      if findings.documents.isEmpty, limit > 0 { status = ExitStatus.nothing }
      switch format {
      case .text: output.write(PeekListing(findings: findings).text())
      case .json: output.write(PeekJSON.line(findings))
      }
      try output.flushLarge()
    }
    try output.flush(status: status)
    if status != ExitStatus.done { throw ExitCode(status) }
  }
}

/// What a look at an input found.
struct PeekFindings {
  let input: String
  /// What the input turned out to be; nil for a folder.
  let detection: Detection?
  /// What kind of archive the input is; nil for all others.
  let archive: String?
  /// Where the parts of documents come from in the records read.
  private(set) var survey: FieldSurvey
  /// What was passed over of the records read.
  private(set) var tally = ReadingTally()
  private(set) var documents: [(document: Document, format: RecordFormat)] = []
  /// Records among those read that would be left out.
  private(set) var skipped: [SkippedRecord] = []
  private(set) var broken: [InputProblem] = []

  /// Reads `input` until `limit` documents are there.
  init(
    input: String, limit: Int, options: ReadingOptions, maxDocument: Int
  ) throws(Failure) {
    self.input = input
    survey = FieldSurvey(options: options)
    // Small batches, so that little is read that is not shown.
    let limits = SourceLimits(
      batchBytes: 64 << 10, maxDocumentBytes: maxDocument, readBytes: 64 << 10)
    var found: (documents: [(Document, RecordFormat)], skipped: [SkippedRecord]) = ([], [])
    do throws(CorpusError) {
      let reader = try DumpReader(inputs: [input], limits: limits, options: options)
      detection = reader.detections.first ?? nil
      archive = reader.archives.first ?? nil
      var parser = RecordParser(limits: limits, options: options)
      while found.documents.count < limit, let batch = try reader.next() {
        survey.look(at: batch)
        parser.parse(batch) { document in
          if found.documents.count < limit {
            found.documents.append((document.document, document.format))
          }
        } skipped: {
          if found.documents.count < limit { found.skipped.append($0) }
        }
        reader.recycle(batch.bytes)
      }
      tally = parser.tally
      found.skipped += reader.skipped
      broken = reader.brokenInputs
    } catch {
      throw Failure(error.description)
    }
    documents = found.documents
    skipped = found.skipped
  }
}
