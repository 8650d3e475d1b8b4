/// The best of many words by their number of documents, in bounded space.
struct WordHeap {
  private let limit: Int
  /// A heap whose worst entry comes first.
  private var entries: [WordCount] = []

  /// Keeps at most `limit` words.
  init(limit: Int) {
    self.limit = max(limit, 0)
  }

  /// Whether a word of `count` documents would be kept if it came before all others of that number.
  @inline(__always)
  func wouldKeep(_ count: Int) -> Bool {
    entries.count < limit || limit > 0 && count >= entries[0].count
  }

  /// What a word must have to be kept.
  var leastCount: Int { entries.count < limit ? 0 : entries.first?.count ?? 0 }

  mutating func insert(_ entry: WordCount) {
    if entries.count < limit {
      entries.append(entry)
      var child = entries.count - 1
      while child > 0, Self.precedes(entries[(child - 1) / 2], entries[child]) {
        entries.swapAt(child, (child - 1) / 2)
        child = (child - 1) / 2
      }
    } else if limit > 0, Self.precedes(entry, entries[0]) {
      entries[0] = entry
      sink()
    }
  }

  /// The kept words, most documents first, equal ones in byte order.
  var sorted: [WordCount] { entries.sorted(by: Self.precedes) }

  private mutating func sink() {
    var parent = 0
    while true {
      var worst = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < entries.count {
        if Self.precedes(entries[worst], entries[child]) { worst = child }
      }
      guard worst != parent else { return }
      entries.swapAt(parent, worst)
      parent = worst
    }
  }

  private static func precedes(_ one: WordCount, _ other: WordCount) -> Bool {
    one.count != other.count
      ? one.count > other.count : one.bytes.lexicographicallyPrecedes(other.bytes)
  }
}

/// A word of the dictionary and the documents that hold it.
package struct WordCount: Sendable, Hashable {
  /// UTF-8; for the words of an index with stemming folded.
  package let bytes: [UInt8]
  package let count: Int

  package var word: String { String(decoding: bytes, as: UTF8.self) }
}
