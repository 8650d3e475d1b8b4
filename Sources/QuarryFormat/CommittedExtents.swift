import QuarryStorage

/// What the committed bytes of a file belong to: a map of it without holes, so that no byte can be
/// changed without a checksum showing it.
///
/// The newest commit's catalog names most of it. The rest are commits before it, whose catalogs,
/// roots and replaced sections stay where they are; each is found by the copy of its root that ends
/// it.
package struct CommittedExtents {
  /// A stretch of the file and what it is.
  struct Extent: Hashable {
    let name: String
    let range: Range<Int>
  }

  /// A commit that a later one replaced.
  struct OlderCommit {
    let catalog: Catalog
    /// The sections that the later commits no longer refer to.
    let entries: [SectionEntry]
  }

  private let file: MappedBytes
  private var extents: Set<Extent> = []
  private(set) var olderCommits: [OlderCommit] = []

  /// Maps `file`, cut at its committed extent.
  init(_ file: MappedBytes, root: Root, catalog: Catalog) {
    self.file = file
    add("header", 0, Header.dataStart)
    add(root)
    for entry in Self.entries(of: catalog) { add(entry) }
    addOlderCommits(before: root.generation)
  }

  /// Calls `damage` for stretches that overlap, and for those that are nothing's and no padding.
  func check(damage: (FormatError) -> Void) {
    var end = 0
    for extent in sorted() {
      if extent.range.lowerBound < end {
        damage(
          .damaged(
            section: extent.name, offset: 0,
            reason: "it begins at byte \(extent.range.lowerBound) of the file, inside another part")
        )
      } else if !isPadding(end..<extent.range.lowerBound) {
        damage(unknown(end..<extent.range.lowerBound))
      }
      end = max(end, extent.range.upperBound)
    }
    if end != file.count { damage(unknown(end..<max(end, file.count))) }
  }

  /// All sections of a catalog, the preset dictionary among them.
  package static func entries(of catalog: Catalog) -> [SectionEntry] {
    (catalog.presetDictionary.map { [$0] } ?? []) + catalog.segments.flatMap(\.sections)
  }

  private func unknown(_ range: Range<Int>) -> FormatError {
    .damaged(
      section: "file", offset: range.lowerBound,
      reason: "\(range.count) bytes belong to no section and are no padding")
  }

  private func isPadding(_ range: Range<Int>) -> Bool {
    range.count < SectionEntry.alignment
      && file.slice(offset: range.lowerBound, length: range.count)?.isZero == true
  }

  private func sorted() -> [Extent] {
    extents.sorted {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }
  }

  /// Adds a stretch that opening has found to be inside the file; true where it is a new one.
  @discardableResult
  private mutating func add(_ name: String, _ offset: Int, _ length: Int) -> Bool {
    guard offset >= 0, length > 0, offset <= file.count, length <= file.count - offset else {
      return false
    }
    return extents.insert(Extent(name: name, range: offset..<offset + length)).inserted
  }

  private mutating func add(_ root: Root) {
    add(SectionKind.catalog.name, root.catalogOffset, root.catalogLength)
    add("root", root.extent - Root.encodedBytes, Root.encodedBytes)
  }

  @discardableResult
  private mutating func add(_ entry: SectionEntry) -> Bool {
    add(entry.kind.name, entry.offset, entry.storedLength)
  }

  private mutating func addOlderCommits(before generation: UInt64) {
    var generation = generation
    while let gap = lastGap(), let root = Self.root(endingIn: gap, of: file),
      root.generation < generation, root.catalogLength > 0,
      let encoded = file.slice(offset: root.catalogOffset, length: root.catalogLength),
      Checksum.crc32(encoded.span) == root.catalogChecksum,
      let catalog = Self.catalog(encoded)
    {
      generation = root.generation
      add(root)
      var entries: [SectionEntry] = []
      for entry in Self.entries(of: catalog) where add(entry) { entries.append(entry) }
      olderCommits.append(OlderCommit(catalog: catalog, entries: entries))
    }
  }

  private static func catalog(_ encoded: MappedBytes) -> Catalog? {
    do throws(FormatError) {
      return try Catalog(decoding: Span<UInt8>(_bytes: encoded.span))
    } catch {
      return nil
    }
  }

  /// The last stretch that belongs to nothing and is no padding.
  private func lastGap() -> Range<Int>? {
    var gap: Range<Int>?
    var end = 0
    for extent in sorted() {
      if extent.range.lowerBound > end, !isPadding(end..<extent.range.lowerBound) {
        gap = end..<extent.range.lowerBound
      }
      end = max(end, extent.range.upperBound)
    }
    return gap
  }

  /// The root whose copy ends `gap`, padding left aside.
  private static func root(endingIn gap: Range<Int>, of file: MappedBytes) -> Root? {
    for padding in 0..<SectionEntry.alignment {
      let end = gap.upperBound - padding
      guard end - Root.encodedBytes >= gap.lowerBound,
        let copy = file.slice(offset: end - Root.encodedBytes, length: Root.encodedBytes)
      else { return nil }
      if let root = Root(decoding: copy), root.extent == end { return root }
    }
    return nil
  }
}
