import QuarryFormat

/// A query as it is evaluated: terms that the index holds, with all weights worked out.
struct QueryPlan: Sendable {
  /// A term of the index, or several that are one to the query.
  struct Term: Sendable {
    /// The term, or the words of a pattern as it was typed.
    let bytes: [UInt8]
    /// The documents of all segments that hold it.
    let documentFrequency: Int
    /// Where it is in each segment.
    let place: Place
    /// What words of a text are it.
    var words = Words.term

    /// How a word of a text is told to be a term of the query.
    enum Words: Sendable {
      /// The word's term has these bytes.
      case term
      /// It is written with these bytes.
      case exact
      /// It matches, folded.
      case pattern(PatternAutomaton)
    }

    enum Place: Sendable {
      case infos([TermInfo?])
      /// Postings made for this query, by segment.
      case pages([PostingsPage?])
    }
  }

  /// What is looked for in a document: a term, or several in a shape.
  struct Leaf: Sendable {
    /// The number of the group.
    let group: Int
    /// What its x counts for in its group: at most 1.
    let weight: Double
    /// The numbers of its terms.
    let terms: [Int]
    /// How far each term stands behind the first of its row, in words.
    let offsets: [UInt32]
    let shape: LeafShape
    /// Where it may stand.
    let fields: FieldMask

    /// How many of the first terms stand in a document at least as often as the leaf.
    var boundingTerms: Int {
      switch shape {
      case .inOrder: terms.count
      case .loose: 1
      case .near(_, let starts): starts.count > 1 ? starts[1] : terms.count
      }
    }
  }

  /// What is scored as one: a word or phrase with its alternatives, of which any may match.
  struct Group: Sendable {
    /// What was typed.
    let text: String
    /// What its weight is multiplied by: how often it was typed, each time with its boost.
    let boost: Double
    let idf: Double
    let documentFrequency: Int
    let leaves: Range<Int>
    /// Whether it stands where it can add to a score.
    let isScoring: Bool
    /// What it is of the text, for the second stage.
    var kind = ClauseGroup.Kind.phrase
    var isFunctionWord = false
    /// Whether it adds all of its weight, whatever the frequency.
    var isConstant = false

    /// What a saturation is multiplied by.
    var weight: Double { boost * idf }
  }

  /// A part of the query.
  indirect enum Node: Sendable {
    /// A group, by its number; without leaves where the index holds none of its terms.
    case group(Int)
    case list(List)
    /// Documents, by segment.
    case documents([DocumentBits])
  }

  /// Parts with what they demand, those that bar documents last.
  struct List: Sendable {
    struct Branch: Sendable {
      let occurrence: Query.Occurrence
      let node: Node
    }

    var branches: [Branch] = []
    /// Whether one of the should-branches has to match.
    var needsShould = true
  }

  var terms: [Term] = []
  /// Those of a group side by side.
  var leaves: [Leaf] = []
  /// In the order of the query.
  var groups: [Group] = []
  var root = List()
  /// What was understood, for the reader: the terms of each group.
  var understood: [String] = []
  /// What is added to the best documents' scores; nil where nothing is.
  var second: SecondStagePlan?
  /// What the reader should know of the answer.
  var notices: [String] = []
}
