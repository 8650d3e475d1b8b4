import Synchronization

/// The bytes of the file checked so far, counted by all threads that check.
final class WorkCounter: Sendable {
  private let bytes = Atomic<Int>(0)

  var total: Int { bytes.load(ordering: .relaxed) }

  func add(_ count: Int) {
    bytes.wrappingAdd(count, ordering: .relaxed)
  }
}

/// Tells the caller's thread how far checking is, a hundredth at a time.
final class VerificationProgress {
  let counter = WorkCounter()
  private let total: Int
  private let report: ((Double) -> Void)?
  private var reported = -1

  /// Progress towards `total` bytes.
  init(total: Int, report: ((Double) -> Void)?) {
    self.total = max(1, total)
    self.report = report
  }

  /// Reports where another hundredth is done.
  func tick() {
    guard let report else { return }
    // What is looked at twice, after damage, must not count for more than there is.
    let done = min(total - 1, counter.total)
    guard done / max(1, total / 100) > reported else { return }
    reported = done / max(1, total / 100)
    report(Double(done) / Double(total))
  }

  /// Reports the end.
  func finish() {
    report?(1)
  }
}
