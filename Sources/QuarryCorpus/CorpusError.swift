/// An input that cannot be indexed at all, found before anything is done.
package struct CorpusError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong.
  package enum Reason: Sendable, Hashable {
    /// The list of inputs is empty.
    case noInput
    /// The same pipe or standard input is named twice.
    case readTwice
    /// The system refused; the text is its reason.
    case unreadable(String)
    case empty
    /// A folder without a file that could be read.
    case emptyFolder
    /// A compressed input that is broken before the first record; the text says how.
    case broken(String)
    /// A compression that is not read; the command that undoes it.
    case compressed(format: String, command: String)
    /// A compression for which the program is missing, and the package that has it.
    case noTool(format: String, package: String)
    /// An archive from a pipe that is not read from its start to its end; the text says which.
    case archiveFromPipe(String)
    /// A pipe, whose texts are to stay where they are.
    case readOnce
    /// A compressed file, whose texts are to stay where they are.
    case packed
    /// A zip archive without the directory at its end.
    case cutOffArchive
    /// A document of a program whose files are not read, and what it is.
    case foreign(String)
    /// A format whose texts do not stand in the dump as they are shown.
    case notReadLater(format: String)
    /// None of the formats that are read; the text shows the first bytes.
    case unknownFormat(firstBytes: String)
  }

  /// The input, as it was given.
  package let input: String
  package let reason: Reason

  package init(input: String, reason: Reason) {
    self.input = input
    self.reason = reason
  }

  /// Whether the fault is in what the input holds, not in how it was named.
  var isOfContent: Bool {
    switch reason {
    case .empty, .emptyFolder, .broken, .compressed, .cutOffArchive, .foreign, .unknownFormat: true
    case .noInput, .readTwice, .unreadable, .noTool, .archiveFromPipe, .readOnce, .packed,
      .notReadLater:
      false
    }
  }

  private var name: String { input == "-" ? "standard input" : input }

  /// What is wrong and what to do, without the name of the input.
  var detail: String { String(description.dropFirst(name.count + 2)) }

  /// One line: which input, what is wrong, what to do.
  package var description: String {
    switch reason {
    case .noInput:
      return "no input: name a dump, a folder of text files, or - for standard input"
    case .readTwice:
      return "\(name): named twice, but it can be read only once; name it once"
    case .unreadable(let detail):
      return "\(name): \(detail); check the path and its permissions"
    case .empty:
      return "\(name): is empty; give a dump that holds documents"
    case .emptyFolder:
      return "\(name): holds no files to read (hidden files and symbolic links do not count)"
    case .broken(let detail):
      return "\(name): broken compressed data at the start (\(detail)); fetch the file again"
    case .compressed(let format, let command):
      let file = input == "-" ? "FILE" : input
      return "\(name): is \(format), which is not read directly; decompress it first: "
        + "\(command) \(file) | quarry index -"
    case .archiveFromPipe(let title):
      return "\(name): is \(title), which can be read only from a file; write it to one first"
    case .noTool(let format, let package):
      return "\(name): is \(format), for which no program is installed; "
        + "install it: apt install \(package)"
    case .cutOffArchive:
      return "\(name): \(Self.noDirectory); fetch the file again"
    case .foreign(let title):
      return "\(name): is \(title), which is not read; turn it into text or HTML first"
    case .notReadLater(let format):
      return "\(name): \(Self.notLeft(in: format))"
    case .readOnce:
      return "\(name): can be read only once, so --store external cannot leave texts in it; "
        + "write it to a file first, or use --store text"
    case .packed:
      return "\(name): is compressed, so --store external cannot leave texts in it; "
        + "decompress it into a file first, or use --store text"
    case .unknownFormat(let firstBytes):
      return "\(name): not a dump in a known format (it begins with \(firstBytes)); "
        + "what is read: \(Self.knownFormats); --input-format NAME says which it is"
    }
  }

  /// Why a zip archive cannot be read that lacks its end.
  static let noDirectory = "is a zip archive without a directory: it was cut off"

  /// Why texts cannot be left in an input of this format.
  static func notLeft(in format: String) -> String {
    "is \(format), so --store external cannot leave texts in it; use --store text"
  }

  static let knownFormats =
    "JSON lines (one object {\"id\", \"title\", \"text\"} a line), JSON arrays, tables (CSV, TSV), "
    + "MediaWiki XML exports, WikiExtractor's output, HTML, Markdown, PDF, mail, WARC, Reuters-21578, TREC, "
    + "each also compressed, plain text (a .txt file, any other with --input-format text), "
    + "books in EPUB, ZIM, zip and tar archives, and folders of files"
}
