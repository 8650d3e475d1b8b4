/// The lines that recur across the text files of a folder, as the menus and notices of scraped pages
/// do: they are dropped from what is searched.
///
/// A line recurs that stands in at least `leastFiles` files and in a fifth of all of them, blanks at its
/// ends left out. Of 911 articles of the BBC that were cleaned by hand no line stands in one of a
/// hundred; the menus of pages stand in nearly all.
package final class RecurringLines: Sendable {
  /// Fewer files than this do not tell what recurs.
  static let leastFiles = 10
  /// One in so many files has a line that recurs.
  static let share = 5

  private let hashes: Set<UInt64>

  init(_ hashes: Set<UInt64>) {
    self.hashes = hashes
  }

  /// A file without the lines that recur, and these lines; nil where it has none, or no others.
  ///
  /// A dropped line is given with the number of kept lines before it.
  func dropped(
    from bytes: UnsafeRawBufferPointer
  ) -> (kept: [UInt8], dropped: [(place: Int, line: Range<Int>)])? {
    var dropped: [(place: Int, line: Range<Int>)] = []
    var kept: [UInt8] = []
    var keptLines = 0
    var hasText = false
    Self.forEachLine(bytes) { line, whole in
      if !line.isEmpty, hashes.contains(Self.hash(bytes, line)) {
        dropped.append((keptLines, line))
      } else {
        kept.append(contentsOf: bytes[whole])
        keptLines += 1
        hasText = hasText || !line.isEmpty
      }
    }
    return dropped.isEmpty || !hasText ? nil : (kept, dropped)
  }

  /// The same for `range` of `bytes`, in which the dropped lines are.
  func lines(
    of bytes: [UInt8], _ range: Range<Int>
  ) -> (kept: [UInt8], dropped: [(place: Int, line: Range<Int>)])? {
    let found = bytes.withUnsafeBytes { dropped(from: UnsafeRawBufferPointer(rebasing: $0[range])) }
    return found.map { found in
      let start = range.lowerBound
      return (
        found.kept,
        found.dropped.map {
          ($0.place, $0.line.lowerBound + start..<$0.line.upperBound + start)
        }
      )
    }
  }

  /// Calls `body` with each line without blanks at its ends, and with its end.
  static func forEachLine(
    _ bytes: UnsafeRawBufferPointer, _ body: (_ line: Range<Int>, _ whole: Range<Int>) -> Void
  ) {
    var at = 0
    while at < bytes.count {
      let end = ByteSearch.first(0x0A, in: bytes, at..<bytes.count) ?? bytes.count
      let next = min(end + 1, bytes.count)
      var (start, stop) = (at, end)
      while start < stop, InputFormat.isBlank(bytes[start]) { start += 1 }
      while stop > start, InputFormat.isBlank(bytes[stop - 1]) { stop -= 1 }
      body(start..<stop, at..<next)
      at = next
    }
  }

  static func hash(_ bytes: UnsafeRawBufferPointer, _ line: Range<Int>) -> UInt64 {
    ContentHash.hash(UnsafeRawBufferPointer(rebasing: bytes[line]), seed: 2)
  }
}

/// Counts in how many files each line stands, in bounded memory: once there are too many different
/// lines, the rarer half is forgotten, and so much is taken from the counts of the others as they had.
///
/// So a count is never too high, and too low by no more than a share of all lines that goes down with
/// the memory. Source: Misra and Gries, "Finding repeated elements", 1982, in batches.
struct LineCounter {
  /// The lines that are counted after others were forgotten.
  private static let most = 1 << 16

  private var counts: [UInt64: Int] = [:]
  private var present: Set<UInt64> = []
  private(set) var files = 0

  /// Adds a file.
  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    present.removeAll(keepingCapacity: true)
    RecurringLines.forEachLine(bytes) { line, _ in
      if !line.isEmpty, present.count < Self.most {
        present.insert(RecurringLines.hash(bytes, line))
      }
    }
    for hash in present { counts[hash, default: 0] += 1 }
    files += 1
    guard counts.count > 2 * Self.most else { return }
    let forgotten = counts.values.sorted(by: >)[Self.most]
    counts = counts.filter { $0.value > forgotten }.mapValues { $0 - forgotten }
  }

  /// The lines that recur; nil where none does.
  func recurring() -> RecurringLines? {
    guard files >= RecurringLines.leastFiles else { return nil }
    let least = max(
      RecurringLines.leastFiles, (files + RecurringLines.share - 1) / RecurringLines.share)
    let found = counts.filter { $0.value >= least }
    return found.isEmpty ? nil : RecurringLines(Set(found.keys))
  }
}
