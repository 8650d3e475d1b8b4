import QuarryFormat
import QuarryStorage

/// What one search at a time needs of one segment: readers with their buffers, kept for the next.
final class SegmentReader {
  let segment: Segment
  let scoring: Scoring
  private let number: UInt32
  private let cache: PageCache?
  private let inflater: Inflater
  private let postings: PostingsReader
  /// The length codes of each field, once asked for.
  private var lengths: [MappedBytes] = []
  /// Readers of positions, one for each word of a phrase, as each keeps a page of its own.
  private var positions: [PostingsReader] = []

  init(
    _ segment: Segment, number: Int, scoring: Scoring, cache: PageCache?, inflater: Inflater
  ) {
    self.segment = segment
    self.number = UInt32(clamping: number)
    self.scoring = scoring
    self.cache = cache
    self.inflater = inflater
    postings = PostingsReader(segment.postings, inflater: inflater)
  }

  /// The metadata of a list that has pages of its own.
  func longList(_ info: TermInfo) throws(FormatError) -> ListMetadata? {
    try postings.longList(of: info)
  }

  /// All of a list that has no pages of its own.
  func shortList(_ info: TermInfo) throws(FormatError) -> PostingsPage {
    guard case .short(let range) = info.place else {
      return try prepare(try postings.postings(of: info))
    }
    let key = PageCache.Key(
      segment: number, isShort: true, place: UInt64(clamping: range.lowerBound))
    if let page = cache?.page(key) { return page }
    let page = try prepare(try postings.postings(of: info))
    cache?.insert(page, key)
    return page
  }

  /// Page `index` of `list`, if it is in the cache.
  func cachedPage(_ index: Int, of list: ListMetadata) -> PostingsPage? {
    cache?.page(key(index, list))
  }

  /// Page `index` of `list`.
  func page(_ index: Int, of list: ListMetadata) throws(FormatError) -> PostingsPage {
    if let page = cachedPage(index, of: list) { return page }
    let page = try prepare(try postings.postings(page: index, of: list))
    cache?.insert(page, key(index, list))
    return page
  }

  /// The reader of positions for the `index`th word of a query's phrases.
  func positionsReader(_ index: Int) -> PostingsReader {
    while positions.count <= index {
      positions.append(PostingsReader(segment.postings, inflater: inflater))
    }
    return positions[index]
  }

  /// The length code of a document in `field`.
  func lengthCode(_ document: Int, field: Int) throws(FormatError) -> UInt8 {
    let row = try lengthRows()[field]
    guard document >= 0, document < row.count else { return 0 }
    return row.span.unsafeLoad(fromByteOffset: document, as: UInt8.self)
  }

  private func key(_ index: Int, _ list: ListMetadata) -> PageCache.Key {
    PageCache.Key(segment: number, isShort: false, place: UInt64(list.firstPage + index))
  }

  private func prepare(_ decoded: DecodedPostings) throws(FormatError) -> PostingsPage {
    PostingsPage(decoded, lengths: try lengthRows(), scoring: scoring)
  }

  private func lengthRows() throws(FormatError) -> [MappedBytes] {
    if lengths.isEmpty {
      var rows: [MappedBytes] = []
      for field in 0..<scoring.fieldCount { rows.append(try segment.lengths(field: field)) }
      lengths = rows
    }
    return lengths
  }
}
