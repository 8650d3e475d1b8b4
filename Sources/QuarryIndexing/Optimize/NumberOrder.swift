/// The order of a list's postings by their new numbers, which are all different.
struct NumberOrder {
  /// A number above the place at which it was appended.
  private(set) var keys: [UInt64] = []
  private var other: [UInt64] = []
  private static let digitBits: UInt64 = 11
  /// Shorter lists are sorted by comparing.
  private static let leastForDigits = 200

  var count: Int { keys.count }

  mutating func removeAll() { keys.removeAll(keepingCapacity: true) }

  mutating func append(_ number: UInt32) {
    keys.append(UInt64(number) << 32 | UInt64(keys.count))
  }

  /// Sorts by number: digit by digit, the lowest first, where there are many.
  mutating func sort() {
    guard keys.count > 1 else { return }
    guard keys.count >= Self.leastForDigits, let most = keys.max() else {
      keys.sort()
      return
    }
    other.removeAll(keepingCapacity: true)
    other.append(contentsOf: repeatElement(0, count: keys.count))
    let digits = 1 << Int(Self.digitBits)
    var starts = [Int](repeating: 0, count: digits)
    var shift: UInt64 = 32
    while most >> shift > 0 {
      for digit in 0..<digits { starts[digit] = 0 }
      let mask = UInt64(digits - 1)
      for key in keys { starts[Int(key >> shift & mask)] += 1 }
      var start = 0
      for digit in 0..<digits {
        let count = starts[digit]
        starts[digit] = start
        start += count
      }
      for key in keys {
        let digit = Int(key >> shift & mask)
        other[starts[digit]] = key
        starts[digit] += 1
      }
      swap(&keys, &other)
      shift += Self.digitBits
    }
  }

  @inline(__always)
  static func number(_ key: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: key >> 32) }

  @inline(__always)
  static func place(_ key: UInt64) -> Int { Int(UInt32(truncatingIfNeeded: key)) }
}
