import Quarry

/// The summary of `quarry index` as JSON: version 1 of the shape that the README documents.
struct IndexingJSON {
  static let version = 1

  let path: String
  let summary: IndexingSummary
  /// Worker threads as they were asked for.
  let threads: Int
  /// The ceiling on memory, in bytes.
  let memory: Int
  /// The CPU time of the whole process, in seconds.
  let processSeconds: Double

  func object() -> [UInt8] {
    var writer = JSONWriter()
    writer.object { json in
      json.member("version", Self.version)
      json.member("index", path)
      json.member("documents", summary.documents)
      json.member("tokens", summary.tokens)
      json.member("terms", summary.terms)
      json.member("postings", summary.postings)
      json.member("positions", summary.positions)
      json.member("skipped", summary.skippedCount)
      json.member("repeated_ids", summary.duplicateIdentifiers)
      json.member("redirects", summary.redirects)
      json.member("lost_redirects", summary.lostRedirects)
      json.member("other_namespaces", summary.otherNamespaces)
      json.member("parts_without_text", summary.emptyParts)
      json.member("documents_with_replaced_bytes", summary.repairedDocuments)
      json.member("broken_inputs", summary.brokenInputs.count)
      json.member("input_bytes", summary.inputBytes)
      json.member("text_bytes", summary.textBytes)
      json.member("file_bytes", summary.fileBytes)
      json.key("sections")
      json.array { json in
        for section in summary.sections where section.bytes > 0 {
          json.object { json in
            json.member("name", section.name)
            json.member("bytes", section.bytes)
          }
        }
      }
      json.member(
        "other_bytes", summary.fileBytes - summary.sections.reduce(0) { $0 + $1.bytes })
      json.member("threads", threads)
      json.member("elapsed_seconds", summary.elapsedSeconds)
      json.member("cpu_seconds", processSeconds)
      json.key("stages")
      json.array { json in
        for stage in summary.stages {
          json.object { json in
            json.member("name", stage.name)
            json.member("cpu_seconds", stage.cpuSeconds)
          }
        }
      }
      json.member("peak_memory_bytes", summary.peakMemoryBytes)
      json.member("memory_bytes", memory)
    }
    return writer.take()
  }
}
