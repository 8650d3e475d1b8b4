import QuarryFormat
import QuarryIndexing

/// What a run of `throughput` found, as JSON and as a table: the same facts in both.
struct ThroughputReport: Encodable {
  struct Stage: Encodable {
    var name: String
    var cpuS: Double
    var msPerTextMb: Double
    var share: Double
  }

  struct Part: Encodable {
    var name: String
    var bytes: Int
  }

  /// The pass that does only what cannot be left out.
  struct Limits: Encodable {
    var inflatedBytes: Int
    var words: Int
    var readS: Double
    var scanS: Double
    /// Its CPU time as a share of that of indexing.
    var shareOfIndexing: Double
  }

  var analyzer: String
  var level: Int
  var store: String
  var threads: Int
  var memoryBytes: Int
  var documents: Int
  var tokens: Int
  var terms: Int
  var postings: Int
  var positions: Int
  var inputBytes: Int
  var textBytes: Int
  var fileBytes: Int
  var wallS: Double
  var cpuS: Double
  var inputMbPerCpuS: Double
  var textMbPerCpuS: Double
  var inputMbPerWallS: Double
  var textMbPerWallS: Double
  var documentsPerWallS: Double
  var peakBytes: Int
  var stages: [Stage]
  var sections: [Part]
  var bitsPerPosting: Double?
  var bitsPerPagedPosting: Double?
  var bitsPerPosition: Double?
  var bitsPerForm: Double?
  var limits: Limits?

  /// - Parameter cpu: the CPU seconds that indexing took in all threads.
  init(
    _ summary: IndexingSummary, of file: IndexFile, cpu: Double, _ options: IndexingOptions,
    limits pass: LimitsPass?
  ) {
    let statistics = IndexStatistics(file)
    analyzer = options.analyzer
    level = options.level
    store = file.catalog.settings.first { $0.name == "store" }?.value ?? "text"
    threads = options.threads
    memoryBytes = options.memory
    documents = summary.documents
    tokens = summary.tokens
    terms = summary.terms
    postings = summary.postings
    positions = summary.positions
    inputBytes = summary.inputBytes
    textBytes = summary.textBytes
    fileBytes = summary.fileBytes
    wallS = summary.elapsedSeconds
    cpuS = cpu
    let input = Double(inputBytes) / 1e6
    let text = Double(textBytes) / 1e6
    let wall = max(wallS, 1e-9)
    inputMbPerCpuS = input / max(cpu, 1e-9)
    textMbPerCpuS = text / max(cpu, 1e-9)
    inputMbPerWallS = input / wall
    textMbPerWallS = text / wall
    documentsPerWallS = Double(documents) / wall
    peakBytes = summary.peakMemoryBytes
    func stage(_ name: String, _ seconds: Double) -> Stage {
      Stage(
        name: name, cpuS: seconds, msPerTextMb: 1000 * seconds / max(text, 1e-9),
        share: seconds / max(cpu, 1e-9))
    }
    let known = summary.stages.reduce(0) { $0 + $1.cpuSeconds }
    stages =
      summary.stages.map { stage($0.name, $0.cpuSeconds) }
      + [stage("outside the stages", max(0, cpu - known))]
    sections =
      statistics.parts.map { Part(name: $0.kind.name, bytes: $0.bytes) }
      + [Part(name: "header, catalog, padding", bytes: statistics.frame.bytes)]
    bitsPerPosting = statistics.bitsPerPosting
    bitsPerPagedPosting = (try? InlinePostings(file)).flatMap {
      statistics.bitsPerPagedPosting(without: $0)
    }
    bitsPerPosition = statistics.bitsPerPosition
    bitsPerForm = statistics.bitsPerForm
    limits = pass.map {
      Limits(
        inflatedBytes: $0.inflatedBytes, words: $0.words, readS: $0.readSeconds,
        scanS: $0.scanSeconds,
        shareOfIndexing: ($0.readSeconds + $0.scanSeconds) / max(cpu, 1e-9))
    }
  }

  func lines() -> [String] {
    var lines = [
      "\(documents) documents, \(Double(inputBytes) / 1e6, places: 1) MB of input, "
        + "\(Double(textBytes) / 1e6, places: 1) MB of text; \(tokens) tokens, \(terms) terms, "
        + "\(postings) postings, \(positions) positions",
      "analyzer \(analyzer), level \(level), store \(store), \(threads) threads: "
        + "\(wallS, places: 2) s wall, \(cpuS, places: 2) s CPU, peak "
        + "\(Double(peakBytes) / 1_048_576, places: 1) MiB of \(memoryBytes >> 20)",
      "a CPU second: \(inputMbPerCpuS, places: 2) MB of input, \(textMbPerCpuS, places: 2) of text; "
        + "a second of wall time: \(inputMbPerWallS, places: 2) and "
        + "\(textMbPerWallS, places: 2), \(documentsPerWallS, places: 0) documents",
      "",
    ]
    for stage in stages {
      lines.append(
        stage.name.padded(to: -24) + "\(stage.cpuS, places: 3) s".padded(to: 10)
          + "\(stage.msPerTextMb, places: 1) ms/MB".padded(to: 13)
          + "\(100 * stage.share, places: 1) %".padded(to: 9))
    }
    lines.append("")
    for part in sections + [Part(name: "whole file", bytes: fileBytes)] {
      let share = 100 * Double(part.bytes) / Double(max(1, textBytes))
      lines.append(
        part.name.padded(to: -26) + "\(part.bytes) bytes".padded(to: 18)
          + "\(share, places: 2) % of the text".padded(to: 21))
    }
    func bits(_ value: Double?) -> String { value.map { "\($0, places: 2)" } ?? "-" }
    lines += [
      "",
      "bits a posting (document and frequency): \(bits(bitsPerPosting)); of those outside the "
        + "dictionary: \(bits(bitsPerPagedPosting))",
      "bits a position: \(bits(bitsPerPosition)); its form: \(bits(bitsPerForm))",
    ]
    if let limits {
      lines += [
        "",
        "reading and inflating \(limits.readS, places: 3) s, word boundaries of "
          + "\(Double(limits.inflatedBytes) / 1e6, places: 1) MB \(limits.scanS, places: 3) s: "
          + "\(100 * limits.shareOfIndexing, places: 1) % of the CPU time of indexing",
      ]
    }
    return lines
  }
}
