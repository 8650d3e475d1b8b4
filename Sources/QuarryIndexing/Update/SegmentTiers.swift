import QuarryFormat

/// Which segments of an index that is added to are merged: the last ones, as long as the one before is
/// not more than twice as large as all of them together, so that there are no more segments than the
/// logarithm of the index's size, and a document is rewritten about as often (the logarithmic method
/// of Bentley and Saxe 1980).
enum SegmentTiers {
  /// The segments to merge; empty where there are fewer than two.
  ///
  /// - Parameters:
  ///   - mostCodes: the length codes that a segment may have, since its merge holds them.
  static func last(of file: IndexFile, mostCodes: Int, mostDocuments: Int) -> Range<Int> {
    let segments = file.segments
    var first = segments.count - 1
    var bytes = first >= 0 ? size(of: segments[first]) : 0
    var documents = first >= 0 ? segments[first].documentCount : 0
    while first > 0 {
      let before = segments[first - 1]
      let size = size(of: before)
      documents += before.documentCount
      guard size <= 2 * bytes, documents <= mostDocuments,
        documents * file.catalog.fields.count <= mostCodes
      else { break }
      bytes += size
      first -= 1
    }
    return segments.count - first > 1 ? first..<segments.count : 0..<0
  }

  /// The bytes of a segment that are of documents which are not deleted.
  private static func size(of segment: Segment) -> Int {
    let bytes = segment.facts.storedBytes
    guard segment.documentCount > 0 else { return bytes }
    let live = Double(segment.documentCount - segment.deletedCount)
    return Int(Double(bytes) * live / Double(segment.documentCount))
  }
}

extension Catalog.Segment {
  /// The bytes that its sections take in the file.
  var storedBytes: Int { sections.reduce(0) { $0 + $1.storedLength } }
}
