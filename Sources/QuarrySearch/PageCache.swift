import QuarryFormat

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Pages of postings and positions, and documents, that all searches share, of at most a number of
/// bytes.
///
/// It has several parts with a lock each, which is held for one look-up, so that threads seldom
/// meet. What a part keeps is decided by `CachePart`.
final class PageCache: Sendable {
  /// What names a page: its segment and where it is there.
  struct Key: Hashable, Sendable {
    let segment: UInt64
    let kind: Kind
    /// By which of the searchers that share the cache the page's bounds are, for postings.
    var scoring: UInt64 = 0
    /// The number of a page or a document, the raw offset of a short list.
    let place: UInt64

    /// The key mixed so that every bit decides: the end of MurmurHash3 (Appleby, 2011). Not 0.
    @inline(__always)
    var mixed: UInt64 {
      var value = place ^ segment << 40 ^ UInt64(kind.rawValue) << 61
      value ^= scoring &* 0x9E37_79B9_7F4A_7C15
      value = (value ^ value >> 33) &* 0xFF51_AFD7_ED55_8CCD
      value = (value ^ value >> 33) &* 0xC4CE_B9FE_1A85_EC53
      return (value ^ value >> 33) | 1
    }
  }

  enum Kind: UInt8, Sendable {
    case listPage
    case shortList
    case positions
    case document
  }

  /// What is kept.
  enum Page: Sendable {
    case postings(PostingsPage)
    case positions(PositionsPage)
    indirect case document(DocumentRecord)

    /// The bytes it takes in memory, those of its entry in the cache included.
    var byteCount: Int {
      switch self {
      case .postings(let page): page.byteCount + CachePart.entryBytes
      case .positions(let page): page.byteCount + CachePart.entryBytes
      case .document(let record):
        record.bytes.count + 32 * record.metadata.count + 256 + CachePart.entryBytes
      }
    }
  }

  /// A part with its lock: one of the system's, which ThreadSanitizer knows, unlike the standard
  /// library's.
  private final class Part: @unchecked Sendable {
    // Safe: `pages` is touched only while `mutex` is held.
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private var pages: CachePart

    init(bytes: Int) {
      pages = CachePart(bytes: bytes)
      mutex = .allocate(capacity: 1)
      pthread_mutex_init(mutex, nil)
    }

    deinit {
      pthread_mutex_destroy(mutex)
      mutex.deallocate()
    }

    @inline(__always)
    func withLock<Result>(_ body: (inout CachePart) -> Result) -> Result {
      pthread_mutex_lock(mutex)
      defer { pthread_mutex_unlock(mutex) }
      return body(&pages)
    }
  }

  /// A part has room for several of the largest pages.
  private static let leastPartBytes = 1 << 20
  private static let mostParts = 16
  private let parts: [Part]
  /// The bytes it may keep at most.
  let capacity: Int
  /// What is asked where a page is not here, and keeps what comes here too.
  private let behind: PageCache?
  /// Whether what comes here may be used by other searches.
  let outlivesSearch: Bool

  /// A cache of at most `bytes`, all unused.
  ///
  /// - Parameters:
  ///   - isShared: whether several threads use it at a time.
  ///   - behind: a cache that several searches share, of which this one keeps what one of them needs.
  init(bytes: Int, isShared: Bool = true, behind: PageCache? = nil) {
    capacity = max(0, bytes)
    self.behind = behind
    outlivesSearch = isShared || behind != nil
    let most = isShared ? Self.mostParts : 1
    let count = min(max(1, capacity / Self.leastPartBytes), most)
    let partBytes = capacity / count
    parts = (0..<count).map { _ in Part(bytes: partBytes) }
  }

  @inline(__always)
  private func part(_ mixed: UInt64) -> Part {
    parts[Int((mixed >> 48) % UInt64(parts.count))]
  }

  /// The postings named `key`, where they are here.
  ///
  /// - Parameter isPeek: whether the caller can do without them; then they do not count as missed.
  func postings(_ key: Key, isPeek: Bool = false) -> PostingsPage? {
    if case .postings(let page) = page(key, isPeek: isPeek) { page } else { nil }
  }

  /// The positions named `key`, where they are here.
  func positions(_ key: Key) -> PositionsPage? {
    if case .positions(let page) = page(key) { page } else { nil }
  }

  /// The document named `key`, or its beginning, where it is here.
  func document(_ key: Key) -> DocumentRecord? {
    if case .document(let record) = page(key) { record } else { nil }
  }

  private func page(_ key: Key, isPeek: Bool = false) -> Page? {
    let mixed = key.mixed
    if let page = part(mixed).withLock({ $0.page(key, mixed, isPeek: isPeek) }) { return page }
    guard let page = behind?.page(key, isPeek: isPeek) else { return nil }
    part(mixed).withLock { $0.insert(page, key, mixed) }
    return page
  }

  /// Keeps `page` under `key`, unless it is larger than all that a part may keep.
  func insert(_ page: Page, _ key: Key) {
    let mixed = key.mixed
    part(mixed).withLock { $0.insert(page, key, mixed) }
    behind?.insert(page, key)
  }

  /// Forgets everything, but not what is behind.
  func removeAll() {
    for part in parts { part.withLock { $0.removeAll() } }
  }

  /// What was asked for and is kept; each part's figures are of one moment.
  var statistics: CacheStatistics {
    var sum = CacheStatistics()
    sum.capacity = capacity
    for part in parts {
      let figures = part.withLock { $0.statistics }
      sum.hits += figures.hits
      sum.misses += figures.misses
      sum.evictions += figures.evictions
      sum.entries += figures.entries
      sum.bytes += figures.bytes
    }
    return sum
  }
}
