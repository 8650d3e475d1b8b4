import Quarry

/// The summary that `quarry optimize` ends with.
struct OptimizationTable {
  /// The version of the JSON's shape, which the README documents.
  static let version = 1

  let path: String
  let summary: OptimizationSummary
  /// The ceiling on memory, in bytes.
  let memory: Int

  func lines() -> [String] {
    func row(_ name: String, _ before: Int, _ after: Int) -> [String] {
      [
        name, NumberText.bytes(before), NumberText.bytes(after),
        before > 0 ? NumberText.percent(after, of: before) : "-",
      ]
    }
    let named = summary.sections.reduce((0, 0)) { ($0.0 + $1.before, $0.1 + $1.after) }
    let sizes = TextTable(
      rows: [["section", "before", "after", "of it"]]
        + summary.sections.map { row($0.name, $0.before, $0.after) }
        + [
          row(
            "header, catalog, padding", summary.fileBytesBefore - named.0,
            summary.fileBytesAfter - named.1),
          row("whole file", summary.fileBytesBefore, summary.fileBytesAfter),
          [
            "bits a posting", number(summary.bitsPerPostingBefore),
            number(summary.bitsPerPostingAfter), "",
          ],
        ])
    let stages = summary.stages.map { "\($0.name) \(NumberText.seconds($0.seconds))" }
    return [TerminalText.cleaned(path), ""] + sizes.lines() + [
      "",
      "\(NumberText.grouped(summary.documents)) documents by order \(summary.order.rawValue) in "
        + "\(NumberText.seconds(summary.elapsedSeconds)) (\(stages.joined(separator: ", "))), "
        + "peak memory \(NumberText.binaryBytes(summary.peakMemoryBytes)) of "
        + NumberText.binaryBytes(memory),
    ]
  }

  private func number(_ value: Double?) -> String {
    value.map { NumberText.fixed($0, places: 2) } ?? "-"
  }

  func object() -> [UInt8] {
    var writer = JSONWriter()
    writer.object { json in
      json.member("version", Self.version)
      json.member("index", path)
      json.member("order", summary.order.rawValue)
      json.member("level", summary.level)
      json.member("documents", summary.documents)
      json.member("postings", summary.postings)
      json.member("segments_before", summary.segmentsBefore)
      json.member("bits_per_posting_before", summary.bitsPerPostingBefore)
      json.member("bits_per_posting_after", summary.bitsPerPostingAfter)
      json.member("file_bytes_before", summary.fileBytesBefore)
      json.member("file_bytes_after", summary.fileBytesAfter)
      json.key("sections")
      json.array { json in
        for section in summary.sections {
          json.object { json in
            json.member("name", section.name)
            json.member("before", section.before)
            json.member("after", section.after)
          }
        }
      }
      Self.writeEffort(
        summary.stages, summary.elapsedSeconds, summary.peakMemoryBytes, to: &json)
    }
    return writer.take()
  }

  /// Writes what the work took.
  static func writeEffort(
    _ stages: [OptimizationSummary.Stage], _ seconds: Double, _ peakMemoryBytes: Int,
    to json: inout JSONWriter
  ) {
    json.key("stages")
    json.array { json in
      for stage in stages {
        json.object { json in
          json.member("name", stage.name)
          json.member("seconds", stage.seconds)
        }
      }
    }
    json.member("seconds", seconds)
    json.member("peak_memory_bytes", peakMemoryBytes)
  }
}
