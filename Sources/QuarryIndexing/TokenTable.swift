import QuarryAnalysis

/// Numbers the distinct words of a batch from 0 in the order they are first seen.
///
/// The inner loop of indexing, which has to stay in the second-level cache: open addressing over
/// slots of four bytes that hold a word's number and as much of its hash as there is room for. Words
/// lie side by side by number, so that the frequent ones, which come first, share a few cache lines.
/// Hence raw memory behind a checked interface, and a structure that is not copied, so that no access
/// is checked for exclusivity at run time.
struct TokenTable: ~Copyable {
  // Safe: a slot's index and number are masked to the capacity, of which at most half is used; `keys`
  // has a place for every number up to that half, and what a long key says of `longBytes` was written
  // with it. Both are freed in deinit and when they are replaced only.
  /// By hash: the upper bits of the hash, and below them the word's number plus one; 0 where empty.
  private var slots: UnsafeMutablePointer<UInt32>
  /// From 1 on the words; a longer one has the place of its bytes in `longBytes` behind its head.
  private var keys: UnsafeMutablePointer<TokenKey>
  private var mask: UInt32
  /// The longer words, each after its length in eight bytes.
  private var longBytes = ByteBuffer(capacity: 1 << 10)
  /// The number of words.
  private(set) var count = 0
  private let smallestCapacity: Int

  private static let longPlace: UInt64 = 1 << 56 - 1

  /// A table that holds half as many words as `capacity` before it grows.
  init(capacity: Int) {
    var size = 16
    while size < capacity { size *= 2 }
    smallestCapacity = size
    mask = UInt32(size - 1)
    slots = .allocate(capacity: size)
    slots.initialize(repeating: 0, count: size)
    keys = .allocate(capacity: size / 2 + 2)
    // No word is like this one.
    keys.initialize(to: TokenKey(first: 0, second: Self.longPlace))
  }

  deinit {
    slots.deallocate()
    keys.deallocate()
  }

  /// Forgets all words; a table that has grown far beyond its first size shrinks again.
  mutating func removeAll() {
    count = 0
    longBytes.removeAll()
    if Int(mask) + 1 > 4 * smallestCapacity {
      self = TokenTable(capacity: smallestCapacity)
    } else {
      slots.update(repeating: 0, count: Int(mask) + 1)
    }
  }

  /// The bytes of word `number`, valid as long as the table is not changed.
  @inline(__always)
  func bytes(_ number: Int) -> UnsafeBufferPointer<UInt8> {
    precondition(number >= 0 && number < count)
    let key = keys[number + 1]
    if key.isLong { return longWord(key) }
    let start = UnsafeRawPointer(keys + (number + 1)).assumingMemoryBound(to: UInt8.self)
    return UnsafeBufferPointer(start: start, count: key.length)
  }

  /// The key of word `number`; of a longer one only its first eight bytes, its length and kind mean
  /// something.
  @inline(__always)
  func key(_ number: Int) -> TokenKey {
    precondition(number >= 0 && number < count)
    return keys[number + 1]
  }

  /// Numbers `tokens` of `text`, whose places count from `base`.
  ///
  /// - Parameters:
  ///   - numbers: takes a number for each token.
  ///   - fresh: takes, for each new word in the order of their numbers, its first token.
  mutating func number(
    _ tokens: [RawToken], of text: UnsafeBufferPointer<UInt8>, at base: Int,
    into numbers: inout [UInt32], fresh: inout [UInt32]
  ) {
    guard let bytes = text.baseAddress, numbers.count >= tokens.count, base >= 0 else { return }
    let lastRead = text.count - TokenKey.readBytes
    let tokens = tokens.span
    var numbers = numbers.mutableSpan
    for index in tokens.indices {
      let token = tokens[index]
      let start = base &+ Int(token.start)
      let length = Int(token.end) &- Int(token.start)
      let kind: UInt64 = if case .word = token.kind { 0 } else { TokenKey.kindBit }
      var number: UInt32
      // One comparison for lengths of 1 to 15.
      if UInt(bitPattern: length &- 1) < UInt(TokenKey.mostBytes), start <= lastRead {
        // Safe: sixteen bytes can be read from `start` on.
        let key = TokenKey(at: bytes + start, length: length, kind: kind)
        let hash = key.hash
        number = find(key, hash)
        if number == 0 {
          number = insert(key, hash)
          fresh.append(UInt32(truncatingIfNeeded: index))
        }
      } else {
        let word = UnsafeBufferPointer(rebasing: text[start..<start + length])
        let before = count
        number = UInt32(truncatingIfNeeded: self.number(of: word, kind: kind) + 1)
        if count > before { fresh.append(UInt32(truncatingIfNeeded: index)) }
      }
      numbers[index] = number &- 1
    }
  }

