package import QuarryFormat

/// What a benchmark of scoring needs to see of the evaluation.
extension SearchContext {
  /// Works out the saturations of all postings of a term in a segment, from pages that the cache keeps
  /// or that are inflated now.
  ///
  /// - Returns: how many there are.
  package func scorePostings(of info: TermInfo, segment: Int) throws(FormatError) -> Int {
    let reader = try reader(segment)
    guard let list = try reader.longList(info) else {
      return Self.score(reader.open(try reader.shortList(info)))
    }
    var count = 0
    for page in 0..<list.pageCount { count += Self.score(try reader.page(page, of: list)) }
    return count
  }

  private static func score(_ page: OpenPage) -> Int {
    var position = 0
    while position < page.count { position = page.score(at: position) }
    return page.count
  }
}
