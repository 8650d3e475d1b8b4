import Quarry

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What `quarry index --profile` adds to the summary: the CPU time of each stage of the work.
struct IndexingProfile {
  let summary: IndexingSummary
  /// The CPU time of the whole process, in seconds.
  let processSeconds: Double

  func lines() -> [String] {
    let stages = summary.stages.map { ($0.name, $0.cpuSeconds) }
    let rows =
      [["stage", "CPU", "ms per MB of text", "share"]]
      + (stages + [("outside the stages", outsideSeconds), ("whole program", processSeconds)])
      .map { row($0, $1) }
    return TextTable(rows: rows).lines()
  }

  /// What the stages leave: the start, waiting for one another, the commit.
  var outsideSeconds: Double {
    max(0, processSeconds - summary.stages.reduce(0) { $0 + $1.cpuSeconds })
  }

  private func row(_ name: String, _ seconds: Double) -> [String] {
    let megabytes = Double(summary.textBytes) / 1e6
    return [
      name, NumberText.fixed(seconds, places: 3) + " s",
      megabytes > 0 ? NumberText.fixed(1000 * seconds / megabytes, places: 1) : "-",
      processSeconds > 0 ? NumberText.fixed(100 * seconds / processSeconds, places: 1) + " %" : "-",
    ]
  }

  /// The CPU time that the process has taken in all its threads, in seconds.
  static func processSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