  /// Finds or adds a word that is not empty; `kind` is 0 or `TokenKey.kindBit`.
  mutating func number(of word: UnsafeBufferPointer<UInt8>, kind: UInt64) -> Int {
    let key = TokenKey(word, kind: kind)
    return key.isLong ? longNumber(of: word, key) : number(of: key)
  }

  /// Finds or adds a word that is not long.
  @inline(__always)
  mutating func number(of key: TokenKey) -> Int {
    let hash = key.hash
    let found = find(key, hash)
    return Int((found == 0 ? insert(key, hash) : found) &- 1)
  }

  /// The place of a word that is not long, 0 where it is new.
  @inline(__always)
  private func find(_ key: TokenKey, _ hash: UInt64) -> UInt32 {
    let tag = tag(hash)
    var index = UInt32(truncatingIfNeeded: hash) & mask
    while true {
      let slot = slots[Int(index)]
      if slot & ~mask == tag {
        let known = keys[Int(slot & mask)]
        if known.first == key.first, known.second == key.second { return slot & mask }
      }
      if slot == 0 { return 0 }
      index = (index &+ 1) & mask
    }
  }

  @inline(__always)
  private func tag(_ hash: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: hash >> 32) & ~mask }

  /// Adds a word that is not there; gives its place.
  @inline(never)
  private mutating func insert(_ key: TokenKey, _ hash: UInt64) -> UInt32 {
    if 2 * (count + 1) > Int(mask) { grow() }
    count += 1
    let place = UInt32(truncatingIfNeeded: count)
    (keys + count).initialize(to: key)
    slots[emptySlot(hash)] = tag(hash) | place
    return place
  }

  private func emptySlot(_ hash: UInt64) -> Int {
    var index = UInt32(truncatingIfNeeded: hash) & mask
    while slots[Int(index)] != 0 { index = (index &+ 1) & mask }
    return Int(index)
  }

  private mutating func grow() {
    let capacity = 2 * (Int(mask) + 1)
    mask = UInt32(capacity - 1)
    slots.deallocate()
    slots = .allocate(capacity: capacity)
    slots.initialize(repeating: 0, count: capacity)
    let old = keys
    keys = .allocate(capacity: capacity / 2 + 2)
    keys.initialize(from: old, count: count + 1)
    old.deallocate()
    for number in 0..<count {
      let key = keys[number + 1]
      let hash = key.isLong ? Self.longHash(longWord(key)) : key.hash
      slots[emptySlot(hash)] = tag(hash) | UInt32(number + 1)
    }
  }
}

// MARK: - Longer words

extension TokenTable {
  private static func longHash(_ word: UnsafeBufferPointer<UInt8>) -> UInt64 {
    guard let start = word.baseAddress, word.count > TokenKey.mostBytes else { return 0 }
    return ByteHash.long(start, length: word.count)
  }

  private func longWord(_ key: TokenKey) -> UnsafeBufferPointer<UInt8> {
    longBytes.chunk(at: Int(key.second & Self.longPlace))
  }

  @inline(never)
  private mutating func longNumber(of word: UnsafeBufferPointer<UInt8>, _ key: TokenKey) -> Int {
    let hash = Self.longHash(word)
    let tag = tag(hash)
    var index = UInt32(truncatingIfNeeded: hash) & mask
    while slots[Int(index)] != 0 {
      let slot = slots[Int(index)]
      let known = keys[Int(slot & mask)]
      if slot & ~mask == tag, known.first == key.first, known.second >> 56 == key.second >> 56,
        longWord(known).elementsEqual(word)
      {
        return Int(slot & mask) - 1
      }
      index = (index &+ 1) & mask
    }
    let place = UInt64(longBytes.count)
    longBytes.append(chunk: word)
    let head = key.second & ~Self.longPlace
    return Int(insert(TokenKey(first: key.first, second: head | place), hash) - 1)
  }
}
