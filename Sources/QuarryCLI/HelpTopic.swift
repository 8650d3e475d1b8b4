import Quarry

/// Help on what is no command: `quarry help query`.
enum HelpTopic {
  /// The text for `arguments`, or nil where they ask for something else.
  static func text(for arguments: [String]) -> String? {
    guard arguments.count == 2, arguments[0] == "help", arguments[1] == "query" else { return nil }
    return QueryHelp.text
  }
}
