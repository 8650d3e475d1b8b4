import QuarryFormat

/// Documents that may be among the best, with bounds of their scores that are tight but for rounding:
/// where many are wanted, telling the best by their bounds and working out exact scores of those
/// alone takes less than a heap of exact scores.
///
/// Bounds are counted in steps of equal size, so that what the wanted documents exceed is known
/// after each, in constant time.
struct Candidates {
  /// How much less than its bound a score may be at most: twice the margin of bounds, and rounding.
  private static let slack = 4e-5
  private static let steps = 4096

  private let limit: Int
  /// How many steps a unit of a bound is.
  private let scale: Double
  private var documents: ContiguousArray<UInt32> = []
  private var uppers: ContiguousArray<Double> = []
  /// By step, how many bounds of it came.
  private var counts = ContiguousArray<UInt32>(repeating: 0, count: steps)
  /// The greatest step that as many as are wanted reach, which `reached` do.
  private var step = 0
  private var reached = 0
  /// What the scores of all that are wanted exceed.
  private(set) var least = -1.0
  /// At so many entries those that are out are dropped.
  private var room: Int

  /// Those among which the best `limit` are, at least one, none of which has a bound over `most`, but
  /// for rounding.
  init(limit: Int, most: Double) {
    self.limit = limit
    let scale = Double(Self.steps - 1) / most
    self.scale = scale.isFinite ? scale : 0
    room = 2 * limit + 256
    documents.reserveCapacity(room)
    uppers.reserveCapacity(room)
  }

  /// Whether there are so many that most of them are alike, so that only exact scores tell them
  /// apart.
  var isCrowded: Bool { documents.count > 4 * limit + 4096 }

  /// Adds a document whose number is greater than all before, and whose score is at most `upper`, more
  /// than 0, and hardly less.
  @inline(__always)
  mutating func append(_ document: Int, _ upper: Double) {
    documents.append(UInt32(truncatingIfNeeded: document))
    uppers.append(upper)
    let own = Int(min(upper * scale, Double(Self.steps - 1)))
    counts[own] += 1
    if own >= step {
      reached += 1
      if reached >= limit + Int(counts[step]) { climb() }
    }
    if documents.count >= room { drop() }
  }

  private mutating func climb() {
    while step + 1 < Self.steps, reached >= limit + Int(counts[step]) {
      reached -= Int(counts[step])
      step += 1
    }
    least = Double(step) / scale * (1 - Self.slack)
  }

  /// Drops what cannot be among the best.
  private mutating func drop() {
    var kept = 0
    for index in documents.indices where uppers[index] > least {
      documents[kept] = documents[index]
      uppers[kept] = uppers[index]
      kept += 1
    }
    documents.removeLast(documents.count - kept)
    uppers.removeLast(uppers.count - kept)
    room = max(room, 2 * kept)
  }

  /// Takes out all that may be among the best, in ascending order of documents.
  mutating func takeAll() -> [Int] {
    drop()
    let taken = documents.map { Int($0) }
    documents.removeAll(keepingCapacity: true)
    uppers.removeAll(keepingCapacity: true)
    room = 2 * limit + 256
    return taken
  }
}

extension SegmentEvaluator {
  /// With fewer wanted a heap of exact scores is quicker; with more, hardly any is left out.
  private static var heldLimits: ClosedRange<Int> { 50...20_000 }

  /// Whether bounds of whole documents are tight: sums over single terms, each as it is.
  private var hasTightBounds: Bool {
    recency == nil && !plainTerms.isEmpty && plainTerms.allSatisfy { $0.factor == 1 }
  }

  /// Lets `top` hold documents by bounds from now on, where that pays and may be.
  ///
  /// - Returns: what works out their scores in the end.
  func hold(_ top: inout WindowTop) -> SegmentEvaluator? {
    guard Self.heldLimits.contains(top.limit), top.mayHold, hasTightBounds else { return nil }
    var most = 0.0
    for term in plainTerms { most += term.weight * Double(cursors[term.cursor].bound) }
    guard most > 1e-30, most.isFinite else { return nil }
    top.held = Candidates(limit: top.limit, most: most * Scoring.margin)
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
