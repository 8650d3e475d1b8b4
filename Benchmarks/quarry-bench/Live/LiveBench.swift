import ArgumentParser
import Quarry
import QuarryFormat
import QuarryIndexing
import QuarryStorage

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Shows that an index which grew by many small additions is as small and as fast as one that was
/// built at once.
struct LiveBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "live",
    abstract: "Adds a dump little by little, and compares with an index built at once.",
    discussion: """
      The first documents of the dump are added in parts of --documents, each a commit of its own. \
      Exits with 1 where a shape of queries takes more than 1.3 times the CPU time of the index \
      that was built at once, where the file was ever more than 2.0 times as large as one of the same \
      documents, where it is more than 1.05 times so after it was optimized, or where answers differ.
      """)

  @Argument(help: "The dump, as JSON lines.") var dump: String
  @Option(help: "How often documents are added.") var adds = 1000
  @Option(help: "Documents of one addition.") var documents = 100
  @Option(help: "Queries of all shapes.") var queries = 800
  @Option(help: "What they are drawn with.") var seed: UInt64 = 1
  @Option(help: "standard, plain or lucene.") var analyzer = "standard"
  @Option(help: "Where the files go; a folder of its own, removed afterwards, unless named.")
  var folder: String?
  @OptionGroup var how: IndexingFlags

  func validate() throws {
    guard (2...1_000_000).contains(adds), (1...1_000_000).contains(documents), queries > 0 else {
      throw ValidationError("--adds is at least 2, --documents and --queries at least 1")
    }
  }

  func run() throws {
    let files = FileManager.default
    let folder =
      self.folder
      ?? files.temporaryDirectory.path + "/quarry-live-\(ProcessInfo.processInfo.processIdentifier)"
    try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { if self.folder == nil { try? files.removeItem(atPath: folder) } }
    let parts = try DumpParts(of: dump, count: adds, documents: documents, folder: folder).paths
    let options = try how.options(threads: 1, analyzer: analyzer)
    let (live, bulk) = (folder + "/live.quarry", folder + "/bulk.quarry")

    var growth = Growth()
    try? files.removeItem(atPath: live)
    for (number, part) in parts.enumerated() {
      try growth.add(part, to: live, options)
      if Growth.isCheckpoint(number + 1, of: adds) {
        try growth.compare(with: Array(parts[...number]), at: bulk, options)
      }
    }
    var result = Result(growth, documents: documents)
    let (liveFile, bulkFile) = (try IndexFile(path: live), try IndexFile(path: bulk))
    result.segments = liveFile.catalog.segments.count
    for cache in [32 << 20, 0] {
      let race = try QueryRace(
        bulk: bulkFile, live: liveFile, queries: queries, seed: seed, reps: cache > 0 ? 5 : 3,
        cache: cache)
      result.races[cache > 0 ? "cached" : "uncached"] = .init(race)
    }
    for path in [live, bulk] {
      try QuarryIndex.optimize(path: path, options: OptimizationOptions(memory: options.memory))
    }
    result.optimizedToBulk =
      Double(SizeWatch.size(of: live)) / Double(growth.bulkBytes.last?.bytes ?? 1)
    result.optimizedToBulkOptimized =
      Double(SizeWatch.size(of: live)) / Double(SizeWatch.size(of: bulk))
    try QuarryBench.printLine(result)
    guard result.isKept else { throw ExitCode.failure }
  }

  private struct Result: Encodable {
    var adds: Int
    var addCpuS: Double
    var bulkCpuS: Double
    /// CPU milliseconds of the additions where nothing, or little, was merged; and of the dearest.
    var addMedianMs: Double
    var addMaxMs: Double
    /// The same of the first and the last tenth of the additions, to show what grows.
    var addMedianFirstMs: Double
    var addMedianLastMs: Double
    /// Bytes written for each byte of the index that was built at once.
    var writtenToBulk: Double?
    var largestToBulk: Double
    var fileToBulk: Double
    var segments = 0
    var races: [String: Race] = [:]
    var optimizedToBulk = 0.0
    var optimizedToBulkOptimized = 0.0

    struct Race: Encodable {
      var classes: [String: QueryRace.Class]
      var ratios: [String: Double]
      var ratio: Double
      var worst: Double
      var differences: Int

      init(_ race: QueryRace) {
        classes = race.classes
        ratios = race.classes.mapValues(\.ratio)
        ratio = race.ratio
        worst = race.worst
        differences = race.differences
      }
    }

    init(_ growth: Growth, documents: Int) {
      let times = growth.additions.map { $0.cpuSeconds * 1000 }
      adds = times.count
      addCpuS = times.reduce(0, +) / 1000
      bulkCpuS = growth.bulkCPUSeconds
      addMedianMs = Summary.median(times.sorted())
      addMaxMs = times.max() ?? 0
      let tenth = max(1, times.count / 10)
      addMedianFirstMs = Summary.median(times.prefix(tenth).sorted())
      addMedianLastMs = Summary.median(times.suffix(tenth).sorted())
      writtenToBulk = growth.writtenToBulk
      largestToBulk = growth.largestToBulk
      fileToBulk =
        Double(growth.additions.last?.bytes ?? 0) / Double(growth.bulkBytes.last?.bytes ?? 1)
    }

    var isKept: Bool {
      races.values.allSatisfy { $0.worst <= 1.3 && $0.differences == 0 }
        && largestToBulk <= 2 && optimizedToBulk <= 1.05
    }
  }
}
