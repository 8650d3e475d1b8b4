/// A few buffers that go round between the reader and the workers, so that batches cost no
/// allocation once reading is under way.
final class BufferPool: Sendable {
  private let buffers = Guarded<[[UInt8]]>([])
  private let usualBytes: Int

  /// Makes a pool for buffers of about `usualBytes`.
  init(usualBytes: Int) {
    self.usualBytes = usualBytes
  }

  /// Keeps a buffer for later, unless it is unusually large or there are enough; from any thread.
  func give(_ buffer: consuming [UInt8]) {
    guard buffer.capacity <= 2 * usualBytes + 4096 else { return }
    let given = buffer
    buffers.withLock {
      if $0.count < 4 { $0.append(given) }
    }
  }

  /// A buffer of exactly `count` bytes of no particular value.
  func take(_ count: Int) -> [UInt8] {
    var buffer = buffers.withLock { $0.popLast() } ?? []
    Self.resize(&buffer, to: count)
    return buffer
  }

  /// Lengthens or shortens `buffer`; what it holds up to there stays.
  static func resize(_ buffer: inout [UInt8], to count: Int) {
    if buffer.count > count {
      buffer.removeLast(buffer.count - count)
    } else if buffer.isEmpty {
      buffer = [UInt8](repeating: 0, count: count)
    } else if buffer.count < count {
      buffer.append(contentsOf: repeatElement(0, count: count - buffer.count))
    }
  }
}
