import Quarry

/// Reads the arguments of the searches that are typed most without the argument parser, which takes
/// longer to build its tables of all options than such a search takes to find its hits.
///
/// Whatever is not as simple as it looks for, mistakes included, is left to the parser.
enum QuickSearch {
  /// The command that `arguments` ask for, their words behind a `--`; nil where the parser has to
  /// read them.
  static func command(_ arguments: [String]) -> SearchCommand? {
    guard arguments.first == "search" else { return nil }
    var command = SearchCommand()
    command.indexes = unset()
    command.listing = unset()
    command.selection = unset()
    command.words = []
    command.queries = nil
    command.timeout = nil
    command.cache = ByteSize(bytes: QuarryIndex.defaultCacheBytes)
    command.count = false
    var rest = arguments.dropFirst()
    while let option = rest.popFirst() {
      if option == "--" {
        command.words = Array(rest)
        break
      }
      guard let value = rest.popFirst(), set(option, value, of: &command) else { return nil }
    }
    do {
      try command.listing.validate()
      try command.validate()
    } catch {
      return nil
    }
    return command
  }

  /// Sets an option that takes a value; false where it is another, or the value is none of its own.
  private static func set(
    _ option: String, _ value: String, of command: inout SearchCommand
  ) -> Bool {
    guard !value.isEmpty, !value.hasPrefix("-") else { return false }
    switch option {
    case "--index": command.indexes.paths.append(value)
    case "--limit": return set(&command.listing.limit, Int(value))
    case "--offset": return set(&command.listing.offset, Int(value))
    case "--snippets": return set(&command.listing.snippets, Int(value))
    case "--snippet-length": return set(&command.listing.snippetLength, Int(value))
    case "--format": return set(&command.listing.format, ResultFormat(rawValue: value))
    case "--color": return set(&command.listing.color, ColorChoice(rawValue: value))
    case "--cache": return set(&command.cache, ByteSize(argument: value))
    case "--timeout":
      command.timeout = TimeLength(argument: value)
      return command.timeout != nil
    default: return false
    }
    return true
  }

  private static func set<Value>(_ place: inout Value, _ value: Value?) -> Bool {
    guard let value else { return false }
    place = value
    return true
  }

  // What the parser sets where an option is not given.

  private static func unset() -> IndexSelection {
    var flags = IndexSelection()
    flags.paths = []
    return flags
  }

  private static func unset() -> ListingFlags {
    var flags = ListingFlags()
    flags.limit = 10
    flags.offset = 0
    flags.format = .text
    flags.snippets = 3
    flags.snippetLength = 160
    flags.explain = false
    flags.color = .auto
    return flags
  }

  private static func unset() -> SelectionFlags {
    var flags = SelectionFlags()
    flags.sort = .score
    flags.since = nil
    flags.until = nil
    flags.recency = nil
    flags.groupBy = nil
    flags.facet = []
    flags.timeline = nil
    flags.synonyms = nil
    flags.strict = false
    flags.set = []
    return flags
  }
}
