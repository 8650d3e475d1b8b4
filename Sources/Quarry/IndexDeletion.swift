import QuarryFormat
import QuarryIndexing
import QuarrySearch

/// What was deleted from an index, or would be.
public struct DeletionSummary: Sendable, Hashable {
  /// The documents that were deleted.
  public internal(set) var deleted = 0
  /// The identifiers of the first of them.
  public internal(set) var identifiers: [String] = []
  /// Identifiers that were given and that no document has.
  public internal(set) var missing: [String] = []
  /// The documents that are left.
  public internal(set) var documents = 0
}

extension QuarryIndex {
  /// The identifiers that a `DeletionSummary` names.
  private static let namedDeletions = 20

  /// Deletes the documents of these identifiers from the index at `path`.
  ///
  /// They are never found again; `optimize` takes their bytes out of the file. What has the index open
  /// goes on seeing them until it opens it again.
  ///
  /// - Parameters:
  ///   - isDryRun: whether only to tell what would be deleted.
  ///   - waits: whether to wait while another process writes to the index.
  /// - Throws: a `QuarryError` where another one does, or the index may not be written to or is damaged.
  @discardableResult
  public static func delete(
    path: String, identifiers: [String], isDryRun: Bool = false, waits: Bool = false
  ) throws(QuarryError) -> DeletionSummary {
    try delete(path, isDryRun: isDryRun, waits: waits) { (searcher, deletion) throws(SearchError) in
      for identifier in identifiers {
        var isFound = false
        try searcher.forEachDocument(identifier: identifier) { part, document, _ in
          deletion.add(document, of: part)
          isFound = true
          return true
        }
        if !isFound { deletion.missing.append(identifier) }
      }
    }
  }

  /// Deletes the documents that match a query; see `delete(path:identifiers:isDryRun:waits:)`.
  ///
  /// - Throws: a `QuarryError` also where the query is wrong; it is read strictly.
  @discardableResult
  public static func delete(
    path: String, query: String, isDryRun: Bool = false, waits: Bool = false
  ) throws(QuarryError) -> DeletionSummary {
    try delete(path, isDryRun: isDryRun, waits: waits) { (searcher, deletion) throws(SearchError) in
      let parsed: ParsedQuery
      do throws(QuerySyntaxError) {
        parsed = try searcher.parse(query, mode: .strict)
      } catch {
        throw SearchError(error)
      }
      try searcher.forEachMatch(of: parsed.query) { deletion.add($1, of: $0) }
    }
  }

  /// The documents that are to be deleted, by segment.
  private struct Deletion {
    var documents: [DeletedDocuments]
    var missing: [String] = []

    mutating func add(_ document: Int, of segment: Int) { documents[segment].insert(document) }
  }

  private static func delete(
    _ path: String, isDryRun: Bool, waits: Bool,
    _ choose: (Searcher, inout Deletion) throws(SearchError) -> Void
  ) throws(QuarryError) -> DeletionSummary {
    let update: IndexUpdate?
    let file: IndexFile
    do {
      update = isDryRun ? nil : try IndexUpdate(path: path, waits: waits)
    } catch {
      throw QuarryError(.notBuilt, error.description)
    }
    if let update { file = update.file } else { file = try QuarryIndex(path: path).file }
    let searcher = Searcher(file, cacheBytes: 0)
    var deletion = Deletion(
      documents: file.segments.map { DeletedDocuments(documentCount: $0.documentCount) })
    var summary = DeletionSummary()
    do {
      try choose(searcher, &deletion)
      try name(deletion.documents, of: file, in: &summary)
    } catch {
      throw QuarryError(error, path: path)
    }
    summary.missing = deletion.missing
    summary.deleted = deletion.documents.reduce(0) { $0 + $1.count }
    summary.documents = file.catalog.documentCount - file.deletedCount - summary.deleted
    guard let update else { return summary }
    for (segment, documents) in deletion.documents.enumerated() {
      update.delete(documents, of: segment)
    }
    do {
      try update.commit()
    } catch {
      throw QuarryError(.notBuilt, error.description)
    }
    return summary
  }

  /// Reads the identifiers of the first documents.
  private static func name(
    _ documents: [DeletedDocuments], of file: IndexFile, in summary: inout DeletionSummary
  ) throws(SearchError) {
    for (segment, set) in documents.enumerated() {
      for document in 0..<set.documentCount where set.contains(document) {
        guard summary.identifiers.count < namedDeletions else { return }
        summary.identifiers.append(
          try Searcher.identifier(of: document, in: file.segments[segment]))
      }
    }
  }
}
