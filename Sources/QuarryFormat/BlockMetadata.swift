import QuarryStorage

/// What lies outside the compressed pages of a long list, so that a query can pass over blocks and
/// pages without inflating them: the last document of each block of 128 postings and, by field, the
/// pairs of frequency and length that no other pair of the block beats in both.
///
/// A list's metadata is one entry of fixed size a page (last document, where the page's blocks begin,
/// where its positions begin, by field the largest frequency and the smallest length code), then
/// the blocks of all pages in varying size.
package enum BlockMetadata {
  /// Postings in a block.
  package static let blockPostings = 128
  /// Postings in a page of a long list.
  package static let pagePostings = 2048
  /// A list of this many postings has pages of its own; shorter lists share pages.
  package static let longList = 1024
  /// The most pairs kept for a field of a block.
  static let maxPairs = 3

  static func pageBytes(fieldCount: Int) -> Int { 16 + 2 * fieldCount }

  /// A frequency in the byte of a page entry: exact below 255, which stands for "any".
  static func frequencyByte(_ frequency: UInt32) -> UInt8 { UInt8(min(frequency, 255)) }
}

/// An upper bound of what a term can add to the score of a document: in a field at most `frequency`
/// occurrences in a text no shorter than `length` (a `LengthCode`) says.
package struct ImpactPair: Sendable, Hashable {
  /// 0 where the field does not hold the term.
  package var frequency: UInt32
  package var length: UInt8

  package init(frequency: UInt32, length: UInt8) {
    self.frequency = frequency
    self.length = length
  }
}

/// The page entries of one long list.
package struct ListMetadata: Sendable {
  /// The number of the list's first page among the long pages.
  package let firstPage: Int
  package let pageCount: Int
  package let documentFrequency: Int
  private let fieldCount: Int
  private let pages: MappedBytes
  private let blocks: SectionBytes
  /// Where the blocks' entries begin in the section.
  let blocksStart: Int

  /// One page's entry.
  package struct Page: Sendable {
    package let lastDocument: UInt32
    /// Where the entries of the page's blocks begin, from the list's first.
    let blocksOffset: Int
    /// The raw offset of the page's positions.
    package let positionsOffset: Int
  }

  /// Opens the metadata at `offset` of the section for a list of `documentFrequency` postings.
  init(
    section: SectionBytes, at offset: Int, documentFrequency: Int, fieldCount: Int
  ) throws(FormatError) {
    let pageCount =
      (documentFrequency + BlockMetadata.pagePostings - 1) / BlockMetadata.pagePostings
    let length = pageCount * BlockMetadata.pageBytes(fieldCount: fieldCount)
    guard offset >= 0, offset <= section.count - 4, length <= section.count - offset - 4 else {
      throw .damaged(.blocks, at: offset, "a list's entry is not inside")
    }
    let firstPage = try section.uint32(at: offset)
    let pages = try section.bytes(offset + 4..<offset + 4 + length)
    self.documentFrequency = documentFrequency
    self.fieldCount = fieldCount
    self.pageCount = pageCount
    self.firstPage = firstPage
    self.pages = pages
    blocks = section
    blocksStart = offset + 4 + length
  }

  /// The entry of page `index`, which is below `pageCount`.
  package func page(_ index: Int) -> Page {
    let span = pages.span
    let offset = index * BlockMetadata.pageBytes(fieldCount: fieldCount)
    return Page(
      lastDocument: UInt32(
        littleEndian: span.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self)),
      blocksOffset: Int(
        UInt32(
          littleEndian: span.unsafeLoadUnaligned(fromByteOffset: offset + 4, as: UInt32.self))),
      positionsOffset: Int(
        clamping: UInt64(
          littleEndian: span.unsafeLoadUnaligned(fromByteOffset: offset + 8, as: UInt64.self))))
  }

  /// The last document of page `index`.
  package func lastDocument(page index: Int) -> UInt32 {
    let offset = index * BlockMetadata.pageBytes(fieldCount: fieldCount)
    return UInt32(
      littleEndian: pages.span.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }

  /// The bound of page `index` in `field`.
  package func bound(page index: Int, field: Int) -> ImpactPair {
    let offset = index * BlockMetadata.pageBytes(fieldCount: fieldCount) + 16 + 2 * field
    let span = pages.span
    let frequency = span.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
    return ImpactPair(
      frequency: frequency == 255 ? UInt32.max : UInt32(frequency),
      length: span.unsafeLoad(fromByteOffset: offset + 1, as: UInt8.self))
  }

  /// The postings in page `index`.
  package func postingCount(page index: Int) -> Int {
    min(BlockMetadata.pagePostings, documentFrequency - index * BlockMetadata.pagePostings)
  }

  /// The blocks of page `index`: their last documents, and their pairs through `pair`, which is
  /// given the block's number in the page, the field and the pair.
  ///
  /// - Returns: where the entries end, counted as the page's `blocksOffset` is.
  @discardableResult
  package func readBlocks(
    page index: Int, into lastDocuments: inout [UInt32],
    pair: (_ block: Int, _ field: Int, ImpactPair) -> Void
  ) throws(FormatError) -> Int {
    let entry = page(index)
    let count =
      (postingCount(page: index) + BlockMetadata.blockPostings - 1) / BlockMetadata.blockPostings
    let start = blocksStart + entry.blocksOffset
    // Five bytes a number, at most: bounded without a length of its own.
    let most = count * (5 + fieldCount * (1 + BlockMetadata.maxPairs * 6))
    let end = min(blocks.count, start + most)
    guard start <= end else { throw .damaged(.blocks, at: start, "a list's blocks are not inside") }
    let bytes = try blocks.bytes(start..<end)
    lastDocuments.removeAll(keepingCapacity: true)
    let previous = index == 0 ? -1 : Int(lastDocument(page: index - 1))
    let length = try Self.decode(
      Span<UInt8>(_bytes: bytes.span), count: count, fieldCount: fieldCount, previous: previous,
      pageEnd: Int(entry.lastDocument), start: start, into: &lastDocuments, pair: pair)
    return entry.blocksOffset + length
  }

  private static func decode(
    _ span: Span<UInt8>, count: Int, fieldCount: Int, previous: Int, pageEnd: Int, start: Int,
    into lastDocuments: inout [UInt32], pair: (_ block: Int, _ field: Int, ImpactPair) -> Void
  ) throws(FormatError) -> Int {
    var offset = 0
    var last = previous
    for block in 0..<count {
      guard let gap = Varint.read(span, at: &offset), gap > 0, gap <= UInt64(UInt32.max) else {
        throw .damaged(.blocks, at: start + offset, "a block's last document is impossible")
      }
      last += Int(gap)
      guard last <= pageEnd else {
        throw .damaged(.blocks, at: start + offset, "a block ends behind its page")
      }
      lastDocuments.append(UInt32(last))
      for field in 0..<fieldCount {
        guard let pairs = Varint.read(span, at: &offset), pairs <= UInt64(BlockMetadata.maxPairs)
        else { throw .damaged(.blocks, at: start + offset, "a block has too many pairs") }
        for _ in 0..<Int(pairs) {
          guard let frequency = Varint.read(span, at: &offset), frequency <= UInt64(UInt32.max),
            offset < span.count
          else { throw .damaged(.blocks, at: start + offset, "a pair is cut off") }
          pair(block, field, ImpactPair(frequency: UInt32(frequency), length: span[offset]))
          offset += 1
        }
      }
    }
    guard last == pageEnd else {
      throw .damaged(.blocks, at: start + offset, "the last block does not end its page")
    }
    return offset
  }
}
