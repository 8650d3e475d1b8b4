import ArgumentParser
import Quarry

/// The root command, which only names the others.
struct QuarryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quarry",
    abstract: "Full-text search over your own dumps, offline.",
    discussion: """
      One dump becomes one .quarry file, which is then searched in milliseconds.

      EXAMPLES:
        quarry index articles.jsonl.gz   build articles.quarry
        quarry peek enwiki.xml.bz2       what would be indexed
        quarry search s-400 turkey       the best articles, with snippets
        quarry similar s-400-turkey      articles like one
        quarry suggest ankar             titles and words that begin so
        quarry terms --top 20            the most frequent words
        quarry show s-400-turkey         one article in full
        quarry stats                     what the index holds, section by section
        quarry verify                    read and check every byte
        quarry add today.jsonl           add documents, replace those that changed
        quarry delete --id s-400-turkey  delete documents
        quarry sync notes/               make the index hold what a folder holds
        quarry watch notes/              do so whenever something changes
        quarry optimize                  make the index smaller and faster
        quarry merge a b --into all      one index out of several
        quarry export                    all articles, as JSON lines, or the inverted index
        quarry import lists.ciff         an index of what another engine has exported
        quarry repair                    a new index from what is left of a damaged one
        quarry eval, quarry tune         measure rankings, and improve them

      quarry help query tells how to ask. The index is found by --index FILE, else $QUARRY_INDEX, \
      else it is the only .quarry file in the working directory and its Index folder.

      EXIT CODES:
        0  found, or done
        1  nothing found, damage found, or an input that broke off
        2  wrong usage or failure; nothing was changed
      """,
    version: "quarry \(QuarryVersion.text)",
    subcommands: [
      IndexCommand.self, PeekCommand.self, SearchCommand.self, SimilarCommand.self,
      SuggestCommand.self, TermsCommand.self, ShowCommand.self, StatsCommand.self,
      VerifyCommand.self, AddCommand.self, DeleteCommand.self, SyncCommand.self,
      WatchCommand.self, OptimizeCommand.self, MergeCommand.self,
      ExportCommand.self, ImportCommand.self, RepairCommand.self,
      EvalCommand.self, TuneCommand.self,
    ])
}

extension QuarryCommand {
  /// The command that `arguments` ask for.
  ///
  /// The parser reflects on every command on the way to the one that is meant, several times, which
  /// takes longer than most searches. So what is searched from a shell goes to its own command at
  /// once; whatever is not plainly that, be it a mistake or a call for help, is left to the root.
  static func parsed(_ arguments: [String]) throws -> any ParsableCommand {
    guard let name = arguments.first, let command = oneShot(name),
      let parsed = try? command.parseAsRoot(Array(arguments.dropFirst())),
      type(of: parsed) == command
    else { return try parseAsRoot(arguments) }
    return parsed
  }

  /// The command called `name`, if it is one that answers a single question.
  private static func oneShot(_ name: String) -> (any ParsableCommand.Type)? {
    switch name {
    case "search": SearchCommand.self
    case "similar": SimilarCommand.self
    case "suggest": SuggestCommand.self
    case "show": ShowCommand.self
    default: nil
    }
  }
}
