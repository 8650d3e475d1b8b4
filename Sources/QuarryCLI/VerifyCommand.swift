import ArgumentParser
import Quarry

/// `quarry verify`: reads everything and checks everything.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Read a whole index and check every checksum and every rule.",
    discussion: """
      Every page is inflated, and terms, postings, positions, columns and documents are held against \
      each other. With --quick only the checksums are checked: that finds every bit that has changed, \
      as fast as the disk reads.

      EXAMPLES:
        quarry verify
        quarry verify --quick
        quarry verify Index/articles.quarry

      The exit code is 1 where damage is found, 2 where the file cannot be read or is no index.
      """)

  @OptionGroup var index: IndexArgument

  @Flag(help: "Check the checksums only, not what the pages hold.")
  var quick = false

  func run() throws {
    let path = try index.locate()
    let line = ProgressLine(isQuiet: false)
    let start = ContinuousClock.now
    let result = try Failure.converting { () throws(QuarryError) in
      defer { line.clear() }
      return try QuarryIndex.verify(path: path, isQuick: quick) { line.show($0, of: "verifying") }
    }
    let elapsed = (ContinuousClock.now - start) / .seconds(1)
    let output = StandardOutput()
    for damage in result.damages {
      output.write(TerminalText.cleaned("\(path): damaged: \(damage)") + "\n")
    }
    for note in result.notes { output.write(TerminalText.cleaned("\(path): note: \(note)") + "\n") }
    let read = "\(NumberText.bytes(result.bytesRead)) read in \(NumberText.seconds(elapsed))"
    if result.isSound {
      let documents = NumberText.grouped(result.documents)
      let noun = result.documents == 1 ? "document" : "documents"
      output.write(TerminalText.cleaned("\(path): ok, \(documents) \(noun), \(read)") + "\n")
      try output.flush()
    } else {
      let noun = result.damageCount == 1 ? "damage" : "damages"
      let count = NumberText.grouped(result.damageCount)
      output.write(TerminalText.cleaned("\(path): \(count) \(noun) found, \(read)") + "\n")
      output.write(
        result.isInDumpsOnly
          ? "The index itself is sound: put the dump back as it was, or index it again\n"
          : "Build the index again from its dump: quarry index INPUT --force, or save what is left: "
            + "quarry repair\n")
      try output.flush()
      throw ExitCode(ExitStatus.nothing)
    }
  }
}
