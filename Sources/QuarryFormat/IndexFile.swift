package import QuarryStorage

/// An index, opened for reading: one mapped file whose newest commit is seen.
///
/// Opening checks the header, the root, the catalog and the extents of all sections; everything else
/// is checked when it is first touched. A value is safe to use from many threads.
package final class IndexFile: Sendable {
  package let path: String
  /// The version of the format that it is written in.
  package let formatVersion: UInt32
  package let root: Root
  package let catalog: Catalog
  package let segments: [Segment]
  /// The root slots as they were when it was opened; a writer may have filled them since.
  let slots: [Root.Slot]
  /// Whether a root slot is neither empty nor valid; the index is then read through the other slot
  /// or the root's copy at the file's end.
  package let hasDamagedSlot: Bool
  /// The preset dictionary of all segments; empty where there is none.
  package let presetDictionary: [UInt8]
  let file: MappedFile

  /// Opens the index at `path`.
  ///
  /// - Parameters:
  ///   - recovers: whether to look, where a slot is damaged, for a newer root than the other's in all
  ///     that follows its commit: what a writer does before it takes that for leavings.
  ///   - isSearched: whether few parts of it will be read, here and there, and not all of it.
  package convenience init(
    path: String, recovers: Bool = false, isSearched: Bool = false
  ) throws(FormatError) {
    try self.init(path: path, recovers: recovers) { () throws(StorageError) in
      try MappedFile(path: path, isRandom: isSearched)
    }
  }

  /// How often a file is mapped anew that a writer goes on with while it is opened.
  private static let mostAttempts = 100

  /// - Parameter map: maps the file as it is now.
  init(
    path: String, recovers: Bool = false, map: () throws(StorageError) -> MappedFile
  ) throws(FormatError) {
    self.path = path
    let opened = try Self.mapped(path: path, recovers: recovers, map: map)
    (file, formatVersion, root) = (opened.file, opened.version, opened.root)
    slots = opened.slots
    hasDamagedSlot = opened.isDamaged
    let committed = opened.committed
    guard
      let encoded = committed.slice(offset: root.catalogOffset, length: root.catalogLength),
      Checksum.crc32(encoded.span) == root.catalogChecksum
    else {
      throw .damaged(
        .catalog, at: root.catalogOffset, "the checksum does not hold")
    }
    catalog = try Catalog(decoding: Span<UInt8>(_bytes: encoded.span))
    try Self.checkExtents(root, catalog)
    var dictionary: [UInt8] = []
    if let entry = catalog.presetDictionary {
      let checked = try SectionTable([], file: committed).checked(entry)
      guard checked.count <= DocumentStore.maxDictionaryBytes else {
        throw .damaged(.presetDictionary, at: 0, "it is too long")
      }
      let bytes = try checked.bytes(0..<checked.count)
      bytes.span.withUnsafeBytes { dictionary = Array($0) }
    }
    presetDictionary = dictionary
    var segments: [Segment] = []
    var first = 0
    for facts in catalog.segments {
      segments.append(
        try Segment(
          facts, of: committed, firstDocument: first, presetDictionary: dictionary,
          externalSources: catalog.texts == .external ? catalog.sources : nil))
      first += facts.documentCount
    }
    self.segments = segments
  }

  /// The documents of all segments that are deleted.
  package var deletedCount: Int { segments.reduce(0) { $0 + $1.deletedCount } }

  /// Whether another opened file is the same one at the same commit.
  package func isSameCommit(as other: IndexFile) -> Bool {
    root == other.root && file.identity.isSameFile(as: other.file.identity)
  }

  /// The slot that the next commit's root is to be written to: a damaged one, else the one that does
  /// not hold the newest root.
  package var nextSlot: Int {
    var next = 0
    for (number, slot) in Root.slots(of: file.bytes).enumerated() {
      switch slot {
      case .damaged: return number
      case .valid(let found) where found == root: next = 1 - number
      case .valid, .empty: break
      }
    }
    return next
  }

  /// Whether the root stands in a slot, and not only at the file's end.
  package var isRootInSlot: Bool {
    Root.slots(of: file.bytes).contains {
      if case .valid(let found) = $0 { found == root } else { false }
    }
  }

  /// The file that was opened, as it was then.
  package var identity: FileIdentity { file.identity }

  /// Takes what was read of the file out of the process's resident memory; it is read again when it
  /// is touched.
  package func releaseResident() { file.releaseResident() }

  /// The segment that holds document `document` of the index, and its number there.
  package func locate(_ document: Int) -> (segment: Segment, document: Int)? {
    for segment in segments
    where document >= segment.firstDocument
      && document < segment.firstDocument + segment.documentCount
    {
      return (segment, document - segment.firstDocument)
    }
    return nil
  }

  /// Throws where a section is not inside the committed bytes, or where two overlap one another or
  /// the header, the catalog or the root: a small file could then name the same bytes many times.
  private static func checkExtents(_ root: Root, _ catalog: Catalog) throws(FormatError) {
    var parts = [
      (name: SectionKind.catalog.name, start: root.catalogOffset, length: root.catalogLength)
    ]
    for entry in CommittedExtents.entries(of: catalog) where entry.storedLength > 0 {
      parts.append((entry.kind.name, entry.offset, entry.storedLength))
    }
    parts.sort { $0.start < $1.start }
    var end = Header.dataStart
    for part in parts {
      guard part.start >= end else {
        throw .damaged(
          section: part.name, offset: 0,
          reason: "it begins at byte \(part.start) of the file, inside another part")
      }
      guard part.length <= root.extent - Root.encodedBytes - part.start else {
        throw .damaged(section: part.name, offset: 0, reason: "it is not inside the file")
      }
      end = part.start + part.length
    }
  }

  /// A mapped file with what its root says.
  private struct Opened {
    let file: MappedFile
    let version: UInt32
    let root: Root
    let slots: [Root.Slot]
    let isDamaged: Bool
    /// The bytes that the root commits.
    let committed: MappedBytes
  }

  /// Maps the file and finds its root: again where something is wrong and the file is no longer what was
  /// mapped. A root that is committed meanwhile is seen by the mapping, the bytes before it are not.
  private static func mapped(
    path: String, recovers: Bool, map: () throws(StorageError) -> MappedFile
  ) throws(FormatError) -> Opened {
    var attempt = 0
    while true {
      attempt += 1
      let file: MappedFile
      do { file = try map() } catch { throw .storage(error) }
      var isLast: Bool {
        attempt == mostAttempts || FileIdentity(path: path) == file.identity
      }
      do throws(FormatError) {
        let opened = try open(file, recovers: recovers)
        if !opened.isDamaged || isLast { return opened }
      } catch {
        if isLast { throw error }
      }
    }
  }

  private static func open(
    _ file: MappedFile, recovers: Bool
  ) throws(FormatError) -> Opened {
    let bytes = file.bytes
    let version = try Header.check(bytes)
    let slots = Root.slots(of: bytes)
    let (root, isDamaged) = try newestRoot(of: bytes, slots, recovers: recovers)
    guard root.extent <= bytes.count, root.extent >= Header.dataStart + Root.encodedBytes,
      let committed = bytes.slice(offset: 0, length: root.extent)
    else {
      throw .damaged(
        section: "file", offset: bytes.count,
        reason: "the file is cut off: \(root.extent) bytes were committed, \(bytes.count) are here")
    }
    return Opened(
      file: file, version: version, root: root, slots: slots, isDamaged: isDamaged,
      committed: committed)
  }

  private static func newestRoot(
    of file: MappedBytes, _ slots: [Root.Slot], recovers: Bool
  ) throws(FormatError) -> (Root, Bool) {
    var roots: [Root] = []
    var isDamaged = false
    for slot in slots {
      switch slot {
      case .valid(let root): roots.append(root)
      case .empty: break
      case .damaged: isDamaged = true
      }
    }
    if isDamaged, file.count >= Root.encodedBytes,
      let tail = file.slice(
        offset: file.count - Root.encodedBytes, length: Root.encodedBytes),
      let root = Root(decoding: tail), root.extent == file.count
    {
      roots.append(root)
    }
    if isDamaged, recovers {
      let known = roots.map(\.extent).max() ?? Header.dataStart
      if let root = Root.newestCopy(in: file, from: known) { roots.append(root) }
    }
    guard let newest = roots.max(by: { $0.generation < $1.generation }) else {
      throw .damaged(
        section: "root", offset: Header.pageBytes,
        reason: isDamaged ? "no root is whole" : "nothing was ever committed")
    }
    return (newest, isDamaged)
  }
}
