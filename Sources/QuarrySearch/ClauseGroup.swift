/// A word or phrase of a query with the ways in which texts may write it, not yet looked up.
struct ClauseGroup: Hashable, Sendable {
  /// One way to write it: a term, or several at these distances from the first.
  struct Member: Hashable, Sendable {
    var terms: [TermSource]
    var offsets: [UInt32]
    var weight: Double
    var shape = LeafShape.inOrder
  }

  /// What a group is of the text that was typed.
  enum Kind: Hashable, Sendable {
    /// A word that stands for itself.
    case word
    /// Two characters of a script without spaces.
    case pair
    /// A character that is in a pair too.
    case character
    /// Anything else: words in quotation marks, near one another, of which there are patterns.
    case phrase
  }

  /// What was typed.
  var text: String
  /// The form that was typed comes first.
  var members: [Member]
  /// Whether its rarity is the sum of that of its words, as for a phrase in quotation marks.
  var isQuoted: Bool
  /// Where it may stand.
  var fields = FieldMask.all
  /// What it is of the text that was typed.
  var kind = Kind.phrase
  /// Whether it says little of what a text is about, and there are words that say more.
  var isFunctionWord = false
  /// What its score is multiplied by; the sum of all where it was typed several times.
  var boost = 1.0
}
