import QuarryFormat
import QuarryStorage

/// Cuts the vocabulary of several runs into ranges that can be merged at once, wherever their bounds
/// lie: about so many bytes each, taken from all runs up to the same term.
///
/// How far a range reaches is taken from the run that has most left; a run that would give much more
/// than its share draws the bound back. A term that is too much for one run's share alone is a range
/// of its own, which is not held in memory.
struct RangePlanner {
  /// What comes next.
  enum Next {
    case range(TermRange)
    case term(LargeTerm)
  }

  private let runs: [Run]
  private let rangeBytes: Int
  /// Where each run's next record begins.
  private var next: [Int]
  /// The first term behind the range, nil where it reaches to the end.
  private var bound: (prefix: UInt64, term: [UInt8])?

  /// The least that a run gives at a time where it has so much, and ranges are not less.
  private static let leastShare = 1 << 10
  /// Bytes that hold a record's head whatever the term.
  private static let headBytes = 512

  init(_ runs: [Run], rangeBytes: Int) {
    self.runs = runs
    self.rangeBytes = rangeBytes
    next = Array(repeating: 0, count: runs.count)
  }

  /// The next range or term; nil at the end.
  mutating func plan() throws(StorageError) -> Next? {
    var left = 0
    var leader = 0
    for run in runs.indices {
      left += runs[run].byteCount - next[run]
      if runs[run].byteCount - next[run] > runs[leader].byteCount - next[leader] { leader = run }
    }
    guard left > 0 else { return nil }
    bound = nil
    try lead(leader, share(leader, of: left))
    var range = TermRange()
    var ends = next
    for run in runs.indices where next[run] < runs[run].byteCount {
      ends[run] = try gather(run, limit: 3 * share(run, of: left), into: &range)
    }
    try drawBack(&range, &ends)
    guard !range.records.isEmpty else { return .term(try largeTerm()) }
    for run in runs.indices { range.byteCount += ends[run] - next[run] }
    next = ends
    return .range(range)
  }

  private func share(_ run: Int, of left: Int) -> Int {
    let part = Double(runs[run].byteCount - next[run]) / Double(left)
    return max(min(Self.leastShare, rangeBytes / 4), Int(Double(rangeBytes) * part))
  }

  /// The bytes of a run from `next` on, about `count` of them, and the offset in them.
  private func bytes(_ run: Int, count: Int) throws(StorageError) -> (RunBytes, start: Int) {
    switch runs[run].place {
    case .memory(let bytes): return (bytes, next[run])
    case .file: return (try read(run, at: next[run], count: count), 0)
    }
  }

  private func read(
    _ run: Int, at offset: Int, count: Int
  ) throws(StorageError) -> RunBytes {
    guard case .file(let file, let place) = runs[run].place else { throw Run.cutOff }
    let wanted = min(count, place.count - offset)
    var bytes: [UInt8] = []
    try file.read(at: place.lowerBound + offset, limit: wanted, into: &bytes)
    guard bytes.count == wanted else { throw Run.cutOff }
    return bytes.withUnsafeBufferPointer { RunBytes($0) }
  }

  /// Sets the bound to the term that `share` bytes of the leading run reach.
  private mutating func lead(_ run: Int, _ share: Int) throws(StorageError) {
    let (held, start) = try bytes(run, count: share + Self.headBytes)
    let bytes = held.buffer
    var offset = start
    while offset < bytes.count, offset < start + share {
      guard let record = RunRecord.peek(bytes, at: offset) else { throw Run.cutOff }
      offset = record.end
    }
    let end = next[run] + offset - start
    guard end < runs[run].byteCount else { return }
    if offset < bytes.count, let term = RunRecord.term(bytes, at: offset) {
      setBound(bytes, term)
    } else {
      try setBound(run, at: end)
    }
  }

  private mutating func setBound(_ bytes: UnsafeBufferPointer<UInt8>, _ term: Range<Int>) {
    bound = (RunRecord.prefix(bytes, term), Array(bytes[term]))
  }

  /// Sets the bound to the term of the record at `offset` of a run.
  private mutating func setBound(_ run: Int, at offset: Int) throws(StorageError) {
    switch runs[run].place {
    case .memory(let held):
      guard let term = RunRecord.term(held.buffer, at: offset) else { throw Run.cutOff }
      setBound(held.buffer, term)
    case .file:
      let held = try read(run, at: offset, count: Self.headBytes)
      guard let term = RunRecord.term(held.buffer, at: 0) else { throw Run.cutOff }
      setBound(held.buffer, term)
    }
  }

