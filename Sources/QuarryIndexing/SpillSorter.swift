import QuarryStorage

/// What a `SpillSorter` sorts: numbers of a fixed size.
protocol SpillEntry {
  /// The bytes of an entry in a spill file.
  static var byteCount: Int { get }
  /// The order, in which no two entries are equal.
  static func precedes(_ a: Self, _ b: Self) -> Bool
  func append(to bytes: inout [UInt8])
  /// Reads what `append` wrote.
  init(_ bytes: RawSpan, at place: Int)
}

/// Sorts any number of entries inside a bounded memory: sorted runs go to a spill file, and are merged
/// at the end.
final class SpillSorter<Entry: SpillEntry> {
  private static var runBytes: Int { 3 << 19 }
  /// A whole number of entries, about 16 KiB.
  private static var windowBytes: Int { (1 << 14) / Entry.byteCount * Entry.byteCount }

  private let file: SpillFile
  private var pending: [Entry] = []
  private var runEnds: [Int] = []
  private(set) var count = 0

  init(folder: String) throws(StorageError) {
    file = try SpillFile(folder: folder)
  }

  /// Adds an entry.
  func append(_ entry: Entry) throws(StorageError) {
    pending.append(entry)
    count += 1
    if pending.count >= Self.runBytes / Entry.byteCount { try spill() }
  }

  /// Gives all entries in their order.
  func forEachSorted(
    _ body: (Entry) throws(StorageError) -> Void
  ) throws(StorageError) {
    if runEnds.isEmpty {
      pending.sort(by: Entry.precedes)
      for entry in pending { try body(entry) }
      return
    }
    try spill()
    pending = []
    var readers: [RunWindow] = []
    var start = 0
    for end in runEnds {
      if let reader = try RunWindow(file, from: start, to: end) { readers.append(reader) }
      start = end
    }
    // A heap of readers by their present entries.
    for index in stride(from: readers.count / 2, through: 0, by: -1) { sink(&readers, index) }
    while !readers.isEmpty {
      try body(readers[0].entry)
      if try !readers[0].next(from: file) {
        readers.swapAt(0, readers.count - 1)
        readers.removeLast()
      }
      sink(&readers, 0)
    }
  }

  /// The part of a run that is in memory.
  private struct RunWindow {
    var offset: Int
    let end: Int
    var bytes: [UInt8] = []
    var place = 0
    var entry: Entry

    /// Reads the first entry of the run from `start` to `end`; nil where there is none.
    init?(_ file: SpillFile, from start: Int, to end: Int) throws(StorageError) {
      offset = start
      self.end = end
      try Self.load(from: file, &offset, end, into: &bytes)
      guard bytes.count >= Entry.byteCount else { return nil }
      let first = bytes
      entry = Entry(first.span.bytes, at: 0)
    }

    mutating func next(from file: SpillFile) throws(StorageError) -> Bool {
      place += Entry.byteCount
      if place >= bytes.count {
        place = 0
        try Self.load(from: file, &offset, end, into: &bytes)
        guard bytes.count >= Entry.byteCount else { return false }
      }
      let bytes = bytes
      entry = Entry(bytes.span.bytes, at: place)
      return true
    }

    private static func load(
      from file: SpillFile, _ offset: inout Int, _ end: Int, into bytes: inout [UInt8]
    ) throws(StorageError) {
      bytes.removeAll(keepingCapacity: true)
      try file.read(at: offset, limit: min(windowBytes, end - offset), into: &bytes)
      offset += bytes.count
    }
  }

  private func sink(_ readers: inout [RunWindow], _ start: Int) {
    var index = start
    while true {
      var least = index
      for child in [2 * index + 1, 2 * index + 2]
      where child < readers.count && Entry.precedes(readers[child].entry, readers[least].entry) {
        least = child
      }
      if least == index { return }
      readers.swapAt(index, least)
      index = least
    }
  }

  /// Puts on disk what is in memory.
  func spill() throws(StorageError) {
    guard !pending.isEmpty else { return }
    pending.sort(by: Entry.precedes)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(pending.count * Entry.byteCount)
    for entry in pending { entry.append(to: &bytes) }
    try file.write(bytes.span.bytes)
    runEnds.append(file.count)
    pending.removeAll(keepingCapacity: true)
  }
}
