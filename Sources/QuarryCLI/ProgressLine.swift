import Quarry
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A line on a terminal's standard error that is written over and over; nowhere else is anything
/// written.
final class ProgressLine: Sendable {
  private struct State {
    var isShown = false
    var last: ContinuousClock.Instant?
  }

  private let isActive: Bool
  private let state = Mutex(State())

  /// How long a line stands at least.
  private static let interval = Duration.milliseconds(100)

  init(isQuiet: Bool) {
    isActive = !isQuiet && Terminal.understandsEscapes(STDERR_FILENO)
  }

  /// Shows how far indexing has come.
  func show(_ progress: IndexingProgress) {
    show { Self.text(of: progress) }
  }

  /// Shows a share of some work that is done, 0 to 1.
  func show(_ fraction: Double, of work: String) {
    show { "\(work)  \(NumberText.fixed(100 * fraction, places: 0)) %" }
  }

  /// Takes the line away.
  func clear() {
    state.withLock { state in
      guard state.isShown else { return }
      StandardError.write(raw: "\r\u{1B}[K")
      state.isShown = false
    }
  }

  private func show(_ text: () -> String) {
    guard isActive else { return }
    state.withLock { state in
      let now = ContinuousClock.now
      if let last = state.last, now - last < Self.interval { return }
      state.last = now
      state.isShown = true
      // One column is left free, since some terminals wrap when the last one is filled.
      let line = text().prefix(Terminal.width(of: STDERR_FILENO) - 1)
      StandardError.write(raw: "\r\(line)\u{1B}[K")
    }
  }

  /// Bytes, documents, speed and time left.
  static func text(of progress: IndexingProgress) -> String {
    var parts: [String] = []
    switch progress.phase {
    case .reading:
      let total = progress.totalBytes.map { " of \(NumberText.bytes($0))" } ?? ""
      parts.append("reading  \(NumberText.bytes(progress.bytesRead))\(total)")
    case .merging:
      let share = NumberText.fixed(100 * (progress.fraction ?? 0), places: 0)
      parts.append("merging  \(share) %")
    }
    parts.append("\(NumberText.grouped(progress.documents)) documents")
    let seconds = max(progress.elapsedSeconds, 1e-3)
    if progress.phase == .reading {
      let rate = Double(progress.textBytes) / 1e6 / seconds
      parts.append("\(NumberText.fixed(rate, places: 1)) MB/s")
      if let fraction = progress.fraction, fraction > 0.01 {
        let left = seconds * (1 - fraction) / fraction
        parts.append("\(NumberText.seconds(left.rounded(.up))) left")
      }
    }
    return parts.joined(separator: " · ")
  }
}
