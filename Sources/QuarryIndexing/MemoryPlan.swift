/// How a ceiling on resident memory is divided among what indexing holds.
///
/// The shares were taken from measured peaks: a batch in flight costs its own bytes about eight
/// times (record, raw words, places before and after sorting, run, compressed text) beside the
/// worker's tables.
struct MemoryPlan {
  /// What the program takes before it has read anything, and what allocators leave unused.
  static let baseBytes = 20 << 20
  /// A worker's tables and compressor.
  static let workerBytes = 9 << 20
  /// How often a batch's bytes are held while it is worked on.
  static let batchFactor = 8

  let threads: Int
  let maxDocumentBytes: Int
  /// For runs that wait for the merge.
  let runBudget: Int
  /// For batches in flight, by `cost(of:)`.
  let flightBudget: Int

  init(options: IndexingOptions) throws(IndexingError) {
    guard options.memory >= IndexingOptions.minimumMemory else {
      throw IndexingError(
        "--memory \(options.memory >> 20)M is too little; give at least "
          + "\(IndexingOptions.minimumMemory >> 20)M")
    }
    let usable = options.memory - Self.baseBytes
    let batch = Self.batchFactor * options.batchBytes
    let flight = usable * 6 / 10
    threads = max(1, min(options.threads, 1024, flight / (batch + Self.workerBytes)))
    flightBudget = flight - threads * Self.workerBytes
    runBudget = options.runBudget ?? usable / 4
    let largest = max(1 << 20, flightBudget / Self.batchFactor)
    if let wanted = options.maxDocumentBytes {
      guard wanted > 0 else { throw IndexingError("--max-document must be more than 0") }
      guard wanted <= largest else {
        throw IndexingError(
          "documents of \(wanted) bytes do not fit into --memory \(options.memory >> 20)M with "
            + "\(threads) threads; give more memory or a --max-document of at most \(largest)")
      }
      maxDocumentBytes = wanted
    } else {
      maxDocumentBytes = min(16 << 20, largest)
    }
  }

  /// What a batch of `bytes` takes while it is in flight.
  static func cost(of bytes: Int) -> Int { batchFactor * bytes }
}
