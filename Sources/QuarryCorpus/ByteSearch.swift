#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Finds bytes and short texts in a buffer with memchr, which the C library makes fast.
///
/// Sound because every range is cut to the buffer before a pointer is made of it.
enum ByteSearch {
  /// The position of the first `byte` in `range`, or nil.
  @inline(__always)
  static func first(
    _ byte: UInt8, in bytes: UnsafeRawBufferPointer, _ range: Range<Int>
  ) -> Int? {
    let range = range.clamped(to: 0..<bytes.count)
    guard let base = bytes.baseAddress, !range.isEmpty,
      let found = memchr(base + range.lowerBound, Int32(byte), range.count)
    else { return nil }
    return UnsafeRawPointer(found) - base
  }

  /// Where `text` begins first in `range`, or nil.
  static func first(
    _ text: StaticString, in bytes: UnsafeRawBufferPointer, _ range: Range<Int>
  ) -> Int? {
    let range = range.clamped(to: 0..<bytes.count)
    let count = text.utf8CodeUnitCount
    guard let base = bytes.baseAddress, count > 0 else { return nil }
    let end = range.upperBound - count + 1
    var at = range.lowerBound
    while at < end {
      guard let found = first(text.utf8Start[0], in: bytes, at..<end) else { return nil }
      if memcmp(base + found, text.utf8Start, count) == 0 { return found }
      at = found + 1
    }
    return nil
  }

  /// Where `text` begins last in `range`, or nil.
  static func last(
    _ text: StaticString, in bytes: UnsafeRawBufferPointer, _ range: Range<Int>
  ) -> Int? {
    let range = range.clamped(to: 0..<bytes.count)
    let count = text.utf8CodeUnitCount
    guard let base = bytes.baseAddress, count > 0 else { return nil }
    var end = range.upperBound - count + 1
    while end > range.lowerBound {
      guard let position = last(text.utf8Start[0], in: bytes, range.lowerBound..<end) else {
        return nil
      }
      if memcmp(base + position, text.utf8Start, count) == 0 { return position }
      end = position
    }
    return nil
  }

  /// The position of the last `byte` in `range`, which lies in the buffer, or nil.
  private static func last(
    _ byte: UInt8, in bytes: UnsafeRawBufferPointer, _ range: Range<Int>
  ) -> Int? {
    let ones: UInt64 = 0x0101_0101_0101_0101
    var at = range.upperBound
    while at - 8 >= range.lowerBound {
      let word = bytes.loadUnaligned(fromByteOffset: at - 8, as: UInt64.self)
      let difference = word ^ (ones &* UInt64(byte))
      // Marks above the lowest may be false: the bytes are looked at one by one.
      if (difference &- ones) & ~difference & (ones << 7) != 0 {
        for index in stride(from: at - 1, through: at - 8, by: -1) where bytes[index] == byte {
          return index
        }
      }
      at -= 8
    }
    while at > range.lowerBound {
      at -= 1
      if bytes[at] == byte { return at }
    }
    return nil
  }

  /// Whether `text` stands at `position`.
  @inline(__always)
  static func holds(
    _ text: StaticString, in bytes: UnsafeRawBufferPointer, at position: Int
  ) -> Bool {
    let count = text.utf8CodeUnitCount
    guard let base = bytes.baseAddress, position >= 0, count <= bytes.count - position else {
      return false
    }
    return memcmp(base + position, text.utf8Start, count) == 0
  }
}
