import QuarryFormat
import QuarryStorage

/// The indexes that are searched as one: their segments in a row, their documents numbered through.
struct IndexSet: Sendable {
  /// A segment with the number of its first document in the whole set.
  struct Part: Sendable {
    let segment: Segment
    let firstDocument: Int
    /// The number of its index.
    let index: Int
    /// The documents that are not deleted; nil where none is.
    let live: LiveDocuments?
    /// What tells its pages from others in a cache.
    let cacheNumber: UInt64

    init(segment: Segment, firstDocument: Int, index: Int, cacheNumber: UInt64) {
      self.segment = segment
      self.firstDocument = firstDocument
      self.index = index
      self.cacheNumber = cacheNumber
      live = LiveDocuments(segment)
    }
  }

  let indexes: [IndexFile]
  let parts: [Part]
  let documentCount: Int
  /// Index by index what reads its texts, where they are in its dumps.
  private let texts: [ExternalTexts?]

  /// The fields and the analyzer that all have in common.
  var catalog: Catalog { indexes[0].catalog }
  var fields: [Catalog.Field] { catalog.fields }

  init(_ index: IndexFile, _ names: CacheNames) {
    self.init(sameKind: [index], names, after: nil)
  }

  /// Several indexes.
  ///
  /// - Parameters:
  ///   - names: gives their segments the numbers by which a cache keeps their pages.
  ///   - earlier: indexes whose segments have numbers already, which those keep that are here too.
  /// - Throws: a `SearchError` where there is none, or where two cannot be searched as one.
  init(
    _ indexes: [IndexFile], _ names: CacheNames, after earlier: IndexSet? = nil
  ) throws(SearchError) {
    guard let first = indexes.first else {
      throw SearchError(kind: .index, reason: "there is no index to search")
    }
    for index in indexes.dropFirst() {
      if let reason = Self.difference(between: first.catalog, and: index.catalog) {
        throw SearchError(
          kind: .index,
          reason: "\(first.path) and \(index.path) cannot be searched as one: \(reason)")
      }
    }
    self.init(sameKind: indexes, names, after: earlier)
  }

  private init(sameKind indexes: [IndexFile], _ names: CacheNames, after earlier: IndexSet?) {
    self.indexes = indexes
    texts = indexes.map { ExternalTexts($0) }
    var parts: [Part] = []
    var count = 0
    for (number, index) in indexes.enumerated() {
      for segment in index.segments {
        let known = earlier?.cacheNumber(of: segment, in: index)
        parts.append(
          Part(
            segment: segment, firstDocument: count, index: number,
            cacheNumber: known ?? names.new()))
        count += segment.documentCount
      }
    }
    self.parts = parts
    documentCount = count
  }

  /// The number by which a cache keeps the pages of a segment, where it is one of these.
  private func cacheNumber(of segment: Segment, in index: IndexFile) -> UInt64? {
    for part in parts
    where indexes[part.index].identity.isSameFile(as: index.identity)
      && part.segment.facts.hasSamePages(as: segment.facts)
    {
      return part.cacheNumber
    }
    return nil
  }

  /// Why two indexes do not rank alike; nil where they do.
  private static func difference(between a: Catalog, and b: Catalog) -> String? {
    if a.analyzer != b.analyzer {
      return "one was built with the analyzer \(a.analyzer), the other with \(b.analyzer)"
    }
    if a.fields.map(\.name) != b.fields.map(\.name) { return "their fields differ" }
    if a.fields != b.fields || a.k1 != b.k1 { return "they rank documents differently" }
    return nil
  }

  /// The names that people and dumps have for tags besides their own.
  static let namesOfTags: Set<String> = ["tag", "category", "categories"]

  /// The metadata that is meant by a name: that of the name or, where there is none, its synonym's.
  func metadataName(_ name: String) -> String {
    guard Self.namesOfTags.contains(name) else { return name }
    return hasMetadata(name) ? name : "tags"
  }

  /// Whether some document has metadata of this name, with a column or without.
  func hasMetadata(_ name: String) -> Bool {
    parts.contains { part in
      part.segment.column(named: name) != nil
        || part.segment.omittedColumns.contains { $0.name == name }
    }
  }

  /// Whether the texts of a part, if there are any, are in its records.
  func keepsTexts(part: Int) -> Bool { texts[parts[part].index] == nil }

  /// The record of a document of part `part` with its text, wherever that is.
  ///
  /// - Throws: `FormatError.dump` where it is in a dump that has changed.
  func completed(_ record: DocumentRecord, part: Int) throws(FormatError) -> DocumentRecord {
    guard let texts = texts[parts[part].index] else { return record }
    return try texts.completed(record)
  }

  /// The segment that holds document `document`, its number and the document's number there.
  func locate(_ document: Int) -> (part: Int, document: Int)? {
    for (number, part) in parts.enumerated()
    where document >= part.firstDocument
      && document < part.firstDocument + part.segment.documentCount
    {
      return (number, document - part.firstDocument)
    }
    return nil
  }
}
