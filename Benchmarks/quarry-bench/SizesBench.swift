import ArgumentParser
import QuarryFormat

/// Prints where the bytes of an index are.
struct SizesBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sizes", abstract: "Prints the sizes of an index by section.")

  @Argument(help: "The directory that holds the index.") var out: String

  func run() throws {
    try QuarryBench.printLine(try Sizes(directory: out))
  }
}

/// The bytes of an index; what exists only to show documents is counted apart.
struct Sizes: Encodable {
  var indexBytes: Int
  var storedBytes: Int
  var parts: [String: Int]
  var bits: Bits

  /// What one of each takes, nil where there is none.
  struct Bits: Encodable {
    var posting: Double?
    /// Of the postings that do not stand in the dictionary.
    var pagedPosting: Double?
    var position: Double?
    var form: Double?
  }

  init(directory: String) throws {
    let file = try IndexFile(path: QuarryBench.indexPath(in: directory))
    parts = [:]
    storedBytes = 0
    var sections = file.catalog.segments.flatMap(\.sections)
    if let dictionary = file.catalog.presetDictionary { sections.append(dictionary) }
    for section in sections {
      parts[section.kind.name, default: 0] += section.storedLength
      if section.kind.isStoredText { storedBytes += section.storedLength }
    }
    indexBytes = file.root.extent - storedBytes
    let statistics = IndexStatistics(file)
    bits = Bits(
      posting: statistics.bitsPerPosting,
      pagedPosting: statistics.bitsPerPagedPosting(without: try InlinePostings(file)),
      position: statistics.bitsPerPosition, form: statistics.bitsPerForm)
  }
}
