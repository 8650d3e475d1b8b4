import QuarryFormat

/// When a search has to end, and whether that time has come.
///
/// What takes long asks it once a page, a window or some thousand steps, and then stops or throws;
/// who called gives back what was found until then. One thread uses it at a time.
package final class TimeLimit {
  /// The time by some clock, counted from any moment.
  package typealias Clock = @Sendable () -> Duration

  private var end: Duration?
  private var clock: Clock = TimeLimit.systemClock
  /// Whether the time was found to be over.
  package private(set) var isOver = false

  /// Longer limits are none.
  private static let longest = Duration.seconds(1 << 32)
  private static let origin = ContinuousClock.now
  static let systemClock: Clock = { ContinuousClock.now - origin }

  package init() {}

  /// Begins a search that may take as long as `limit`, without end where that is nil.
  package func start(_ limit: Duration?, clock: Clock? = nil) {
    isOver = false
    guard let limit else {
      end = nil
      self.clock = Self.systemClock
      return
    }
    self.clock = clock ?? Self.systemClock
    end = self.clock() + min(limit, Self.longest)
  }

  /// Whether the time is over, by the clock.
  @inline(__always)
  func hasPassed() -> Bool {
    end == nil ? false : isOver || look()
  }

  /// - Throws: `FormatError.outOfTime` where the time is over.
  @inline(__always)
  func check() throws(FormatError) {
    if hasPassed() { throw .outOfTime }
  }

  private func look() -> Bool {
    if let end, clock() >= end { isOver = true }
    return isOver
  }
}

extension FormatError {
  /// Gives what `body` does, nil where the time is over before it is done.
  @inline(__always)
  static func inTime<Value>(
    _ body: () throws(FormatError) -> Value
  ) throws(FormatError) -> Value? {
    do throws(FormatError) {
      return try body()
    } catch {
      guard case .outOfTime = error else { throw error }
      return nil
    }
  }
}
