import ArgumentParser

/// Makes a dump of any size out of nothing but a seed.
struct GenerateCommand: ParsableCommand {
  /// The formats that are made.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case mediawiki, short, long
  }

  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Makes a dump of any size from a seed.",
    discussion: """
      mediawiki: pages with templates, tables, links, references and categories, redirects, talk pages \
      and templates of their own, in XML as MediaWiki writes it. short: JSON lines of documents of a \
      title and a dozen words. long: the same with 64,000 signs that are no words.

      All goes to standard output; the same size and seed give the same bytes, and a smaller size the \
      beginning of a larger one. The words are made up, as common and as rare as those of a language.
      """)

  @Argument(help: "mediawiki, short or long.") var format: Format
  @Option(help: "How much to make, such as 800M or 1G (powers of 1,000).") var bytes: String?
  @Option(help: "How many documents to make, short or long.") var documents: Int?
  @Option(help: "What the text is drawn with.") var seed: UInt64 = 1

  func validate() throws {
    guard (bytes == nil) != (documents == nil), documents ?? 1 > 0 else {
      throw ValidationError("give either --bytes or --documents, more than 0")
    }
    guard documents == nil || format != .mediawiki else {
      throw ValidationError("--documents goes with short and long; give --bytes")
    }
  }

  func run() throws {
    let wanted = try bytes.map { try PerturbCommand.byteCount($0) } ?? Int.max
    switch format {
    case .mediawiki:
      var export = WikiExport(seed: seed)
      let rest = try Self.write(from: WikiExport.head, bytes: wanted) { buffer in
        export.appendPage(to: &buffer)
        return true
      }
      try PerturbCommand.write(rest + WikiExport.tail)
    case .short, .long:
      var made = MadeDocuments(seed: seed, isLong: format == .long)
      let most = documents ?? Int.max
      let rest = try Self.write(from: [], bytes: wanted) { buffer in
        guard made.count < most else { return false }
        made.append(to: &buffer)
        return true
      }
      try PerturbCommand.write(rest)
    }
  }

  /// Writes what `append` makes until it is `bytes` or `append` tells that there is no more.
  ///
  /// - Returns: what is left to be written.
  private static func write(
    from head: [UInt8], bytes: Int, _ append: (inout [UInt8]) -> Bool
  ) throws -> [UInt8] {
    var buffer = head
    var written = 0
    while written + buffer.count < bytes, append(&buffer) {
      guard buffer.count >= 1 << 20 else { continue }
      try PerturbCommand.write(buffer)
      written += buffer.count
      buffer.removeAll(keepingCapacity: true)
    }
    return buffer
  }
}
