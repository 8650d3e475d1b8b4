import QuarryAnalysis
import QuarryFormat
import QuarryStorage

/// The last step of a writer.
extension IndexWriter {
  /// Of the documents of one identifier leaves the last: the others are deleted, or were before.
  private func deleteReplaced() throws(StorageError) {
    var deleted = segments.map { DeletedDocuments(documentCount: $0.documentCount) }
    var ends: [Int] = []
    for segment in segments { ends.append((ends.last ?? 0) + segment.documentCount) }
    try replaced.forEachReplaced { document in
      guard let place = ends.firstIndex(where: { document < $0 }) else { return }
      deleted[place].insert(document - (place > 0 ? ends[place - 1] : 0))
    }
    for (place, set) in deleted.enumerated() where set.count > 0 {
      try output.write(.deletions, set.encode())
      segments[place].sections += output.takeEntries()
      totals.duplicates += set.count
    }
  }

  /// Deletes what the inputs do not hold, where they are to be all; not where they could not be read whole,
  /// since what is not seen need not be gone.
  ///
  /// - Throws: where there is no document, as in the folder of a disk that is not there.
  func removeRest() throws(IndexingError) {
    guard replacesContents, let update else { return }
    guard totals.documents + totals.unchanged > 0 else {
      throw IndexingError(
        "\(path): there is no document to replace all others by; nothing was changed")
    }
    guard totals.brokenInputs.isEmpty, !totals.hasUnread else {
      totals.withheldRemoval = true
      update.synced = nil
      return
    }
    totals.removed = update.deleteRest()
  }

  /// Makes what was written the index, or its newest commit.
  func commit() throws(StorageError) {
    try deleteReplaced()
    if let update {
      totals.replaced = update.deletedNow - totals.removed
      try update.commit(
        adding: segments, live: totals.documents - totals.duplicates, sources: sources)
      ResidentMemory.returnFreeMemory()
      totals.mergeFailure = update.tidy(options)
      return
    }
    let catalog = Catalog(
      program: "quarry \(ProgramVersion.text)", analyzer: analyzer.name,
      texts: TextStorage(options.store), k1: parameters["k1"] ?? 0, parameters: parameters,
      fields: fields, sources: sources,
      settings: [
        Catalog.Setting(name: "level", value: "\(options.level)"),
        Catalog.Setting(name: "store", value: options.store.rawValue),
        Catalog.Setting(name: "language", value: options.language),
      ],
      presetDictionary: presetDictionary, segments: segments)
    try output.commit(catalog, replacing: options.replaces)
  }
}
