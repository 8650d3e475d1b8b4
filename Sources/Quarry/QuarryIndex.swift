package import QuarryFormat
public import QuarrySearch
import QuarryStorage

/// An index, or several that are searched as one, opened for searching.
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
  /// The files, as they were named when they were opened.
  public let paths: [String]
  package let files: [IndexFile]
  package let searcher: Searcher
  private let cacheBytes: Int

  /// The first file, as it was named.
  public var path: String { paths[0] }
  package var file: IndexFile { files[0] }

  /// The memory that decoded pages and documents take at most where nothing else is said.
  public static let defaultCacheBytes = 32 << 20

  /// Opens the index at `path`.
  ///
  /// - Parameter cacheBytes: how much memory decoded pages and documents may take, to make later
  ///   queries fast; with 0 none outlives its query.
  /// - Throws: a `QuarryError` where the file cannot be read or is no sound index.
  public convenience init(
    path: String, cacheBytes: Int = QuarryIndex.defaultCacheBytes
  ) throws(QuarryError) {
    try self.init(paths: [path], cacheBytes: cacheBytes)
  }

  /// Opens several indexes that are searched as one: scores are those of a single index of all their
  /// documents.
  ///
  /// - Throws: a `QuarryError` where there is none, one cannot be read or is no sound index, or two
  ///   do not go together, since they were built with other settings.
  public init(
    paths: [String], cacheBytes: Int = QuarryIndex.defaultCacheBytes
  ) throws(QuarryError) {
    self.paths = paths
    self.cacheBytes = cacheBytes
    files = try paths.map { path throws(QuarryError) in try Self.open(path) }
    do {
      searcher = try Searcher(indexes: files, cacheBytes: max(cacheBytes, 0))
    } catch {
      throw QuarryError(.unreadable, error.reason)
    }
  }

  /// The best documents for `query`, with snippets.
  ///
  /// `QueryHelp.text` explains how queries are written. Unless `options.isStrict`, no text fails to
  /// parse but one that is too long; a query without words finds nothing.
  ///
  /// - Throws: a `QuarryError` where the query is wrong or too long, or the index is damaged where it
  ///   is read.
  public func search(
    _ query: String, _ options: SearchOptions = SearchOptions()
  ) throws(QuarryError) -> SearchResults {
    do {
      return try searcher.search(query, options)
    } catch {
      throw QuarryError(error, path: path)
    }
  }

  /// The best documents for a query built in Swift, with snippets.
  ///
  /// - Throws: a `QuarryError` where the query asks for too much or names a field that does not exist,
  ///   or the index is damaged where it is read.
  public func search(
    _ query: Query, _ options: SearchOptions = SearchOptions()
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

  /// The indexes as they are now: this value itself where nothing was committed since it was opened,
  /// else a new one, its cache empty. This one goes on seeing what it saw.
  ///
  /// - Throws: a `QuarryError` where a file cannot be read any more.
  public func refreshed() throws(QuarryError) -> QuarryIndex {
    guard zip(paths, files).contains(where: { FileIdentity(path: $0) != $1.identity }) else {
      return self
    }
    let newer = try QuarryIndex(paths: paths, cacheBytes: cacheBytes)
    return zip(files, newer.files).allSatisfy { $0.isSameCommit(as: $1) } ? self : newer
  }

  /// The files with a damaged root slot, which are read through another copy of their root;
  /// `verify(path:progress:)` tells more.
  public var damagedPaths: [String] {
    zip(paths, files).filter { $0.1.hasDamagedSlot }.map(\.0)
  }

  /// What the cache of decoded pages and documents was asked for since the index was opened, and
  /// keeps; all 0 where there is none.
  public var cacheStatistics: CacheStatistics { searcher.cacheStatistics }

  /// The number of documents in all files, without those that are deleted.
  public var documentCount: Int {
    files.reduce(0) { $0 + $1.catalog.documentCount - $1.deletedCount }
  }

  private static func open(_ path: String) throws(QuarryError) -> IndexFile {
    do {
      return try IndexFile(path: path, isSearched: true)
    } catch {
      throw QuarryError(error, path: path)
    }
  }
}
