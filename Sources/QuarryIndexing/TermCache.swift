import QuarryAnalysis
import QuarryFormat

/// The terms of one language's raw words, remembered over batches, because folding and stemming a
/// word costs many times what finding it again does.
///
/// Short words, nearly all, have a cache of their own. Of the others all that is known stands in one
/// place, so that finding it waits for memory twice; where that is full, it is forgotten.
struct TermCache: ~Copyable {
  /// What a word becomes; valid until the next word is looked for.
  struct Found {
    /// Empty where the word has no term.
    let term: UnsafeBufferPointer<UInt8>
    /// The `FormCode` of the word; empty where forms are not kept or the word is too long.
    let code: UnsafeBufferPointer<UInt8>
    /// The term's key where it is at hand.
    let key: TokenKey?

    /// A term that stands elsewhere.
    init(term: UnsafeBufferPointer<UInt8>) {
      self.term = term
      code = UnsafeBufferPointer(start: nil, count: 0)
      key = nil
    }

    /// A term that stands at `start`, with its code behind it and `TokenKey.readBytes` that can be
    /// read, whatever they are.
    fileprivate init(_ start: UnsafePointer<UInt8>, termCount: Int, codeCount: Int) {
      term = UnsafeBufferPointer(start: start, count: termCount)
      code = UnsafeBufferPointer(start: start + termCount, count: codeCount)
      key =
        1...TokenKey.mostBytes ~= termCount
        ? TokenKey(at: start, length: termCount, kind: 0) : nil
    }
  }

  // An entry: the word's key (16 bytes); the lengths of term, code and raw word in 16 bits each, the
  // last 0 unless the word is longer than its key (8 bytes); term, code, raw word; up to a multiple
  // of eight bytes.
  // Safe: entries are written below `capacity`, and only places of entries get into the slots.
  /// What is remembered of short words, most of all.
  private(set) var short: ShortTermCache
  private var slots: UnsafeMutablePointer<UInt32>
  private var entries: UnsafeMutableRawPointer
  private let mask: UInt64
  private let capacity: Int
  private var used = 0
  private var count = 0
  private var term: [UInt8] = []
  private var code: [UInt8] = []
  private var letters: [UInt8] = []
  private let keepsForms: Bool
  private let language: Language

  private static let headBytes = 24
  /// The longest raw word that is remembered.
  private static let mostBytes = 255
  /// No entry is longer: head, term, code, raw word.
  private static let mostEntryBytes = 1 << 10
  /// The bits of a slot that tell where its entry is, in steps of eight bytes from 1; the others are of
  /// the hash.
  private static let placeBits: UInt32 = 1 << 20 - 1

  /// A cache of about `limit` bytes, at least a few thousand.
  init(_ language: Language, limit: Int, keepsForms: Bool) {
    self.language = language
    self.keepsForms = keepsForms
    short = ShortTermCache(limit: limit / 4 * 3)
    let limit = min(max(limit / 4, 1 << 12), 1 << 22)
    var size = 64
    while size < limit >> 5 { size *= 2 }
    mask = UInt64(size - 1)
    slots = .allocate(capacity: size)
    slots.initialize(repeating: 0, count: size)
    capacity = limit - 4 * size
    entries = .allocate(byteCount: capacity, alignment: 8)
  }

  deinit {
    slots.deallocate()
    entries.deallocate()
  }

  /// What a short word becomes, nil where it is not remembered: then `find` tells.
  @inline(__always)
  mutating func findShort(_ key: TokenKey) -> ShortTerm? { short.find(key) }

  /// What a word of a text becomes; `key` is its key, and `kind` decides how it is analysed.
  mutating func find(
    _ word: UnsafeBufferPointer<UInt8>, _ key: TokenKey, kind: TokenKind, analyzer: Analyzer
  ) -> Found {
    var hash = key.hash
    if key.isLong, let start = word.baseAddress, word.count > TokenKey.mostBytes {
      hash ^= ByteHash.long(start, length: word.count)
    }
    let tag = UInt32(truncatingIfNeeded: hash >> 32) & ~Self.placeBits
    var index = hash & mask
    while true {
      let slot = slots[Int(index)]
      if slot == 0 { break }
      if slot & ~Self.placeBits == tag {
        let place = Int((slot & Self.placeBits) - 1) * 8
        if isEntry(place, of: word, key) { return entry(place) }
      }
      index = (index + 1) & mask
    }
    return add(word, key, kind, analyzer, slot: Int(index), tag)
  }

