package import QuarryStorage

/// How the pages of a section are coded.
package enum PageCodec: UInt8, Sendable {
  case raw = 0
  case deflate = 1
}

/// Where each page of a paged section lies, in groups so that a page costs two to four bytes.
///
/// A header of 16 bytes (codec, fixed raw page size or 0, number of pages, raw bytes in all) is
/// followed by groups of 32 pages: the first page's offset in the section, for pages of varying size
/// its raw offset too, then each page's stored length (its checksum included) and, for varying
/// sizes, its raw length, in 16 bits each.
package enum PageDirectory {
  static let headerBytes = 16
  static let groupPages = 32

  /// Collects the lengths of pages as they are written.
  package struct Writer: Sendable {
    private let codec: PageCodec
    /// The raw bytes of every page but the last; 0 where pages vary.
    private let fixedBytes: Int
    private var stored: [UInt16] = []
    private var raw: [UInt16] = []

    package init(codec: PageCodec, fixedBytes: Int = 0) {
      self.codec = codec
      self.fixedBytes = fixedBytes
    }

    package var pageCount: Int { stored.count }

    /// Adds the next page; both lengths are under 64 KiB by the way pages are cut.
    package mutating func append(storedLength: Int, rawLength: Int) {
      stored.append(UInt16(clamping: storedLength))
      raw.append(UInt16(clamping: rawLength))
    }

    /// The directory's bytes.
    package consuming func encode() -> [UInt8] {
      var writer = ByteWriter()
      writer.fixed(UInt64(codec.rawValue), 1)
      writer.fixed(UInt64(fixedBytes), 3)
      writer.fixed(UInt64(stored.count), 4)
      writer.fixed(raw.reduce(0) { $0 + UInt64($1) }, 8)
      var offset: UInt64 = 0
      var rawOffset: UInt64 = 0
      for first in stride(from: 0, to: stored.count, by: groupPages) {
        let group = first..<min(first + groupPages, stored.count)
        writer.fixed(offset, 8)
        if fixedBytes == 0 { writer.fixed(rawOffset, 8) }
        for page in group {
          writer.fixed(UInt64(stored[page]), 2)
          if fixedBytes == 0 { writer.fixed(UInt64(raw[page]), 2) }
          offset += UInt64(stored[page])
          rawOffset += UInt64(raw[page])
        }
      }
      return writer.bytes
    }
  }
}

