import QuarryFormat

/// Goes through the postings of one term in one segment.
///
/// It stands in two places: at a posting, whose page is decoded, and shallowly at a page, of which
/// only bounds are known. Both go forward only.
struct TermCursor {
  /// The document of a cursor behind its last posting.
  static let end = Int.max

  let documentFrequency: Int
  /// The greatest saturation in the list.
  let bound: Float
  private let reader: SegmentReader
  /// Nil for a list that is one page, which then is `page`.
  private let list: ListMetadata?
  private let pageLasts: [UInt32]
  private let pageBounds: [Float]

  private(set) var page: OpenPage? {
    didSet {
      documents = page?.documents
      open = page.map { Unmanaged.passUnretained($0) }
      ready = 0
    }
  }
  // Safe: it is `page`, which keeps it; what asks for it most must not count references.
  private var open: Unmanaged<OpenPage>?
  // Safe: it points into `page`, and what is read is below `ready`.
  private var documents: UnsafePointer<UInt32>?
  /// Where the block that `position` is in ends, which is open then.
  private var ready = 0
  /// Which page of its list `page` is; −1 where the list is one page or none is decoded yet.
  private(set) var pageNumber = -1
  /// The number in `page` of the present posting.
  private(set) var position = 0
  /// The present document; −1 before the first, `end` behind the last.
  private(set) var document = -1

  private var shallow = 0
  private var blocksPage = -1
  private var block = 0
  private var blockLasts: [UInt32] = []
  private var blockBounds: [Float] = []

  /// Opens the list that `info` names.
  init(_ info: TermInfo, _ reader: SegmentReader) throws(FormatError) {
    self.reader = reader
    documentFrequency = info.documentFrequency
    reader.counter.work.blocks +=
      (info.documentFrequency + PostingsPage.blockPostings - 1) >> PostingsPage.blockShift
    list = try reader.longList(info)
    guard let list else {
      let page = try reader.shortList(info)
      bound = page.bound
      pageLasts = page.blockLasts.last.map { [$0] } ?? []
      pageBounds = [page.bound]
      let open = reader.open(page)
      self.page = open
      self.open = Unmanaged.passUnretained(open)
      documents = open.documents
      return
    }
    let scoring = reader.scoring
    var lasts: [UInt32] = []
    var bounds: [Float] = []
    lasts.reserveCapacity(list.pageCount)
    bounds.reserveCapacity(list.pageCount)
    for index in 0..<list.pageCount {
      let last = list.lastDocument(page: index)
      if let previous = lasts.last, previous >= last {
        throw .damaged(
          section: SectionKind.blocks.name, offset: index,
          reason: "pages of a list are out of order")
      }
      lasts.append(last)
      var x = 0.0
      for field in 0..<scoring.fieldCount {
        let pair = list.bound(page: index, field: field)
        x += scoring.strength(pair.frequency, field: field, length: pair.length)
      }
      bounds.append(scoring.roundedUp(x))
    }
    bound = bounds.max() ?? 0
    pageLasts = lasts
    pageBounds = bounds
  }

  /// Goes through postings that are all in `page`.
  init(_ page: PostingsPage, _ reader: SegmentReader) {
    self.reader = reader
    documentFrequency = page.count
    reader.counter.work.blocks += page.blockLasts.count
    list = nil
    bound = page.bound
    pageLasts = page.blockLasts.last.map { [$0] } ?? []
    pageBounds = [page.bound]
    let open = reader.open(page)
    self.page = open
    self.open = Unmanaged.passUnretained(open)
    documents = open.documents
  }

  /// The numbers of the pages with the greatest bounds, at most `most`, in ascending order.
  func strongestPages(_ most: Int) -> [Int] {
    var best: [Int] = []
    for number in pageBounds.indices {
      var place = best.count
      while place > 0, pageBounds[best[place - 1]] < pageBounds[number] { place -= 1 }
      if place < most {
        best.insert(number, at: place)
        if best.count > most { best.removeLast() }
      }
    }
    return best.sorted()
  }

  /// Page `number` of the list, which is below the number of its pages.
  func decodedPage(_ number: Int) throws(FormatError) -> OpenPage? {
    guard let list, number != pageNumber else { return page }
    return try reader.page(number, of: list)
  }

  // MARK: Postings

  /// An upper bound of the present posting's saturation, tight but for rounding.
  @inline(__always)
  var impact: Float {
    guard let open else { return 0 }
    return open._withUnsafeGuaranteedRef { position < $0.count ? $0.impact(position) : 0 }
  }

  /// Moves to the first posting whose document is not less than `target`.
  @inline(__always)
  mutating func seek(_ target: Int) throws(FormatError) {
    guard document < target else { return }
    // The next posting is wanted most often.
    let next = position + 1
    if document >= 0, next < ready, let documents, Int(documents[next]) >= target {
      position = next
      document = Int(documents[next])
    } else {
      try seekForward(target)
    }
  }

  private mutating func seekForward(_ target: Int) throws(FormatError) {
    guard target <= Int(pageLasts.last ?? 0), !pageLasts.isEmpty else {
      document = Self.end
      return
    }
    var number = max(pageNumber, 0)
    if Int(pageLasts[number]) < target {
      number = Self.first(in: pageLasts, from: number + 1, notLess: target)
    }
    if number != pageNumber {
      if let list { page = try reader.page(number, of: list) }
      pageNumber = number
      position = 0
    }
    guard let open else { return }
    let (place, count) = open._withUnsafeGuaranteedRef {
      ($0.position(of: UInt32(truncatingIfNeeded: max(target, 0)), from: position), $0.count)
    }
    position = place
    // The page ends with its last document, which is not less than the target.
    guard place < count else {
      document = Self.end
      return
    }
    stand(in: open)
  }

