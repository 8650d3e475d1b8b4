import ArgumentParser
import Quarry

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// `quarry show`: one document in full.
struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    _superCommandName: "quarry",
    abstract: "Print one document in full.",
    discussion: """
      On a terminal the text is wrapped. Control characters in it are replaced; --format json has \
      the text as it is stored. Write -- before an identifier that begins with a hyphen.

      EXAMPLES:
        quarry show s-400-turkey
        quarry show s-400-turkey --format json
        quarry show s-400-turkey --index Index/articles.quarry | less

      The exit code is 1 where the index has no such document.
      """)

  @Argument(help: ArgumentHelp("The document's identifier, as search prints it.", valueName: "id"))
  var identifier: String

  @OptionGroup var index: IndexOption

  @Flag(help: "Show also the lines that were dropped since they recur across a folder's files.")
  var raw = false

  @Option(help: "How the document is printed.")
  var format = PlainFormat.text

  func run() throws {
    let path = try IndexLocator.locate(named: index.path)
    let index = try QuarryIndex.opened(path: path)
    let found = try Failure.converting { () throws(QuarryError) in
      try index.document(id: identifier)
    }
    guard var document = found else {
      StandardError.write(
        line: "\(path): has no document \"\(identifier)\"; quarry search prints identifiers")
      throw ExitCode(ExitStatus.nothing)
    }
    if raw { document.text = document.rawText }
    let output = StandardOutput()
    switch format {
    case .text: writeText(document, to: output)
    case .json:
      var writer = JSONWriter()
      writer.object { json in
        json.member("version", HitJSON.version)
        json.member("id", document.identifier)
        json.member("title", document.title)
        json.key("metadata")
        HitJSON.write(document.metadata, to: &json)
        json.member("text", document.text)
      }
      output.write(writer.take() + [UInt8(ascii: "\n")])
    }
    try output.flush()
    if !index.facts.storesText && !index.facts.readsDumps {
      StandardError.write(line: "\(path): keeps no texts; it was built with --store none")
    }
  }

  private func writeText(_ document: StoredDocument, to output: StandardOutput) {
    let isTerminal = Terminal.isTerminal(STDOUT_FILENO)
    let usesColor = ColorChoice.auto.usesColor
    if !document.title.isEmpty {
      let title = TerminalText.cleaned(document.title)
      output.write(Style.title.applied(to: title, usesColor: usesColor) + "\n")
    }
    let fields = [("id", document.identifier)] + document.metadata.map { ($0.name, $0.value) }
    for (name, value) in fields {
      let line = TerminalText.cleaned("\(name): \(value)")
      output.write(Style.dim.applied(to: line, usesColor: usesColor) + "\n")
    }
    guard !document.text.isEmpty else { return }
    output.write("\n")
    if isTerminal {
      writeWrapped(document.text, to: output)
    } else {
      // What reads the pipe may hand it on to a terminal; JSON has the text as it is.
      let text = TerminalText.cleaned(document.text, keeping: .linesAndTabs)
      output.write(text)
      if text.utf8.last != UInt8(ascii: "\n") { output.write("\n") }
    }
  }

  /// Writes the text with every line wrapped to the terminal, a line feed of the text as such.
  private func writeWrapped(_ text: String, to output: StandardOutput) {
    let width = Terminal.width(of: STDOUT_FILENO)
    for paragraph in text.split(separator: "\n", omittingEmptySubsequences: false) {
      var styled = StyledText()
      styled.append(String(paragraph))
      let lines = styled.lines(width: width)
      if lines.isEmpty { output.write("\n") }
      for line in lines {
        output.write(styled.rendered(line, as: .plain, usesColor: false) + "\n")
      }
    }
  }
}

/// How facts are printed: for people, or for programs.
enum PlainFormat: String, CaseIterable, ExpressibleByArgument {
  case text, json
}
