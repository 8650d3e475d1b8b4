import QuarryStorage

/// Where the next bytes go in memory that a `ByteBuffer` has reserved: kept in registers where a
/// buffer's own count would be stored at each byte.
struct ByteCursor {
  // Safe: nothing is written at or behind `limit`; that is checked at each call.
  private(set) var next: UnsafeMutablePointer<UInt8>
  private let limit: UnsafeMutablePointer<UInt8>

  /// Writes from `start` to before `limit`.
  @inline(__always)
  init(from start: UnsafeMutablePointer<UInt8>, to limit: UnsafeMutablePointer<UInt8>) {
    next = start
    self.limit = limit
  }

  /// Writes a varint.
  @inline(__always)
  mutating func append(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    append(UInt8(truncatingIfNeeded: rest))
  }

  @inline(__always)
  private mutating func append(_ byte: UInt8) {
    precondition(next < limit)
    next.pointee = byte
    next += 1
  }

  /// Writes other bytes.
  @inline(__always)
  mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let source = bytes.baseAddress, !bytes.isEmpty else { return }
    precondition(limit - next >= bytes.count)
    ShortCopy.copy(from: source, to: next, count: bytes.count)
    next += bytes.count
  }
}
