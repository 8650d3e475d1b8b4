import ArgumentParser
import Quarry

/// `quarry terms`: the words of an index.
struct TermsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "terms",
    abstract: "List the words of an index with the number of documents that hold them.",
    discussion: """
      A word stands for all its forms: that which texts use most is printed. Without a prefix the \
      most frequent words are listed; with one, the words that begin so, in their order.

      EXAMPLES:
        quarry terms --top 20
        quarry terms turk
        quarry terms turk --top 5
        quarry terms --top 20 --field title
        quarry terms s-4 --format tsv

      tsv prints word, documents and index term with tabs between. The exit code is 1 where there \
      is no such word.
      """)

  @Argument(help: ArgumentHelp("The beginning of the words.", valueName: "prefix"))
  var prefix: String?

  @OptionGroup var selection: IndexSelection

  @Option(help: "Only the so many most frequent words, 1 to 100000.")
  var top: Int?

  @Option(help: ArgumentHelp("Only words that stand in this field.", valueName: "field"))
  var field: String?

  @Option(help: "The most words in their order, 1 to 10000000.")
  var limit = 1000

  @Option(help: "How the words are printed.")
  var format = TableFormat.text

  func validate() throws {
    if let top, !(1...100_000).contains(top) {
      throw ValidationError("--top \(top): give a number from 1 to 100000")
    }
    guard (1...10_000_000).contains(limit) else {
      throw ValidationError("--limit \(limit): give a number from 1 to 10000000")
    }
  }

  func run() throws {
    let index = try selection.open()
    let most = top ?? (prefix == nil ? 20 : nil)
    let words = try Failure.converting { () throws(QuarryError) in
      try index.words(
        beginningWith: prefix ?? "", field: field, limit: most ?? limit,
        order: most == nil ? .alphabetical : .documents)
    }
    let output = StandardOutput()
    switch format {
    case .text:
      let rows = words.map { [$0.text, NumberText.grouped($0.documents)] }
      for line in TextTable(rows: rows).lines() { output.write(line + "\n") }
    case .tsv:
      for word in words {
        let cells = [word.text, String(word.documents), word.term]
        output.write(cells.map { TerminalText.cleaned($0) }.joined(separator: "\t") + "\n")
      }
    case .json:
      var writer = JSONWriter()
      writer.object { json in
        json.member("version", HitJSON.version)
        json.key("terms")
        json.array { json in
          for word in words {
            json.object { json in
              json.member("word", word.text)
              json.member("documents", word.documents)
              json.member("term", word.term)
            }
          }
        }
      }
      output.write(writer.take() + [UInt8(ascii: "\n")])
    }
    try output.flush()
    if words.isEmpty { throw ExitCode(ExitStatus.nothing) }
  }
}

/// How rows are printed: for people, or for programs.
enum TableFormat: String, CaseIterable, ExpressibleByArgument {
  case text, tsv, json
}
