/// The committed bytes of a file that are in no section, told apart: with the sections they are every
/// byte of it.
package struct IndexFrame: Sendable, Hashable {
  /// The header page and the two root slots.
  package let headerBytes: Int
  /// The catalog: fields, sources, settings, the table of sections.
  package let catalogBytes: Int
  /// The copy of the root that ends the commit.
  package let rootBytes: Int
  /// Zeros that bring sections to their places.
  package let paddingBytes: Int
  /// What commits before the newest one left.
  package let replacedBytes: Int

  /// All of it.
  package var bytes: Int {
    headerBytes + catalogBytes + rootBytes + paddingBytes + replacedBytes
  }

  /// Opening has found that nothing overlaps.
  init(_ root: Root, _ entries: [SectionEntry]) {
    headerBytes = Header.dataStart
    catalogBytes = root.catalogLength
    rootBytes = Root.encodedBytes
    var parts = entries.map { ($0.offset, $0.storedLength) }
    parts.append((root.catalogOffset, root.catalogLength))
    parts.append((root.extent - Root.encodedBytes, Root.encodedBytes))
    parts.sort { $0 < $1 }
    var end = Header.dataStart
    var padding = 0
    var replaced = 0
    for (start, length) in parts {
      let gap = start - end
      if gap < SectionEntry.alignment { padding += gap } else { replaced += gap }
      end = start + length
    }
    paddingBytes = padding
    replacedBytes = replaced
  }
}
