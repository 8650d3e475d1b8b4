import ArgumentParser
import Quarry

/// How reading and indexing dumps goes about its work, for `index` and `add`.
struct WorkFlags: ParsableArguments {
  @OptionGroup var machine: MachineFlags

  @Option(
    name: .customLong("max-document"),
    help: ArgumentHelp(
      "Longest record that is read, such as 64M (default: a 64th of the memory, at most 16M).",
      valueName: "size"))
  var maxDocument: ByteSize?

  @Option(
    name: .customLong("skipped"),
    help: ArgumentHelp(
      "Write every record that is left out or input that breaks off, and why, to this file as JSON lines.",
      valueName: "file"))
  var skippedFile: String?

  @Flag(help: "Write nothing where a record is left out or an input breaks off (exit code 2).")
  var strict = false

  /// The options of indexing that are given here.
  var options: IndexingOptions {
    IndexingOptions(
      threads: machine.threadCount, memory: machine.memory.bytes,
      temporaryFolder: machine.temporaryFolder, maxDocumentBytes: maxDocument?.bytes)
  }

  /// The list of records that are left out, where one is wanted.
  func skippedList(
    index: String, inputs: [String], replaces: Bool = false
  ) throws(Failure) -> SkippedList? {
    guard let skippedFile else { return nil }
    return try SkippedList(path: skippedFile, index: index, inputs: inputs, replaces: replaces)
  }

  /// What `--strict` refuses.
  func strictFailure(
    _ faults: (skipped: Int, broken: [String]), outcome: String
  ) -> Failure {
    let noun = faults.skipped == 1 ? "record" : "records"
    return Failure(
      "--strict: \(NumberText.grouped(faults.skipped)) \(noun) skipped, "
        + "\(faults.broken.count) of the inputs broken off; \(outcome)",
      details: faults.broken)
  }
}

/// What is told on standard error of an input that was read.
enum IndexingWarnings {
  /// Tells what was left out, the first few by name, and what was replaced.
  static func write(_ summary: IndexingSummary) {
    for line in summary.brokenInputs { StandardError.write(line: "warning: \(line)") }
    if summary.skippedCount > 0 {
      let noun = summary.skippedCount == 1 ? "record" : "records"
      StandardError.write(
        line: "warning: \(NumberText.grouped(summary.skippedCount)) \(noun) skipped")
      for line in summary.skipped { StandardError.write(line: "  \(line)") }
      let more = summary.skippedCount - summary.skipped.count
      if more > 0 { StandardError.write(line: "  and \(NumberText.grouped(more)) more") }
    }
    if let failure = summary.mergeFailure {
      StandardError.write(
        line: "warning: segments could not be merged, optimize does it: \(failure)")
    }
    if summary.duplicateIdentifiers > 0 {
      let what =
        summary.duplicateIdentifiers == 1
        ? "1 document" : "\(NumberText.grouped(summary.duplicateIdentifiers)) documents"
      StandardError.write(line: "warning: \(what) replaced by later ones with the same id")
    }
  }
}
