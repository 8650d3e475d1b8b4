/// Reads coded postings from bytes in memory, which may be cut off.
package struct PostingScan {
  // Safe: every load is preceded by a comparison of `offset` with the count, and the scan is used
  // inside the call that lends the bytes only.
  private let bytes: UnsafeBufferPointer<UInt8>
  package private(set) var offset: Int

  package init(_ bytes: UnsafeBufferPointer<UInt8>, offset: Int = 0) {
    self.bytes = bytes
    self.offset = offset
  }

  /// The next number; nil where it is cut off or longer than 64 bits.
  @inline(__always)
  package mutating func varint() -> UInt64? {
    guard offset < bytes.count else { return nil }
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
    return nil
  }

  /// Reads the frequencies behind the gap code `code` into `frequencies` from `place` on, one a field;
  /// false where they are cut off.
  @inline(__always)
  package mutating func readFrequencies(
    _ code: UInt64, fieldCount: Int, into frequencies: UnsafeMutableBufferPointer<UInt32>,
    at place: Int
  ) -> Bool {
    let last = place + fieldCount - 1
    guard place >= 0, last < frequencies.count else { return false }
    if code & 1 == 1 {
      for field in place..<last { frequencies[field] = 0 }
      frequencies[last] = 1
      return true
    }
    guard let code = varint() else { return false }
    if fieldCount == 1 {
      frequencies[last] = UInt32(truncatingIfNeeded: code &+ 2)
      return true
    }
    for field in place..<last {
      var frequency: UInt64 = 0
      if code & 1 == 1 {
        guard let read = varint() else { return false }
        frequency = read
      }
      frequencies[field] = UInt32(truncatingIfNeeded: frequency)
    }
    frequencies[last] = UInt32(truncatingIfNeeded: code >> 1)
    return true
  }

  /// Moves `offset` over up to `count` numbers.
  ///
  /// - Returns: how many there were.
  static func skip(_ count: Int, _ bytes: UnsafeBufferPointer<UInt8>, at offset: inout Int) -> Int {
    guard let base = UnsafeRawPointer(bytes.baseAddress) else { return 0 }
    var left = count
    // Safe: eight bytes are loaded only where eight are left.
    while left >= 8, bytes.count - offset >= 8 {
      let word = base.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      left -= (~word & 0x8080_8080_8080_8080).nonzeroBitCount
      offset += 8
    }
    while left > 0, offset < bytes.count {
      if bytes[offset] < 0x80 { left -= 1 }
      offset += 1
    }
    return count - left
  }
}
