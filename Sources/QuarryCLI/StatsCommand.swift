import ArgumentParser
import Quarry

/// `quarry stats`: what an index holds and where it came from.
struct StatsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stats",
    abstract: "Show what an index holds, section by section, and where it came from.",
    discussion: """
      EXAMPLES:
        quarry stats
        quarry stats Index/articles.quarry
        quarry stats --format json | jq .bits_per_posting
      """)

  @OptionGroup var index: IndexArgument

  @Option(help: "How the facts are printed.")
  var format = PlainFormat.text

  func run() throws {
    let path = try index.locate()
    let facts = try QuarryIndex.opened(path: path).facts
    let output = StandardOutput()
    switch format {
    case .text:
      for line in FactsTable(path: path, facts: facts).lines() { output.write(line + "\n") }
    case .json:
      output.write(FactsJSON.object(path: path, facts: facts) + [UInt8(ascii: "\n")])
    }
    try output.flush()
  }
}
