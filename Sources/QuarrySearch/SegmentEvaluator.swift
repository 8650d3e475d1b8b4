import QuarryFormat

/// A plan bound to one segment: its cursors, and the exact score of a document.
///
/// The ways to find the best documents are extensions: `Disjunction` where any clause may match,
/// `Conjunction` where some must, `Counting`.
struct SegmentEvaluator {
  /// A term or phrase in this segment.
  struct Leaf {
    /// What its saturation is multiplied by in bounds: the weight of its clause.
    let weight: Double
    /// What its x counts for in its clause: at most 1.
    let factor: Double
    /// Its number in the plan.
    let number: Int
    /// The cursors of its terms.
    let cursors: Range<Int>
    /// The cursor of its rarest term.
    let lead: Int
    /// The number of its matcher, −1 for a single term.
    let phrase: Int
    /// An upper bound of what it adds to the score of any document.
    let bound: Double
  }

  /// A clause in this segment.
  struct Clause {
    let isRequired: Bool
    /// What its saturation is multiplied by.
    let weight: Double
    /// Among `leaves`; empty ones are left out, unless required.
    let leaves: Range<Int>
    /// The postings there are to go through.
    let cost: Int
  }

  let reader: SegmentReader
  var cursors: ContiguousArray<TermCursor> = []
  /// Those that score, then those that exclude.
  private(set) var leaves: ContiguousArray<Leaf> = []
  var phrases: [PhraseMatcher] = []
  /// Those that score, in the order of the query.
  private(set) var clauses: [Clause] = []
  private(set) var excluded: Range<Int> = 0..<0
  /// Whether nothing in the segment can match.
  private(set) var isEmpty = false

  /// Opens the lists of `plan` in the segment of that number.
  init(_ plan: QueryPlan, segment: Int, _ reader: SegmentReader) throws(FormatError) {
    self.reader = reader
    // A lone phrase is required, as then one pass both finds and counts.
    let isLonePhrase = plan.scoringLeaves == 1 && plan.leaves[0].terms.count > 1
    for clause in plan.clauses where clause.occurrence != .mustNot {
      let bound = try bind(clause, plan, segment)
      let isRequired = clause.occurrence == .must || isLonePhrase
      if isRequired, bound.leaves.isEmpty {
        isEmpty = true
        return
      }
      if !bound.leaves.isEmpty {
        clauses.append(
          Clause(
            isRequired: isRequired, weight: clause.weight, leaves: bound.leaves,
            cost: bound.cost))
      }
    }
    let scoring = leaves.count
    isEmpty = scoring == 0
    if isEmpty { return }
    for clause in plan.clauses where clause.occurrence == .mustNot {
      _ = try bind(clause, plan, segment)
    }
    excluded = scoring..<leaves.count
  }

  private mutating func bind(
    _ clause: QueryPlan.Clause, _ plan: QueryPlan, _ segment: Int
  ) throws(FormatError) -> (leaves: Range<Int>, cost: Int) {
    let firstLeaf = leaves.count
    var cost = 0
    for number in clause.leaves {
      let leaf = plan.leaves[number]
      var infos: [TermInfo] = []
      for term in leaf.terms {
        if let info = plan.terms[term].infos[segment] { infos.append(info) }
      }
      guard infos.count == leaf.terms.count else { continue }
      let first = cursors.count
      for info in infos { cursors.append(try TermCursor(info, reader)) }
      let range = first..<cursors.count
      let lead =
        range.min { cursors[$0].documentFrequency < cursors[$1].documentFrequency } ?? first
      cost += cursors[lead].documentFrequency
      var phrase = -1
      if range.count > 1 {
        phrase = phrases.count
        phrases.append(
          PhraseMatcher(
            firstCursor: first, offsets: leaf.offsets, cursors: cursors,
            fieldCount: reader.scoring.fieldCount, reader: reader.postings))
      }
      let bound = range.reduce(Float.infinity) { min($0, cursors[$1].bound) }
      leaves.append(
        Leaf(
          weight: clause.weight, factor: leaf.weight, number: number, cursors: range, lead: lead,
          phrase: phrase, bound: clause.weight * Double(bound)))
    }
    return (firstLeaf..<leaves.count, cost)
  }

