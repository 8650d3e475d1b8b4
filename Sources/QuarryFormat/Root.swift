import QuarryStorage

/// The root of one commit: how far the file is committed and where its catalog lies.
///
/// Two slots behind the header hold the last two roots, and a copy ends every commit's bytes, so that
/// a torn write of a slot never loses a commit.
package struct Root: Sendable, Hashable {
  /// Counts commits from 1.
  package let generation: UInt64
  /// The bytes of the file that are committed, the root's copy at their end included.
  package let extent: Int
  package let catalogOffset: Int
  package let catalogLength: Int
  package let catalogChecksum: UInt32

  package init(
    generation: UInt64, extent: Int, catalogOffset: Int, catalogLength: Int,
    catalogChecksum: UInt32
  ) {
    self.generation = generation
    self.extent = extent
    self.catalogOffset = catalogOffset
    self.catalogLength = catalogLength
    self.catalogChecksum = catalogChecksum
  }

  /// The bytes of an encoded root.
  package static let encodedBytes = 64
  static let magic: [UInt8] = Array("QROOT\0\0\0".utf8)

  /// The root as it stands in a slot and at the end of a commit.
  package func encode() -> [UInt8] {
    var writer = ByteWriter()
    writer.bytes = Self.magic
    writer.fixed(generation, 8)
    writer.fixed(UInt64(extent), 8)
    writer.fixed(UInt64(catalogOffset), 8)
    writer.fixed(UInt64(catalogLength), 8)
    writer.fixed(UInt64(catalogChecksum), 4)
    writer.bytes += [UInt8](repeating: 0, count: Self.encodedBytes - 4 - writer.bytes.count)
    writer.fixed(UInt64(Checksum.crc32(writer.bytes.span.bytes)), 4)
    return writer.bytes
  }

  /// The slot page of the root: its code, then zeros.
  package func encodeSlot() -> [UInt8] {
    encode() + [UInt8](repeating: 0, count: Header.pageBytes - Self.encodedBytes)
  }

  /// The root that `bytes` hold, or nil where they hold none or a damaged one.
  init?(decoding bytes: MappedBytes) {
    guard bytes.count == Self.encodedBytes else { return nil }
    for (index, byte) in Self.magic.enumerated()
    where bytes.span.unsafeLoad(fromByteOffset: index, as: UInt8.self) != byte {
      return nil
    }
    // A copy, since a writer may be filling the slot: what is checked has to be what is read.
    let code = bytes.span.withUnsafeBytes { Array($0) }
    let span = code.span.bytes
    func number(_ offset: Int) -> UInt64 {
      UInt64(littleEndian: span.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
    func word(_ offset: Int) -> UInt32 {
      UInt32(littleEndian: span.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }
    guard code.starts(with: Self.magic),
      Checksum.crc32(span.extracting(0..<Self.encodedBytes - 4)) == word(60),
      let extent = Int(exactly: number(16)), let offset = Int(exactly: number(24)),
      let length = Int(exactly: number(32))
    else { return nil }
    generation = number(8)
    self.extent = extent
    catalogOffset = offset
    catalogLength = length
    catalogChecksum = word(40)
  }

  /// The newest whole root among the copies that end commits, from `start` of the file on: what a slot
  /// that was torn while it was written has lost.
  static func newestCopy(in file: MappedBytes, from start: Int) -> Root? {
    var newest: Root?
    var offset = start / SectionEntry.alignment * SectionEntry.alignment
    // Catalogs lie side by side; roots that are forged may all name one as large as the file.
    var catalogBytes = file.count
    while offset <= file.count - encodedBytes {
      if let code = file.slice(offset: offset, length: encodedBytes),
        let root = Root(decoding: code), root.extent == offset + encodedBytes,
        root.generation > newest?.generation ?? 0,
        let catalog = file.slice(offset: root.catalogOffset, length: root.catalogLength),
        catalog.count <= catalogBytes
      {
        catalogBytes -= catalog.count
        if Checksum.crc32(catalog.span) == root.catalogChecksum { newest = root }
      }
      offset += SectionEntry.alignment
    }
    return newest
  }

  /// What a slot page holds.
  enum Slot: Sendable {
    case empty
    case valid(Root)
    case damaged
  }

  /// Reads both slot pages, of which one that was wiped or overwritten with another root is damaged.
  ///
  /// Commits fill the slots in turn, so that beside the root of any but the first stands that of the one
  /// before it.
  static func slots(of file: MappedBytes) -> [Slot] {
    var slots = (0...1).map { slot($0, of: file) }
    switch (slots[0], slots[1]) {
    case (.valid(let first), .valid(let second)):
      let (older, newer) = (
        min(first.generation, second.generation), max(first.generation, second.generation)
      )
      if newer - older != 1 { slots[first.generation < second.generation ? 0 : 1] = .damaged }
    case (.valid(let root), .empty) where root.generation > 1: slots[1] = .damaged
    case (.empty, .valid(let root)) where root.generation > 1: slots[0] = .damaged
    default: break
    }
    return slots
  }

  /// Reads the slot page numbered 0 or 1.
  static func slot(_ number: Int, of file: MappedBytes) -> Slot {
    guard let page = file.slice(offset: (1 + number) * Header.pageBytes, length: Header.pageBytes),
      let code = page.slice(offset: 0, length: encodedBytes),
      let rest = page.slice(offset: encodedBytes, length: Header.pageBytes - encodedBytes)
    else { return .damaged }
    guard rest.isZero else { return .damaged }
    if code.isZero { return .empty }
    guard let root = Root(decoding: code) else { return .damaged }
    return .valid(root)
  }
}

extension MappedBytes {
  /// Whether every byte is zero.
  var isZero: Bool {
    let span = self.span
    for index in 0..<count where span.unsafeLoad(fromByteOffset: index, as: UInt8.self) != 0 {
      return false
    }
    return true
  }
}
