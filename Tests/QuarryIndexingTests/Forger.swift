import QuarryStorage
import TestSupport

@testable import QuarryFormat

/// Changes an index as an attacker would, who makes every checksum right again.
struct Forger {
  /// A section in the file: its bytes, and its pages where it has some.
  private struct Part {
    let segment: Int?
    let number: Int
    let entry: SectionEntry
    /// From the section's start, the checksums included.
    let pages: [Range<Int>]
  }

  private let bytes: [UInt8]
  private let root: Root
  let catalog: Catalog
  private var parts: [Part] = []

  init(_ bytes: [UInt8]) throws {
    let folder = try TemporaryFolder()
    let index = try IndexFile(path: folder.write("index.quarry", bytes))
    root = index.root
    catalog = index.catalog
    self.bytes = Array(bytes[..<root.catalogOffset])
    if let entry = catalog.presetDictionary {
      parts.append(Part(segment: nil, number: 0, entry: entry, pages: []))
    }
    for (segment, facts) in catalog.segments.enumerated() {
      let table = SectionTable(facts.sections, file: index.file.bytes)
      for (number, entry) in facts.sections.enumerated() where entry.length > 0 {
        var pages: [Range<Int>] = []
        if let directory = entry.kind.directory {
          let section = try table.paged(entry.kind, directory: directory)
          for index in 0..<section.pageCount {
            let page = try section.page(index)
            pages.append(page.offset..<page.offset + page.storedLength)
          }
        }
        parts.append(Part(segment: segment, number: number, entry: entry, pages: pages))
      }
    }
  }

  /// An index with `change` done to the bytes of one section, of `kind` or else by chance.
  func forged(
    _ random: inout SplitMix64, in kind: SectionKind? = nil,
    _ change: (inout [UInt8], inout SplitMix64) -> Void
  ) -> [UInt8] {
    let possible = parts.filter { kind == nil || $0.entry.kind == kind }
    guard let part = possible.randomElement(using: &random) else { return bytes }
    let range = part.entry.offset..<part.entry.offset + part.entry.length
    var section = Array(bytes[range])
    change(&section, &random)
    var file = bytes
    var catalog = catalog
    for page in part.pages {
      let end = page.upperBound - 4
      var sum: [UInt8] = []
      sum.appendWord(Checksum.crc32(section.span.extracting(page.lowerBound..<end).bytes))
      section.replaceSubrange(end..<page.upperBound, with: sum)
    }
    file.replaceSubrange(range, with: section)
    if !part.entry.kind.isPaged {
      var checksums = GranuleChecksums()
      checksums.append(section.span.bytes)
      let table = checksums.table()
      file.replaceSubrange(range.upperBound..<range.upperBound + table.count, with: table)
      let entry = SectionEntry(
        kind: part.entry.kind, offset: part.entry.offset, length: part.entry.length,
        checksum: Checksum.crc32(table.span.bytes))
      if let segment = part.segment {
        catalog.segments[segment].sections[part.number] = entry
      } else {
        catalog.presetDictionary = entry
      }
    }
    return finished(file, catalog.encode()) { $0 }
  }

  /// An index with `change` done to the bytes of the catalog, and `changeRoot` to the root.
  func forgedCatalog(
    root changeRoot: (Root) -> Root = { $0 }, _ change: (inout [UInt8]) -> Void
  ) -> [UInt8] {
    var encoded = catalog.encode()
    change(&encoded)
    return finished(bytes, encoded, changeRoot)
  }

  private func finished(_ start: [UInt8], _ catalog: [UInt8], _ change: (Root) -> Root) -> [UInt8] {
    var file = start + catalog
    while file.count % SectionEntry.alignment != 0 { file.append(0) }
    let forged = change(
      Root(
        generation: root.generation, extent: file.count + Root.encodedBytes,
        catalogOffset: root.catalogOffset, catalogLength: catalog.count,
        catalogChecksum: Checksum.crc32(catalog.span.bytes)))
    file += forged.encode()
    file.replaceSubrange(Header.pageBytes..<2 * Header.pageBytes, with: forged.encodeSlot())
    return file
  }
}

extension [UInt8] {
  /// Overwrites one to three numbers of one to eight bytes by ones that are likely to hurt.
  mutating func damage(_ random: inout SplitMix64) {
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
}
