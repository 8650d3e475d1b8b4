import ArgumentParser
import Quarry

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// `quarry export`: all documents, written back as a dump.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write all documents back as JSON lines, or the inverted index as CIFF.",
    discussion: """
      With --format ciff the terms with their documents are written in the Common Index File Format, \
      which other engines read; of deleted documents nothing. Frequencies and lengths are those of all \
      fields together, lengths beyond 40 words as closely as ranking knows them.

      With --format jsonl each line has id, title, the metadata under its own names, and text; quarry index reads it \
      as any dump. Titles and metadata are exported where the index keeps no texts.

      EXAMPLES:
        quarry export --index Index/articles.quarry | xz > articles.jsonl.xz
        quarry export | jq -r .title
        quarry export articles.quarry --format ciff > articles.ciff

      The exit code is 1 where a document is damaged: it is named and left out, all others are \
      written. A damaged inverted index is not written on (exit code 2).
      """)

  @OptionGroup var index: IndexArgument

  @Option(help: "What is written: jsonl or ciff.")
  var format = ExportFormat.jsonl

  func run() throws {
    let path = try index.locate()
    let opened = try QuarryIndex.opened(path: path)
    let output = StandardOutput()
    guard format == .jsonl else {
      guard !Terminal.isTerminal(STDOUT_FILENO) else {
        throw Failure("CIFF is no text for a terminal; send it to a file: quarry export … > FILE")
      }
      do {
        try opened.exportCIFF { piece in
          output.write(piece)
          try output.flushLarge()
        }
      } catch let error as QuarryError {
        throw Failure(error)
      }
      return try output.flush()
    }
    var writer = JSONWriter()
    var documents = opened.documents
    var number = 0
    var failures = 0
    while true {
      number += 1
      do throws(QuarryError) {
        guard let document = try documents.next() else { break }
        DocumentJSON.write(document, to: &writer)
        output.write(writer.take() + [UInt8(ascii: "\n")])
      } catch {
        // A dump that is gone is gone for every document.
        guard error.kind == .damaged else { throw Failure(error) }
        failures += 1
        StandardError.write(line: "document \(number) is left out: \(error)")
      }
      try output.flushLarge()
    }
    try output.flush()
    if !opened.facts.storesText && !opened.facts.readsDumps {
      StandardError.write(line: "\(path): keeps no texts; it was built with --store none")
    }
    if failures > 0 { throw ExitCode(ExitStatus.nothing) }
  }
}

/// What `export` writes.
enum ExportFormat: String, CaseIterable, ExpressibleByArgument {
  case jsonl, ciff
}

/// A document as a line of a dump that `quarry index` reads.
enum DocumentJSON {
  static func write(_ document: StoredDocument, to writer: inout JSONWriter) {
    writer.object { json in
      json.member("id", document.identifier)
      json.member("title", document.title)
      HitJSON.writeMembers(document.metadata, taken: ["id", "title", "text"], to: &json)
      json.member("text", document.text)
    }
  }
}
