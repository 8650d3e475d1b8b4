import QuarryStorage
import Synchronization

/// Pieces of work that threads take one after the other, and what comes of each.
final class WorkList<Outcome: Sendable>: Sendable {
  private let count: Int
  private let taken = Atomic<Int>(0)
  private let outcomes: Mutex<[Outcome?]>

  init(count: Int) {
    self.count = count
    outcomes = Mutex(Array(repeating: nil, count: count))
  }

  /// Does all of it.
  ///
  /// - Parameters:
  ///   - threads: how many take part, the caller's included.
  ///   - own: what the caller's thread does in the place of `body`.
  /// - Returns: what came of each, in order.
  func run(
    threads: Int, own: ((Int) -> Outcome)? = nil, _ body: @escaping @Sendable (Int) -> Outcome
  ) -> [Outcome] {
    let others = max(0, min(count, threads) - 1)
    let workers = (0..<others).map { _ in try? Worker { self.take(body) } }
    take(own ?? body)
    for worker in workers { worker?.join() }
    return outcomes.withLock { $0.compactMap(\.self) }
  }

  private func take(_ body: (Int) -> Outcome) {
    while true {
      let number = taken.wrappingAdd(1, ordering: .relaxed).oldValue
      guard number < count else { return }
      let outcome = body(number)
      outcomes.withLock { $0[number] = outcome }
    }
  }
}
