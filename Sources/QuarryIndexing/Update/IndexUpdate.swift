package import QuarryFormat
import QuarryStorage

/// A commit in the making on an index that exists: the file is locked, what an interrupted commit left
/// is cut off, and all that is written goes behind the last committed byte, so that readers see the
/// commit they opened until they open the file again.
///
/// Without `commit` the index stays as it was.
package final class IndexUpdate {
  package let path: String
  /// The index as it is.
  package let file: IndexFile
  let output: SectionOutput
  let lock: WriteLock
  /// By segment, the documents that will be deleted.
  package private(set) var deleted: [DeletedDocuments] = []
  private var changed: Set<Int> = []
  /// By segment, the documents that were met again as they are.
  private var kept: [DeletedDocuments] = []
  /// The setting that tells of which inputs, in which state, the index holds the documents and no others.
  static let syncedSetting = "synced"
  /// What that setting will be; nil where the index will not be of inputs alone.
  package var synced: String?

  /// The inputs that a catalog remembers where no texts are in them: those added last.
  private static let mostSources = 100

  /// Locks the index at `path` and opens it.
  ///
  /// - Parameter waits: whether to wait while another process writes to it.
  /// - Throws: where another one does, the file may not be written to, or is no sound index.
  package init(path: String, waits: Bool) throws(IndexingError) {
    self.path = path
    do {
      lock = try WriteLock(path: path, waits: waits, advice: "or give --wait")
    } catch {
      throw IndexingError(error.description)
    }
    do {
      file = try IndexFile(path: path, recovers: true)
      for segment in file.segments {
        deleted.append(
          try segment.deletedDocuments() ?? DeletedDocuments(documentCount: segment.documentCount))
        kept.append(DeletedDocuments(documentCount: segment.documentCount))
      }
    } catch {
      throw IndexingError("\(path): \(error)")
    }
    guard file.root.generation < .max else {
      throw IndexingError("\(path): has had as many commits as can be counted; optimize it")
    }
    do {
      output = SectionOutput(
        file: try OutputFile(appendingTo: path, behind: file.root.extent, under: lock))
      // Once bytes follow the root's copy readers no longer find it, so its slot is mended before.
      if !file.isRootInSlot {
        try output.file.overwrite(
          file.root.encodeSlot(), at: (1 + file.nextSlot) * Header.pageBytes)
        try output.file.synchronize()
      }
    } catch {
      throw IndexingError(error.description)
    }
  }

  /// Whether the path still leads to the file that is locked.
  var isCurrent: Bool { lock.isCurrent }

  /// Marks a document as deleted.
  ///
  /// - Parameters:
  ///   - document: its number in the segment.
  ///   - segment: of the index as it is.
  package func delete(_ document: Int, of segment: Int) {
    guard deleted.indices.contains(segment) else { return }
    deleted[segment].insert(document)
    changed.insert(segment)
  }

  /// Marks documents of a segment as deleted.
  package func delete(_ documents: DeletedDocuments, of segment: Int) {
    guard deleted.indices.contains(segment), documents.count > 0 else { return }
    deleted[segment].formUnion(documents)
    changed.insert(segment)
  }

  /// Keeps a document that was met again as it is, and takes back what `delete` did to it.
  func restore(_ document: Int, of segment: Int) {
    deleted[segment].remove(document)
    kept[segment].insert(document)
  }

  /// Marks as deleted all documents that were not met again.
  ///
  /// - Returns: how many that are besides those deleted before.
  func deleteRest() -> Int {
    let before = deletedNow
    for segment in deleted.indices {
      for document in 0..<deleted[segment].documentCount
      where !kept[segment].contains(document) && !deleted[segment].contains(document) {
        delete(document, of: segment)
      }
    }
    return deletedNow - before
  }

  /// Of which state of inputs the index as it is holds the documents and no others, if it is so.
  package var syncedState: String? {
    file.catalog.settings.first { $0.name == Self.syncedSetting }?.value
  }

  /// The documents that were there and will not be.
  package var deletedNow: Int {
    deleted.reduce(0) { $0 + $1.count } - file.deletedCount
  }

  /// Commits what was deleted.
  package func commit() throws(IndexingError) {
    do {
      try commit(adding: [], live: 0, sources: file.catalog.sources)
    } catch {
      throw IndexingError(error.description)
    }
    // The documents are deleted; that the file could be smaller is no failure.
    var options = IndexingOptions()
    options.mergesSegments = false
    tidy(options)
  }

  /// Commits segments that were written to `output`, and what was deleted. Where that changes nothing,
  /// so is done.
  ///
  /// - Parameters:
  ///   - live: the documents of the new segments that are not deleted.
  ///   - sources: of all segments.
  func commit(
    adding segments: [Catalog.Segment], live: Int, sources: [Catalog.Source]
  ) throws(StorageError) {
    var catalog = file.catalog
    var dead: Set<Int> = []
    catalog.settings.removeAll { $0.name == Self.syncedSetting }
    if let synced {
      catalog.settings.append(Catalog.Setting(name: Self.syncedSetting, value: synced))
    }
    for segment in changed.sorted()
    where deleted[segment].count > file.segments[segment].deletedCount {
      if deleted[segment].count == deleted[segment].documentCount {
        dead.insert(segment)
        continue
      }
      try output.write(.deletions, deleted[segment].encode())
      catalog.segments[segment].sections.removeAll { $0.kind == .deletions }
      catalog.segments[segment].sections += output.takeEntries()
    }
    guard live > 0 || !dead.isEmpty || catalog != file.catalog else {
      return output.file.abandonAppending()
    }
    // What has no document left is left out.
    catalog.segments = catalog.segments.indices.filter { !dead.contains($0) }
      .map { catalog.segments[$0] }
    if catalog.segments.isEmpty { catalog.restorePlaces() }
    catalog.program = "quarry \(ProgramVersion.text)"
    catalog.sources = Self.remembered(sources, catalog.texts)
    catalog.segments += segments
    guard isCurrent else {
      throw StorageError(
        operation: "write to", path: path, errno: 0,
        detail: "another file was put in its place meanwhile; nothing was changed, try again")
    }
    try output.append(catalog, generation: file.root.generation + 1, slot: file.nextSlot)
  }

  /// The inputs that are worth telling: each once as it was read last, and not too many, since every
  /// commit tells them all. Where texts are read from them they keep their numbers.
  static func remembered(
    _ sources: [Catalog.Source], _ texts: TextStorage
  ) -> [Catalog.Source] {
    if texts == .external { return sources }
    var seen: Set<String> = []
    return sources.reversed().filter { seen.insert($0.name).inserted }.prefix(mostSources)
      .reversed()
  }
}
