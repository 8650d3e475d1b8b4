import ArgumentParser
import Quarry

/// `quarry add`: adds documents to an index, and replaces those that have changed.
struct AddCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Add documents to an index, and replace those that have changed.",
    discussion: """
      Inputs are read as quarry index reads them; words, languages and what is stored are as in \
      the index. Documents are told by their ids: one that the index has as it is is left out, one \
      that it has with other content replaces that. Nothing is deleted because an input lacks it. \
      All of it is committed at once, or nothing; a search that runs meanwhile is not disturbed.

      EXAMPLES:
        quarry add today.jsonl
        quarry add notes/ --index notes.quarry
        zcat changes.gz | quarry add - --index dump.quarry --memory 256M --wait

      The exit code is 1 where an input broke off: what came before it is added.
      """)

  @Argument(help: ArgumentHelp("Dumps, folders of text files, or -.", valueName: "input"))
  var inputs: [String] = []

  @OptionGroup var update: UpdateFlags

  @OptionGroup var work: WorkFlags

  @OptionGroup var reading: ReadingFlags

  func validate() throws {
    guard !inputs.isEmpty else {
      throw ValidationError("no input: name a dump, a folder of text files, or -")
    }
  }

  func run() throws {
    let path = try IndexLocator.locate(named: update.path)
    if let input = inputs.first(where: { $0 != "-" && PathKind.isSame($0, path) }) {
      throw Failure("\(path): is the input \(input) itself; name another index with --index FILE")
    }
    if try QuarryIndex.opened(path: path).facts.readsDumps,
      let conflict = reading.conflict(withTextsIn: inputs)
    {
      throw Failure(conflict)
    }
    Interruption.removesPartialFiles()
    let line = ProgressLine(isQuiet: update.quiet)
    let list = try work.skippedList(index: path, inputs: inputs)
    var faults: (skipped: Int, broken: [String]) = (0, [])
    let finished = try Failure.converting { () throws(QuarryError) -> IndexingSummary? in
      defer { line.clear() }
      var options = work.options
      options.reading = reading.options
      let builder = try IndexBuilder(addingTo: path, options: options, waits: update.wait)
      let report: @Sendable (IndexingProgress) -> Void = { line.show($0) }
      if let list { builder.onSkipped { list.add($0, input: $1) } }
      try builder.add(inputs: inputs, progress: report)
      faults = builder.faults
      if work.strict, faults.skipped > 0 || !faults.broken.isEmpty { return nil }
      return try builder.finish(progress: report)
    }
    try list?.close()
    guard let summary = finished else {
      throw work.strictFailure(faults, outcome: "nothing was added")
    }
    IndexingWarnings.write(summary)
    try show(summary, path)
    if !summary.brokenInputs.isEmpty { throw ExitCode(ExitStatus.nothing) }
  }

  private func show(_ summary: IndexingSummary, _ path: String) throws(Failure) {
    let facts = try QuarryIndex.opened(path: path).facts
    func documents(_ count: Int) -> String {
      NumberText.grouped(count) + (count == 1 ? " document" : " documents")
    }
    var text = "\(path): \(documents(summary.documents)) added"
    if summary.replaced > 0 { text += ", \(NumberText.grouped(summary.replaced)) older replaced" }
    if summary.unchanged > 0 { text += ", \(NumberText.grouped(summary.unchanged)) unchanged" }
    if summary.redirects > 0 { text += ", \(NumberText.grouped(summary.redirects)) redirects" }
    if summary.lostRedirects > 0 {
      text += ", \(NumberText.grouped(summary.lostRedirects)) redirects to what was not added"
    }
    text += "; \(documents(facts.documents)) in \(NumberText.bytes(facts.fileBytes)), "
    text += "in \(NumberText.seconds(summary.elapsedSeconds))"
    update.show(
      text,
      { json in
        json.member("added", summary.documents)
        json.member("replaced", summary.replaced)
        json.member("unchanged", summary.unchanged)
        json.member("repeated_ids", summary.duplicateIdentifiers)
        json.member("redirects", summary.redirects)
        json.member("lost_redirects", summary.lostRedirects)
        json.member("skipped", summary.skippedCount)
        json.member("broken_inputs", summary.brokenInputs.count)
        json.member("documents", facts.documents)
        json.member("deleted_documents", facts.deletedDocuments)
        json.member("segments", facts.segments)
        json.member("file_bytes", facts.fileBytes)
        json.member("elapsed_seconds", summary.elapsedSeconds)
        json.member("peak_memory_bytes", summary.peakMemoryBytes)
      }, of: path)
  }
}
