import ArgumentParser
import Quarry

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// `quarry similar`: documents like a given one.
struct SimilarCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "similar",
    _superCommandName: "quarry",
    abstract: "Find documents like a given one.",
    discussion: """
      The words that tell the document from others are looked for: those it holds often and the \
      index seldom. --explain shows them.

      EXAMPLES:
        quarry similar s-400-turkey
        quarry similar s-400-turkey --limit 3 --format ids

      The exit code is 1 where nothing is like it, or the index has no such document.
      """)

  @Argument(help: ArgumentHelp("The document's identifier, as search prints it.", valueName: "id"))
  var identifier: String

  @OptionGroup var selection: IndexSelection
  @OptionGroup var listing: ListingFlags

  func run() throws {
    let index = try selection.open()
    let start = ContinuousClock.now
    let found = try Failure.converting { () throws(QuarryError) in
      try index.similar(to: identifier, listing.options)
    }
    guard let results = found else {
      StandardError.write(
        line: "there is no document \"\(identifier)\"; quarry search prints identifiers")
      throw ExitCode(ExitStatus.nothing)
    }
    let elapsed = (ContinuousClock.now - start) / .seconds(1)
    let output = StandardOutput()
    listing.write(results, elapsed, query: "similar to \(identifier)", to: output)
    try output.flush()
    if results.hits.isEmpty { throw ExitCode(ExitStatus.nothing) }
  }
}
