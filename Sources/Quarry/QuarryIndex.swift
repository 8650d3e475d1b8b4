package import QuarryFormat
public import QuarrySearch

/// An index, opened for searching.
///
/// Opening maps the file and checks its header; nothing else is read until a query asks for it. A
/// value may be used from many threads at once, and sees the commit that was newest when it was
/// opened.
///
/// ```swift
/// import Quarry
///
/// let index = try QuarryIndex(path: "articles.quarry")
/// let results = try index.search("s-400 turkey")
/// print("\(results.total ?? 0) documents")
/// for hit in results.hits {
///   print(hit.rank, hit.title)
///   for snippet in hit.snippets { print("  …\(snippet.text)…") }
/// }
/// ```
public final class QuarryIndex: Sendable {
  /// The file, as it was named when it was opened.
  public let path: String
  package let file: IndexFile
  package let searcher: Searcher

  /// Opens the index at `path`.
  ///
  /// - Parameter cacheBytes: how much memory decoded postings may take, to make later queries fast;
  ///   0 keeps none, which suits a single query.
  /// - Throws: a `QuarryError` where the file cannot be read or is no sound index.
  public init(path: String, cacheBytes: Int = 32 << 20) throws(QuarryError) {
    self.path = path
    file = try Self.open(path)
    searcher = Searcher(file, cacheBytes: max(cacheBytes, 0))
  }

  /// The best documents for `query`, with snippets.
  ///
  /// Words may match, `+word` must, `-word` must not, `"a phrase"` matches words side by side. No
  /// text fails to parse; a query without words finds nothing.
  ///
  /// - Throws: a `QuarryError` where the query is too long or the index is damaged where it is read.
  public func search(
    _ query: String, _ options: SearchOptions = SearchOptions()
  ) throws(QuarryError) -> SearchResults {
    do {
      return try searcher.search(query, options)
    } catch {
      throw QuarryError(error, path: path)
    }
  }

  /// The document with the identifier `id`, or nil; of several with the same one, the last.
  public func document(id: String) throws(QuarryError) -> StoredDocument? {
    do {
      return try searcher.document(identifier: id)
    } catch {
      throw QuarryError(error, path: path)
    }
  }

  /// Whether a root slot of the file is damaged; the index is then read through another copy of its
  /// root, and `verify(path:progress:)` tells more.
  public var hasDamagedSlot: Bool { file.hasDamagedSlot }

  /// The number of documents in the index.
  public var documentCount: Int { file.catalog.documentCount }

  private static func open(_ path: String) throws(QuarryError) -> IndexFile {
    do {
      return try IndexFile(path: path)
    } catch {
      throw QuarryError(error, path: path)
    }
  }
}
