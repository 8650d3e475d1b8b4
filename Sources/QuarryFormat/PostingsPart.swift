/// The finished lists of some neighbouring terms, wherever they will come to lie: what a
/// `PostingsPartWriter` makes, on any thread, and a `PostingsWriter` appends to the index.
///
/// Everything that depends on what comes before is relative to it.
package struct PostingsPart: Sendable {
  /// The place of a term in the part: how many bytes of each row belong to it.
  struct Entry: Sendable {
    var documentFrequency: Int
    var termLength: Int
    /// The dictionary's entry behind the suffix; without the document frequency and the offset of
    /// the metadata where the list is long.
    var placeLength: Int
    var shortLength = 0
    var positionsLength = 0
    var formsLength = 0
    /// The metadata of a long list; 0 for any other.
    var blocksLength = 0
    var pageCount = 0
  }

  var entries: [Entry] = []
  var terms: [UInt8] = []
  var places: [UInt8] = []
  var short: [UInt8] = []
  var positions: [UInt8] = []
  var forms: [UInt8] = []
  /// Pages of long lists, side by side, and where each ends.
  var longPages: [UInt8] = []
  var longPageEnds: [Int] = []
  /// The metadata of long lists: room for the number of the first page, the page entries with
  /// positions counted from the list's own first, the blocks.
  var blocks: [UInt8] = []
  var postingCount = 0
  var positionCount = 0

  package init() {}

  /// The bytes that the part holds.
  package var byteCount: Int {
    terms.count + places.count + short.count + positions.count + forms.count + longPages.count
      + blocks.count + entries.count * MemoryLayout<Entry>.stride
  }
}
