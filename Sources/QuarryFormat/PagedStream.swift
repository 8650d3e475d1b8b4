import QuarryStorage

/// Reads the raw bytes of a paged section once and in order, whatever crosses the bounds of its
/// pages, in memory for little more than what is asked for at a time.
struct PagedStream {
  let section: PagedSection
  private let inflater: Inflater
  private let dictionary: [UInt8]
  private let counter: WorkCounter
  private var page: [UInt8] = []
  private var nextPage = 0
  /// Raw bytes that are inflated; those before `place` were taken.
  private(set) var window: [UInt8] = []
  var place = 0
  /// The raw offset of the window's first byte.
  private var windowStart = 0

  init(
    _ section: PagedSection, inflater: Inflater, dictionary: [UInt8] = [], counter: WorkCounter
  ) {
    self.section = section
    self.inflater = inflater
    self.dictionary = dictionary
    self.counter = counter
  }

  /// The raw offset of the next byte.
  var offset: Int { windowStart + place }
  /// The bytes that can be taken at once.
  var available: Int { window.count - place }
  /// Whether all was taken.
  var isAtEnd: Bool { offset == section.rawCount && nextPage == section.pageCount }

  /// Goes to the raw byte at `offset`, before anything is read.
  ///
  /// - Returns: false where the section has no such place.
  /// - Throws: where the page is damaged.
  mutating func begin(at offset: Int) throws(FormatError) -> Bool {
    guard offset < section.rawCount else {
      (windowStart, nextPage) = (section.rawCount, section.pageCount)
      return offset == section.rawCount
    }
    guard offset > 0 else { return offset == 0 }
    let number = try section.pageIndex(containing: offset)
    let dictionary = dictionary
    windowStart = try section.read(
      page: number, with: inflater, dictionary: dictionary.span, into: &window
    ).rawOffset
    (place, nextPage) = (offset - windowStart, number + 1)
    return place < window.count
  }

  /// Makes at least `count` bytes available.
  ///
  /// - Returns: false where the section has fewer.
  /// - Throws: where a page is damaged.
  mutating func fill(_ count: Int) throws(FormatError) -> Bool {
    guard available < count else { return true }
    guard count <= section.rawCount - offset else { return false }
    windowStart += place
    window.removeFirst(place)
    place = 0
    let dictionary = dictionary
    while window.count < count {
      guard nextPage < section.pageCount else { return false }
      try section.read(
        page: nextPage, with: inflater, dictionary: dictionary.span, into: &page)
      nextPage += 1
      counter.add(section.meanStoredBytes)
      window += page
    }
    return true
  }

  /// Makes the rest of the present page available, or the next page.
  mutating func fillMore() throws(FormatError) -> Bool {
    try fill(available + 1)
  }
}
