import Foundation
import QuarryFormat
import QuarryIndexing
import TestSupport
import Testing

@testable import QuarryBench

@Suite("quarry-bench throughput")
struct ThroughputReportTests {
  @Test func jsonHoldsWhatTheTableSays() throws {
    let path = FileManager.default.temporaryDirectory.path + "/throughput-\(UUID()).quarry"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let sample = checkoutPath("Index/sample/articles.jsonl")
    let options = IndexingOptions(threads: 1, level: 6)
    let writer = try IndexWriter(path: path, options: options)
    try writer.add(inputs: [sample])
    let report = ThroughputReport(
      try writer.finish(), of: try IndexFile(path: path), cpu: 2, options,
      limits: try LimitsPass(path: sample))
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(try QuarryBench.line(report).utf8))
        as? [String: Any])
    #expect(
      json.keys.sorted() == [
        "analyzer", "bits_per_form", "bits_per_paged_posting", "bits_per_position",
        "bits_per_posting", "cpu_s", "documents", "documents_per_wall_s", "file_bytes",
        "input_bytes", "input_mb_per_cpu_s", "input_mb_per_wall_s", "level", "limits",
        "memory_bytes", "peak_bytes", "positions", "postings", "sections", "stages", "store",
        "terms", "text_bytes", "text_mb_per_cpu_s", "text_mb_per_wall_s", "threads", "tokens",
        "wall_s",
      ])
    let sections = try #require(json["sections"] as? [[String: Any]])
    let bytes = sections.reduce(0) { $0 + ($1["bytes"] as? Int ?? 0) }
    #expect(bytes == json["file_bytes"] as? Int)
    let stages = try #require(json["stages"] as? [[String: Any]])
    let seconds = stages.reduce(0) { $0 + ($1["cpu_s"] as? Double ?? 0) }
    #expect(abs(seconds - 2) < 1e-6)
    let limits = try #require(json["limits"] as? [String: Any])
    #expect(limits["inflated_bytes"] as? Int == json["input_bytes"] as? Int)
    let table = report.lines().joined(separator: "\n")
    for stage in report.stages { #expect(table.contains(stage.name)) }
    for section in report.sections { #expect(table.contains(section.name)) }
  }
}
