import ArgumentParser

/// Makes a dump of any size out of nothing but a seed.
struct GenerateCommand: ParsableCommand {
  /// The formats that are made.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case mediawiki
  }

  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Makes a MediaWiki export of any size from a seed.",
    discussion: """
      Pages with templates, tables, links, references and categories, redirects, talk pages and \
      templates of their own, in XML as MediaWiki writes it, go to standard output; the same size and \
      seed give the same bytes. The words are made up, as common and as rare as those of a language.
      """)

  @Argument(help: "The format: mediawiki.") var format: Format
  @Option(help: "How much to make, such as 800M or 1G (powers of 1,000).") var bytes: String
  @Option(help: "What the text is drawn with.") var seed: UInt64 = 1

  func run() throws {
    let wanted = try PerturbCommand.byteCount(bytes)
    var export = WikiExport(seed: seed)
    var buffer = WikiExport.head
    var written = 0
    while written + buffer.count < wanted {
      export.appendPage(to: &buffer)
      guard buffer.count >= 1 << 20 else { continue }
      try PerturbCommand.write(buffer)
      written += buffer.count
      buffer.removeAll(keepingCapacity: true)
    }
    try PerturbCommand.write(buffer + WikiExport.tail)
  }
}
