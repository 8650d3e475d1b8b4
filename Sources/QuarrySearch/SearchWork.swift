/// What a search had to do to find its documents: the same for the same query, index and state of
/// the cache on every machine, so that tests can hold it to exact numbers.
///
/// The reading of hits and their passages is not counted.
package struct SearchWork: Sendable, Hashable {
  /// The pages of postings that were inflated, lists that share a page each counted as one.
  package var postingsPagesInflated = 0
  /// The pages of postings that were in the cache.
  package var postingsPagesCached = 0
  /// The pages of positions that were inflated.
  package var positionsPagesInflated = 0
  /// The pages of positions that were in the cache.
  package var positionsPagesCached = 0
  /// The bytes that pages of positions and postings inflated to, postings as they are kept.
  package var bytesInflated = 0
  /// The blocks of 128 postings of all lists of the query, one for each list begun.
  package var blocks = 0
  /// The blocks whose documents were unpacked, each time a page was gone through.
  package var blocksOpened = 0
  /// The postings whose saturations were worked out block by block.
  package var postingsScored = 0
  /// The documents whose exact score was worked out.
  package var documentsScored = 0

  package init() {}

  /// The blocks that were passed over.
  package var blocksSkipped: Int { max(0, blocks - blocksOpened) }
}

/// Where the parts of one search at a time count its work.
final class WorkCounter {
  var work = SearchWork()
}
