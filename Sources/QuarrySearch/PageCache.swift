import Synchronization

/// Prepared pages of postings that all searches share, of at most a number of bytes.
///
/// It has several parts with a lock each, so that threads seldom meet, and each part two
/// generations: what is used moves to the young one, and when that has half of the bytes, the old
/// one is forgotten.
final class PageCache: Sendable {
  /// What names a page: its segment and where it is there.
  struct Key: Hashable, Sendable {
    let segment: UInt32
    /// Whether the place is the raw offset of a short list rather than a page number.
    let isShort: Bool
    let place: UInt64
  }

  private struct Generations {
    var young: [Key: PostingsPage] = [:]
    var old: [Key: PostingsPage] = [:]
    var youngBytes = 0
  }

  private final class Part: Sendable {
    let generations = Mutex(Generations())
  }

  private static let partCount = 16
  private let parts: [Part]
  /// The bytes of a generation of a part.
  private let partBytes: Int

  /// A cache of at most `bytes`, all unused.
  init(bytes: Int) {
    parts = (0..<Self.partCount).map { _ in Part() }
    partBytes = max(0, bytes) / (2 * Self.partCount)
  }

  private func part(_ key: Key) -> Part {
    let mixed = (key.place ^ UInt64(key.segment) << 32) &* 0x9E37_79B9_7F4A_7C15
    return parts[Int(mixed >> 60)]
  }

  /// The page named `key`, where it is here.
  func page(_ key: Key) -> PostingsPage? {
    let limit = partBytes
    return part(key).generations.withLock { generations in
      if let page = generations.young[key] { return page }
      guard let page = generations.old.removeValue(forKey: key) else { return nil }
      Self.add(page, key, to: &generations, limit: limit)
      return page
    }
  }

  /// Keeps `page` under `key`, unless it is larger than all that may be kept.
  func insert(_ page: PostingsPage, _ key: Key) {
    let limit = partBytes
    guard page.byteCount <= limit else { return }
    part(key).generations.withLock { generations in
      guard generations.young[key] == nil else { return }
      Self.add(page, key, to: &generations, limit: limit)
    }
  }

  private static func add(
    _ page: PostingsPage, _ key: Key, to generations: inout Generations, limit: Int
  ) {
    if generations.youngBytes + page.byteCount > limit {
      generations.old = generations.young
      generations.young = [:]
      generations.youngBytes = 0
    }
    generations.young[key] = page
    generations.youngBytes += page.byteCount
  }
}
