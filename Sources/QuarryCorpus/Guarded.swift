internal import Synchronization

/// A value that only one thread at a time gets at.
///
/// A mutex, and beside it an atomic that hands the order on: the thread sanitizer does not see
/// into the standard library's mutex and would report every use as a race.
final class Guarded<Value>: Sendable {
  private let mutex: Mutex<Value>
  private let turn = Atomic<Bool>(false)

  init(_ value: consuming sending Value) {
    mutex = Mutex(value)
  }

  /// Runs `body` with the value, alone.
  func withLock<Result: Sendable, Failure: Error>(
    _ body: (inout sending Value) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try mutex.withLock { (value: inout sending Value) throws(Failure) -> Result in
      _ = turn.load(ordering: .acquiring)
      defer { turn.store(true, ordering: .releasing) }
      return try body(&value)
    }
  }
}
