import QuarryFormat
import QuarryStorage

/// Holds the runs of a segment within a budget of memory: when they outgrow it, those in memory are
/// joined into one run on disk, which copies their postings without decoding them.
///
/// Joined runs are never joined again, so every posting is written twice at most: once here and once
/// to the index, whatever the size of the dump. All of them lie in one file; at the end each is read
/// through a window of its share of a range of terms, so their number costs memory only where it
/// outgrows the bytes of a range by far, and there the norms of their documents cost more.
struct RunStore {
  private let folder: String
  private let budget: Int
  private let keepsForms: Bool
  private(set) var runs: [Run] = []
  private var file: SpillFile?
  private var inMemory = 0

  init(budget: Int, keepsForms: Bool, folder: String) {
    self.budget = budget
    self.keepsForms = keepsForms
    self.folder = folder
  }

  /// The bytes of all runs.
  var byteCount: Int { runs.reduce(0) { $0 + $1.byteCount } }

  /// The bytes that were written to disk.
  var spilledBytes: Int { file?.count ?? 0 }

  /// Adds the run of the next batch; `otherBytes` are held beside the runs and leave them less room.
  mutating func append(_ run: Run, otherBytes: Int) throws(StorageError) {
    runs.append(run)
    inMemory += run.byteCount
    if inMemory > max(budget / 8, budget - otherBytes) { try spill() }
  }

  /// Puts on disk what is in memory.
  mutating func spillAll() throws(StorageError) {
    if runs.last?.isInMemory == true { try spill() }
  }

  /// Empties the store.
  mutating func removeAll() {
    runs = []
    file = nil
    inMemory = 0
  }

  /// Joins the runs in memory into one on disk.
  private mutating func spill() throws(StorageError) {
    let first = runs.firstIndex(where: \.isInMemory) ?? runs.count
    let parts = Array(runs[first...])
    try SpillFile.requireFree(parts.reduce(0) { $0 + $1.byteCount }, in: folder)
    let target: SpillFile
    if let file {
      target = file
    } else {
      target = try SpillFile(folder: folder)
      file = target
    }
    var joiner = RunJoiner(
      file: target, fieldMask: parts.reduce(0) { $0 | $1.fieldMask }, keepsForms: keepsForms)
    let joined = try joiner.join(parts, rangeBytes: min(1 << 19, max(1 << 14, budget / 16)))
    runs.removeSubrange(first...)
    runs.append(joined)
    inMemory = 0
  }
}
