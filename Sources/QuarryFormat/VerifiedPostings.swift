import QuarryStorage

/// What the terms of some blocks of the dictionary were found to hold, and where that begins and ends in the
/// sections: parts that were checked beside each other are put together in their order.
struct VerifiedPostings: Sendable {
  /// A place in each section that lies in the order of the terms.
  struct Place: Sendable, Hashable {
    var terms = 0
    var short = 0
    var positions = 0
    var forms = 0
  }

  /// A place in the metadata and the pages of long lists.
  struct ListPlace: Sendable, Hashable {
    var blocks = 0
    var page = 0
  }

  var start = Place()
  var end = Place()
  /// Where the first long list begins and the last one ends; nil where there is none.
  var firstList: ListPlace?
  var listsEnd: ListPlace?
  var lastTerm: [UInt8] = []
  var termCount = 0
  var postingCount = 0
  var positionCount = 0

  /// Puts the part behind this one that begins with block `number`.
  ///
  /// - Throws: where they do not follow each other.
  mutating func append(
    _ next: VerifiedPostings, from number: Int, of segment: Segment
  ) throws(FormatError) {
    guard next.start.terms == end.terms else {
      throw PostingsVerifier.index(number, "a block begins elsewhere")
    }
    guard next.start == end else {
      throw .damaged(
        .terms, at: next.start.terms, "a block's offsets are not those of its first term")
    }
    if number > 0 {
      let held = try segment.terms.separator(number)
      guard compare(lastTerm.span, Span<UInt8>(_bytes: held.span)) < 0 else {
        throw PostingsVerifier.index(number, "a separator does not separate")
      }
    }
    if let first = next.firstList {
      let expected = listsEnd ?? ListPlace()
      guard first == expected else {
        throw .damaged(.blocks, at: first.blocks, "a list begins elsewhere")
      }
      listsEnd = next.listsEnd
    }
    end = next.end
    lastTerm = next.lastTerm
    termCount += next.termCount
    postingCount += next.postingCount
    positionCount += next.positionCount
  }

  /// Checks that all sections of the segment end here.
  func checkEnds(of segment: Segment) throws(FormatError) {
    let sections = segment.postings
    guard end.terms == segment.terms.terms.count else {
      throw PostingsVerifier.index(0, "blocks do not fill the terms")
    }
    guard end.forms == sections.forms?.rawCount ?? 0 else {
      throw .damaged(.forms, at: end.forms, "bytes are left after the last form number")
    }
    guard end.short == sections.short.rawCount else {
      throw .damaged(.shortPostings, at: end.short, "bytes are left after the last list")
    }
    guard end.positions == sections.positions.rawCount else {
      throw .damaged(.positions, at: end.positions, "bytes are left after the last position")
    }
    let lists = listsEnd ?? ListPlace()
    guard lists.page == sections.long.pageCount, lists.blocks == sections.blocks.count else {
      throw .damaged(.blocks, at: lists.blocks, "bytes are left after the last list")
    }
    let facts = segment.facts
    guard termCount == facts.termCount, postingCount == facts.postingCount,
      positionCount == facts.positionCount
    else {
      throw .damaged(
        .catalog, at: 0,
        "it counts \(facts.termCount) terms, \(facts.postingCount) postings and "
          + "\(facts.positionCount) positions, but there are \(termCount), \(postingCount) and "
          + "\(positionCount)")
    }
  }
}
