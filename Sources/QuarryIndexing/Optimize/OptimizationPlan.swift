/// How a ceiling on resident memory is divided among what rewriting an index holds.
///
/// The shares were taken from measured peaks at the least memory.
struct OptimizationPlan {
  /// What a document costs while the order is found and kept: its number in the old order and in the
  /// new, its record's length, the hash of its identifier, its place and gain in the bisection.
  static let documentBytes = 48
  /// What the program takes before it has read anything, what of the old index is mapped between two
  /// releases, and what allocators leave unused.
  private static let baseBytes = MemoryPlan.baseBytes + (8 << 20)
  /// What a worker's buffers and compressors take.
  private static let workerBytes = 16 << 20
  /// What a byte of positions takes in a page that is too large for the share of lists, since pages
  /// are not divided: it is read, sorted, cut and written, and arrays grow by doubling.
  private static let positionBytes = 9
  /// The same where each position has a form number.
  private static let formBytes = 40

  let threads: Int
  /// For the terms of documents, from which the order is found.
  let forwardBudget: Int
  /// For identifiers that are sorted.
  let identifierBytes: Int
  /// For a list that is held at once; longer ones are rewritten in parts.
  let listBytes: Int
  /// For the raw records that are sorted at once.
  let recordBytes: Int

  /// - Parameter largestPage: the most that a page of a list takes (`bytes(ofPage:hasForms:)`).
  init(
    options: OptimizationOptions, documentCount: Int, longestRecord: Int, largestPage: Int
  ) throws(OptimizationError) {
    guard options.memory >= IndexingOptions.minimumMemory else {
      throw .refused(
        "--memory \(options.memory >> 20)M is too little; give at least "
          + "\(IndexingOptions.minimumMemory >> 20)M")
    }
    let usable = options.memory - Self.baseBytes
    let held = documentCount * Self.documentBytes
    // A record is held in its page run, in its part, and while it is compressed.
    let needed = max(2 * held, 8 * longestRecord)
    guard needed <= usable else {
      let least = (needed + Self.baseBytes) >> 20 + 1
      throw .refused(
        "--memory \(options.memory >> 20)M is too little for \(documentCount) documents, the "
          + "longest of \(longestRecord) bytes; give at least \(least)M")
    }
    guard largestPage <= usable - held else {
      let least = largestPage.addingReportingOverflow(held + Self.baseBytes + 1 << 20)
      throw .refused(
        "--memory \(options.memory >> 20)M is too little for a list of which "
          + "\(largestPage >> 20) MiB are held at once; give at least "
          + "\((least.overflow ? Int.max : least.partialValue) >> 20)M")
    }
    let free = usable - held
    // Each thread may hold the largest page.
    let threadBytes = max(Self.workerBytes, largestPage)
    threads = max(1, min(options.threads, MemoryPlan.maxThreads, free / threadBytes))
    forwardBudget = options.forwardBudget ?? free / 2
    identifierBytes = free / 2
    listBytes = options.partBytes ?? free / 40
    recordBytes = options.partBytes ?? free / 12
  }

  /// What a page of a list with so many bytes of positions takes while it is rewritten, as
  /// `largestPage` wants it.
  static func bytes(ofPage positions: Int, hasForms: Bool) -> Int {
    let product = positions.multipliedReportingOverflow(by: hasForms ? formBytes : positionBytes)
    return product.overflow ? Int.max : product.partialValue
  }
}
