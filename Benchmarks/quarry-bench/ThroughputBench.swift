import ArgumentParser
import QuarryFormat
import QuarryIndexing
import QuarryStorage

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Measures indexing by stage: read, parse, tokenise, invert, deflate, merge, write.
struct ThroughputBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "throughput",
    abstract: "Indexes a dump and prints what each stage of the work took.")

  @Argument(help: "The dump: JSON lines, plain or gzip, or a folder of text files.") var dump:
    String
  @Option(help: "Worker threads.") var threads = 1
  @OptionGroup var how: IndexingFlags
  @Option(help: "standard, plain or lucene.") var analyzer = "standard"
  @Option(help: "Where the index goes; it is removed afterwards unless named here.")
  var index: String?
  @Flag(help: "Also time a pass that only inflates the dump and finds word boundaries.")
  var limits = false
  @Flag(help: "Print one JSON object instead of a table.") var json = false

  func run() throws {
    let folder = FileManager.default.temporaryDirectory.path
    let path = index ?? folder + "/quarry-bench-\(ProcessInfo.processInfo.processIdentifier).quarry"
    defer { if index == nil { try? FileManager.default.removeItem(atPath: path) } }
    let pass = limits ? try LimitsPass(path: dump) : nil
    let options = try how.options(threads: threads, analyzer: analyzer)
    let before = processCPUSeconds()
    let writer = try IndexWriter(path: path, options: options)
    try writer.add(inputs: [dump])
    let summary = try writer.finish()
    let cpu = processCPUSeconds() - before
    let report = ThroughputReport(
      summary, of: try IndexFile(path: path), cpu: cpu, options, limits: pass)
    if json {
      try QuarryBench.printLine(report)
    } else {
      for line in report.lines() { print(line) }
    }
  }
}
