import QuarryFormat
import QuarryStorage

/// Holds the runs of a segment within a budget of memory: when they outgrow it, those in memory are
/// joined into one run on disk, which copies their postings without decoding them.
struct RunStore {
  private let folder: String
  private let budget: Int
  private(set) var runs: [Run] = []
  private var inMemory = 0

  /// The most runs on disk; more are joined again, so that the final merge's buffers stay small.
  private static let maxSpilled = 64

  /// The bytes of a spilled run that are held while it is read.
  static let windowBytes = 1 << 16

  init(budget: Int, folder: String) {
    self.budget = budget
    self.folder = folder
  }

  /// The bytes of all runs.
  var byteCount: Int { runs.reduce(0) { $0 + $1.byteCount } }

  /// Adds the run of the next batch; `otherBytes` are held beside the runs and leave them less room.
  mutating func append(_ run: Run, otherBytes: Int) throws(StorageError) {
    runs.append(run)
    inMemory += run.byteCount
    if inMemory > max(budget / 8, budget - otherBytes) { try spill() }
  }

  /// Empties the store.
  mutating func removeAll() {
    runs = []
    inMemory = 0
  }

  private mutating func spill() throws(StorageError) {
    let first = runs.firstIndex { if case .memory = $0.place { true } else { false } } ?? 0
    try join(from: first)
    inMemory = 0
    if runs.count > Self.maxSpilled { try join(from: 0) }
  }

  /// Joins the runs from `first` on into one on disk.
  private mutating func join(from first: Int) throws(StorageError) {
    let parts = Array(runs[first...])
    try SpillFile.requireFree(parts.reduce(0) { $0 + $1.byteCount }, in: folder)
    let file = try SpillFile(folder: folder)
    let keepsForms = parts.first?.forms != nil
    let formsFile = keepsForms ? try SpillFile(folder: folder) : nil
    var merger = try RunMerger(
      parts, windowBytes: Self.windowBytes, mostForms: FormJoin.most)
    var forms = FormRunWriter()
    var output: [UInt8] = []
    let flush = { (bytes: inout [UInt8]) throws(StorageError) in
      if bytes.count >= 1 << 18 {
        try file.write(bytes.span.bytes)
        bytes.removeAll(keepingCapacity: true)
      }
    }
    let flushForms = { (forms: inout FormRunWriter) throws(StorageError) in
      guard let formsFile, forms.count >= 1 << 18 else { return }
      try formsFile.write(forms.finish().span.bytes)
      forms.removeAll()
    }
    var terms = 0
    while try merger.next() {
      try merger.join(into: &output, flush: flush)
      if keepsForms {
        try merger.joinForms(into: &forms, flush: flushForms)
        try flushForms(&forms)
      }
      terms += 1
    }
    try file.write(output.span.bytes)
    let rest = forms.finish()
    try formsFile?.write(rest.span.bytes)
    runs.removeSubrange(first...)
    runs.append(
      Run(
        place: .file(file, length: file.count),
        forms: formsFile.map { .file($0, length: $0.count) }, firstDocument: 0, termCount: terms))
  }
}
