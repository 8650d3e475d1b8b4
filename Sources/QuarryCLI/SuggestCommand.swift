import ArgumentParser
import Quarry

/// `quarry suggest`: what a person who types may mean.
struct SuggestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "suggest",
    _superCommandName: "quarry",
    abstract: "Complete the beginning of a title or a word.",
    discussion: """
      Titles come first, those of other names of an article among them, then words by the number of \
      documents that hold them. Case and accents do not matter.

      EXAMPLES:
        quarry suggest ankar
        quarry suggest 'united ki' --kind titles --limit 5
        quarry suggest tur --format json

      The text output is one completion a line; the exit code is 1 where there is none.
      """)

  @Argument(help: ArgumentHelp("What has been typed so far.", valueName: "prefix"))
  var words: [String] = []

  @OptionGroup var selection: IndexSelection

  @Option(help: "How many completions of each kind, 1 to 1000.")
  var limit = 10

  @Option(help: "Complete titles, words, or both.")
  var kind = SuggestionChoice.all

  @Option(help: "How the completions are printed.")
  var format = PlainFormat.text

  func validate() throws {
    guard !words.isEmpty else {
      throw ValidationError("no prefix: type the beginning of a title or a word")
    }
    guard (1...1000).contains(limit) else {
      throw ValidationError("--limit \(limit): give a number from 1 to 1000")
    }
  }

  func run() throws {
    let index = try selection.open()
    let prefix = words.joined(separator: " ")
    let found = try Failure.converting { () throws(QuarryError) in
      try index.suggestions(
        for: prefix, titles: kind == .words ? 0 : limit, words: kind == .titles ? 0 : limit)
    }
    let output = StandardOutput()
    switch format {
    case .text:
      for suggestion in found { output.write(TerminalText.cleaned(suggestion.text) + "\n") }
    case .json:
      var writer = JSONWriter()
      writer.object { json in
        json.member("version", HitJSON.version)
        json.member("prefix", prefix)
        json.key("suggestions")
        json.array { json in
          for suggestion in found { Self.write(suggestion, to: &json) }
        }
      }
      output.write(writer.take() + [UInt8(ascii: "\n")])
    }
    try output.flush()
    if found.isEmpty { throw ExitCode(ExitStatus.nothing) }
  }

  private static func write(_ suggestion: Suggestion, to writer: inout JSONWriter) {
    writer.object { json in
      json.member("text", suggestion.text)
      switch suggestion.kind {
      case .title(let identifier):
        json.member("kind", "title")
        json.member("id", identifier)
      case .word: json.member("kind", "word")
      }
      json.member("documents", suggestion.documents)
    }
  }
}

/// What is completed.
enum SuggestionChoice: String, CaseIterable, ExpressibleByArgument {
  case all, titles, words
}
