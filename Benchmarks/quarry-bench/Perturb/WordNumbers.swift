/// The distinct words of a dump, each with a number: an open-addressed table of 64-bit hashes.
///
/// Two words of one hash would count as one; among ten million that happens once in 400,000 dumps.
struct WordNumbers {
  /// The distinct words so far.
  private(set) var count = 0
  /// A hash and a number a slot; 0 is no hash.
  private var hashes = [UInt64](repeating: 0, count: 1 << 16)
  private var numbers = [UInt32](repeating: 0, count: 1 << 16)

  /// The number of `word`, a new one where it is new.
  mutating func number(_ word: [UInt8]) -> UInt32 {
    if 4 * count >= 3 * hashes.count { grow() }
    let hash = Self.hash(word)
    let slot = self.slot(of: hash)
    if hashes[slot] == 0 {
      hashes[slot] = hash
      numbers[slot] = UInt32(count)
      count += 1
    }
    return numbers[slot]
  }

  private func slot(of hash: UInt64) -> Int {
    let mask = hashes.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while hashes[slot] != 0, hashes[slot] != hash { slot = (slot + 1) & mask }
    return slot
  }

  private mutating func grow() {
    let (oldHashes, oldNumbers) = (hashes, numbers)
    hashes = [UInt64](repeating: 0, count: 2 * oldHashes.count)
    numbers = [UInt32](repeating: 0, count: 2 * oldHashes.count)
    for (hash, number) in zip(oldHashes, oldNumbers) where hash != 0 {
      let slot = self.slot(of: hash)
      hashes[slot] = hash
      numbers[slot] = number
    }
  }

  /// FNV-1a (Fowler, Noll and Vo, 1991) with a last mixing step; never 0.
  private static func hash(_ word: [UInt8]) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in word { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    hash = (hash ^ (hash >> 32)) &* 0x9E37_79B9_7F4A_7C15
    return max(1, hash ^ (hash >> 29))
  }
}
