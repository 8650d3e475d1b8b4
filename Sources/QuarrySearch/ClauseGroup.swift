/// A word or phrase of a query with the ways in which texts may write it, not yet looked up.
struct ClauseGroup: Hashable, Sendable {
  /// One way to write it: a term, or several at these distances from the first.
  struct Member: Hashable, Sendable {
    var terms: [TermSource]
    var offsets: [UInt32]
    var weight: Double
    var shape = LeafShape.inOrder
  }

  /// What was typed.
  var text: String
  /// The form that was typed comes first.
  var members: [Member]
  /// Whether its rarity is the sum of that of its words, as for a phrase in quotation marks.
  var isQuoted: Bool
  /// Where it may stand.
  var fields = FieldMask.all
  /// What its score is multiplied by; the sum of all where it was typed several times.
  var boost = 1.0
}
