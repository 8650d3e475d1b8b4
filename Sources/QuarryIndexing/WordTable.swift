/// Numbers distinct byte strings from 0 in the order they are first seen: names and values of columns,
/// whose bytes then lie side by side; the words of texts have `TokenTable`.
///
/// Open addressing over slots that hold the string's first eight bytes, so that most look-ups touch
/// one cache line. Every value of every document passes here, hence raw memory behind a checked
/// interface, and a structure that is not copied, so that no access is checked for exclusivity at run
/// time.
struct WordTable: ~Copyable {
  private struct Slot {
    /// The first eight bytes, zeros behind a shorter string.
    var prefix: UInt64
    /// The upper bits of the hash, the kind of string in bit 7, and the length up to 127.
    var tag: UInt32
    /// The string's number plus one; 0 in an empty slot.
    var entry: UInt32
  }

  // Safe: every slot index is masked to the allocated capacity, and every key's range was written
  // into the arena before its entry; both are freed in deinit only.
  private var slots: UnsafeMutablePointer<Slot>
  private var mask: Int
  private var keys: [UInt8] = []
  private var ends: [UInt32] = []
  private let smallestCapacity: Int

  init(capacity: Int) {
    var size = 16
    while size < capacity { size *= 2 }
    smallestCapacity = size
    mask = size - 1
    slots = .allocate(capacity: size)
    slots.initialize(repeating: Slot(prefix: 0, tag: 0, entry: 0), count: size)
  }

  deinit {
    slots.deallocate()
  }

  /// The number of strings.
  var count: Int { ends.count }

  /// The bytes of memory in use.
  var memory: Int { (mask + 1) * MemoryLayout<Slot>.stride + keys.capacity + 4 * ends.capacity }

  /// Forgets all strings; a table that has grown far beyond its first size shrinks again.
  mutating func removeAll() {
    if mask + 1 > 4 * smallestCapacity {
      slots.deallocate()
      mask = smallestCapacity - 1
      slots = .allocate(capacity: mask + 1)
      keys = []
      ends = []
    }
    slots.initialize(repeating: Slot(prefix: 0, tag: 0, entry: 0), count: mask + 1)
    keys.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
  }

  /// The range of string `number` in `keyBytes`.
  @inline(__always)
  func range(_ number: Int) -> Range<Int> {
    (number == 0 ? 0 : Int(ends[number - 1]))..<Int(ends[number])
  }

  /// The bytes of all strings, side by side.
  var keyBytes: [UInt8] { keys }

  /// Finds or adds `text[range]`.
  ///
  /// - Parameters:
  ///   - kind: strings of different kinds are different; 0 or 1.
  /// - Returns: the string's number, and whether it is new.
  @inline(__always)
  mutating func number(
    of text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, kind: UInt32
  ) -> (number: Int, isNew: Bool) {
    guard let base = text.baseAddress, range.lowerBound >= 0, range.upperBound <= text.count else {
      return (0, false)
    }
    let length = range.count
    let start = base + range.lowerBound
    var prefix: UInt64
    let hash: UInt64
    if length <= 8 {
      if range.lowerBound + 8 <= text.count {
        // Safe: eight bytes are inside the text; those behind the string are masked away.
        prefix = UnsafeRawPointer(start).loadUnaligned(as: UInt64.self)
        prefix = length == 8 ? prefix : prefix & (1 << UInt64(8 * length) - 1)
      } else {
        prefix = 0
        for index in 0..<length { prefix |= UInt64(start[index]) << UInt64(8 * index) }
      }
      hash = ByteHash.short(prefix: prefix, length: length)
    } else {
      prefix = UnsafeRawPointer(start).loadUnaligned(as: UInt64.self)
      hash = ByteHash.long(start, length: length)
    }
    let tag =
      UInt32(truncatingIfNeeded: hash >> 40) << 8 | kind << 7 | UInt32(min(length, 127))
    var index = Int(truncatingIfNeeded: hash) & mask
    while true {
      let slot = slots[index]
      if slot.entry == 0 { break }
      if slot.tag == tag, slot.prefix == prefix,
        length <= 8 || isEqual(Int(slot.entry) - 1, start, length)
      {
        return (Int(slot.entry) - 1, false)
      }
      index = (index + 1) & mask
    }
    let number = ends.count
    slots[index] = Slot(prefix: prefix, tag: tag, entry: UInt32(number + 1))
    keys.append(contentsOf: UnsafeBufferPointer(start: start, count: length))
    ends.append(UInt32(keys.count))
    if 2 * ends.count > mask { grow() }
    return (number, true)
  }

  /// The number of a string of kind 0; nil where it is not in the table.
  func find(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
    guard let base = text.baseAddress else { return nil }
    var prefix: UInt64 = 0
    for place in 0..<min(8, text.count) { prefix |= UInt64(text[place]) << UInt64(8 * place) }
    let hash =
      text.count <= 8
      ? ByteHash.short(prefix: prefix, length: text.count)
      : ByteHash.long(base, length: text.count)
    let tag = UInt32(truncatingIfNeeded: hash >> 40) << 8 | UInt32(min(text.count, 127))
    var index = Int(truncatingIfNeeded: hash) & mask
    while slots[index].entry != 0 {
      let slot = slots[index]
      if slot.tag == tag, slot.prefix == prefix,
        text.count <= 8 || isEqual(Int(slot.entry) - 1, base, text.count)
      {
        return Int(slot.entry) - 1
      }
      index = (index + 1) & mask
    }
    return nil
  }

  private func isEqual(_ number: Int, _ start: UnsafePointer<UInt8>, _ length: Int) -> Bool {
    let range = range(number)
    guard range.count == length else { return false }
    return keys.withUnsafeBufferPointer { keys in
      for index in 0..<length where keys[range.lowerBound + index] != start[index] { return false }
      return true
    }
  }

  private mutating func grow() {
    let old = slots
    let oldCapacity = mask + 1
    mask = 2 * oldCapacity - 1
    slots = .allocate(capacity: mask + 1)
    slots.initialize(repeating: Slot(prefix: 0, tag: 0, entry: 0), count: mask + 1)
    keys.withUnsafeBufferPointer { keys in
      guard let base = keys.baseAddress else { return }
      for position in 0..<oldCapacity where old[position].entry != 0 {
        let slot = old[position]
        let range = range(Int(slot.entry) - 1)
        let hash =
          range.count <= 8
          ? ByteHash.short(prefix: slot.prefix, length: range.count)
          : ByteHash.long(base + range.lowerBound, length: range.count)
        var index = Int(truncatingIfNeeded: hash) & mask
        while slots[index].entry != 0 { index = (index + 1) & mask }
        slots[index] = slot
      }
    }
    old.deallocate()
  }
}
