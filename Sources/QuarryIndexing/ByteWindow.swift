/// Reads varints from bytes in memory; reading past their end gives zeros and is remembered.
struct ByteWindow {
  // Safe: every load is preceded by a comparison of `offset` with the count, and the window is used
  // inside the closure that lends the bytes only.
  private let bytes: UnsafeBufferPointer<UInt8>
  private(set) var offset: Int
  private(set) var isOverrun = false

  init(_ bytes: UnsafeBufferPointer<UInt8>, offset: Int) {
    self.bytes = bytes
    self.offset = offset
  }

  @inline(__always)
  mutating func varint() -> UInt64 {
    guard offset < bytes.count else {
      isOverrun = true
      return 0
    }
    let first = bytes[offset]
    offset += 1
    if first < 0x80 { return UInt64(first) }
    var value = UInt64(first & 0x7F)
    var shift: UInt64 = 7
    while offset < bytes.count, shift < 64 {
      let byte = bytes[offset]
      offset += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    isOverrun = true
    return 0
  }

  /// Passes over `count` bytes, fewer at the end, and gives them.
  @inline(__always)
  mutating func take(_ count: Int) -> UnsafeBufferPointer<UInt8> {
    let start = offset
    pass(count)
    return UnsafeBufferPointer(rebasing: bytes[start..<offset])
  }

  /// Passes over `count` bytes, fewer at the end.
  @inline(__always)
  mutating func pass(_ count: Int) {
    offset += max(0, min(count, bytes.count - offset))
  }
}
