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
      that it has with other content replaces that. Nothing is deleted because an input lacks it, unless \
      --replace-all says so: the inputs are then all that the index holds. \
      All of it is committed at once, or nothing; a search that runs meanwhile is not disturbed.

      EXAMPLES:
        quarry add today.jsonl
        quarry add notes/ --index notes.quarry
        quarry add new.jsonl.gz --replace-all --index dump.quarry
        zcat changes.gz | quarry add - --index dump.quarry --memory 256M --wait

      The exit code is 1 where an input broke off: what came before it is added.
      """)

  @Argument(help: ArgumentHelp("Dumps, folders of text files, or -.", valueName: "input"))
  var inputs: [String] = []

  @Flag(help: "Delete what the inputs do not hold, in the same commit.")
  var replaceAll = false

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
    let run = UpdateRun(
      path: path, inputs: inputs, update: update, work: work, reading: reading,
      replacesAll: replaceAll)
    try run.check()
    Interruption.removesPartialFiles()
    guard let summary = try run.finished() else { return }
    IndexingWarnings.write(summary)
    try run.show(summary)
    if !summary.brokenInputs.isEmpty { throw ExitCode(ExitStatus.nothing) }
  }
}
