import QuarryFormat

/// All documents of the indexes in their order, each page of them inflated once.
package struct StoredDocumentWalk {
  private let indexes: IndexSet
  private var part = 0
  private var next = 0
  private var walk: DocumentWalk?
  /// Those of the present segment that are not deleted; nil where none is.
  private var live: DocumentBits?

  init(_ indexes: IndexSet) {
    self.indexes = indexes
  }

  /// The next document, or nil after the last.
  ///
  /// - Throws: where it is damaged, or its text is in a dump that has changed; the call after that
  ///   goes on behind it.
  package mutating func nextDocument() throws(SearchError) -> StoredDocument? {
    while part < indexes.parts.count {
      let segment = indexes.parts[part].segment
      if next == 0 { live = try liveDocuments() }
      while next < segment.documentCount {
        let number = next
        next += 1
        if live?.contains(number) ?? true { return try read(number, of: segment) }
      }
      part += 1
      next = 0
      walk = nil
    }
    return nil
  }

  private func liveDocuments() throws(SearchError) -> DocumentBits? {
    try SearchError.reading { () throws(FormatError) in try indexes.parts[part].live?.bits() }
  }

  private mutating func read(
    _ number: Int, of segment: Segment
  ) throws(SearchError) -> StoredDocument {
    var walk = self.walk ?? DocumentWalk(segment.documents)
    defer { self.walk = walk }
    return try SearchError.reading { () throws(FormatError) in
      StoredDocument(try indexes.completed(try walk.read(number), part: part))
    }
  }
}

extension Searcher {
  /// All documents in their order.
  package var allDocuments: StoredDocumentWalk { StoredDocumentWalk(indexes) }
}
