import ArgumentParser
import Quarry

/// `quarry delete`: takes documents out of an index.
struct DeleteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete",
    abstract: "Delete documents from an index.",
    discussion: """
      Deleted documents are never found again. Their bytes stay in the file, and in the statistics \
      that rank, until quarry optimize drops them. A search that runs meanwhile is not disturbed.

      EXAMPLES:
        quarry delete --id s-400-turkey
        quarry delete --id a --id b --index notes.quarry
        quarry delete --query 'date:..2001-12-31' --dry-run
        quarry delete --query 'tag:draft' --index notes.quarry --wait

      The query is read strictly: a mistake in it is an error. The exit code is 1 where an \
      identifier is of no document, or nothing matches.
      """)

  @Option(
    name: .customLong("id"),
    help: ArgumentHelp(
      "A document's identifier, as search prints it; may be given several times.", valueName: "id"))
  var identifiers: [String] = []

  @Option(
    name: .customLong("query"),
    help: ArgumentHelp("Delete all documents that match this query.", valueName: "query"))
  var queries: [String] = []

  @Flag(help: "Only tell what would be deleted.")
  var dryRun = false

  @OptionGroup var update: UpdateFlags

  func validate() throws {
    guard queries.count < 2 else {
      throw ValidationError("--query is given \(queries.count) times; join the queries with OR")
    }
    guard identifiers.isEmpty != queries.isEmpty else {
      throw ValidationError("say what to delete, by --id or by --query")
    }
  }

  func run() throws {
    let path = try IndexLocator.locate(named: update.path)
    Interruption.removesPartialFiles()
    let summary = try Failure.converting { () throws(QuarryError) in
      if let query = queries.first {
        return try QuarryIndex.delete(
          path: path, query: query, isDryRun: dryRun, waits: update.wait)
      }
      return try QuarryIndex.delete(
        path: path, identifiers: identifiers, isDryRun: dryRun, waits: update.wait)
    }
    for identifier in summary.missing {
      StandardError.write(line: "\(path): has no document \"\(identifier)\"")
    }
    update.show(
      text(summary, path),
      { json in
        json.member("dry_run", dryRun)
        json.member("deleted", summary.deleted)
        json.member("documents", summary.documents)
        json.key("ids")
        json.array { json in for id in summary.identifiers { json.value(id) } }
        json.key("missing")
        json.array { json in for id in summary.missing { json.value(id) } }
      }, of: path)
    if summary.deleted == 0 || !summary.missing.isEmpty { throw ExitCode(ExitStatus.nothing) }
  }

  private func text(_ summary: DeletionSummary, _ path: String) -> String {
    let noun = summary.deleted == 1 ? "document" : "documents"
    var text =
      "\(path): \(NumberText.grouped(summary.deleted)) \(noun) "
      + (dryRun ? "would be deleted" : "deleted")
      + ", \(NumberText.grouped(summary.documents)) \(dryRun ? "would be left" : "left")"
    if dryRun, summary.deleted > 0 {
      let more = summary.deleted - summary.identifiers.count
      text +=
        ": " + summary.identifiers.joined(separator: ", ")
        + (more > 0 ? " and \(NumberText.grouped(more)) more" : "")
    }
    return text
  }
}