  @inline(__always)
  private func isEntry(
    _ place: Int, of word: UnsafeBufferPointer<UInt8>, _ key: TokenKey
  ) -> Bool {
    let entry = entries + place
    guard entry.load(as: UInt64.self) == key.first,
      entry.load(fromByteOffset: 8, as: UInt64.self) == key.second
    else { return false }
    if !key.isLong { return true }
    let lengths = entry.load(fromByteOffset: 16, as: UInt64.self)
    let start = Self.headBytes + Int(lengths & 0xFFFF) + Int(lengths >> 16 & 0xFFFF)
    return UnsafeRawBufferPointer(start: entry + start, count: Int(lengths >> 32))
      .elementsEqual(word)
  }

  @inline(__always)
  private func entry(_ place: Int) -> Found {
    let entry = entries + place
    let lengths = entry.load(fromByteOffset: 16, as: UInt64.self)
    // Safe: behind every entry there is room for another.
    return Found(
      (entry + Self.headBytes).assumingMemoryBound(to: UInt8.self),
      termCount: Int(lengths & 0xFFFF), codeCount: Int(lengths >> 16 & 0xFFFF))
  }

  /// Analyses a word and remembers what it becomes.
  @inline(never)
  private mutating func add(
    _ word: UnsafeBufferPointer<UInt8>, _ key: TokenKey, _ kind: TokenKind, _ analyzer: Analyzer,
    slot: Int, _ tag: UInt32
  ) -> Found {
    var slot = slot
    if used + 2 * Self.mostEntryBytes > capacity || 4 * count > 3 * Int(mask) {
      slots.update(repeating: 0, count: Int(mask) + 1)
      (used, count) = (0, 0)
      slot = -1
    }
    // Taken out, since three of them are at work at once.
    var (term, code) = (self.term, self.code)
    (self.term, self.code) = ([], [])
    term.removeAll(keepingCapacity: true)
    code.removeAll(keepingCapacity: true)
    analyzer.appendTerm(word.span, kind: kind, language: language, to: &term)
    if keepsForms, !term.isEmpty, word.count <= FormCode.maxBytes {
      FormCode.append(word.span, of: term.span, scratch: &letters, to: &code)
    }
    let place = used
    var isKept = word.count <= Self.mostBytes && slot >= 0
    if !key.isLong, key.isASCII, let short = ShortTerm(key, term: term, code: code) {
      self.short.insert(key, short)
      isKept = false
    }
    let rawCount = isKept && key.isLong ? word.count : 0
    let entry = entries + place
    entry.storeBytes(of: key.first, as: UInt64.self)
    entry.storeBytes(of: key.second, toByteOffset: 8, as: UInt64.self)
    let lengths = UInt64(term.count) | UInt64(code.count) << 16 | UInt64(rawCount) << 32
    entry.storeBytes(of: lengths, toByteOffset: 16, as: UInt64.self)
    var end = Self.headBytes
    func put(_ bytes: UnsafeRawBufferPointer) {
      guard let source = bytes.baseAddress else { return }
      // Safe: term, code and raw word have at most 255, 258 and 255 bytes.
      precondition(end + bytes.count <= Self.mostEntryBytes)
      (entry + end).copyMemory(from: source, byteCount: bytes.count)
      end += bytes.count
    }
    term.withUnsafeBytes(put)
    code.withUnsafeBytes(put)
    put(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(word).prefix(rawCount)))
    (self.term, self.code) = (term, code)
    if isKept {
      slots[slot] = tag | UInt32(place / 8 + 1)
      used = (place + end + 7) & ~7
      count += 1
    }
    return self.entry(place)
  }
}

/// The caches of the languages a worker meets: a large one for the first, small ones for some others.
struct TermCaches {
  /// A cache that waits for its language to come again.
  private final class Waiting {
    var cache: TermCache

    init(_ cache: consuming TermCache) {
      self.cache = cache
    }
  }

  private var caches: [UInt8: Waiting] = [:]
  private var hasFirst = false

  private static let firstLimit = 4 << 20
  private static let otherLimit = 1 << 19
  private static let most = 6

  /// Puts the cache of `language` in the place of `cache`, which is of the language `present`.
  mutating func turn(
    _ cache: inout TermCache, of present: Language?, to language: Language, keepsForms: Bool
  ) {
    if caches.count >= Self.most {
      caches = [:]
      hasFirst = false
    }
    let next: Waiting
    if let waiting = caches.removeValue(forKey: language.rawValue) {
      next = waiting
    } else {
      let limit = hasFirst ? Self.otherLimit : Self.firstLimit
      next = Waiting(TermCache(language, limit: limit, keepsForms: keepsForms))
      hasFirst = true
    }
    swap(&next.cache, &cache)
    if let present { caches[present.rawValue] = next }
  }
}
