package import QuarryFormat
public import QuarrySearch
import QuarryStorage
import Synchronization

/// An index, or several that are searched as one, opened for searching.
///
/// Opening maps the file and checks its header; nothing else is read until a query asks for it. A
/// value may be used from many threads at once, and sees the commit that was newest when it was
/// opened or last refreshed.
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
  /// The commit that is seen.
  private struct Snapshot: Sendable {
    let files: [IndexFile]
    let searcher: Searcher
  }

  private let snapshot: Mutex<Snapshot>
  /// Held while newer commits are looked for, so that none is replaced by an older one.
  private let refreshing = Mutex<Void>(())

  package var files: [IndexFile] { snapshot.withLock { $0.files } }
  package var searcher: Searcher { snapshot.withLock { $0.searcher } }

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
    let files = try paths.map { path throws(QuarryError) in try Self.open(path) }
    do {
      let searcher = try Searcher(indexes: files, cacheBytes: max(cacheBytes, 0))
      snapshot = Mutex(Snapshot(files: files, searcher: searcher))
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

  /// Sees the newest commits from now on, also of a file that was replaced by another.
  ///
  /// Searches that have begun end with what they began with, and none waits. What is kept decoded of
  /// parts that did not change goes on being used. Where nothing was committed, all it takes is to ask
  /// the system for the files' sizes and times.
  ///
  /// - Returns: whether anything was committed since.
  /// - Throws: a `QuarryError` where a file cannot be read any more or does not go with the others; the
  ///   value then goes on seeing what it saw.
  @discardableResult
  public func refresh() throws(QuarryError) -> Bool {
    try refreshing.withLock { _ throws(QuarryError) in
      let seen = snapshot.withLock { $0 }
      var files = seen.files
      var isNewer = false
      for (number, path) in paths.enumerated()
      where FileIdentity(path: path) != files[number].identity {
        let file = try Self.open(path)
        guard !file.isSameCommit(as: files[number]) else { continue }
        files[number] = file
        isNewer = true
      }
      guard isNewer else { return false }
      let newer: Snapshot
      do throws(SearchError) {
        newer = Snapshot(files: files, searcher: try seen.searcher.following(files))
      } catch {
        throw QuarryError(.unreadable, error.reason)
      }
      snapshot.withLock { $0 = newer }
      return true
    }
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
