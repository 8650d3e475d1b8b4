/// Sets the words of a query apart from the options, so that `-word` reaches the query.
///
/// The argument parser would take `-word` for a bundle of short options. The commands that take words
/// have none but `-h`, so every other argument that begins with one hyphen belongs to the words.
enum SearchWords {
  /// The commands that take words.
  static let commands: Set<String> = ["search", "suggest"]

  /// The options of these commands that are followed by a value.
  static let valued: Set<String> = [
    "--index", "--limit", "--offset", "--format", "--snippets", "--snippet-length", "--color",
    "--sort", "--since", "--until", "--recency", "--group-by", "--facet", "--timeline",
    "--synonyms", "--set", "--queries", "--kind", "--cache", "--timeout",
  ]

  /// `arguments` with the words behind a `--`, where they are those of such a command.
  static func set(apart arguments: [String]) -> [String] {
    guard let command = arguments.first, commands.contains(command) else { return arguments }
    var options = [command]
    var words: [String] = []
    var rest = arguments.dropFirst()
    while let argument = rest.popFirst() {
      if argument == "--" {
        words += rest
        break
      } else if argument.hasPrefix("--") || argument == "-h" {
        if valued.contains(argument), let value = rest.popFirst() {
          // A value may begin with a hyphen, as in --sort -date.
          if value.hasPrefix("-"), value != "-" {
            options.append("\(argument)=\(value)")
          } else {
            options += [argument, value]
          }
        } else {
          options.append(argument)
        }
      } else {
        words.append(argument)
      }
    }
    return words.isEmpty ? options : options + ["--"] + words
  }
}
