import ArgumentParser
import Quarry

/// `quarry optimize`: rewrites an index to be as small and as fast as it gets.
struct OptimizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "optimize",
    abstract: "Rewrite an index to be as small and as fast as it gets.",
    discussion: """
      Similar documents are put side by side, all segments become one, and everything is compressed \
      as small as it gets. Identifiers, texts, metadata and scores stay as they are; only hits of \
      equal scores may come in another order. The new file replaces the old one at the end, all at \
      once.

      ORDERS:
        bisection  documents that share words stand side by side (recursive graph bisection)
        none       the present order, which is the dump's unless it was changed before
        id         by identifier, numbers in it by their value: a9 before a10
        date       by date, the oldest first, documents without a date last

      Optimizing twice does no harm: the order that is there is where bisection begins.

      EXAMPLES:
        quarry optimize
        quarry optimize articles.quarry --output small.quarry
        quarry optimize --index a.quarry --order date --level 6 --memory 256M
      """)

  @OptionGroup var index: IndexArgument

  @Option(help: "The order that the documents get.")
  var order = OrderChoice.bisection

  @Option(
    help: ArgumentHelp(
      "Where the new index is put (default: in the old one's place).", valueName: "file"))
  var output: String?

  @Flag(help: "Replace an existing file at --output, once the new index is complete.")
  var force = false

  @Option(help: "Effort in compressing the text: 1 is fast, 9 small, 0 leaves all raw.")
  var level = OptimizationOptions.defaultLevel

  @OptionGroup var machine: MachineFlags

  @Flag(help: "Print no progress and no summary, only what went wrong.")
  var quiet = false

  @Option(help: "How the summary is printed.")
  var format = PlainFormat.text

  func validate() throws {
    guard (0...9).contains(level) else {
      throw ValidationError("--level \(level): give a number from 0 (none) to 9 (smallest)")
    }
    guard output != "" else { throw ValidationError("--output: is empty; name a file") }
    guard output != nil || !force else {
      throw ValidationError("--force goes with --output; without it the index is replaced anyway")
    }
  }

  func run() throws {
    let path = try index.locate()
    let target = try checkTarget(path)
    Interruption.removesPartialFiles()
    let line = ProgressLine(isQuiet: quiet)
    let options = OptimizationOptions(
      order: DocumentOrder(rawValue: order.rawValue) ?? .bisection, level: level,
      threads: machine.threadCount, memory: machine.memory.bytes,
      temporaryFolder: machine.temporaryFolder, output: target, replaces: force)
    let summary = try Failure.converting { () throws(QuarryError) in
      defer { line.clear() }
      return try QuarryIndex.optimize(path: path, options: options) { progress in
        line.show(progress.fraction, of: progress.phase.rawValue)
      }
    }
    if !quiet { show(summary, of: target ?? path) }
  }

  /// Makes sure that the new index may be put at `--output`; nil where that is the index itself.
  private func checkTarget(_ path: String) throws(Failure) -> String? {
    guard let output else { return nil }
    switch PathKind(path: output) {
    case nil: return output
    case .folder:
      throw Failure("\(output): is a folder; name a file in it, such as \(output)/small.quarry")
    case .other: throw Failure("\(output): is no ordinary file; name another with --output FILE")
    case .file:
      guard !PathKind.isSamePlace(output, path) else { return nil }
      guard force else {
        throw Failure(
          "\(output): exists already; give --force to replace it, or name another with "
            + "--output FILE")
      }
      return output
    }
  }

  /// Prints the summary. The index is there by now, so failing to print is no failure to optimize.
  private func show(_ summary: OptimizationSummary, of path: String) {
    let output = StandardOutput()
    let table = OptimizationTable(path: path, summary: summary, memory: machine.memory.bytes)
    switch format {
    case .text: for line in table.lines() { output.write(line + "\n") }
    case .json: output.write(table.object() + [UInt8(ascii: "\n")])
    }
    do {
      try output.flush()
    } catch {
      StandardError.write(line: "warning: \(error.message); the index \(path) is complete")
    }
  }
}

/// The orders by name.
enum OrderChoice: String, CaseIterable, ExpressibleByArgument {
  case bisection, none, id, date
}
