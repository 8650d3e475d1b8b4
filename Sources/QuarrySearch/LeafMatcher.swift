import QuarryFormat

/// Decides whether a leaf that is more than a term, or not wanted in all fields, matches the document
/// its cursors stand at, and counts how often.
struct LeafMatcher {
  private enum Method {
    case term
    case phrase(PhraseMatcher)
    case spread(SpreadMatcher)
  }

  private var method: Method
  private let first: Int
  private let fields: FieldMask
  /// By field, how often the leaf stands in the document looked at last.
  private(set) var frequencies: [UInt32]

  /// The matcher of a leaf whose terms have the cursors from `first` on.
  ///
  /// - Parameter fields: where it may stand, by the segment's own numbers.
  init(
    _ leaf: QueryPlan.Leaf, fields: FieldMask, firstCursor first: Int,
    cursors: ContiguousArray<TermCursor>, fieldCount: Int, reader: PostingsReader
  ) {
    self.first = first
    self.fields = fields
    frequencies = [UInt32](repeating: 0, count: fieldCount)
    switch leaf.shape {
    case .inOrder where leaf.terms.count == 1: method = .term
    case .inOrder:
      method = .phrase(
        PhraseMatcher(
          firstCursor: first, offsets: leaf.offsets, cursors: cursors, fieldCount: fieldCount,
          reader: reader))
    case .loose, .near:
      method = .spread(
        SpreadMatcher(
          leaf.shape, firstCursor: first, offsets: leaf.offsets, fieldCount: fieldCount,
          reader: reader))
    }
  }

  /// Whether the leaf matches where all its cursors stand.
  ///
  /// - Parameter counts: false where `frequencies` are not wanted.
  mutating func matches(
    _ cursors: ContiguousArray<TermCursor>, counts: Bool
  ) throws(FormatError) -> Bool {
    switch method {
    case .term:
      guard let page = cursors[first].page, cursors[first].position < page.count else {
        return false
      }
      let row = cursors[first].position * frequencies.count
      for field in frequencies.indices { frequencies[field] = page.postings.frequency(row + field) }
    case .phrase(var matcher):
      // Taken out for the call, so that its arrays are not copied.
      method = .term
      defer { method = .phrase(matcher) }
      guard try matcher.matches(cursors, counts: counts || !fields.isAll) else { return false }
      guard counts || !fields.isAll else { return true }
      for field in frequencies.indices { frequencies[field] = matcher.frequencies[field] }
    case .spread(var matcher):
      method = .term
      defer { method = .spread(matcher) }
      guard try matcher.matches(cursors, into: &frequencies) else { return false }
    }
    guard !fields.isAll else { return true }
    var isMatch = false
    for field in frequencies.indices {
      if !fields.contains(field) { frequencies[field] = 0 }
      if frequencies[field] > 0 { isMatch = true }
    }
    return isMatch
  }
}
