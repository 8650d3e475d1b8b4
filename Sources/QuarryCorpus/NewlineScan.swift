/// Finds and counts newlines in a buffer, eight bytes at a step.
enum NewlineScan {
  private static let newline = UInt8(ascii: "\n")
  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let tops: UInt64 = 0x8080_8080_8080_8080

  /// The position of the first newline in `range`, or nil.
  static func first(in bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Int? {
    var at = range.lowerBound
    while at + 8 <= range.upperBound {
      let word = bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self)
      let difference = UInt64(littleEndian: word) ^ (ones &* UInt64(newline))
      let hits = (difference &- ones) & ~difference & tops
      if hits != 0 { return at + hits.trailingZeroBitCount / 8 }
      at += 8
    }
    while at < range.upperBound {
      if bytes[at] == newline { return at }
      at += 1
    }
    return nil
  }

  /// The position of the last newline in `range`, or nil.
  static func last(in bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Int? {
    var at = range.upperBound
    while at - 8 >= range.lowerBound {
      let word = bytes.loadUnaligned(fromByteOffset: at - 8, as: UInt64.self)
      let difference = word ^ (ones &* UInt64(newline))
      // The lowest mark is exact, higher ones may be false: so the bytes are looked at one by one.
      if (difference &- ones) & ~difference & tops != 0 { break }
      at -= 8
    }
    while at > range.lowerBound {
      at -= 1
      if bytes[at] == newline { return at }
    }
    return nil
  }

  /// How many newlines there are in the first `count` bytes.
  static func count(in bytes: UnsafeRawBufferPointer, _ count: Int) -> Int {
    var total = 0
    var at = 0
    while at < count {
      // Short stretches with a small counter are what the compiler vectorises best.
      let end = min(at + 128, count)
      var some: UInt8 = 0
      while at < end {
        some &+= bytes[at] == newline ? 1 : 0
        at += 1
      }
      total += Int(some)
    }
    return total
  }
}
