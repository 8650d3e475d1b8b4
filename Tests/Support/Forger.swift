import Foundation
package import QuarryFormat
import QuarryStorage

/// Changes an index as an attacker would, who makes every checksum right again.
///
/// Of several commits the newest is kept, as if it were the first; the file of a single commit with nothing changed comes out as
/// it was.
package struct Forger {
  /// A section of the index: its bytes, and its pages where it has some.
  package struct Part: Sendable {
    /// The segment's number; nil for the preset dictionary.
    package let segment: Int?
    /// The place in the segment's table of sections.
    let number: Int
    let entry: SectionEntry
    package let bytes: [UInt8]
    /// The bodies of the pages, from the section's start; four bytes of checksum follow each.
    let pages: [Range<Int>]

    package var kind: SectionKind { entry.kind }
  }

  private let header: [UInt8]
  package let catalog: Catalog
  /// In the order of the file.
  package let parts: [Part]

  /// - Throws: where `bytes` are no sound index.
  package init(_ bytes: [UInt8]) throws {
    let path =
      FileManager.default.temporaryDirectory
      .appendingPathComponent("quarry-forger-\(UUID().uuidString)").path
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let index = try IndexFile(path: path)
    catalog = index.catalog
    header = Array(bytes[..<Header.pageBytes])
    var parts: [Part] = []
    func add(_ entry: SectionEntry, _ number: Int, of segment: Int?, _ paged: PagedSection?) throws
    {
      let pages = try (0..<(paged?.pageCount ?? 0)).map { index in
        let page = try paged?.page(index)
        return page.map { $0.offset..<$0.offset + $0.storedLength - 4 } ?? 0..<0
      }
      parts.append(
        Part(
          segment: segment, number: number, entry: entry,
          bytes: Array(bytes[entry.offset..<entry.offset + entry.length]), pages: pages))
    }
    if let entry = catalog.presetDictionary { try add(entry, 0, of: nil, nil) }
    for (segment, facts) in catalog.segments.enumerated() {
      for (number, entry) in facts.sections.enumerated() {
        try add(entry, number, of: segment, index.segments[segment].pages(of: entry.kind))
      }
    }
    self.parts = parts.enumerated()
      .sorted { ($0.element.entry.offset, $0.offset) < ($1.element.entry.offset, $1.offset) }
      .map(\.element)
  }

  /// An index with `change` done to the bytes of one section, of `kind` or else by chance.
  package func forged(
    _ random: inout SplitMix64, in kind: SectionKind? = nil,
    _ change: (inout [UInt8], inout SplitMix64) -> Void
  ) -> [UInt8] {
    let possible = parts.indices.filter {
      !parts[$0].bytes.isEmpty && (kind == nil || parts[$0].kind == kind)
    }
    guard let part = possible.randomElement(using: &random) else { return file() }
    var section = parts[part].bytes
    change(&section, &random)
    return file(replacing: [part: section])
  }

  /// An index with `change` done to the bytes of the catalog, and `changeRoot` to the root.
  package func forgedCatalog(
    root changeRoot: (Root) -> Root = { $0 }, _ change: (inout [UInt8]) -> Void
  ) -> [UInt8] {
    file(changing: change, root: changeRoot)
  }

  /// An index in which some parts, by their places in `parts`, have other bytes.
  ///
  /// A section of pages keeps its pages where they are, so that it can be cut but not moved inside.
  package func file(
    replacing sections: [Int: [UInt8]] = [:], changing: (inout [UInt8]) -> Void = { _ in },
    root changeRoot: (Root) -> Root = { $0 }
  ) -> [UInt8] {
    var file = header + [UInt8](repeating: 0, count: Header.dataStart - Header.pageBytes)
    var catalog = catalog
    for (place, part) in parts.enumerated() {
      file.align()
      let offset = file.count
      let bytes = sections[place] ?? part.bytes
      file += bytes
      var checksum: UInt32 = 0
      if part.kind.isPaged {
        for page in part.pages where page.upperBound + 4 <= bytes.count {
          let sum = Checksum.crc32(bytes.span.extracting(page).bytes)
          file.setWord(sum, at: offset + page.upperBound)
        }
      } else {
        var checksums = GranuleChecksums()
        checksums.append(bytes.span.bytes)
        let table = checksums.table()
        file += table
        checksum = Checksum.crc32(table.span.bytes)
      }
      let entry = SectionEntry(
        kind: part.kind, offset: offset, length: bytes.count, checksum: checksum)
      if let segment = part.segment {
        catalog.segments[segment].sections[part.number] = entry
      } else {
        catalog.presetDictionary = entry
      }
    }
    file.align()
    var encoded = catalog.encode()
    changing(&encoded)
    let start = file.count
    file += encoded
    file.align()
    let forged = changeRoot(
      Root(
        generation: 1, extent: file.count + Root.encodedBytes,
        catalogOffset: start, catalogLength: encoded.count,
        catalogChecksum: Checksum.crc32(encoded.span.bytes)))
    file += forged.encode()
    file.replaceSubrange(Header.pageBytes..<2 * Header.pageBytes, with: forged.encodeSlot())
    return file
  }
}

extension [UInt8] {
  /// Overwrites one to three numbers of one to eight bytes by ones that are likely to hurt.
  package mutating func damage(_ random: inout SplitMix64) {
    guard !isEmpty else { return }
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      let near = Int.random(in: 0..<Swift.min(48, count), using: &random)
      let far = Int.random(in: 0..<count, using: &random)
      let place = Bool.random(using: &random) ? near : far
      let size = [1, 1, 1, 2, 4, 8].randomElement(using: &random) ?? 1
      let old = self[place]
      let byte =
        [0, 1, 0x7F, 0x80, 0xFF, old &+ 1, old &- 1, UInt8.random(in: 0...255, using: &random)]
        .randomElement(using: &random) ?? 0
      for index in place..<Swift.min(count, place + size) { self[index] = byte }
    }
  }

  /// Appends zeros up to where a section may begin.
  fileprivate mutating func align() {
    while count % SectionEntry.alignment != 0 { append(0) }
  }

  /// Writes a number, little-endian, over four bytes.
  fileprivate mutating func setWord(_ number: UInt32, at place: Int) {
    for byte in 0..<4 { self[place + byte] = UInt8(truncatingIfNeeded: number >> UInt32(8 * byte)) }
  }
}
