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
    let index = try QuarryIndex.opened(path: path)
    let facts = index.facts
    var dictionary: DictionaryFacts?
    do {
      dictionary = try index.dictionaryFacts()
    } catch {
      // All else is known all the same.
      StandardError.write(line: "warning: \(error)")
    }
    let output = StandardOutput()
    switch format {
    case .text:
      let table = FactsTable(path: path, facts: facts, dictionary: dictionary)
      for line in table.lines() { output.write(line + "\n") }
    case .json:
      output.write(
        FactsJSON.object(path: path, facts: facts, dictionary: dictionary) + [UInt8(ascii: "\n")])
    }
    try output.flush()
  }
}
