import QuarryFormat

/// A query as it is evaluated: terms that the index holds, with all weights worked out.
struct QueryPlan: Sendable {
  /// A term of the index.
  struct Term: Sendable {
    let bytes: [UInt8]
    /// The documents of all segments that hold it.
    let documentFrequency: Int
    /// Where it is in each segment.
    let infos: [TermInfo?]
  }

  /// What is looked for in a document: a term, or several side by side.
  struct Leaf: Sendable {
    /// The number of the clause.
    let clause: Int
    /// What its x counts for in its clause: at most 1.
    let weight: Double
    /// The numbers of its terms.
    let terms: [Int]
    /// How far each term stands behind the first, in words.
    let offsets: [UInt32]
  }

  /// A clause with its alternatives, of which any may match.
  struct Clause: Sendable {
    let occurrence: Query.Occurrence
    /// What was typed.
    let text: String
    /// How often it was typed.
    let count: Int
    let idf: Double
    let documentFrequency: Int
    let leaves: Range<Int>

    /// What a saturation is multiplied by.
    var weight: Double { Double(count) * idf }
  }

  var terms: [Term] = []
  /// Those that score come first, in the order of the query.
  var leaves: [Leaf] = []
  /// Those that exclude documents come last; the others stand in the order of the query.
  var clauses: [Clause] = []
  /// The number of leaves that score.
  var scoringLeaves = 0
  /// What was understood, for the reader: the terms of each clause.
  var understood: [String] = []
  /// Whether no document can match.
  var isEmpty = true
}
