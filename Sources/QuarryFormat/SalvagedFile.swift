import QuarryStorage

/// What can still be read of an index that is damaged: its newest whole catalog, and the documents of
/// each segment whose pages can be found.
///
/// Where both root slots are gone, roots are looked for in the whole file, since a copy of its root ends
/// every commit. Nothing is taken whose checksum does not hold.
package struct SalvagedFile: Sendable {
  /// A segment's documents.
  package struct Part: Sendable {
    package let documentCount: Int
    /// Nil where the sections that lead to the documents are damaged as a whole.
    package fileprivate(set) var documents: DocumentStore?
    /// Those that are deleted; nil where none is.
    package fileprivate(set) var deleted: DeletedDocuments?
    /// Why there are no documents, or what else of the segment is lost: which of them were deleted, or
    /// the titles that redirects gave them.
    package fileprivate(set) var reason: String
  }

  package let catalog: Catalog
  /// The number of the commit whose catalog this is.
  package let generation: UInt64
  /// Whether a newer commit is known of which the catalog is damaged.
  package let isOlderCommit: Bool
  package let parts: [Part]

  /// - Throws: where the file cannot be read, was never an index, is of a later version, or no catalog
  ///   is whole.
  package init(path: String) throws(FormatError) {
    let file: MappedFile
    do {
      file = try MappedFile(path: path)
    } catch {
      throw .storage(error)
    }
    let bytes = file.bytes
    do {
      try Header.check(bytes)
    } catch {
      // A header page of which any byte has changed may hide what the roots still tell.
      if case .newerVersion = error { throw error }
    }
    var roots: [Root] = []
    for slot in Root.slots(of: bytes) {
      if case .valid(let root) = slot { roots.append(root) }
    }
    var found = Self.newestCatalog(roots, bytes)
    if found == nil || roots.count < 2 {
      roots += Self.copies(in: bytes)
      found = Self.newestCatalog(roots, bytes)
    }
    guard let (root, catalog) = found else {
      guard !roots.isEmpty else { throw .notAnIndex }
      throw .damaged(.catalog, at: 0, "no catalog of any commit is whole")
    }
    self.catalog = catalog
    generation = root.generation
    isOlderCommit = roots.contains { $0.generation > root.generation }
    let dictionary = Self.dictionary(of: catalog, bytes)
    let sources = catalog.texts == .external ? catalog.sources : nil
    parts = catalog.segments.map { Self.part($0, of: bytes, dictionary, sources: sources) }
  }

  private static func newestCatalog(_ roots: [Root], _ file: MappedBytes) -> (Root, Catalog)? {
    // Catalogs lie side by side, and those of the slots may be read twice; roots that are forged may all
    // name one as large as the file.
    var catalogBytes = 2 * file.count
    for root in roots.sorted(by: { $0.generation > $1.generation }) {
      guard
        let encoded = file.slice(offset: root.catalogOffset, length: root.catalogLength),
        encoded.count <= catalogBytes
      else { continue }
      catalogBytes -= encoded.count
      guard
        Checksum.crc32(encoded.span) == root.catalogChecksum,
        let catalog = try? Catalog(decoding: Span<UInt8>(_bytes: encoded.span))
      else { continue }
      return (root, catalog)
    }
    return nil
  }

  /// The copies of roots that end the commits of a file.
  private static func copies(in file: MappedBytes) -> [Root] {
    var found: [Root] = []
    let span = file.span
    let sign = Root.magic[0]
    var offset = Header.dataStart
    while offset + Root.encodedBytes <= file.count {
      // What is mapped would count as the program's memory.
      if offset % (64 << 20) == 0 { file.releaseResident() }
      if span.unsafeLoad(fromByteOffset: offset, as: UInt8.self) == sign,
        let copy = file.slice(offset: offset, length: Root.encodedBytes),
        let root = Root(decoding: copy), root.extent == offset + Root.encodedBytes
      {
        found.append(root)
      }
      offset += 1
    }
    return found
  }

  private static func dictionary(of catalog: Catalog, _ file: MappedBytes) -> [UInt8]? {
    guard let entry = catalog.presetDictionary else { return [] }
    guard let section = try? SectionTable([], file: file).checked(entry),
      section.count <= DocumentStore.maxDictionaryBytes,
      let bytes = try? section.bytes(0..<section.count)
    else { return nil }
    return bytes.span.withUnsafeBytes { Array($0) }
  }

  private static func part(
    _ facts: Catalog.Segment, of file: MappedBytes, _ dictionary: [UInt8]?,
    sources: [Catalog.Source]?
  ) -> Part {
    func lost(_ reason: String) -> Part {
      Part(documentCount: facts.documentCount, documents: nil, reason: reason)
    }
    guard let dictionary else { return lost("the preset dictionary is damaged") }
    let sections = SectionTable(facts.sections, file: file)
    var part: Part
    do throws(FormatError) {
      part = Part(
        documentCount: facts.documentCount,
        documents: try DocumentStore(
          pages: try sections.paged(.documents, directory: .documentsPages),
          index: try sections.checked(.documentIndex), dictionary: dictionary,
          documentCount: facts.documentCount, sources: sources, titles: nil),
        reason: "")
    } catch {
      return lost(error.description)
    }
    do throws(FormatError) {
      if let section = try sections.checked(ifPresent: .deletions) {
        part.deleted = try DeletedDocuments(section, documentCount: facts.documentCount)
      }
    } catch {
      part.reason = "deleted documents are back, since it is lost which they were: \(error)"
    }
    do throws(FormatError) {
      if let section = try sections.checked(ifPresent: .addedTitles) {
        let titles = try AddedTitles(section)
        try titles.verify(documentCount: facts.documentCount)
        part.documents = part.documents?.adding(titles)
      }
    } catch {
      part.reason = "the titles of redirects are lost: \(error)"
    }
    return part
  }
}