/// The pages of one section: each is inflated, once its checksum was seen to hold, on demand.
///
/// Which pages' checksums hold is remembered, as committed bytes never change.
package struct PagedSection: Sendable {
  package let kind: SectionKind
  private let data: MappedBytes
  private let directory: SectionBytes
  package let codec: PageCodec
  package let pageCount: Int
  /// The bytes of all pages before compression.
  package let rawCount: Int
  private let fixedBytes: Int
  private let checked: GranuleBits

  /// A page as it lies in the section.
  package struct Page {
    /// From the section's start.
    package let offset: Int
    /// The checksum's four bytes included.
    package let storedLength: Int
    let rawOffset: Int
    let rawLength: Int
  }

  /// Opens a section through its directory.
  init(kind: SectionKind, data: MappedBytes, directory: SectionBytes) throws(FormatError) {
    self.kind = kind
    self.data = data
    self.directory = directory
    let head = try directory.uint32(at: 0)
    guard let codec = PageCodec(rawValue: UInt8(truncatingIfNeeded: head)) else {
      throw directory.damage(at: 0, "the page codec is unknown")
    }
    self.codec = codec
    fixedBytes = head >> 8
    pageCount = try directory.uint32(at: 4)
    let raw = try directory.uint64(at: 8)
    guard raw <= UInt64(pageCount) * 65_535 else {
      throw directory.damage(at: 8, "the raw length is impossible")
    }
    rawCount = Int(raw)
    let groups = (pageCount + PageDirectory.groupPages - 1) / PageDirectory.groupPages
    let entry = fixedBytes == 0 ? 4 : 2
    let groupHead = fixedBytes == 0 ? 16 : 8
    guard
      directory.count == PageDirectory.headerBytes + groups * groupHead + pageCount * entry
    else {
      throw directory.damage(at: 0, "the directory has the wrong size")
    }
    checked = GranuleBits(count: pageCount)
  }

  /// Takes the file's pages out of the process's resident memory, in a pass over many of them.
  func releaseResident() { data.releaseResident() }

  private var entryBytes: Int { fixedBytes == 0 ? 4 : 2 }
  private var groupHead: Int { fixedBytes == 0 ? 16 : 8 }

  private func groupOffset(_ group: Int) -> Int {
    PageDirectory.headerBytes + group * (groupHead + PageDirectory.groupPages * entryBytes)
  }

  /// Finds page `index`.
  package func page(_ index: Int) throws(FormatError) -> Page {
    guard index >= 0, index < pageCount else {
      throw .damaged(kind, at: index, "there is no such page")
    }
    let group = index / PageDirectory.groupPages
    let start = groupOffset(group)
    let within = index % PageDirectory.groupPages
    let bytes = try directory.bytes(start..<start + groupHead + (within + 1) * entryBytes)
    let span = bytes.span
    func half(_ offset: Int) -> Int {
      Int(UInt16(littleEndian: span.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt16.self)))
    }
    func long(_ offset: Int) -> Int {
      Int(
        clamping: UInt64(
          littleEndian: span.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)))
    }
    var offset = min(long(0), data.count)
    var rawOffset =
      fixedBytes == 0 ? min(long(8), rawCount) : min(index * fixedBytes, rawCount)
    for page in 0..<within {
      offset += half(groupHead + page * entryBytes)
      if fixedBytes == 0 { rawOffset += half(groupHead + page * entryBytes + 2) }
    }
    let rawLength =
      fixedBytes == 0
      ? half(groupHead + within * entryBytes + 2) : min(fixedBytes, rawCount - rawOffset)
    let stored = half(groupHead + within * entryBytes)
    guard stored >= 4, offset + stored <= data.count, rawOffset + rawLength <= rawCount else {
      throw FormatError.damaged(kind, at: offset, "page \(index) is not inside the section")
    }
    return Page(
      offset: offset, storedLength: stored, rawOffset: rawOffset, rawLength: rawLength)
  }

  /// The stored bytes of a page, on average.
  var meanStoredBytes: Int { pageCount == 0 ? 0 : data.count / pageCount }

  /// The number of the page that holds the raw byte at `rawOffset`.
  package func pageIndex(containing rawOffset: Int) throws(FormatError) -> Int {
    guard rawOffset >= 0, rawOffset < rawCount else {
      throw .damaged(kind, at: rawOffset, "the place is beyond the section's end")
    }
    if fixedBytes > 0 { return rawOffset / fixedBytes }
    var low = 0
    var high = (pageCount - 1) / PageDirectory.groupPages
    while low < high {
      let middle = (low + high + 1) / 2
      if Int(clamping: try directory.uint64(at: groupOffset(middle) + 8)) <= rawOffset {
        low = middle
      } else {
        high = middle - 1
      }
    }
    var index = low * PageDirectory.groupPages
    let last = min(index + PageDirectory.groupPages, pageCount) - 1
    while index < last {
      let next = try page(index + 1)
      if next.rawOffset > rawOffset { break }
      index += 1
    }
    guard try page(index).rawOffset <= rawOffset else {
      throw .damaged(kind, at: rawOffset, "no page holds the place")
    }
    return index
  }

  /// Replaces `output` by page `index`, or by its first `limit` bytes where that is less, but for those
  /// before `first`.
  ///
  /// - Returns: the page's raw offset and its whole raw length.
  /// - Throws: where the checksum does not hold or the page does not inflate.
  @discardableResult
  package func read(
    page index: Int, from first: Int = 0, limit: Int = Int.max, with inflater: Inflater,
    dictionary: Span<UInt8>? = nil, into output: inout [UInt8]
  ) throws(FormatError) -> (rawOffset: Int, rawLength: Int) {
    let page = try page(index)
    let bytes = try checkedBytes(of: page, index)
    let body = bytes.span.extracting(0..<page.storedLength - 4)
    let wanted = min(limit, page.rawLength)
    switch codec {
    case .raw:
      guard body.byteCount == page.rawLength else {
        throw .damaged(kind, at: page.offset, "page \(index) has the wrong length")
      }
      output.removeAll(keepingCapacity: true)
      body.withUnsafeBytes { output.append(contentsOf: $0.prefix(wanted).dropFirst(first)) }
    case .deflate:
      do {
        try inflater.inflate(
          body, into: &output, from: first, count: wanted, whole: wanted == page.rawLength,
          dictionary: dictionary)
      } catch {
        throw .damaged(kind, at: page.offset, "page \(index): \(error.reason)")
      }
    }
    return (page.rawOffset, page.rawLength)
  }

  /// The stored bytes of a page, once its checksum was seen to hold.
  func checkedBytes(of page: Page, _ index: Int) throws(FormatError) -> MappedBytes {
    guard let bytes = data.slice(offset: page.offset, length: page.storedLength) else {
      throw .damaged(kind, at: page.offset, "page \(index) is not inside the section")
    }
    guard !checked.contains(index) else { return bytes }
    bytes.prefetch()
    let span = bytes.span
    let sum = UInt32(
      littleEndian: span.unsafeLoadUnaligned(
        fromByteOffset: page.storedLength - 4, as: UInt32.self))
    guard Checksum.crc32(span.extracting(0..<page.storedLength - 4)) == sum else {
      throw .damaged(kind, at: page.offset, "the checksum of page \(index) does not hold")
    }
    checked.insert(index)
    return bytes
  }

  /// Checks that page `index` is as it was written, without inflating it.
  func check(page index: Int) throws(FormatError) {
    _ = try checkedBytes(of: try page(index), index)
  }

  /// Checks that the pages lie side by side and fill the section.
  func checkExtents() throws(FormatError) {
    var offset = 0
    var rawOffset = 0
    for index in 0..<pageCount {
      let page = try page(index)
      guard page.offset == offset, page.rawOffset == rawOffset, page.rawLength > 0 else {
        throw .damaged(kind, at: offset, "page \(index) does not begin where the last one ended")
      }
      offset += page.storedLength
      rawOffset += page.rawLength
    }
    guard offset == data.count, rawOffset == rawCount else {
      throw .damaged(kind, at: offset, "bytes are left after the last page")
    }
  }
}
