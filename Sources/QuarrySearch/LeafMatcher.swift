import QuarryFormat

/// Decides whether a leaf that is more than a term, or not wanted in all fields, matches the document
/// its cursors stand at, and counts how often.
struct LeafMatcher {
  /// What tells where several terms stand; without either the leaf is one term.
  private var phrase: PhraseMatcher?
  private var spread: SpreadMatcher?
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
    case .inOrder where leaf.terms.count == 1: break
    case .inOrder:
      phrase = PhraseMatcher(
        firstCursor: first, offsets: leaf.offsets, cursors: cursors, fieldCount: fieldCount,
        reader: reader)
    case .loose, .near:
      spread = SpreadMatcher(
        leaf.shape, firstCursor: first, offsets: leaf.offsets, fieldCount: fieldCount,
        reader: reader)
    }
  }

  /// Whether the leaf matches where all its cursors stand.
  ///
  /// - Parameter counts: false where `frequencies` are not wanted.
  mutating func matches(
    _ cursors: ContiguousArray<TermCursor>, counts: Bool
  ) throws(FormatError) -> Bool {
    if phrase != nil {
      guard try phrase?.matches(cursors, counts: counts || !fields.isAll) ?? false else {
        return false
      }
      guard counts || !fields.isAll else { return true }
      for field in frequencies.indices { frequencies[field] = phrase?.frequencies[field] ?? 0 }
    } else if spread != nil {
      guard try spread?.matches(cursors, into: &frequencies) ?? false else { return false }
    } else {
      guard let page = cursors[first].page, cursors[first].position < page.count else {
        return false
      }
      let row = cursors[first].position * frequencies.count
      for field in frequencies.indices { frequencies[field] = page.postings.frequency(row + field) }
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