  /// Whether the term of the record at `offset` comes before the bound.
  @inline(__always)
  private func isInside(
    _ prefix: UInt64, _ bytes: UnsafeBufferPointer<UInt8>, _ offset: Int
  ) -> Bool {
    guard let bound else { return true }
    if prefix != bound.prefix { return prefix < bound.prefix }
    guard let term = RunRecord.term(bytes, at: offset) else { return false }
    return bytes[term].lexicographicallyPrecedes(bound.term)
  }

  /// Adds the records of a run up to the bound, at most about `limit` bytes of them.
  ///
  /// - Returns: where in the run the first record behind them begins.
  private mutating func gather(
    _ run: Int, limit: Int, into range: inout TermRange
  ) throws(StorageError) -> Int {
    let (held, start) = try bytes(run, count: limit + Self.headBytes)
    let bytes = held.buffer
    let piece = UInt32(truncatingIfNeeded: range.pieces.count)
    let before = range.records.count
    var offset = start
    let lastEnd = min(start + limit, bytes.count)
    while offset < bytes.count {
      guard let record = RunRecord.peek(bytes, at: offset) else {
        // Its head is cut off.
        try setBoundIfBefore(run, at: next[run] + offset - start)
        break
      }
      guard isInside(record.prefix, bytes, offset) else { break }
      guard record.end <= lastEnd else {
        try setBound(run, at: next[run] + offset - start)
        break
      }
      range.records.append(
        TermRange.Record(
          prefix: record.prefix, piece: piece, offset: UInt32(truncatingIfNeeded: offset)))
      offset = record.end
    }
    let end = next[run] + offset - start
    if offset == bytes.count, end < runs[run].byteCount { try setBoundIfBefore(run, at: end) }
    if range.records.count > before {
      range.pieces.append(
        TermRange.Piece(
          bytes: held, firstDocument: runs[run].firstDocument, fieldMask: runs[run].fieldMask,
          isOverlay: runs[run].isOverlay))
    }
    return end
  }

  /// Draws the bound back to the record at `offset` of a run, where that is before it.
  private mutating func setBoundIfBefore(_ run: Int, at offset: Int) throws(StorageError) {
    let old = bound
    try setBound(run, at: offset)
    if let old, let new = bound, !new.term.lexicographicallyPrecedes(old.term) { bound = old }
  }

  /// Drops the records that are no longer before the bound.
  private mutating func drawBack(
    _ range: inout TermRange, _ ends: inout [Int]
  ) throws(StorageError) {
    guard bound != nil else { return }
    var kept = 0
    var index = 0
    let records = range.records
    var isDropped = [Bool](repeating: false, count: range.pieces.count)
    var firstDropped = [Int](repeating: -1, count: range.pieces.count)
    while index < records.count {
      let record = records[index]
      let piece = Int(record.piece)
      index += 1
      if isDropped[piece] { continue }
      let bytes = range.pieces[piece].bytes.buffer
      guard isInside(record.prefix, bytes, Int(record.offset)) else {
        isDropped[piece] = true
        firstDropped[piece] = Int(record.offset)
        continue
      }
      range.records[kept] = record
      kept += 1
    }
    range.records.removeLast(range.records.count - kept)
    guard isDropped.contains(true) else { return }
    var piece = 0
    for run in runs.indices where ends[run] > next[run] {
      if isDropped[piece] {
        ends[run] = runs[run].isInMemory ? firstDropped[piece] : next[run] + firstDropped[piece]
      }
      piece += 1
    }
  }

  /// The term of the bound, which is the least of all and too large for a range.
  private mutating func largeTerm() throws(StorageError) -> LargeTerm {
    guard let bound else { throw Run.cutOff }
    var parts: [LargeTerm.Part] = []
    for run in runs.indices where next[run] < runs[run].byteCount {
      let start = next[run]
      let held: RunBytes
      let base: Int
      switch runs[run].place {
      case .memory(let bytes): (held, base) = (bytes, 0)
      case .file: (held, base) = (try read(run, at: start, count: Self.headBytes), start)
      }
      guard let record = RunRecord(held.buffer, at: start - base, isHead: true) else {
        throw Run.cutOff
      }
      guard held.buffer[record.term].elementsEqual(bound.term) else { continue }
      guard base + record.end <= runs[run].byteCount else { throw Run.cutOff }
      parts.append(LargeTerm.Part(run: runs[run], record: record, base: base))
      next[run] = base + record.end
    }
    return LargeTerm(term: bound.term, parts: parts)
  }
}
