import QuarryFormat

/// Documents that may be among the best, with bounds of their scores that are tight but for rounding:
/// where many are wanted, telling the best from bounds now and then and working out exact scores of
/// those alone takes less than a heap of exact scores.
struct Candidates {
  /// How much less than its bound a score may be at most: twice the margin of bounds, and the
  /// rounding to `Float`.
  private static let slack = 4e-5

  private let limit: Int
  /// In ascending order of documents: the bits of the bound above the document.
  private var entries: ContiguousArray<UInt64> = []
  private var scratch: ContiguousArray<UInt32> = []
  /// At so many entries the best are selected.
  private var room: Int

  /// Those among which the best `limit` are.
  init(limit: Int) {
    self.limit = limit
    room = 2 * limit + 256
    entries.reserveCapacity(room)
  }

  /// Whether there are so many that most of them are alike, so that only exact scores tell them
  /// apart.
  var isCrowded: Bool { entries.count > 4 * limit + 4096 }

  /// Adds a document whose number is greater than all before, and whose score is at most `upper` and
  /// hardly less.
  ///
  /// - Returns: what the scores of all that are wanted exceed, where that was worked out anew.
  @inline(__always)
  mutating func append(_ document: Int, _ upper: Double) -> Double? {
    // Positive numbers are in the order of their bits.
    let bits = Float(max(upper, 0)).nextUp.bitPattern
    entries.append(UInt64(bits) << 32 | UInt64(UInt32(truncatingIfNeeded: document)))
    return entries.count < room ? nil : select()
  }

  /// Drops what cannot be among the best; see `append` for the result.
  private mutating func select() -> Double? {
    guard entries.count > limit, limit > 0 else { return nil }
    scratch.removeAll(keepingCapacity: true)
    for entry in entries { scratch.append(UInt32(truncatingIfNeeded: entry >> 32)) }
    let bits = Self.greatest(limit - 1, of: &scratch)
    // As many documents have at least this score, and more than `least`.
    let least = Double(Float(bitPattern: bits)) * (1 - Self.slack)
    entries.removeAll { Double(Float(bitPattern: UInt32(truncatingIfNeeded: $0 >> 32))) <= least }
    room = max(room, 2 * entries.count)
    return least
  }

  /// Takes out all that may be among the best, in ascending order of documents.
  mutating func takeAll() -> [Int] {
    _ = select()
    let documents = entries.map { Int(UInt32(truncatingIfNeeded: $0)) }
    entries.removeAll(keepingCapacity: true)
    room = 2 * limit + 256
    return documents
  }

  /// The number that `place` others of `numbers` are not less than (Hoare's selection, 1961).
  private static func greatest(_ place: Int, of numbers: inout ContiguousArray<UInt32>) -> UInt32 {
    var low = 0
    var high = numbers.count - 1
    while low < high {
      let (first, middle, last) = (numbers[low], numbers[(low + high) / 2], numbers[high])
      let pivot = max(min(first, middle), min(max(first, middle), last))
      var left = low
      var right = high
      while left <= right {
        while numbers[left] > pivot { left += 1 }
        while numbers[right] < pivot { right -= 1 }
        if left <= right {
          numbers.swapAt(left, right)
          left += 1
          right -= 1
        }
      }
      if place <= right {
        high = right
      } else if place >= left {
        low = left
      } else {
        break
      }
    }
    return numbers[place]
  }
}

extension SegmentEvaluator {
  /// With fewer wanted a heap of exact scores is quicker.
  private static var fewestHeld: Int { 50 }

  /// Whether bounds of whole documents are tight: sums over single terms, each as it is.
  private var hasTightBounds: Bool {
    recency == nil && !plainTerms.isEmpty && plainTerms.allSatisfy { $0.factor == 1 }
  }

  /// Lets `top` hold documents by bounds from now on, where that pays and may be.
  ///
  /// - Returns: what works out their scores in the end.
  func hold(_ top: inout WindowTop) -> SegmentEvaluator? {
    guard top.limit >= Self.fewestHeld, top.mayHold, hasTightBounds else { return nil }
    top.held = Candidates(limit: top.limit)
    return self
  }

  /// Scores the documents that `top` holds, with what `hold` gave, and adds the best of them; at the
  /// end of the segment, and before where there are too many.
  static func settle(
    _ top: inout WindowTop, _ probe: inout SegmentEvaluator?, isEnd: Bool
  ) throws(FormatError) {
    guard probe != nil, isEnd || top.held?.isCrowded ?? false else { return }
    let base = probe?.reader.firstDocument ?? 0
    for document in top.held?.takeAll() ?? [] {
      if let score = try probe?.plainScore(document) ?? nil { top.insert(base + document, score) }
    }
    if isEnd { top.held = nil }
  }
}
