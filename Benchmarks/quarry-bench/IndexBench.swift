import ArgumentParser
#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import QuarryFormat
import QuarryIndexing

/// Indexes a corpus as every engine of the harness does: the member `text`, which begins with the
/// title, is searched; id, title and text are stored.
struct IndexBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "index", abstract: "Indexes a corpus for a comparison of engines.")

  @Argument(help: "JSON lines with id, title and text.") var corpus: String
  @Argument(help: "The directory that will hold the index.") var out: String
  @Option(help: "Worker threads.") var threads = 1
  @Option(help: "none: plain words; en: English stems.") var stem = "none"

  func run() throws {
    let began = ContinuousClock.now
    try? FileManager.default.removeItem(atPath: out)
    try FileManager.default.createDirectory(atPath: out, withIntermediateDirectories: true)
    var options = IndexingOptions(threads: threads, analyzer: stem == "en" ? "english" : "plain")
    options.searchesTitles = false
    let writer = try IndexWriter(path: QuarryBench.indexPath(in: out), options: options)
    try writer.add(inputs: [corpus])
    let read = ContinuousClock.now
    let summary = try writer.finish()
    let sizes = try Sizes(directory: out)
    try QuarryBench.printLine(
      Result(
        docs: summary.documents, ingest_s: (read - began) / .seconds(1),
        merge_s: (ContinuousClock.now - read) / .seconds(1), threads: threads,
        index_bytes: sizes.index_bytes, stored_bytes: sizes.stored_bytes, parts: sizes.parts,
        version: ProgramVersion.text))
  }

  private struct Result: Encodable {
    var docs: Int
    var ingest_s: Double
    var merge_s: Double
    var threads: Int
    var index_bytes: Int
    var stored_bytes: Int
    var parts: [String: Int]
    var version: String
  }
}
