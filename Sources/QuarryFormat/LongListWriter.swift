/// Cuts the postings of long lists into pages, with the metadata that lets queries pass over them.
///
/// Postings are decoded a page at a time for the sake of the metadata; their codes are copied.
struct LongListWriter: ~Copyable {
  let fieldCount: Int
  /// The length codes of all documents, one array a field.
  private let norms: [[UInt8]]
  private var pages = GrowingBytes(capacity: 1 << 12)
  private var pageEnds: [Int] = []
  /// The metadata of the lists that are finished.
  private var metadata = GrowingBytes()

  // The present list.
  private var pageEntries = GrowingBytes()
  private var blocks = GrowingBytes()
  private var pageCount = 0
  private var lastDocument = -1
  /// The occurrences so far.
  private(set) var occurrences = 0
  /// The bytes of its positions on the pages that are finished.
  private var positionsStart = 0
  /// The last document on the pages that are finished.
  private var lastOnPages = -1

  // The present page.
  private var codes = GrowingBytes()
  private var count = 0
  /// Room for a whole page.
  private var documents: [UInt32]
  private var frequencies: [UInt32]
  /// Of each block the positions still to come, and the bytes of those that came.
  private var missing: [Int] = []
  private var lengths: [Int] = []
  /// The first block of which positions are missing.
  private var openBlock = 0
  private var pairs = BlockPairs()
  private var bounds: [ImpactPair] = []

  init(norms: [[UInt8]]) {
    self.norms = norms
    fieldCount = norms.count
    documents = [UInt32](repeating: 0, count: BlockMetadata.pagePostings)
    frequencies = [UInt32](repeating: 0, count: BlockMetadata.pagePostings * norms.count)
  }

  /// The bytes that can be taken.
  var byteCount: Int { pages.count + metadata.count }

  /// Begins a list.
  mutating func begin() {
    pageEntries.removeAll(keeping: 1 << 16)
    blocks.removeAll(keeping: 1 << 16)
    pageCount = 0
    lastDocument = -1
    occurrences = 0
    positionsStart = 0
    lastOnPages = -1
    beginPage()
  }

  private mutating func beginPage() {
    codes.removeAll()
    count = 0
    missing.removeAll(keepingCapacity: true)
    lengths.removeAll(keepingCapacity: true)
    openBlock = 0
  }

  /// Whether postings wait for their page to end.
  var hasOpenPage: Bool { count > 0 }

  /// Whether the page has all its postings and their positions.
  var isPageComplete: Bool {
    count == BlockMetadata.pagePostings && openBlock == missing.count
  }

  /// The positions of the postings that are still to come.
  var missingPositions: Int { missing[openBlock...].reduce(0, +) }

  /// Takes whole postings up to the page's end; see `PostingsPartWriter`.
  mutating func append(
    codes bytes: UnsafeBufferPointer<UInt8>, first: Int?
  ) -> (bytes: Int, occurrences: Int) {
    let before = count
    var document = lastDocument
    var offset = 0
    var copied = 0
    var taken = 0
    let fieldCount = fieldCount
    // Local, so that nothing is checked at each posting.
    var documents: [UInt32] = []
    var frequencies: [UInt32] = []
    swap(&documents, &self.documents)
    swap(&frequencies, &self.frequencies)
    documents.withUnsafeMutableBufferPointer { documents in
      frequencies.withUnsafeMutableBufferPointer { frequencies in
        while before + taken < documents.count, offset < bytes.count {
          var scan = PostingScan(bytes, offset: offset)
          let place = (before + taken) * fieldCount
          guard let code = scan.varint(),
            scan.readFrequencies(code, fieldCount: fieldCount, into: frequencies, at: place)
          else { break }
          if taken == 0, let first {
            document = first
            // A gap of 0 has one byte, which is replaced.
            copied = 1
          } else {
            document += Int(truncatingIfNeeded: code >> 1) + 1
          }
          documents[before + taken] = UInt32(truncatingIfNeeded: document)
          taken += 1
          offset = scan.offset
        }
      }
    }
    swap(&documents, &self.documents)
    swap(&frequencies, &self.frequencies)
    guard taken > 0 else { return (0, 0) }
    if copied > 0, let first {
      let gap = UInt32(truncatingIfNeeded: first - lastDocument - 1)
      codes.append(varint: Int(gap) << 1 | Int(bytes[0] & 1))
    }
    codes.append(UnsafeBufferPointer(rebasing: bytes[copied..<offset]))
    lastDocument = document
    count += taken
    let total = addBlocks(from: before)
    occurrences += total
    return (offset, total)
  }

