/// Brings the terms of a batch into the order of their bytes.
///
/// Most terms differ in their first eight bytes, and those are sorted as numbers, a byte at a time
/// from the last (radix sort; Knuth, The Art of Computer Programming 3, 5.2.5), which compares nothing
/// and so predicts nothing wrong.
struct TermOrder {
  private struct Entry {
    /// The term's first eight bytes as a big-endian number.
    var prefix: UInt64
    var term: UInt32
  }

  private var entries: [Entry] = []
  private var spare: [Entry] = []
  /// For each of the eight bytes, how many terms have which value there, then where they go.
  private var counts = [UInt32](repeating: 0, count: 8 * 256)

  /// Gives the numbers of the terms of `table` in order; they are all of the same kind.
  mutating func sorted(_ table: borrowing TokenTable) -> [UInt32] {
    let count = table.count
    if entries.count < count {
      entries = Array(repeating: Entry(prefix: 0, term: 0), count: count + count / 4)
      spare = entries
    }
    for index in counts.indices { counts[index] = 0 }
    entries.withUnsafeMutableBufferPointer { entries in
      counts.withUnsafeMutableBufferPointer { counts in
        for term in 0..<count {
          let prefix = table.key(term).first.byteSwapped
          entries[term] = Entry(prefix: prefix, term: UInt32(truncatingIfNeeded: term))
          for byte in 0..<8 { counts[byte << 8 | Self.digit(prefix, byte)] &+= 1 }
        }
      }
    }
    for byte in 0..<8 where startDigits(byte, count) {
      entries.withUnsafeBufferPointer { entries in
        spare.withUnsafeMutableBufferPointer { spare in
          counts.withUnsafeMutableBufferPointer { counts in
            for entry in entries[..<count] {
              let digit = byte << 8 | Self.digit(entry.prefix, byte)
              spare[Int(counts[digit])] = entry
              counts[digit] &+= 1
            }
          }
        }
      }
      swap(&entries, &spare)
    }
    return sortedEqual(table)
  }

  /// Gives back the memory that many terms took.
  mutating func release() {
    entries = []
    spare = []
  }

  @inline(__always)
  private static func digit(_ prefix: UInt64, _ byte: Int) -> Int {
    Int(truncatingIfNeeded: prefix &>> UInt64(8 &* byte) & 0xFF)
  }

  /// Turns the counts of one byte into where terms go; false where all have the same value.
  private mutating func startDigits(_ byte: Int, _ count: Int) -> Bool {
    var total: UInt32 = 0
    for digit in byte << 8..<(byte + 1) << 8 {
      let some = counts[digit]
      if some == count { return false }
      counts[digit] = total
      total += some
    }
    return true
  }

  /// Sorts terms whose first eight bytes are the same by what follows; gives all terms.
  private mutating func sortedEqual(_ table: borrowing TokenTable) -> [UInt32] {
    let count = table.count
    var order: [UInt32] = []
    order.reserveCapacity(count)
    for entry in entries[..<count] { order.append(entry.term) }
    var start = 0
    while start < count {
      let prefix = entries[start].prefix
      var end = start + 1
      while end < count, entries[end].prefix == prefix { end += 1 }
      if end - start > 1 {
        order.withUnsafeMutableBufferPointer {
          Self.sort(UnsafeMutableBufferPointer(rebasing: $0[start..<end]), table)
        }
      }
      start = end
    }
    return order
  }

  private static func sort(
    _ terms: UnsafeMutableBufferPointer<UInt32>, _ table: borrowing TokenTable
  ) {
    if terms.count > 16 {
      // A closure cannot borrow the table, but it can have the words' addresses.
      var words = terms.map { (term: $0, bytes: table.bytes(Int($0))) }
      words.sort { $0.bytes.lexicographicallyPrecedes($1.bytes) }
      for (place, word) in words.enumerated() { terms[place] = word.term }
      return
    }
    for place in 1..<terms.count {
      let term = terms[place]
      var free = place
      while free > 0, precedes(term, terms[free - 1], table) {
        terms[free] = terms[free - 1]
        free -= 1
      }
      terms[free] = term
    }
  }

  @inline(__always)
  private static func precedes(_ a: UInt32, _ b: UInt32, _ table: borrowing TokenTable) -> Bool {
    let (first, second) = (table.key(Int(a)), table.key(Int(b)))
    if !first.isLong, !second.isLong {
      // The lengths stand behind the bytes.
      return first.second.byteSwapped < second.second.byteSwapped
    }
    return table.bytes(Int(a)).lexicographicallyPrecedes(table.bytes(Int(b)))
  }
}
