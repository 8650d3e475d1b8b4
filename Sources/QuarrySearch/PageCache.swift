import QuarryFormat
import Synchronization

/// Pages of postings and positions, and documents, that all searches share, of at most a number of
/// bytes.
///
/// It has several parts with a lock each, so that threads seldom meet, and each part two
/// generations: what is used moves to the young one, and when that has half of the bytes, the old
/// one is forgotten.
final class PageCache: Sendable {
  /// What names a page: its segment and where it is there.
  struct Key: Hashable, Sendable {
    let segment: UInt32
    let kind: Kind
    /// The number of a page or a document, the raw offset of a short list.
    let place: UInt64
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
    case document(DocumentRecord)

    var byteCount: Int {
      switch self {
      case .postings(let page): page.byteCount
      case .positions(let page): page.byteCount
      case .document(let record): record.bytes.count + 32 * record.metadata.count + 256
      }
    }
  }

  private struct Generations {
    var young: [Key: Page] = [:]
    var old: [Key: Page] = [:]
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
    let mixed =
      (key.place ^ UInt64(key.segment) << 32 ^ UInt64(key.kind.rawValue) << 62)
      &* 0x9E37_79B9_7F4A_7C15
    return parts[Int(mixed >> 60)]
  }

  /// The postings named `key`, where they are here.
  func postings(_ key: Key) -> PostingsPage? {
    if case .postings(let page) = page(key) { page } else { nil }
  }

  /// The positions named `key`, where they are here.
  func positions(_ key: Key) -> PositionsPage? {
    if case .positions(let page) = page(key) { page } else { nil }
  }

  /// The document named `key`, or its beginning, where it is here.
  func document(_ key: Key) -> DocumentRecord? {
    if case .document(let record) = page(key) { record } else { nil }
  }

  private func page(_ key: Key) -> Page? {
    let limit = partBytes
    return part(key).generations.withLock { generations in
      if let page = generations.young[key] { return page }
      guard let page = generations.old.removeValue(forKey: key) else { return nil }
      Self.add(page, key, to: &generations, limit: limit)
      return page
    }
  }

  /// Keeps `page` under `key`, unless it is larger than all that may be kept.
  func insert(_ page: Page, _ key: Key) {
    let limit = partBytes
    guard page.byteCount <= limit else { return }
    part(key).generations.withLock { generations in
      // Of a document more may have been read than before.
      if let present = generations.young[key] {
        guard present.byteCount < page.byteCount else { return }
        generations.youngBytes -= present.byteCount
      }
      Self.add(page, key, to: &generations, limit: limit)
    }
  }

  private static func add(
    _ page: Page, _ key: Key, to generations: inout Generations, limit: Int
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
