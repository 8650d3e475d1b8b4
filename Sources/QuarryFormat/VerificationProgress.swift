import QuarryStorage
import Synchronization

/// The bytes of the file checked so far, counted by all threads that check.
final class WorkCounter: Sendable {
  /// Bytes between two releases of the mapped file, which would count as the program's memory.
  private static let bytesBetweenReleases = 64 << 20

  private let bytes = Atomic<Int>(0)
  private let file: MappedFile

  init(_ file: MappedFile) {
    self.file = file
  }

  var total: Int { bytes.load(ordering: .relaxed) }

  func add(_ count: Int) {
    let (old, new) = bytes.wrappingAdd(count, ordering: .relaxed)
    if old / Self.bytesBetweenReleases < new / Self.bytesBetweenReleases { file.releaseResident() }
  }
}

/// Tells the caller's thread how far checking is, a hundredth at a time.
final class VerificationProgress {
  let counter: WorkCounter
  private let total: Int
  private let report: ((Double) -> Void)?
  private var reported = -1

  /// Progress towards all committed bytes of `file`.
  init(_ file: IndexFile, report: ((Double) -> Void)?) {
    counter = WorkCounter(file.file)
    total = max(1, file.root.extent)
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
