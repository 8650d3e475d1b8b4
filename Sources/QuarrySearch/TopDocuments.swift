/// A document and its score.
package struct ScoredDocument: Sendable, Hashable {
  package var document: Int
  package var score: Double
}

/// The best documents seen so far: by falling score, then by rising number.
///
/// Documents come in ascending order, so one with the score of the last of a full heap is not better
/// than it: a score must be greater than `threshold` to get in.
struct TopDocuments {
  private let limit: Int
  /// A heap with the worst document first.
  private var heap: [ScoredDocument] = []
  /// What a score must exceed; −1 until there are `limit` documents, since every score is at least 0.
  private(set) var threshold: Double

  /// Keeps at most `limit` documents.
  init(limit: Int) {
    self.limit = limit
    // Finite, so that a bound that is not known is above it, and the documents are counted.
    threshold = limit > 0 ? -1 : .greatestFiniteMagnitude
  }

  /// Adds a document whose number is greater than all before.
  mutating func insert(_ document: Int, _ score: Double) {
    guard score > threshold else { return }
    let entry = ScoredDocument(document: document, score: score)
    if heap.count < limit {
      heap.append(entry)
      guard heap.count == limit else { return }
      // Until now nothing has asked for the order.
      for parent in stride(from: limit / 2 - 1, through: 0, by: -1) { sink(heap[parent], parent) }
    } else {
      sink(entry, 0)
    }
    threshold = heap[0].score
  }

  /// Puts `entry` at `place` or where it belongs below.
  private mutating func sink(_ entry: ScoredDocument, _ place: Int) {
    // Safe: `place`, `child` and `child + 1` are compared with the count before they are used.
    heap.withUnsafeMutableBufferPointer { heap in
      guard let base = heap.baseAddress, place < heap.count else { return }
      let count = heap.count
      var parent = place
      while true {
        var child = 2 * parent + 1
        if child >= count { break }
        if child + 1 < count, Self.isWorse(base[child + 1], base[child]) { child += 1 }
        if !Self.isWorse(base[child], entry) { break }
        base[parent] = base[child]
        parent = child
      }
      base[parent] = entry
    }
  }

  /// The documents, the best first.
  func sorted() -> [ScoredDocument] {
    heap.sorted { Self.isWorse($1, $0) }
  }

  private static func isWorse(_ a: ScoredDocument, _ b: ScoredDocument) -> Bool {
    a.score == b.score ? a.document > b.document : a.score < b.score
  }
}
