import Quarry

/// Searches an index that is written to, and holds every answer against the states that it went through.
struct StressReader {
  /// An answer that no state gives, or an error.
  struct Wrong: Error, CustomStringConvertible {
    let description: String
  }

  /// What a reader did, and the longest that it waited.
  struct Tally: Sendable {
    var searches = 0
    var refreshes = 0
    /// Refreshes that found a newer commit.
    var newer = 0
    var longestSearch = 0.0
    var longestRefresh = 0.0
  }

  private let number: Int
  private let index: QuarryIndex
  private let ledger: StressLedger
  private var random: SeededNumbers
  /// The oldest state that may still be answered from.
  private var oldest = 0
  private(set) var tally = Tally()
  /// Leaves out the refresh, a fault that must be found.
  var isStale = false

  init(_ number: Int, _ index: QuarryIndex, _ ledger: StressLedger, seed: UInt64) {
    self.number = number
    self.index = index
    self.ledger = ledger
    random = SeededNumbers(seed &* 1000 &+ UInt64(number))
  }

  private func seconds(_ body: () throws -> Void) rethrows -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    try body()
    return (clock.now - start) / .seconds(1)
  }

  /// Goes over to the newest commit and asks some questions.
  mutating func step() throws {
    let committed = ledger.committed
    if !isStale {
      var isNewer = false
      let time = try seconds { isNewer = try index.refresh() }
      tally.longestRefresh = max(tally.longestRefresh, time)
      tally.refreshes += 1
      tally.newer += isNewer ? 1 : 0
    }
    // What was committed before must be seen.
    oldest = max(oldest, committed)
    var options = SearchOptions()
    options.limit = 1000
    for _ in 0..<Int.random(in: 1...6, using: &random) {
      let question = StressModel.Question.random(&random)
      options.snippets = Int.random(in: 0...1, using: &random)
      var answer: [String] = []
      var total: Int?
      let time = try seconds {
        let results = try index.search(question.text, options)
        answer = results.hits.map(\.identifier).sorted()
        total = results.total
      }
      tally.longestSearch = max(tally.longestSearch, time)
      tally.searches += 1
      guard total == answer.count else {
        throw Wrong(description: "\(question.text): \(answer.count) hits of \(total ?? -1)")
      }
      guard let state = ledger.match(answer, question, from: oldest, reader: number) else {
        throw Wrong(
          description: "reader \(number): \(question.text) finds \(answer.count) documents, as in "
            + "no state from \(oldest) on")
      }
      oldest = state
    }
  }
}
