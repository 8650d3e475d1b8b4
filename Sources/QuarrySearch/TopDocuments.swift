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
      var child = heap.count - 1
      while child > 0, Self.isWorse(heap[child], heap[(child - 1) / 2]) {
        heap.swapAt(child, (child - 1) / 2)
        child = (child - 1) / 2
      }
    } else {
      heap[0] = entry
      var parent = 0
      while true {
        var worst = parent
        for child in 2 * parent + 1...2 * parent + 2
        where child < heap.count && Self.isWorse(heap[child], heap[worst]) {
          worst = child
        }
        if worst == parent { break }
        heap.swapAt(worst, parent)
        parent = worst
      }
    }
    if heap.count == limit { threshold = heap[0].score }
  }

  /// The documents, the best first.
  func sorted() -> [ScoredDocument] {
    heap.sorted { Self.isWorse($1, $0) }
  }

  private static func isWorse(_ a: ScoredDocument, _ b: ScoredDocument) -> Bool {
    a.score == b.score ? a.document > b.document : a.score < b.score
  }
}
