import Quarry
import QuarryFormat
import QuarryIndexing
import TestSupport

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A small index for inputs to change: as small as what it has to hold allows, since each input has all of it
/// read.
enum IndexBase: CaseIterable {
  /// Several segments and commits, titles from redirects, metadata of every type, near copies, deletions;
  /// every page is raw, so that edits are of what it holds.
  case varied
  /// The same, deflated.
  case deflated
  /// Lists of more than one page, raw.
  case long

  /// The bytes of the index, which is built in a folder.
  func build(in folder: String) throws -> [UInt8] {
    let path = "\(folder)/base.quarry"
    let wiki = "\(folder)/base.xml"
    try Self.write(Array(Self.wiki.utf8), to: wiki)
    var options = IndexingOptions(
      threads: 1, level: self == .deflated ? 3 : 0, temporaryFolder: folder, replaces: true,
      language: "en")
    // What is deflated is long enough in its first batch for a preset dictionary to be made of it.
    options.batchBytes = self == .deflated ? 40_000 : 4_000
    options.segmentDocuments = 30
    options.mergesSegments = false
    if self == .long {
      options.segmentDocuments = 3_000
      return try Self.longLists(path, options)
    }
    let builder = try IndexBuilder(path: path, options: options)
    for number in 0..<40 {
      var document = Self.document(number)
      if self == .deflated { document.text += String(repeating: " At sea again.", count: 30) }
      try builder.add(document)
    }
    try builder.add(inputs: [wiki])
    try builder.finish()
    let update = try IndexBuilder(addingTo: path, options: options)
    for number in [3, 400, 401] {
      var document = Self.document(number)
      document.text += " Sailing ferries."
      try update.add(document)
    }
    try update.finish()
    _ = try QuarryIndex.delete(path: path, identifiers: ["d7", "d34"])
    return try Self.read(path)
  }

  private static func longLists(_ path: String, _ options: IndexingOptions) throws -> [UInt8] {
    let builder = try IndexBuilder(path: path, options: options)
    for number in 0..<2_060 {
      try builder.add(Document(id: "\(number)", text: number % 9 == 0 ? "the harbour" : "the"))
    }
    try builder.finish()
    return try read(path)
  }

  /// Ends the program where no index has a section of some kind.
  static func checkKinds(_ forgers: [Forger]) {
    let kinds = Set(forgers.flatMap(\.parts).filter { !$0.bytes.isEmpty }.map(\.kind))
    for kind in SectionKind.allCases where kind != .catalog && !kinds.contains(kind) {
      FuzzTarget.fail("no index has a section \(kind.name)")
    }
  }

  private static func document(_ number: Int) -> Document {
    let ends = ["The sea was calm.", "A storm came over the town.", "Nobody sailed."]
    var metadata = [
      MetadataField(name: "date", value: "\(1990 + number % 30)-0\(number % 9 + 1)-11"),
      MetadataField(name: "tags", value: ["alpha", "beta", "gamma"][number % 3]),
      MetadataField(name: "size", value: "\(number % 17)"),
      MetadataField(name: "share", value: "\(number % 8).5"),
    ]
    if number % 4 == 0 { metadata.append(MetadataField(name: "tags", value: "tag \(number)")) }
    let head = "The harbour of the town"
    // Every tenth is long, and nearly the same as the others of its kind.
    let middle =
      number % 10 == 0
      ? (0..<60).map { "word\($0)" }.joined(separator: " ") : "no\(number) no\(number % 20)"
    return Document(
      id: "d\(number)", title: number % 5 == 0 ? "Harbour \(number)" : "",
      text: "\(head) \(middle). \(ends[number % 3])", metadata: metadata)
  }

  private static let wiki: String = {
    var pages = ""
    for number in 0..<5 {
      pages += """
        <page><title>Ferry \(number)</title><ns>0</ns><id>\(number + 1)</id><revision>\
        <timestamp>2010-01-0\(number % 9 + 1)T00:00:00Z</timestamp>\
        <text>The '''ferry''' number \(number) sails to the harbour.</text></revision></page>
        <page><title>Boat \(number)</title><ns>0</ns><id>\(number + 100)</id>\
        <redirect title="Ferry \(number)" /><revision>\
        <text>#REDIRECT [[Ferry \(number)]]</text></revision></page>

        """
    }
    return "<mediawiki>\n<siteinfo><sitename>S</sitename></siteinfo>\n\(pages)</mediawiki>\n"
  }()

  private static func write(_ bytes: [UInt8], to path: String) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    FuzzTarget.check(
      descriptor >= 0 && Glibc.write(descriptor, bytes, bytes.count) == bytes.count,
      "\(path) cannot be written")
    close(descriptor)
  }

  private static func read(_ path: String) throws -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    FuzzTarget.check(descriptor >= 0, "\(path) cannot be read")
    defer { close(descriptor) }
    var status = stat()
    fstat(descriptor, &status)
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
    let count = Glibc.read(descriptor, &bytes, bytes.count)
    FuzzTarget.check(count == bytes.count, "\(path) cannot be read")
    return bytes
  }
}
