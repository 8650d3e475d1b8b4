/// One part of a `PageCache`, for one thread at a time: S3-FIFO (Yang, Zhang, Qiu, Yue and
/// Rashmi, "FIFO queues are all you need for cache eviction", SOSP 2023).
///
/// What is new waits in a small queue. What is asked for again until it comes to the queue's end
/// moves on to the main queue, the rest is forgotten but for its name: what comes again soon after
/// goes to the main queue at once. So pages that one query reads and no other never push out those
/// that many queries share. Asking for a page moves nothing, it only counts.
struct CachePart {
  /// The bytes that an entry takes beside its page.
  static let entryBytes = 96
  /// The small queue's share of the bytes: one in so many.
  private static let smallShare = 10
  /// How often a page of the small queue is asked for to move on.
  private static let leastUses: UInt8 = 1
  /// A page asked for again before this many others came is asked for by the same query still, which
  /// tells nothing (the correlated references of O'Neil, O'Neil and Weikum, SIGMOD 1993).
  private static let correlated: UInt32 = 2
  /// More uses do not keep a page of the main queue longer.
  private static let mostUses: UInt8 = 3
  /// The bytes of the part for each name that is remembered.
  private static let bytesPerName = 2048

  private struct Entry {
    let key: PageCache.Key
    let mixed: UInt64
    var page: PageCache.Page?
    var bytes: Int
    /// How many pages had come before.
    let number: UInt32
    var uses: UInt8 = 0
  }

  private let capacity: Int
  private var entries: [Entry] = []
  /// Entries that are in no queue.
  private var free: [UInt32] = []
  private var small = SlotQueue()
  private var main = SlotQueue()
  private var smallBytes = 0
  private var mainBytes = 0
  private var table = SlotTable()
  /// Names of pages that went from the small queue, each in the one place it may have.
  private var names: [UInt64] = []
  /// The pages that have come so far.
  private var number: UInt32 = 0
  private var hits = 0
  private var misses = 0
  private var evictions = 0

  /// A part of at most `bytes`.
  init(bytes: Int) {
    // The rest is for names and numbers of what is kept.
    capacity = bytes - bytes / 64
  }

  var statistics: CacheStatistics {
    var figures = CacheStatistics()
    figures.hits = hits
    figures.misses = misses
    figures.evictions = evictions
    figures.entries = entries.count - free.count
    figures.bytes = smallBytes + mainBytes
    figures.capacity = capacity
    return figures
  }

  /// The page named `key`, whose hash is `mixed`.
  ///
  /// - Parameter isPeek: whether the caller can do without it; then it does not count as missed.
  mutating func page(
    _ key: PageCache.Key, _ mixed: UInt64, isPeek: Bool
  ) -> PageCache.Page? {
    guard let slot = slot(of: key, mixed) else {
      if !isPeek { misses += 1 }
      return nil
    }
    if !isPeek { hits += 1 }
    if entries[slot].uses < Self.mostUses, number &- entries[slot].number >= Self.correlated {
      entries[slot].uses += 1
    }
    return entries[slot].page
  }

  /// Keeps `page`, in place of another one of that name only where it is larger: of a document more
  /// may have been read than before.
  mutating func insert(_ page: PageCache.Page, _ key: PageCache.Key, _ mixed: UInt64) {
    let bytes = page.byteCount
    guard bytes <= capacity else { return }
    if let slot = slot(of: key, mixed) {
      guard entries[slot].bytes < bytes else { return }
      remove(slot)
    }
    makeRoom(for: bytes)
    let isKnown = forget(mixed)
    number &+= 1
    let slot = place(Entry(key: key, mixed: mixed, page: page, bytes: bytes, number: number))
    table.insert(slot, mixed)
    if isKnown {
      main.append(slot)
      mainBytes += bytes
    } else {
      small.append(slot)
      smallBytes += bytes
    }
  }

  /// Forgets everything but the counts.
  mutating func removeAll() {
    guard !entries.isEmpty else { return }
    entries.removeAll(keepingCapacity: true)
    free.removeAll(keepingCapacity: true)
    small.removeAll()
    main.removeAll()
    smallBytes = 0
    mainBytes = 0
    table.removeAll()
    names.removeAll()
  }

  // MARK: Entries

  private func slot(of key: PageCache.Key, _ mixed: UInt64) -> Int? {
    table.first(mixed) { slot in entries[slot].mixed == mixed && entries[slot].key == key }
  }

  private mutating func place(_ entry: Entry) -> UInt32 {
    if let slot = free.popLast() {
      entries[Int(slot)] = entry
      return slot
    }
    entries.append(entry)
    return UInt32(truncatingIfNeeded: entries.count - 1)
  }

  /// Takes an entry out wherever it is.
  private mutating func remove(_ place: Int) {
    let slot = UInt32(truncatingIfNeeded: place)
    if small.remove(slot) {
      smallBytes -= entries[place].bytes
    } else if main.remove(slot) {
      mainBytes -= entries[place].bytes
    }
    discard(slot)
  }

  private mutating func discard(_ slot: UInt32) {
    table.remove(slot, entries[Int(slot)].mixed)
    entries[Int(slot)].page = nil
    free.append(slot)
  }

  // MARK: Eviction

  private mutating func makeRoom(for bytes: Int) {
    while smallBytes + mainBytes + bytes > capacity {
      if smallBytes > capacity / Self.smallShare || main.isEmpty {
        guard evictSmall() else { return }
      } else {
        evictMain()
      }
    }
  }

  /// Gives up the first page of the small queue that was not asked for again; false where the queue
  /// is empty.
  private mutating func evictSmall() -> Bool {
    guard let slot = small.popFirst() else { return false }
    let bytes = entries[Int(slot)].bytes
    smallBytes -= bytes
    if entries[Int(slot)].uses >= Self.leastUses {
      entries[Int(slot)].uses = 0
      main.append(slot)
      mainBytes += bytes
      // The main queue may have grown beyond its share.
      return true
    }
    remember(entries[Int(slot)].mixed)
    discard(slot)
    evictions += 1
    return true
  }

  /// Gives up the first page of the main queue that was not asked for since it last came to its
  /// front.
  private mutating func evictMain() {
    while let slot = main.popFirst() {
      if entries[Int(slot)].uses > 0 {
        entries[Int(slot)].uses -= 1
        main.append(slot)
        continue
      }
      mainBytes -= entries[Int(slot)].bytes
      discard(slot)
      evictions += 1
      return
    }
  }

  // MARK: Names

  private mutating func remember(_ mixed: UInt64) {
    if names.isEmpty {
      names = Array(repeating: 0, count: max(64, capacity / Self.bytesPerName))
    }
    names[Int(mixed % UInt64(names.count))] = mixed
  }

  /// Whether a name was remembered, which it is no more then.
  private mutating func forget(_ mixed: UInt64) -> Bool {
    guard !names.isEmpty else { return false }
    let place = Int(mixed % UInt64(names.count))
    guard names[place] == mixed else { return false }
    names[place] = 0
    return true
  }
}
