import ArgumentParser
import QuarryFormat
import QuarryIndexing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Indexes a corpus as every engine of the harness does: the member `text`, which begins with the
/// title, is searched; id, title and text are stored.
struct IndexBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "index", abstract: "Indexes a corpus for a comparison of engines.")

  @Argument(help: "JSON lines with id, title and text.") var corpus: String
  @Argument(help: "The directory that will hold the index.") var out: String
  @Option(help: "Worker threads.") var threads = 1
  @Option(help: "none: plain words; en: English stems.") var stem = "none"
  @OptionGroup var how: IndexingFlags

  func run() throws {
    let began = ContinuousClock.now
    try? FileManager.default.removeItem(atPath: out)
    try FileManager.default.createDirectory(atPath: out, withIntermediateDirectories: true)
    var options = try how.options(
      threads: threads, analyzer: stem == "en" ? "standard" : "plain")
    options.searchesTitles = false
    let writer = try IndexWriter(path: QuarryBench.indexPath(in: out), options: options)
    try writer.add(inputs: [corpus])
    let read = ContinuousClock.now
    let summary = try writer.finish()
    let sizes = try Sizes(directory: out)
    try QuarryBench.printLine(
      Result(
        docs: summary.documents, ingestS: (read - began) / .seconds(1),
        mergeS: (ContinuousClock.now - read) / .seconds(1), threads: threads,
        indexBytes: sizes.indexBytes, storedBytes: sizes.storedBytes, parts: sizes.parts,
        bits: sizes.bits, textBytes: summary.textBytes, peakBytes: summary.peakMemoryBytes,
        version: ProgramVersion.text))
  }

  private struct Result: Encodable {
    var docs: Int
    var ingestS: Double
    var mergeS: Double
    var threads: Int
    var indexBytes: Int
    var storedBytes: Int
    var parts: [String: Int]
    var bits: Sizes.Bits
    var textBytes: Int
    var peakBytes: Int
    var version: String
  }
}
