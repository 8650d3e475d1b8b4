import ArgumentParser
import Quarry

/// `quarry sync`: makes an index hold what a folder or dump holds.
struct SyncCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sync",
    abstract: "Make an index hold what a folder or dump holds: add, replace and remove.",
    discussion: """
      What is new is added, what has changed is replaced, what is gone is deleted, in one commit; \
      a search that runs meanwhile is not disturbed. Where no file has changed since the last time \
      (by place, size and time), nothing is read.

      Nothing is removed where a file or folder could not be read, or a dump broke off (exit code \
      1), and nothing at all is done where there is no document to be found, as in the folder of a \
      disk that is not mounted (exit code 2). Name all inputs of the index: what none of them holds \
      is removed.

      EXAMPLES:
        quarry index notes/ --index notes.quarry
        quarry sync notes/ --index notes.quarry
        quarry sync notes/ --index notes.quarry --dry-run
      """)

  @Argument(help: ArgumentHelp("Dumps, folders of text files, or -.", valueName: "input"))
  var inputs: [String] = []

  @Flag(help: "Only tell what would be done.")
  var dryRun = false

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
      path: path, inputs: inputs, update: update, work: work, reading: reading, replacesAll: true,
      remembersState: true, isDryRun: dryRun)
    try run.check()
    Interruption.removesPartialFiles()
    guard let summary = try run.finished() else {
      update.show(
        "\(path): is up to date", { json in json.member("up_to_date", true) }, of: path)
      return
    }
    IndexingWarnings.write(summary)
    try run.show(summary)
    if !summary.brokenInputs.isEmpty || summary.withheldRemoval {
      throw ExitCode(ExitStatus.nothing)
    }
  }
}
