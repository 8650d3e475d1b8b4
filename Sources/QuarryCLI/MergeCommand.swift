import ArgumentParser
import Quarry

/// `quarry merge`: one index out of several.
struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Write several indexes as one.",
    discussion: """
      The indexes stay as they are; the new one appears at the end, all at once. Of documents with the \
      same id the one in the index named last stays, and the ranking is that of the first. The texts \
      are not analysed again, so all must have been built with the same --analyzer and --store (not \
      external, whose texts are in the dumps). Redirects and near copies are told as in each index, not \
      between them.

      Documents come one index after the other; --order bisection and --level 9 make the index smaller \
      and faster, as quarry optimize does, and take longer.

      EXAMPLES:
        quarry merge 2023.quarry 2024.quarry --into all.quarry
        quarry merge parts/*.quarry --into all.quarry --order bisection --level 9
        quarry merge all.quarry today.quarry --into all.quarry --force
      """)

  @Argument(help: ArgumentHelp("The indexes, two or more.", valueName: "index"))
  var indexes: [String]

  @Option(help: ArgumentHelp("Where the new index is put.", valueName: "file"))
  var into: String

  @Flag(help: "Replace an existing file at --into, once the new index is complete.")
  var force = false

  @Option(help: "The order that the documents get, as for optimize.")
  var order = OrderChoice.none

  @Option(
    help: "Effort in compressing the text, 1 is fast, 9 small (default: as in the first index).")
  var level: Int?

  @OptionGroup var machine: MachineFlags

  @Flag(help: "Print no progress and no summary, only what went wrong.")
  var quiet = false

  @Option(help: "How the summary is printed.")
  var format = PlainFormat.text

  func validate() throws {
    guard indexes.count > 1 else {
      throw ValidationError("one index only: name two or more, and the new one by --into FILE")
    }
    if let level, !(0...9).contains(level) {
      throw ValidationError("--level \(level): give a number from 0 (none) to 9 (smallest)")
    }
    guard into != "" else { throw ValidationError("--into: is empty; name a file") }
  }

  func run() throws {
    Interruption.removesPartialFiles()
    let line = ProgressLine(isQuiet: quiet)
    let options = OptimizationOptions(
      order: DocumentOrder(rawValue: order.rawValue) ?? .none, threads: machine.threadCount,
      memory: machine.memory.bytes, temporaryFolder: machine.temporaryFolder, replaces: force)
    let summary = try Failure.converting { () throws(QuarryError) in
      defer { line.clear() }
      return try QuarryIndex.merge(
        paths: indexes, into: into, level: level, options: options
      ) { progress in
        line.show(progress.fraction, of: progress.phase.rawValue)
      }
    }
    if !quiet { show(summary) }
  }

  /// Prints the summary. The index is there by now, so failing to print is no failure to merge.
  private func show(_ summary: MergeSummary) {
    let output = StandardOutput()
    switch format {
    case .text: for line in lines(summary) { output.write(TerminalText.cleaned(line) + "\n") }
    case .json: output.write(object(summary) + [UInt8(ascii: "\n")])
    }
    do {
      try output.flush()
    } catch {
      StandardError.write(line: "warning: \(error.message); the index \(into) is complete")
    }
  }

  private func lines(_ summary: MergeSummary) -> [String] {
    let rows = summary.inputs.map { input in
      [
        input.path, NumberText.grouped(input.documents) + " documents",
        NumberText.bytes(input.fileBytes),
      ]
    }
    let replaced =
      summary.replaced == 0
      ? "" : ", \(NumberText.grouped(summary.replaced)) replaced by later ones with the same id"
    return TextTable(rows: rows).lines() + [
      "",
      "\(into): \(NumberText.grouped(summary.documents)) documents\(replaced), "
        + "\(NumberText.bytes(summary.fileBytes)) in \(NumberText.seconds(summary.elapsedSeconds)), "
        + "peak memory \(NumberText.binaryBytes(summary.peakMemoryBytes)) of "
        + NumberText.binaryBytes(machine.memory.bytes),
    ]
  }

  private func object(_ summary: MergeSummary) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { json in
      json.member("version", OptimizationTable.version)
      json.member("index", into)
      json.member("order", summary.order.rawValue)
      json.member("level", summary.level)
      json.member("documents", summary.documents)
      json.member("replaced", summary.replaced)
      json.member("file_bytes", summary.fileBytes)
      json.key("inputs")
      json.array { json in
        for input in summary.inputs {
          json.object { json in
            json.member("index", input.path)
            json.member("documents", input.documents)
            json.member("file_bytes", input.fileBytes)
          }
        }
      }
      OptimizationTable.writeEffort(
        summary.stages, summary.elapsedSeconds, summary.peakMemoryBytes, to: &json)
    }
    return writer.take()
  }
}
