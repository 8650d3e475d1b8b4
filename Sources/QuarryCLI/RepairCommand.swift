import ArgumentParser
import Quarry

/// `quarry repair`: a new index from what is left of a damaged one.
struct RepairCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "repair",
    abstract: "Salvage the documents of a damaged index into a new one.",
    discussion: """
      Every document that still passes its checksums is indexed again, with the settings of the \
      damaged index, which stays as it is. What is lost is listed: how many documents, and between \
      which identifiers they stood, since their own are lost with them.

      EXAMPLES:
        quarry repair damaged.quarry --output new.quarry
        quarry repair damaged.quarry --output new.quarry --format json

      The exit code is 0 where every document was salvaged, 1 where some are lost, 2 where nothing \
      could be read.
      """)

  @Argument(help: ArgumentHelp("The damaged index.", valueName: "file"))
  var file: String

  @Option(help: ArgumentHelp("Where the new index is put.", valueName: "file"))
  var output: String

  @Flag(help: "Replace an existing file at --output, once the new index is complete.")
  var force = false

  @OptionGroup var machine: MachineFlags

  @Option(
    help: ArgumentHelp(
      "Longest document that is read (default: a 64th of the memory, at most 16M).",
      valueName: "size"))
  var maxDocument: ByteSize?

  @Flag(help: "Print no progress, only what was salvaged and what is lost.")
  var quiet = false

  @Option(help: "How the result is printed.")
  var format = PlainFormat.text

  func validate() throws {
    guard output != "" else { throw ValidationError("--output: is empty; name a file") }
  }

  func run() throws {
    guard !PathKind.isSamePlace(output, file) else {
      throw Failure("\(output): is the damaged index, which is to stay; name another --output")
    }
    Interruption.removesPartialFiles()
    let line = ProgressLine(isQuiet: quiet)
    let options = IndexingOptions(
      threads: machine.threadCount, memory: machine.memory.bytes,
      temporaryFolder: machine.temporaryFolder, maxDocumentBytes: maxDocument?.bytes,
      replaces: force)
    let summary = try Failure.converting { () throws(QuarryError) in
      defer { line.clear() }
      return try QuarryIndex.repair(path: file, output: output, options: options) {
        line.show($0, of: "salvaging")
      }
    }
    let standardOutput = StandardOutput()
    switch format {
    case .text: writeText(summary, to: standardOutput)
    case .json: standardOutput.write(object(summary) + [UInt8(ascii: "\n")])
    }
    try standardOutput.flush()
    if summary.lostCount > 0 || !summary.notes.isEmpty { throw ExitCode(ExitStatus.nothing) }
  }

  private func writeText(_ summary: RepairSummary, to standardOutput: StandardOutput) {
    func write(_ line: String) { standardOutput.write(TerminalText.cleaned(line) + "\n") }
    for lost in summary.lost {
      var places: [String] = []
      if let previous = lost.previous { places.append("after \(previous)") }
      if let next = lost.next { places.append("before \(next)") }
      let numbers =
        lost.count == 1
        ? "document \(lost.first)" : "documents \(lost.first) to \(lost.first + lost.count - 1)"
      let place = places.isEmpty ? "" : " (\(places.joined(separator: ", ")))"
      write("\(file): lost: \(numbers)\(place): \(lost.reason)")
    }
    for note in summary.notes { write("\(file): \(note)") }
    if summary.isOlderCommit {
      write("\(file): the newest commit cannot be read; this is the one before")
    }
    let salvaged = NumberText.grouped(summary.salvaged)
    let lost = NumberText.grouped(summary.lostCount)
    write(
      "\(output): \(salvaged) \(summary.salvaged == 1 ? "document" : "documents") salvaged, "
        + "\(lost) lost, \(NumberText.bytes(summary.fileBytes))")
  }

  private func object(_ summary: RepairSummary) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { json in
      json.member("version", HitJSON.version)
      json.member("index", output)
      json.member("salvaged", summary.salvaged)
      json.member("lost_documents", summary.lostCount)
      json.member("older_commit", summary.isOlderCommit)
      json.member("file_bytes", summary.fileBytes)
      json.key("notes")
      json.array { json in
        for note in summary.notes { json.value(note) }
      }
      json.key("lost")
      json.array { json in
        for lost in summary.lost {
          json.object { json in
            json.member("first", lost.first)
            json.member("count", lost.count)
            json.key("after")
            if let previous = lost.previous { json.value(previous) } else { json.null() }
            json.key("before")
            if let next = lost.next { json.value(next) } else { json.null() }
            json.member("reason", lost.reason)
          }
        }
      }
    }
    return writer.take()
  }
}
