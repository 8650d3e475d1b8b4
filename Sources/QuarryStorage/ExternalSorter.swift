/// Brings any number of byte strings into the order of their bytes within a bounded memory: sorted runs
/// go to a spill file and are merged, 32 at a time.
///
/// The file takes the bytes of all records, two more for each, once for every time they are merged:
/// once for up to 32 runs, twice for up to 1,024, and so on. Source: Knuth, The Art of Computer
/// Programming, volume 3, 5.4.1 (1973).
package final class ExternalSorter {
  /// The runs that are merged at a time.
  static let fan = 32
  /// The bytes of a run that are in memory while it is merged; no record is longer.
  static let windowBytes = 1 << 14

  private let folder: String
  private let memory: Int
  private var pending: [UInt8] = []
  /// Where each pending record ends.
  private var ends: [UInt32] = []
  private var file: SpillFile?
  /// What was written in sorted order, and how often it was merged.
  private var runs: [(range: Range<Int>, level: Int)] = []
  /// The records that were added.
  package private(set) var count = 0

  /// A sorter that holds about `memory` bytes, besides those of its windows.
  package init(folder: String, memory: Int) {
    self.folder = folder
    self.memory = max(1 << 12, min(memory, 1 << 30))
  }

  /// The bytes that wait in memory.
  package var heldBytes: Int { pending.count + 4 * ends.count }

  /// Adds a record, of which no more than the first 16,000 bytes are kept.
  package func append(_ record: Span<UInt8>) throws(StorageError) {
    let kept = record.extracting(0..<min(record.count, Self.windowBytes - 384))
    kept.withUnsafeBufferPointer { pending.append(contentsOf: $0) }
    ends.append(UInt32(truncatingIfNeeded: pending.count))
    count += 1
    if heldBytes >= memory { try spill() }
  }

  /// All records in their order; can be asked for several times, and records added in between.
  package func sorted() throws(StorageError) -> SortedRecords {
    try spill()
    guard let file else { return try SortedRecords([], of: nil) }
    return try SortedRecords(runs.map(\.range), of: file)
  }

  private func spill() throws(StorageError) {
    guard !ends.isEmpty else { return }
    let target: SpillFile
    if let file {
      target = file
    } else {
      target = try SpillFile(folder: folder)
      file = target
    }
    try SpillFile.requireFree(pending.count + 2 * ends.count, in: folder)
    var writer = RecordRun(target)
    let (ordered, pending, ends) = (order(), pending, ends)
    for index in ordered {
      let index = Int(index)
      let start = index == 0 ? 0 : Int(ends[index - 1])
      try writer.append(pending.span.extracting(start..<Int(ends[index])))
    }
    runs.append((try writer.finish(), 0))
    self.pending.removeAll(keepingCapacity: true)
    self.ends.removeAll(keepingCapacity: true)
    while let level = runs.last?.level, runs.suffix(Self.fan).count == Self.fan,
      runs.suffix(Self.fan).allSatisfy({ $0.level == level })
    {
      try merge(Self.fan, of: target)
    }
    // What is left at the end is of few levels, so that its windows are few.
    while runs.count > 4 * Self.fan { try merge(Self.fan, of: target) }
  }

  /// Merges the last `count` runs into one.
  private func merge(_ count: Int, of file: SpillFile) throws(StorageError) {
    let merged = runs.suffix(count)
    try SpillFile.requireFree(merged.reduce(0) { $0 + $1.range.count }, in: folder)
    var records = try SortedRecords(merged.map(\.range), of: file)
    var writer = RecordRun(file)
    while try records.next() {
      let record = records.record
      try writer.append(record.span)
    }
    let level = merged.map(\.level).max() ?? 0
    runs.removeLast(count)
    runs.append((try writer.finish(), level + 1))
  }

  private func order() -> [UInt32] {
    pending.withUnsafeBufferPointer { bytes in
      ends.withUnsafeBufferPointer { ends in
        func record(_ index: UInt32) -> UnsafeBufferPointer<UInt8> {
          let start = index == 0 ? 0 : Int(ends[Int(index) - 1])
          return UnsafeBufferPointer(rebasing: bytes[start..<Int(ends[Int(index)])])
        }
        return (0..<UInt32(ends.count)).sorted { record($0).lexicographicallyPrecedes(record($1)) }
      }
    }
  }
}

