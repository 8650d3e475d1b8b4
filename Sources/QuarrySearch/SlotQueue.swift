/// A queue of numbers in a ring that grows: first in, first out.
struct SlotQueue {
  private var ring: [UInt32] = []
  private var first = 0
  private(set) var count = 0

  var isEmpty: Bool { count == 0 }

  mutating func append(_ slot: UInt32) {
    if count == ring.count { grow() }
    ring[(first + count) & (ring.count - 1)] = slot
    count += 1
  }

  mutating func popFirst() -> UInt32? {
    guard count > 0 else { return nil }
    let slot = ring[first]
    first = (first + 1) & (ring.count - 1)
    count -= 1
    return slot
  }

  /// Takes `slot` out of the middle, which goes through the queue; false where it is not in it.
  mutating func remove(_ slot: UInt32) -> Bool {
    var kept = 0
    let old = count
    for index in 0..<old {
      let entry = ring[(first + index) & (ring.count - 1)]
      guard entry != slot else { continue }
      ring[(first + kept) & (ring.count - 1)] = entry
      kept += 1
    }
    count = kept
    return kept < old
  }

  mutating func removeAll() {
    first = 0
    count = 0
  }

  /// Doubles the ring, whose length is a power of two.
  private mutating func grow() {
    var larger: [UInt32] = []
    larger.reserveCapacity(max(16, 2 * ring.count))
    for index in 0..<count { larger.append(ring[(first + index) & (ring.count - 1)]) }
    while larger.count < max(16, 2 * ring.count) { larger.append(0) }
    ring = larger
    first = 0
  }
}
