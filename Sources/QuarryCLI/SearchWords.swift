/// Sets the words of a query apart from the options, so that `-word` reaches the query.
///
/// The argument parser would take `-word` for a bundle of short options. `search` has none but `-h`,
/// so every other argument that begins with one hyphen belongs to the query.
enum SearchWords {
  /// The options of `search` that are followed by a value.
  static let valued: Set<String> = [
    "--index", "--limit", "--offset", "--format", "--snippets", "--color",
  ]

  /// `arguments` with the words of the query behind a `--`, where they are those of `search`.
  static func set(apart arguments: [String]) -> [String] {
    guard arguments.first == "search" else { return arguments }
    var options = ["search"]
    var words: [String] = []
    var rest = arguments.dropFirst()
    while let argument = rest.popFirst() {
      if argument == "--" {
        words += rest
        break
      } else if argument.hasPrefix("--") || argument == "-h" {
        options.append(argument)
        if valued.contains(argument), let value = rest.popFirst() { options.append(value) }
      } else {
        words.append(argument)
      }
    }
    return words.isEmpty ? options : options + ["--"] + words
  }
}
