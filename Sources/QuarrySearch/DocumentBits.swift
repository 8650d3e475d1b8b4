/// A set of documents of one segment, a bit each: what a filter lets through.
struct DocumentBits: Sendable {
  /// The documents of the segment.
  let documentCount: Int
  private var words: [UInt64]

  /// No document, or all of them.
  init(documentCount: Int, all: Bool = false) {
    self.documentCount = documentCount
    words = Array(repeating: all ? .max : 0, count: (documentCount + 63) / 64)
    clearTail()
  }

  /// The documents whose bits are set in `words`, 64 documents a word.
  init(documentCount: Int, words: [UInt64]) {
    self.documentCount = documentCount
    let count = (documentCount + 63) / 64
    self.words = Array(words.prefix(count))
    while self.words.count < count { self.words.append(0) }
    clearTail()
  }

  private mutating func clearTail() {
    let rest = documentCount & 63
    if rest > 0, let last = words.indices.last { words[last] &= 1 << UInt64(rest) - 1 }
  }

  /// The number of documents in the set.
  var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

  /// Whether `document`, of any number, is in the set.
  @inline(__always)
  func contains(_ document: Int) -> Bool {
    guard document >= 0, document < documentCount else { return false }
    return words[document >> 6] >> UInt64(document & 63) & 1 == 1
  }

  /// Adds a document; one that the segment does not have is passed over.
  @inline(__always)
  mutating func insert(_ document: Int) {
    guard document >= 0, document < documentCount else { return }
    words[document >> 6] |= 1 << UInt64(document & 63)
  }

  /// Takes a document out.
  mutating func remove(_ document: Int) {
    guard document >= 0, document < documentCount else { return }
    words[document >> 6] &= ~(1 << UInt64(document & 63))
  }

  /// The first document of the set from `target` on; `TermCursor.end` where there is none.
  func next(from target: Int) -> Int {
    guard target < documentCount else { return TermCursor.end }
    let target = max(target, 0)
    var place = target >> 6
    var word = words[place] & ~(1 << UInt64(target & 63) &- 1)
    while word == 0 {
      place += 1
      guard place < words.count else { return TermCursor.end }
      word = words[place]
    }
    return place << 6 + word.trailingZeroBitCount
  }

  mutating func formIntersection(_ other: DocumentBits) {
    for place in words.indices {
      words[place] &= place < other.words.count ? other.words[place] : 0
    }
  }

  mutating func formUnion(_ other: DocumentBits) {
    for place in words.indices where place < other.words.count {
      words[place] |= other.words[place]
    }
    clearTail()
  }

  mutating func subtract(_ other: DocumentBits) {
    for place in words.indices where place < other.words.count {
      words[place] &= ~other.words[place]
    }
  }

  /// The 64 documents from 64 × `place` on, as bits.
  func word(_ place: Int) -> UInt64 {
    place >= 0 && place < words.count ? words[place] : 0
  }
}