/// Writes records side by side, the length of each in two bytes before it.
private struct RecordRun {
  private let file: SpillFile
  private let start: Int
  private var bytes: [UInt8] = []

  init(_ file: SpillFile) {
    self.file = file
    start = file.count
  }

  mutating func append(_ record: Span<UInt8>) throws(StorageError) {
    bytes.append(UInt8(truncatingIfNeeded: record.count))
    bytes.append(UInt8(truncatingIfNeeded: record.count >> 8))
    record.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
    if bytes.count >= 1 << 16 { try flush() }
  }

  private mutating func flush() throws(StorageError) {
    let held = bytes
    try file.write(held.span.bytes)
    bytes.removeAll(keepingCapacity: true)
  }

  mutating func finish() throws(StorageError) -> Range<Int> {
    try flush()
    return start..<file.count
  }
}

/// Records in ascending order of their bytes, one after another.
package struct SortedRecords {
  /// The part of a run that is in memory.
  private struct Window {
    var rest: Range<Int>
    var bytes: [UInt8] = []
    /// The present record in `bytes`.
    var record = 0..<0

    /// Moves to the next record; false at the end.
    mutating func next(of file: SpillFile) throws(StorageError) -> Bool {
      var start = record.upperBound
      if try !has(start + 2, &start, file) { return false }
      let length = Int(bytes[start]) | Int(bytes[start + 1]) << 8
      guard try has(start + 2 + length, &start, file) else {
        throw StorageError(
          operation: "read", path: "temporary file", errno: 0, detail: "it is cut off")
      }
      record = start + 2..<start + 2 + length
      return true
    }

    /// Whether the bytes reach to `end`, after more were read where they did not.
    private mutating func has(
      _ end: Int, _ start: inout Int, _ file: SpillFile
    ) throws(StorageError) -> Bool {
      if end <= bytes.count { return true }
      guard !rest.isEmpty else { return false }
      bytes.removeSubrange(..<start)
      let before = bytes.count
      let limit = min(ExternalSorter.windowBytes, rest.count)
      try file.read(at: rest.lowerBound, limit: limit, into: &bytes)
      rest = rest.lowerBound + (bytes.count - before)..<rest.upperBound
      let moved = end - start
      start = 0
      return moved <= bytes.count
    }
  }

  private let file: SpillFile?
  private var windows: [Window] = []
  private var isStarted = false

  fileprivate init(_ runs: [Range<Int>], of file: SpillFile?) throws(StorageError) {
    self.file = file
    guard let file else { return }
    for run in runs {
      var window = Window(rest: run)
      if try window.next(of: file) { windows.append(window) }
    }
    for index in stride(from: windows.count / 2, through: 0, by: -1) { sink(index) }
  }

  /// The present record, once `next` has given true.
  package var record: ArraySlice<UInt8> { windows[0].bytes[windows[0].record] }

  /// Moves to the next record; false at the end.
  package mutating func next() throws(StorageError) -> Bool {
    guard let file, !windows.isEmpty else { return false }
    guard isStarted else {
      isStarted = true
      return true
    }
    if try !windows[0].next(of: file) {
      windows.swapAt(0, windows.count - 1)
      windows.removeLast()
    }
    sink(0)
    return !windows.isEmpty
  }

  private func precedes(_ a: Int, _ b: Int) -> Bool {
    windows[a].bytes[windows[a].record]
      .lexicographicallyPrecedes(windows[b].bytes[windows[b].record])
  }

  private mutating func sink(_ start: Int) {
    var index = start
    while true {
      var least = index
      for child in [2 * index + 1, 2 * index + 2]
      where child < windows.count && precedes(child, least) { least = child }
      if least == index { return }
      windows.swapAt(index, least)
      index = least
    }
  }
}
