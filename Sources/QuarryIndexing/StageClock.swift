import QuarryStorage

/// The stages of indexing whose CPU time is reported.
enum Stage: Int, CaseIterable, Sendable {
  case read
  case parse
  case tokenize
  case invert
  case deflateText
  case merge
  case deflatePostings
  case write

  var name: String {
    switch self {
    case .read: "read"
    case .parse: "parse"
    case .tokenize: "tokenise"
    case .invert: "invert"
    case .deflateText: "deflate text"
    case .merge: "merge"
    case .deflatePostings: "deflate postings"
    case .write: "write"
    }
  }
}

/// CPU nanoseconds by stage.
struct StageTimes: Sendable {
  private var nanoseconds = [UInt64](repeating: 0, count: Stage.allCases.count)

  subscript(stage: Stage) -> UInt64 {
    get { nanoseconds[stage.rawValue] }
    set { nanoseconds[stage.rawValue] = newValue }
  }

  mutating func add(_ other: StageTimes) {
    for stage in Stage.allCases { self[stage] += other[stage] }
  }
}

/// Reads the CPU time of one thread from stage to stage.
struct StageClock {
  private(set) var times = StageTimes()
  private var last = threadCPUNanoseconds()

  /// Gives the time since the last call to `stage`.
  mutating func end(_ stage: Stage) {
    let now = threadCPUNanoseconds()
    times[stage] += now &- last
    last = now
  }
}