  /// Enters the postings from `start` on into their blocks.
  ///
  /// - Returns: their occurrences.
  private mutating func addBlocks(from start: Int) -> Int {
    var total = 0
    var start = start
    while start < count {
      let block = start / BlockMetadata.blockPostings
      let end = min(count, (block + 1) * BlockMetadata.blockPostings)
      var sum = 0
      for index in start * fieldCount..<end * fieldCount { sum += Int(frequencies[index]) }
      if block == missing.count {
        missing.append(0)
        lengths.append(0)
      }
      missing[block] += sum
      total += sum
      start = end
    }
    return total
  }

  /// Passes over the positions of the postings that were taken; the bytes of them.
  mutating func take(positions bytes: UnsafeBufferPointer<UInt8>) -> Int {
    var offset = 0
    while openBlock < missing.count {
      let start = offset
      missing[openBlock] -= PostingScan.skip(missing[openBlock], bytes, at: &offset)
      lengths[openBlock] += offset - start
      guard missing[openBlock] == 0 else { break }
      // The last block may go on with the next postings.
      guard openBlock + 1 < missing.count || isLastBlockWhole else { break }
      openBlock += 1
    }
    return offset
  }

  private var isLastBlockWhole: Bool { count % BlockMetadata.blockPostings == 0 }

  /// Ends the page; its positions end `positionsEnd` bytes behind those of the list's first.
  mutating func endPage(positionsEnd: Int) {
    let count = count
    guard count > 0 else { return }
    pageEntries.append(fixed: UInt64(documents[count - 1]), size: 4)
    pageEntries.append(fixed: UInt64(blocks.count), size: 4)
    pageEntries.append(fixed: UInt64(positionsStart), size: 8)
    positionsStart = positionsEnd
    bounds.removeAll(keepingCapacity: true)
    for _ in 0..<fieldCount { bounds.append(ImpactPair(frequency: 0, length: 255)) }
    let documents = documents
    let frequencies = frequencies
    var before = lastOnPages
    for (block, length) in lengths.enumerated() {
      pages.append(varint: length)
      let start = block * BlockMetadata.blockPostings
      let range = start..<min(start + BlockMetadata.blockPostings, count)
      let last = Int(documents[range.upperBound - 1])
      blocks.append(varint: last - before)
      before = last
      let all = documents.span
      let numbers = frequencies.span
      for field in 0..<fieldCount {
        let norms = norms[field]
        pairs.append(
          documents: all.extracting(range),
          frequencies: numbers.extracting(
            range.lowerBound * fieldCount..<range.upperBound * fieldCount),
          field: field, fieldCount: fieldCount, norms: norms.span, bound: &bounds[field],
          to: &blocks)
      }
    }
    lastOnPages = before
    for bound in bounds {
      pageEntries.append(BlockMetadata.frequencyByte(bound.frequency))
      pageEntries.append(bound.length)
    }
    pages.append(codes)
    pageEnds.append(pages.count)
    pageCount += 1
    beginPage()
  }

  /// Ends the list, whose pages are finished.
  ///
  /// - Returns: the bytes of its metadata and the number of its pages.
  mutating func end() -> (blocksLength: Int, pageCount: Int) {
    let before = metadata.count
    metadata.append(fixed: 0, size: 4)
    metadata.append(pageEntries)
    metadata.append(blocks)
    return (metadata.count - before, pageCount)
  }

  /// Moves the finished pages and metadata to `part`.
  mutating func take(into part: inout PostingsPart) {
    part.longPages = pages.array()
    swap(&part.longPageEnds, &pageEnds)
    part.blocks = metadata.array()
    pages.removeAll(keeping: 1 << 20)
    metadata.removeAll(keeping: 1 << 20)
  }
}
