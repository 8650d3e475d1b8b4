/// The documents of the first stage that the second may bring among the best: a fixed number of the
/// best ones, less those that no bonus can bring there.
struct WindowTop {
  private var window: TopDocuments
  /// As many as are wanted in the end; nil where nothing is added to scores later.
  private var wanted: TopDocuments?
  private let slack: Double
  /// How many documents are wanted in the end.
  let limit: Int
  /// What the scores of all that may be among them are known to exceed.
  private var floor = -1.0
  /// Documents that are held by bounds until their scores are worked out; nil where each is scored at
  /// once.
  var held: Candidates?

  /// Keeps `limit` documents.
  init(limit: Int) {
    window = TopDocuments(limit: limit)
    slack = 0
    self.limit = limit
    threshold = window.threshold
  }

  /// Keeps the best `window` documents or `wanted` ones if that is more; at most `slack` will be
  /// added to a score.
  init(window: Int, wanted: Int, slack: Double) {
    self.window = TopDocuments(limit: wanted > 0 ? max(window, wanted) : 0)
    self.slack = slack
    limit = wanted
    self.wanted = wanted > 0 && wanted < window ? TopDocuments(limit: wanted) : nil
    threshold = self.window.threshold
  }

  /// What a score must exceed.
  private(set) var threshold = 0.0

  /// Adds a document whose number is greater than all before.
  mutating func insert(_ document: Int, _ score: Double) {
    window.insert(document, score)
    threshold = max(window.threshold, floor)
    guard wanted != nil else { return }
    wanted?.insert(document, score)
    // With `wanted` documents that much better, none of the others can come among them; the margin
    // covers the rounding of the sums.
    if let least = wanted?.threshold, least >= 0 {
      threshold = max(threshold, least - slack - (least + slack) * 1e-9)
    }
  }

  /// Whether documents may be held by bounds: where nothing is added to their scores later.
  var mayHold: Bool { wanted == nil && slack == 0 }

  /// Holds a document, whose number is greater than all before, by a tight bound.
  @inline(__always)
  mutating func hold(_ document: Int, _ upper: Double) {
    held?.append(document, upper)
    if let least = held?.least, least > threshold { raise(least) }
  }

  /// Raises the threshold to `score`, which every document that is wanted is known to exceed.
  mutating func raise(_ score: Double) {
    floor = max(floor, score)
    threshold = max(threshold, floor)
  }

  /// The documents, the best first.
  func sorted() -> [ScoredDocument] { window.sorted() }
}