  // MARK: Leaves

  /// Moves a leaf to the first document from `target` on that holds its terms, a phrase's in
  /// whatever order; gives that document or `TermCursor.end`.
  @inline(__always)
  mutating func seek(_ leaf: Int, _ target: Int) throws(FormatError) -> Int {
    let lead = leaves[leaf].lead
    if leaves[leaf].phrase < 0 {
      try cursors[lead].seek(target)
      return cursors[lead].document
    }
    return try seekPhrase(leaf, target)
  }

  private mutating func seekPhrase(_ leaf: Int, _ target: Int) throws(FormatError) -> Int {
    let range = leaves[leaf].cursors
    let lead = leaves[leaf].lead
    var target = target
    while true {
      try cursors[lead].seek(target)
      let document = cursors[lead].document
      if document == TermCursor.end { return document }
      var isCommon = true
      for cursor in range where cursor != lead {
        try cursors[cursor].seek(document)
        let other = cursors[cursor].document
        if other != document {
          if other == TermCursor.end { return other }
          target = other
          isCommon = false
          break
        }
      }
      if isCommon { return document }
    }
  }

  /// An upper bound of what a leaf adds to the score of the document it stands at.
  @inline(__always)
  func upperShare(_ leaf: Int) -> Double {
    var impact = cursors[leaves[leaf].lead].impact
    if leaves[leaf].phrase >= 0 {
      for cursor in leaves[leaf].cursors { impact = min(impact, cursors[cursor].impact) }
    }
    return leaves[leaf].weight * Double(impact)
  }

  /// Whether a leaf that stands at a document really matches there.
  mutating func isMatch(_ leaf: Int) throws(FormatError) -> Bool {
    let phrase = leaves[leaf].phrase
    return phrase < 0 ? true : try phrases[phrase].matches(cursors, counts: false)
  }

  /// The exact x of a leaf in the document it stands at; nil where it does not match.
  mutating func strength(_ leaf: Int, _ document: Int) throws(FormatError) -> Double? {
    let phrase = leaves[leaf].phrase
    guard phrase >= 0 else { return cursors[leaves[leaf].lead].strength() }
    guard try phrases[phrase].matches(cursors, counts: true) else { return nil }
    let scoring = reader.scoring
    var x = 0.0
    for field in 0..<scoring.fieldCount {
      let frequency = phrases[phrase].frequencies[field]
      if frequency > 0 {
        let code = reader.lengthCode(document, field: field)
        x += scoring.strength(frequency, field: field, length: code)
      }
    }
    return x
  }

  // MARK: Documents

  /// The exact score of `document`, which no leaf has gone past; nil where it does not match.
  mutating func score(_ document: Int) throws(FormatError) -> Double? {
    if try isExcluded(document) { return nil }
    var score = 0.0
    var isMatch = false
    for clause in clauses {
      var x = 0.0
      var holdsClause = false
      for leaf in clause.leaves where try seek(leaf, document) == document {
        guard let strength = try strength(leaf, document) else { continue }
        x += leaves[leaf].factor * strength
        holdsClause = true
      }
      if holdsClause {
        score += clause.weight * reader.scoring.saturation(x)
        isMatch = true
      } else if clause.isRequired {
        return nil
      }
    }
    return isMatch ? score : nil
  }

  /// Whether an excluding leaf matches `document`.
  mutating func isExcluded(_ document: Int) throws(FormatError) -> Bool {
    for leaf in excluded where try seek(leaf, document) == document {
      if try isMatch(leaf) { return true }
    }
    return false
  }
}