  /// Sets the present posting to `position` of the present page, or behind it.
  @inline(__always)
  mutating func move(to position: Int) throws(FormatError) {
    guard let open else { return }
    if position < open._withUnsafeGuaranteedRef({ $0.count }) {
      self.position = position
      stand(in: open)
    } else if pageNumber < pageLasts.count, pageNumber >= 0 {
      try seekForward(Int(pageLasts[pageNumber]) + 1)
    }
  }

  /// Sets the present posting to `position` of the present page, or to its last one where that is
  /// behind it, so that no further page is decoded before it is wanted.
  @inline(__always)
  mutating func park(at position: Int) {
    guard let open else { return }
    let count = open._withUnsafeGuaranteedRef { $0.count }
    guard count > 0 else { return }
    self.position = min(position, count - 1)
    let shift = PostingsPage.blockShift
    if self.position < ready, self.position >> shift == (ready - 1) >> shift, let documents {
      document = Int(documents[self.position])
    } else {
      stand(in: open)
    }
  }

  /// Opens the block of `position`, which is below the page's count.
  @inline(__always)
  private mutating func stand(in open: Unmanaged<OpenPage>) {
    (ready, document) = open._withUnsafeGuaranteedRef {
      ($0.open(at: position), Int($0.documents[position]))
    }
  }

  /// The exact x of the present posting.
  ///
  /// Mutating, so that it is called in place: a copy would count many references.
  @inline(__always)
  mutating func strength() -> Double {
    guard let open else { return 0 }
    return open._withUnsafeGuaranteedRef {
      position < $0.count ? $0.strength(position, document: document) : 0
    }
  }

  // MARK: Bounds

  /// Moves the shallow place to the page that holds `target` or what follows it.
  mutating func moveShallow(to target: Int) {
    if shallow < pageLasts.count, Int(pageLasts[shallow]) < target {
      shallow = Self.first(in: pageLasts, from: shallow + 1, notLess: target)
    }
  }

  /// The last document of the shallow page; `end` behind the last page.
  var shallowEnd: Int { shallow < pageLasts.count ? Int(pageLasts[shallow]) : Self.end }

  /// The greatest saturation from the shallow page on up to document `last`.
  func shallowBound(upTo last: Int) -> Float {
    var bound: Float = 0
    var number = shallow
    while number < pageLasts.count {
      bound = max(bound, pageBounds[number])
      if Int(pageLasts[number]) >= last { break }
      number += 1
    }
    return bound
  }

  /// The end and the greatest saturation of the block that holds `target`, which is in the shallow
  /// page, or what follows it.
  mutating func blockBound(at target: Int) throws(FormatError) -> (end: Int, bound: Float) {
    try loadBlocks()
    while block < blockLasts.count, Int(blockLasts[block]) < target { block += 1 }
    guard block < blockLasts.count else { return (Self.end, 0) }
    return (Int(blockLasts[block]), blockBounds[block])
  }

  /// The greatest saturation from `first`, to which the shallow place was moved, up to `last`.
  mutating func bound(from first: Int, upTo last: Int) throws(FormatError) -> Float {
    guard shallow < pageLasts.count else { return 0 }
    guard last <= Int(pageLasts[shallow]) else { return shallowBound(upTo: last) }
    var bound = try blockBound(at: first).bound
    var number = block
    while number + 1 < blockLasts.count, Int(blockLasts[number]) < last {
      number += 1
      bound = max(bound, blockBounds[number])
    }
    return bound
  }

  private mutating func loadBlocks() throws(FormatError) {
    guard blocksPage != shallow, shallow < pageLasts.count else { return }
    blocksPage = shallow
    block = 0
    guard let list else {
      blockLasts = page?.page.blockLasts ?? []
      blockBounds = page?.page.blockBounds ?? []
      return
    }
    if shallow == pageNumber, let page, !page.page.blockBounds.isEmpty {
      (blockLasts, blockBounds) = (page.page.blockLasts, page.page.blockBounds)
    } else if let page = reader.cachedPage(shallow, of: list),
      !page.blockBounds.isEmpty
    {
      (blockLasts, blockBounds) = (page.blockLasts, page.blockBounds)
    } else {
      try readBlocks(of: list)
    }
  }

  private mutating func readBlocks(of list: ListMetadata) throws(FormatError) {
    let scoring = reader.scoring
    let fields = scoring.fieldCount
    let count =
      (list.postingCount(page: shallow) + BlockMetadata.blockPostings - 1)
      / BlockMetadata.blockPostings
    var strengths = [Double](repeating: 0, count: count * fields)
    try list.readBlocks(page: shallow, into: &blockLasts) { block, field, pair in
      let place = block * fields + field
      strengths[place] = max(
        strengths[place], scoring.strength(pair.frequency, field: field, length: pair.length))
    }
    blockBounds.removeAll(keepingCapacity: true)
    for block in 0..<count {
      var x = 0.0
      for field in 0..<fields { x += strengths[block * fields + field] }
      blockBounds.append(scoring.roundedUp(x))
    }
  }

  /// The first number from `start` on whose entry is not less than `target`, by doubled steps.
  private static func first(in lasts: [UInt32], from start: Int, notLess target: Int) -> Int {
    var low = start
    var step = 1
    var high = low
    while high < lasts.count, Int(lasts[high]) < target {
      low = high + 1
      high += step
      step += step
    }
    high = min(high, lasts.count)
    while low < high {
      let middle = (low + high) >> 1
      if Int(lasts[middle]) < target { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
