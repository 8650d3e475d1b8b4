/// What a short ASCII word becomes, told from its own bytes: how many of them its term begins with,
/// what follows there, and the first byte of its `FormCode`, which goes on with the rest of the word.
///
/// Eight bytes do for nearly all words, so that a cache of them holds many.
struct ShortTerm {
  // From the lowest bits: in 4 the bytes shared, in 3 the bytes added, in 1 whether the word is taken
  // in small letters; the code's first byte; the bytes added.
  private let bits: UInt64

  private static let mostAdded = 6

  /// One that was kept; nil where `bits` are zero, as nothing is.
  @inline(__always)
  init?(bits: UInt64) {
    if bits == 0 { return nil }
    self.bits = bits
  }

  /// What is to be kept, never zero.
  var kept: UInt64 { bits }

  /// - Parameter key: that of a word which is not long and all ASCII.
  /// - Returns: nil where term and code are not what can be told from the word.
  init?(_ key: TokenKey, term: [UInt8], code: [UInt8]) {
    guard let head = code.first, 1...TokenKey.mostBytes ~= term.count else { return nil }
    let termKey = term.withUnsafeBufferPointer { TokenKey($0, kind: 0) }
    for isLower in [true, false] {
      let source = isLower ? key.lowerCase : key
      var shared = 0
      while shared < min(key.length, term.count), source.byte(shared) == term[shared] {
        shared += 1
      }
      let added = term.count - shared
      if added > Self.mostAdded { continue }
      var bits = UInt64(shared | added << 4 | (isLower ? 0x80 : 0)) | UInt64(head) << 8
      for place in 0..<added { bits |= UInt64(term[shared + place]) << UInt64(16 + 8 * place) }
      guard let made = ShortTerm(bits: bits), made.term(of: key) == termKey else { continue }
      let (bytes, count) = made.code(of: key)
      guard count == code.count else { continue }
      if code.indices.allSatisfy({ code[$0] == UInt8(bytes >> (8 * $0) & 0xFF) }) {
        self = made
        return
      }
    }
    return nil
  }

  @inline(__always)
  private var shared: Int { Int(truncatingIfNeeded: bits & 15) }

  @inline(__always)
  private func source(_ key: TokenKey) -> TokenKey { bits & 0x80 != 0 ? key.lowerCase : key }

  /// The key of the term of the word whose key is `key`.
  @inline(__always)
  func term(of key: TokenKey) -> TokenKey {
    source(key).replacing(from: shared, by: bits >> 16, count: Int(bits >> 4 & 7))
  }

  /// The code of the word as a number, little-endian, and how many bytes of it count: at most eight.
  @inline(__always)
  func code(of key: TokenKey) -> (bytes: UInt64, count: Int) {
    let rest = source(key).bytes(from: shared)
    return (bits >> 8 & 0xFF | rest << 8, min(8, 1 + max(0, key.length - shared)))
  }
}

/// The terms of many short words: sets of four, in each the one that was not looked for longest goes
/// first.
struct ShortTermCache: ~Copyable {
  // Safe: the index of a set is masked to their number. Both are freed in deinit only.
  private let keys: UnsafeMutablePointer<TokenKey>
  private let terms: UnsafeMutablePointer<UInt64>
  private let mask: UInt64

  private static let ways = 4
  private static let setBytes = 4 * (16 + 8)

  /// A cache of at most `limit` bytes, unless that is less than a set takes.
  init(limit: Int) {
    var sets = 1
    while 2 * sets * Self.setBytes <= limit { sets *= 2 }
    mask = UInt64(sets - 1)
    let count = sets * Self.ways
    keys = .allocate(capacity: count)
    keys.initialize(repeating: TokenKey(first: 0, second: 0), count: count)
    terms = .allocate(capacity: count)
    terms.initialize(repeating: 0, count: count)
  }

  deinit {
    keys.deallocate()
    terms.deallocate()
  }

  /// What a word becomes, nil where it is not remembered.
  @inline(__always)
  mutating func find(_ key: TokenKey) -> ShortTerm? {
    let set = Int(truncatingIfNeeded: key.hash & mask) * Self.ways
    for way in 0..<Self.ways where keys[set + way] == key {
      let term = terms[set + way]
      if way > 0 { put(key, term, set, way) }
      return ShortTerm(bits: term)
    }
    return nil
  }

  /// Remembers a word that `find` did not find.
  mutating func insert(_ key: TokenKey, _ term: ShortTerm) {
    put(key, term.kept, Int(truncatingIfNeeded: key.hash & mask) * Self.ways, Self.ways - 1)
  }

  /// Puts a word before those of its set that stand before `way`.
  private mutating func put(_ key: TokenKey, _ term: UInt64, _ set: Int, _ way: Int) {
    var place = set + way
    while place > set {
      keys[place] = keys[place - 1]
      terms[place] = terms[place - 1]
      place -= 1
    }
    keys[set] = key
    terms[set] = term
  }

  /// Reads what `find` will read, so that several words wait for memory at the same time.
  ///
  /// - Returns: a number to be used, lest nothing is read.
  @inline(__always)
  func touch(_ key: TokenKey) -> UInt64 {
    let set = Int(truncatingIfNeeded: key.hash & mask) * Self.ways
    return keys[set].first ^ keys[set + 3].first ^ terms[set]
  }
}
