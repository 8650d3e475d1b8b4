import QuarryStorage

/// Alternative titles that were found for documents after their records had been written, as those of
/// redirects are: reading a document puts them among its metadata.
///
/// Layout: for every document that has some, in ascending order, its distance from the first of its
/// block, the bytes of its titles, and each title with its length before it, all numbers varints; then
/// for every block of 32 such documents its first document (4 bytes) and the offset of its first entry
/// (8 bytes); then the offset of the first block's (8 bytes), the number of blocks and that of
/// documents (4 bytes each).
package struct AddedTitles: Sendable {
  static let blockDocuments = 32
  static let blockBytes = 12
  static let tailBytes = 16
  /// No document has more bytes of added titles, lengths included.
  package static let mostBytes = 1 << 17

  private let bytes: SectionBytes
  private let directory: Int
  private let blockCount: Int
  /// The documents that have added titles.
  package let count: Int

  init(_ bytes: SectionBytes) throws(FormatError) {
    self.bytes = bytes
    let tail = bytes.count - Self.tailBytes
    guard tail >= 0 else { throw bytes.damage(at: 0, "it is too short") }
    blockCount = try bytes.uint32(at: tail + 8)
    count = try bytes.uint32(at: tail + 12)
    let start = try bytes.uint64(at: tail)
    guard start <= UInt64(tail), Int(start) + blockCount * Self.blockBytes == tail,
      blockCount == (count + Self.blockDocuments - 1) / Self.blockDocuments
    else { throw bytes.damage(at: tail, "its end is impossible") }
    directory = Int(start)
  }

  /// Calls `body` with each title that was added to a document.
  func forEach(
    of document: Int, _ body: (Span<UInt8>) -> Void
  ) throws(FormatError) {
    var low = 0
    var high = blockCount
    while low < high {
      let middle = (low + high) / 2
      if try firstDocument(middle) <= document { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else { return }
    try walk(low - 1) { found, titles, _ throws(FormatError) in
      if found == document { try Self.split(titles, in: bytes) { body($0) } }
      return found < document
    }
  }

  private func firstDocument(_ block: Int) throws(FormatError) -> Int {
    try bytes.uint32(at: directory + block * Self.blockBytes)
  }

  private func start(_ block: Int) throws(FormatError) -> Int {
    guard block < blockCount else { return directory }
    let start = try bytes.uint64(at: directory + block * Self.blockBytes + 4)
    guard start <= UInt64(directory) else {
      throw bytes.damage(at: directory + block * Self.blockBytes, "a block is not inside")
    }
    return Int(start)
  }

  /// Calls `body` with each document of a block, its titles and the offset behind them, until it gives
  /// false.
  private func walk(
    _ block: Int, _ body: (Int, Span<UInt8>, Int) throws(FormatError) -> Bool
  ) throws(FormatError) {
    let (first, start, end) = (try firstDocument(block), try start(block), try start(block + 1))
    guard start < end else { throw bytes.damage(at: start, "a block is not inside") }
    let held = try bytes.bytes(start..<end)
    let entries = Span<UInt8>(_bytes: held.span)
    var offset = 0
    for _ in 0..<Self.blockDocuments where offset < entries.count {
      let place = start + offset
      guard let distance = Varint.read(entries, at: &offset), distance < 1 << 32,
        let length = Varint.read(entries, at: &offset), length <= UInt64(Self.mostBytes),
        Int(length) <= entries.count - offset
      else { throw bytes.damage(at: place, "an entry is impossible") }
      let titles = entries.extracting(offset..<offset + Int(length))
      offset += Int(length)
      guard try body(first + Int(distance), titles, start + offset) else { return }
    }
  }

  private static func split(
    _ titles: Span<UInt8>, in bytes: SectionBytes, _ body: (Span<UInt8>) throws(FormatError) -> Void
  ) throws(FormatError) {
    var offset = 0
    while offset < titles.count {
      guard let length = Varint.read(titles, at: &offset),
        length <= UInt64(titles.count - offset)
      else { throw bytes.damage(at: 0, "a title is not inside its entry") }
      try body(titles.extracting(offset..<offset + Int(length)))
      offset += Int(length)
    }
  }

  /// Goes through all of it; throws the first damage.
  func verify(documentCount: Int) throws(FormatError) {
    var last = -1
    var found = 0
    var end = 0
    for block in 0..<blockCount {
      guard try start(block) == end else {
        throw bytes.damage(at: directory + block * Self.blockBytes, "a block begins elsewhere")
      }
      let first = try firstDocument(block)
      var isFirst = true
      try walk(block) { document, titles, behind throws(FormatError) in
        guard document > last, document < documentCount, !isFirst || document == first else {
          throw bytes.damage(at: end, "a document is impossible")
        }
        isFirst = false
        last = document
        found += 1
        var isText = !titles.isEmpty
        try Self.split(titles, in: bytes) { title throws(FormatError) in
          isText = isText && !title.isEmpty && (try? UTF8Span(validating: title)) != nil
        }
        guard isText else { throw bytes.damage(at: end, "a title is no UTF-8") }
        end = behind
        return true
      }
    }
    guard end == directory, found == count else {
      throw bytes.damage(at: end, "it holds other documents than it counts")
    }
  }
}

/// Writes what `AddedTitles` reads.
package struct AddedTitlesWriter {
  /// Bytes that are complete and wait to be taken.
  package var bytes: [UInt8] = []
  private var written = 0
  private var directory = ByteWriter()
  private var first = 0
  /// The documents so far.
  package private(set) var count = 0

  package init() {}

  /// Adds the titles of the next document, each with its length before it.
  package mutating func append(document: Int, titles: [UInt8]) {
    let before = bytes.count
    if count % AddedTitles.blockDocuments == 0 {
      first = document
      directory.fixed(UInt64(document), 4)
      directory.fixed(UInt64(written), 8)
    }
    Varint.append(document - first, to: &bytes)
    Varint.append(titles.count, to: &bytes)
    bytes += titles
    written += bytes.count - before
    count += 1
  }

  /// Completes the section.
  package mutating func finish() {
    let blocks = (count + AddedTitles.blockDocuments - 1) / AddedTitles.blockDocuments
    bytes += directory.bytes
    var tail = ByteWriter()
    tail.fixed(UInt64(written), 8)
    tail.fixed(UInt64(blocks), 4)
    tail.fixed(UInt64(count), 4)
    bytes += tail.bytes
  }
}
