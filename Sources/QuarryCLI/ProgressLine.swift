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
    show { width in
      // What matters least stands last, and goes first where the terminal is narrow.
      var parts = Self.parts(of: progress)
      while parts.count > 1, parts.joined(separator: " · ").count > width { parts.removeLast() }
      return parts.joined(separator: " · ")
    }
  }

  /// Shows a share of some work that is done, 0 to 1.
  func show(_ fraction: Double, of work: String) {
    show { _ in "\(work)  \(NumberText.fixed(100 * fraction, places: 0)) %" }
  }

  /// Takes the line away.
  func clear() {
    state.withLock { state in
      guard state.isShown else { return }
      StandardError.write(raw: "\r\u{1B}[K")
      state.isShown = false
    }
  }

  private func show(_ text: (_ width: Int) -> String) {
    guard isActive else { return }
    state.withLock { state in
      let now = ContinuousClock.now
      if let last = state.last, now - last < Self.interval { return }
      state.last = now
      state.isShown = true
      // One column is left free, since some terminals wrap when the last one is filled.
      let width = Terminal.width(of: STDERR_FILENO) - 1
      StandardError.write(raw: "\r\(text(width).prefix(width))\u{1B}[K")
    }
  }

  /// Bytes, time left, speed and documents.
  static func parts(of progress: IndexingProgress) -> [String] {
    let documents = "\(NumberText.grouped(progress.documents)) documents"
    guard progress.phase == .reading else {
      return [
        "merging  \(NumberText.fixed(100 * (progress.fraction ?? 0), places: 0)) %", documents,
      ]
    }
    let total = progress.totalBytes.map { " of \(NumberText.bytes($0))" } ?? ""
    let seconds = max(progress.elapsedSeconds, 1e-3)
    let rate = NumberText.fixed(Double(progress.textBytes) / 1e6 / seconds, places: 1)
    var parts = ["reading  \(NumberText.bytes(progress.bytesRead))\(total)", "\(rate) MB/s"]
    // The first hundredth says too little of the rest.
    if let fraction = progress.fraction, fraction > 0.01 {
      let left = seconds * (1 - fraction) / fraction
      parts.append("\(NumberText.wholeSeconds(left)) left")
    }
    return parts + [documents]
  }
}
