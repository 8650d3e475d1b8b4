import ArgumentParser
import QuarryIndexing

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
  @Option(help: "Deflate effort for the text, 0 to 9.") var level = IndexingOptions.defaultLevel
  @Option(help: "standard, plain or lucene.") var analyzer = "standard"
  @Option(help: "text or none.") var store = "text"
  @Option(help: "The ceiling on memory, in MiB.") var memory = IndexingOptions.defaultMemory >> 20
  @Option(help: "Where the index goes; it is removed afterwards unless named here.")
  var index: String?
  @Flag(help: "Print one JSON object instead of a table.") var json = false

  func run() throws {
    let folder = FileManager.default.temporaryDirectory.path
    let path = index ?? folder + "/quarry-bench-\(ProcessInfo.processInfo.processIdentifier).quarry"
    defer { if index == nil { try? FileManager.default.removeItem(atPath: path) } }
    let options = IndexingOptions(
      threads: threads, memory: memory << 20, level: level, storesText: store == "text",
      analyzer: analyzer, replaces: true)
    let writer = try IndexWriter(path: path, options: options)
    try writer.add(inputs: [dump])
    let summary = try writer.finish()
    let report = Report(summary, threads: threads)
    if json {
      try QuarryBench.printLine(report)
    } else {
      report.printTable()
    }
  }

  private struct Report: Encodable {
    var documents: Int
    var tokens: Int
    var terms: Int
    var postings: Int
    var inputBytes: Int
    var textBytes: Int
    var fileBytes: Int
    var wallS: Double
    var cpuS: Double
    var textMbPerCpuS: Double
    var textMbPerWallS: Double
    var documentsPerWallS: Double
    var peakMb: Double
    var threads: Int
    var stages: [String: Double]
    var sections: [String: Int]
    private var order: [String]

    init(_ summary: IndexingSummary, threads: Int) {
      documents = summary.documents
      tokens = summary.tokens
      terms = summary.terms
      postings = summary.postings
      inputBytes = summary.inputBytes
      textBytes = summary.textBytes
      fileBytes = summary.fileBytes
      wallS = summary.elapsedSeconds
      cpuS = summary.stages.reduce(0) { $0 + $1.cpuSeconds }
      textMbPerCpuS = Double(textBytes) / 1e6 / max(cpuS, 1e-9)
      textMbPerWallS = Double(textBytes) / 1e6 / max(wallS, 1e-9)
      documentsPerWallS = Double(documents) / max(wallS, 1e-9)
      peakMb = Double(summary.peakMemoryBytes) / 1_048_576
      self.threads = threads
      stages = Dictionary(uniqueKeysWithValues: summary.stages.map { ($0.name, $0.cpuSeconds) })
      sections = Dictionary(uniqueKeysWithValues: summary.sections.map { ($0.name, $0.bytes) })
      order = summary.stages.map(\.name)
    }

    func printTable() {
      print(
        "\(documents) documents, \(Double(textBytes) / 1e6, places: 1) MB of text, "
          + "\(threads) threads: \(wallS, places: 2) s wall, \(cpuS, places: 2) s CPU")
      print(
        "\(textMbPerCpuS, places: 1) MB a CPU second, \(textMbPerWallS, places: 1) MB/s, "
          + "\(documentsPerWallS, places: 0) documents/s, peak \(peakMb, places: 0) MiB\n")
      for name in order {
        let seconds = stages[name] ?? 0
        print(
          name.padded(to: -18), "\(seconds, places: 3) s".padded(to: 10),
          "\(seconds * 1e9 / Double(max(1, textBytes)), places: 1) ms/MB".padded(to: 12),
          "\(100 * seconds / max(cpuS, 1e-9), places: 1) %".padded(to: 8))
      }
      print()
      for (name, bytes) in sections.sorted(by: { $0.value > $1.value }) where bytes > 0 {
        let share = 100 * Double(bytes) / Double(max(1, textBytes))
        print(
          name.padded(to: -26), "\(bytes) bytes".padded(to: 18),
          "\(share, places: 1) % of the text".padded(to: 20))
      }
    }
  }
}
