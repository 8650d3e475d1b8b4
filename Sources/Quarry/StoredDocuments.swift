public import QuarrySearch

extension QuarryIndex {
  /// All documents in full, in the order they are stored.
  ///
  /// ```swift
  /// var documents = index.documents
  /// while let document = try documents.next() { print(document.title) }
  /// ```
  public var documents: StoredDocuments { StoredDocuments(searcher.allDocuments, path: path) }
}

/// The documents of an index, read one after the other in memory for a few.
public struct StoredDocuments {
  private var walk: StoredDocumentWalk
  private let path: String

  init(_ walk: StoredDocumentWalk, path: String) {
    self.walk = walk
    self.path = path
  }

  /// The next document, or nil after the last.
  ///
  /// - Throws: a `QuarryError` where the document is damaged, or its text is in a dump that is not as it
  ///   was; the next call goes on behind it.
  public mutating func next() throws(QuarryError) -> StoredDocument? {
    do {
      return try walk.nextDocument()
    } catch {
      throw QuarryError(error, path: path)
    }
  }
}
