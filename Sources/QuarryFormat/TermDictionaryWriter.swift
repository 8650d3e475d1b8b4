import QuarryStorage

/// Writes what `TermDictionary` reads; terms come in ascending byte order.
struct TermDictionaryWriter: ~Copyable {
  /// The most occurrences of a term of one document that are kept in the dictionary.
  static let maxInlineOccurrences = 8

  /// Bytes of the terms section that are complete and wait to be taken.
  private var terms = GrowingBytes(capacity: 1 << 16)
  /// The bytes of the terms section so far.
  private(set) var length = 0
  private(set) var termCount = 0
  private var keys: [UInt8] = []
  private var keyOffsets: [UInt32] = []
  private var blockOffsets: [UInt32] = []
  private var block = GrowingBytes()
  private var blockTerms = 0
  private var blockHead: (short: Int, positions: Int, forms: Int) = (0, 0, 0)
  private let keepsForms: Bool
  private var last = GrowingBytes()

  /// A writer of terms whose entries end with their forms if `keepsForms`.
  init(keepsForms: Bool = false) {
    self.keepsForms = keepsForms
  }

  /// Appends `term`, whose own bytes come before `place`: what follows the suffix.
  ///
  /// - Parameters:
  ///   - shortOffset: the raw offset at which the next short list begins.
  ///   - positionsOffset: the raw offset at which the next positions begin, the term's own first.
  ///   - formsOffset: the raw offset at which the next form numbers begin, the term's own first.
  mutating func append(
    _ term: Span<UInt8>, place: Span<UInt8>, shortOffset: Int, positionsOffset: Int,
    formsOffset: Int = 0
  ) {
    if blockTerms > 0 && block.count >= TermDictionary.blockBytes { closeBlock() }
    var shared = 0
    if blockTerms == 0 {
      blockHead = (shortOffset, positionsOffset, formsOffset)
      startBlock(with: term)
    } else {
      shared = sharedWithLast(term)
    }
    let suffix = term.extracting(shared..<term.count)
    TermLengths.append(shared: shared, suffix: suffix.count, to: &block)
    block.append(suffix)
    block.append(place)
    last.truncate(to: shared)
    last.append(suffix)
    blockTerms += 1
    termCount += 1
  }

  private func sharedWithLast(_ term: Span<UInt8>) -> Int {
    let last = last.span
    let common = min(term.count, last.count)
    var shared = 0
    while shared < common && term[shared] == last[shared] { shared += 1 }
    return shared
  }

  /// The complete bytes that wait to be taken.
  var waitingBytes: Int { terms.count }

  /// The complete bytes, which are forgotten here.
  mutating func takeTerms() -> [UInt8] {
    defer { terms.removeAll() }
    return terms.array()
  }

  /// Ends the last block and gives the index section.
  mutating func finish() -> [UInt8] {
    if blockTerms > 0 { closeBlock() }
    var writer = ByteWriter()
    writer.fixed(UInt64(blockOffsets.count), 4)
    let keysStart = 4 + 8 * blockOffsets.count
    for index in blockOffsets.indices {
      writer.fixed(UInt64(keysStart) + UInt64(keyOffsets[index]), 4)
      writer.fixed(UInt64(blockOffsets[index]), 4)
    }
    return writer.bytes + keys
  }

  /// Whether offsets of 32 bits still reach.
  var isFull: Bool { length + block.count > Int(UInt32.max) - (1 << 16) }

  /// The shortest string that is greater than the last term and not greater than `term` separates
  /// the blocks.
  private mutating func startBlock(with term: Span<UInt8>) {
    keyOffsets.append(UInt32(clamping: keys.count))
    blockOffsets.append(UInt32(clamping: length))
    guard termCount > 0 else { return }
    let shared = sharedWithLast(term)
    for index in 0..<min(shared + 1, term.count) { keys.append(term[index]) }
  }

  private mutating func closeBlock() {
    let before = terms.count
    terms.append(varint: blockTerms)
    terms.append(varint: blockHead.short)
    terms.append(varint: blockHead.positions)
    if keepsForms { terms.append(varint: blockHead.forms) }
    terms.append(block)
    length += terms.count - before
    block.removeAll()
    blockTerms = 0
  }
}
