import QuarryFormat
import QuarryStorage

/// What one search at a time needs of one segment: readers with their buffers, kept for the next.
final class SegmentReader {
  let segment: Segment
  /// The number of the segment's first document among all that are searched.
  let firstDocument: Int
  /// By the segment's own fields.
  let scoring: Scoring
  private let scorer: BlockScorer
  private let number: UInt64
  private let scoringNumber: UInt64
  private let cache: PageCache?
  /// When the search has to end, which every page that is asked for looks at.
  let timeLimit: TimeLimit
  /// Counts what the present search does.
  let counter: WorkCounter
  /// Reads positions too.
  let postings: PostingsReader
  /// The documents that are not deleted; nil where none is.
  let live: DocumentBits?

  /// - Parameter scoringNumber: what tells `scoring` from those of other readers that share the cache.
  /// - Throws: where the length codes are damaged.
  init(
    _ part: IndexSet.Part, scoringNumber: UInt64, scoring: Scoring,
    cache: PageCache?, inflater: Inflater, timeLimit: TimeLimit, counter: WorkCounter
  ) throws(FormatError) {
    let segment = part.segment
    self.segment = segment
    live = try part.live?.bits()
    firstDocument = part.firstDocument
    number = part.cacheNumber
    self.scoringNumber = scoringNumber
    let scoring = Scoring(scoring, fields: segment.fields)
    self.scoring = scoring
    self.cache = cache
    self.timeLimit = timeLimit
    self.counter = counter
    let positions = cache.map {
      CachedPositions($0, segment: part.cacheNumber, counter: counter)
    }
    postings = PostingsReader(segment.postings, inflater: inflater, positions: positions)
    var rows: [MappedBytes] = []
    for field in segment.fields.indices { rows.append(try segment.lengths(field: field)) }
    scorer = BlockScorer(scoring, lengths: rows)
  }

  /// The metadata of a list that has pages of its own.
  func longList(_ info: TermInfo) throws(FormatError) -> ListMetadata? {
    try postings.longList(of: info)
  }

  /// All of a list that has no pages of its own.
  func shortList(_ info: TermInfo) throws(FormatError) -> PostingsPage {
    try timeLimit.check()
    guard case .short(let range) = info.place else {
      return prepare(try postings.postings(of: info))
    }
    let key = PageCache.Key(
      segment: number, kind: .shortList, scoring: scoringNumber,
      place: UInt64(clamping: range.lowerBound))
    if let page = cache?.postings(key) {
      counter.work.postingsPagesCached += 1
      return page
    }
    let page = prepare(try postings.postings(of: info))
    cache?.insert(.postings(page), key)
    return page
  }

  /// Page `index` of `list`, if it is in the cache.
  func cachedPage(_ index: Int, of list: ListMetadata) -> PostingsPage? {
    cache?.postings(key(index, list), isPeek: true)
  }

  /// Page `index` of `list`.
  func page(_ index: Int, of list: ListMetadata) throws(FormatError) -> OpenPage {
    try timeLimit.check()
    let key = key(index, list)
    if let page = cache?.postings(key) {
      counter.work.postingsPagesCached += 1
      return open(page)
    }
    let page = prepare(
      try postings.postings(page: index, of: list), isKept: cache?.outlivesSearch ?? false)
    cache?.insert(.postings(page), key)
    return open(page)
  }

  /// A page ready to be gone through by one query.
  func open(_ page: PostingsPage) -> OpenPage { OpenPage(page, scorer, counter) }

  /// The length code of a document in `field`.
  func lengthCode(_ document: Int, field: Int) -> UInt8 {
    scorer.lengthCode(document, field: field)
  }

  private func key(_ index: Int, _ list: ListMetadata) -> PageCache.Key {
    PageCache.Key(
      segment: number, kind: .listPage, scoring: scoringNumber,
      place: UInt64(list.firstPage + index))
  }

  /// Postings made for one query.
  func page(of made: DecodedPostings, isConstant: Bool) -> PostingsPage {
    PostingsPage(made, scorer: scorer, isConstant: isConstant)
  }

  /// A page that was just inflated.
  ///
  /// - Parameter isKept: whether later searches may use it: they gain by little space, and by bounds
  ///   of its blocks that are tighter than those beside the page.
  private func prepare(_ decoded: DecodedPostings, isKept: Bool = true) -> PostingsPage {
    let page = PostingsPage(decoded, scorer: scorer, isKept: isKept)
    counter.work.postingsPagesInflated += 1
    counter.work.bytesInflated += page.byteCount
    return page
  }
}

/// The pages of positions of one segment that a cache keeps.
private final class CachedPositions: PositionsPages {
  private let cache: PageCache
  private let segment: UInt64
  private let counter: WorkCounter

  init(_ cache: PageCache, segment: UInt64, counter: WorkCounter) {
    self.counter = counter
    self.cache = cache
    self.segment = segment
  }

  private func key(_ index: Int) -> PageCache.Key {
    PageCache.Key(segment: segment, kind: .positions, place: UInt64(clamping: index))
  }

  func page(_ index: Int) -> PositionsPage? {
    guard let page = cache.positions(key(index)) else { return nil }
    counter.work.positionsPagesCached += 1
    return page
  }

  func keep(_ page: PositionsPage) {
    counter.work.positionsPagesInflated += 1
    counter.work.bytesInflated += page.byteCount
    cache.insert(.positions(page), key(page.index))
  }
}
