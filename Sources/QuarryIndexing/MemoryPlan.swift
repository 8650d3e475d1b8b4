/// How a ceiling on resident memory is divided among what indexing holds.
///
/// The shares were taken from measured peaks of unkind input: a batch of words that are all different
/// costs thirty times its bytes while it is in flight (records, tables of words and terms, places before
/// and after sorting, run, compressed text).
struct MemoryPlan {
  /// What the program takes before it has read anything, and what allocators leave unused.
  static let baseBytes = 16 << 20
  /// A worker's compressor and its memory of terms.
  static let workerBytes = 5 << 20
  /// How often a batch's bytes are held while it is worked on.
  static let batchFactor = 30
  /// The most threads that are started.
  static let maxThreads = 1024

  let threads: Int
  let maxDocumentBytes: Int
  /// For runs that wait for the merge.
  let runBudget: Int
  /// The bytes of all runs that are merged at a time; more does not fit into the caches.
  let mergeBytes: Int
  /// For batches in flight, by `cost(of:)`.
  let flightBudget: Int

  init(options: IndexingOptions) throws(IndexingError) {
    guard options.memory >= IndexingOptions.minimumMemory else {
      throw IndexingError(
        "--memory \(options.memory >> 20)M is too little; give at least "
          + "\(IndexingOptions.minimumMemory >> 20)M")
    }
    let usable = options.memory - Self.baseBytes
    let flight = usable / 4 * 3
    threads = max(
      1,
      min(
        options.threads, Self.maxThreads,
        flight / (Self.cost(of: options.batchBytes) + Self.workerBytes)))
    flightBudget = flight - threads * Self.workerBytes
    runBudget = options.runBudget ?? usable / 8
    mergeBytes = min(1 << 20, usable / (24 * (threads + 3)), max(64, 2 * runBudget))
    // The default depends on the memory alone, so that threads change nothing.
    let largest = (flight - Self.workerBytes) / Self.batchFactor
    guard let wanted = options.maxDocumentBytes else {
      maxDocumentBytes = Self.defaultMaxDocumentBytes(memory: options.memory)
      return
    }
    guard wanted > 0 else { throw IndexingError("--max-document must be more than 0") }
    guard wanted <= largest else {
      throw IndexingError(
        "documents of \(wanted) bytes do not fit into --memory \(options.memory >> 20)M; give "
          + "more memory or a --max-document of at most \(largest)")
    }
    maxDocumentBytes = wanted
  }

  /// The longest document where nothing is said.
  static func defaultMaxDocumentBytes(memory: Int) -> Int { min(16 << 20, memory / 64) }

  /// What a batch of `bytes` takes while it is in flight.
  static func cost(of bytes: Int) -> Int { batchFactor * bytes }
}
