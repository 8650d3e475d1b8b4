import QuarryFormat

/// A plan bound to one segment: its cursors, and the exact score of a document.
///
/// Its clauses are the branches of the plan's root. A branch that is a list of its own is one leaf
/// with a tree; see `TreeEvaluation`. The ways to find the best documents are extensions:
/// `Disjunction` where any clause may match, `Conjunction` where some must, `Counting`.
struct SegmentEvaluator {
  /// A term, a phrase or a whole tree in this segment.
  struct Leaf {
    /// What its saturation is multiplied by in bounds: the weight of its group; 1 for a tree.
    let weight: Double
    /// What its x counts for in its group: at most 1.
    let factor: Double
    /// Its number in the plan; −1 for a tree.
    let number: Int
    /// The cursors of its terms.
    let cursors: Range<Int>
    /// Those of which each bounds the frequency: all of a phrase, the first of words that may stand
    /// elsewhere too.
    let bounding: Range<Int>
    /// The cursor of its rarest term; −1 for a tree.
    let lead: Int
    /// The number of its matcher, −1 for a single term wherever it stands.
    let matcher: Int
    /// The number of its tree, −1 where it has none.
    let tree: Int
    /// An upper bound of what it adds to the score of any document.
    let bound: Double
  }

  /// A group of leaves in this segment, of which any may match.
  struct Clause {
    let isRequired: Bool
    /// What its saturation is multiplied by.
    let weight: Double
    /// Whether it adds its weight, whatever the frequency.
    let isConstant: Bool
    /// Whether it only selects documents.
    let isFilter: Bool
    /// Its number in the plan; nil for a tree.
    let group: Int?
    /// Among `leaves`; empty ones are left out, unless required.
    let leaves: Range<Int>
    /// The postings there are to go through.
    let cost: Int
  }

  /// A clause that is one term, wherever it stands.
  struct PlainTerm {
    let cursor: Int
    let weight: Double
    let factor: Double
    let isRequired: Bool
  }

  let reader: SegmentReader
  /// Makes old documents count less, at most as much as without it; nil where age does not matter.
  var recency: Recency?
  var cursors: ContiguousArray<TermCursor> = []
  private(set) var leaves: ContiguousArray<Leaf> = []
  var matchers: [LeafMatcher] = []
  /// The branches of the root that score or select, in the order of the query.
  private(set) var clauses: [Clause] = []
  /// The clauses, if all of them are single terms; otherwise empty.
  private(set) var plainTerms: ContiguousArray<PlainTerm> = []
  /// The groups inside trees.
  private(set) var groups: [Clause] = []
  private(set) var nodes: [TreeNode] = []
  /// The leaves that exclude documents.
  private(set) var excluded: [Int] = []
  /// The only documents that may match, where not all may.
  private(set) var allowed: DocumentBits?
  /// Whether a document has to match a clause that is not required.
  private(set) var needsMatch = false
  /// Whether nothing in the segment can match.
  private(set) var isEmpty = false

  /// Opens the lists of `plan` in the segment of that number.
  init(_ plan: QueryPlan, segment: Int, _ reader: SegmentReader) throws(FormatError) {
    self.reader = reader
    needsMatch = plan.root.needsShould
    if let live = reader.live { allow(live) }
    for branch in plan.root.branches {
      switch (branch.occurrence, branch.node) {
      case (.must, .documents(let bits)): allow(bits[segment])
      case (.mustNot, .documents(let bits)): forbid(bits[segment])
      case (.mustNot, _):
        for leaf in try bind(branch.node, plan, segment).leaves { excluded.append(leaf) }
      case (.must, _), (.should, _):
        let bound = try bind(branch.node, plan, segment)
        let isRequired = branch.occurrence == .must
        if isRequired, bound.leaves.isEmpty {
          isEmpty = true
          return
        }
        if !bound.leaves.isEmpty {
          clauses.append(clause(bound, isRequired: isRequired))
        }
      }
    }
    if needsMatch, clauses.isEmpty { isEmpty = true }
    if let allowed, allowed.next(from: 0) == TermCursor.end { isEmpty = true }
    guard !isEmpty else { return }
    arrange()
    findPlainTerms()
  }

  private mutating func allow(_ bits: DocumentBits) {
    if allowed == nil { allowed = bits } else { allowed?.formIntersection(bits) }
  }

  private mutating func forbid(_ bits: DocumentBits) {
    var rest = DocumentBits(documentCount: reader.segment.documentCount, all: true)
    rest.subtract(bits)
    allow(rest)
  }

  /// Chooses what leads: a lone clause that is no plain term, as then one pass both finds and counts;
  /// or the allowed documents, where they are few or nothing is required.
  private mutating func arrange() {
    if needsMatch, clauses.count == 1, clauses[0].leaves.contains(where: { isPlain($0) == false }) {
      let only = clauses[0]
      clauses[0] = Clause(
        isRequired: true, weight: only.weight, isConstant: only.isConstant,
        isFilter: only.isFilter, group: only.group, leaves: only.leaves, cost: only.cost)
      needsMatch = false
    }
    let required = clauses.filter(\.isRequired).map(\.cost).min()
    if required == nil, !needsMatch, allowed == nil {
      allowed = DocumentBits(documentCount: reader.segment.documentCount, all: true)
    }
    guard let bits = allowed else { return }
    let count = bits.count
    let others = required ?? (needsMatch ? reader.segment.documentCount / 8 : Int.max)
    guard count < others / 4 || others == .max else { return }
    let node = nodes.count
    nodes.append(TreeNode(.documents(bits), cost: count))
    let leaf = appendTree(node)
    clauses.append(
      Clause(
        isRequired: true, weight: 0, isConstant: false, isFilter: true, group: nil,
        leaves: leaf..<leaf + 1, cost: count))
    allowed = nil
  }

  private mutating func findPlainTerms() {
    for clause in clauses {
      let leaf = clause.leaves.lowerBound
      guard clause.leaves.count == 1, isPlain(leaf), leaves[leaf].cursors.count == 1,
        !clause.isConstant, !clause.isFilter
      else {
        plainTerms = []
        return
      }
      plainTerms.append(
        PlainTerm(
          cursor: leaves[leaf].lead, weight: clause.weight, factor: leaves[leaf].factor,
          isRequired: clause.isRequired))
    }
  }

  /// Whether a leaf matches wherever its cursor stands.
  private func isPlain(_ leaf: Int) -> Bool { leaves[leaf].matcher < 0 && leaves[leaf].tree < 0 }

  /// Whether a document that all required clauses stand at matches, if it is not excluded.
  var isDecidedByCursors: Bool {
    !needsMatch && matchers.isEmpty
      && leaves.allSatisfy { leaf in
        guard leaf.tree >= 0 else { return true }
        if case .documents = nodes[leaf.tree].kind { return true }
        return false
      }
  }

  // MARK: Binding

  /// What a node became: leaves, with what a clause of them needs.
  private struct Bound {
    var leaves: Range<Int>
    var cost = 0
    var weight = 1.0
    var isConstant = false
    var group: Int?
  }

  private func clause(_ bound: Bound, isRequired: Bool) -> Clause {
    Clause(
      isRequired: isRequired, weight: bound.weight, isConstant: bound.isConstant, isFilter: false,
      group: bound.group, leaves: bound.leaves, cost: bound.cost)
  }

  private mutating func bind(
    _ node: QueryPlan.Node, _ plan: QueryPlan, _ segment: Int
  ) throws(FormatError) -> Bound {
    if case .group(let number) = node {
      var bound = try bind(plan.groups[number], plan, segment)
      bound.group = number
      return bound
    }
    guard let tree = try plant(node, plan, segment) else {
      return Bound(leaves: leaves.count..<leaves.count)
    }
    let leaf = appendTree(tree)
    return Bound(leaves: leaf..<leaf + 1, cost: nodes[tree].cost)
  }

  private mutating func appendTree(_ tree: Int) -> Int {
    leaves.append(
      Leaf(
        weight: 1, factor: 1, number: -1, cursors: 0..<0, bounding: 0..<0, lead: -1, matcher: -1,
        tree: tree,
        bound: treeBound(tree)))
    return leaves.count - 1
  }

  /// Makes a node of the plan one of `nodes` and gives its number; nil where nothing can match it.
  private mutating func plant(
    _ node: QueryPlan.Node, _ plan: QueryPlan, _ segment: Int
  ) throws(FormatError) -> Int? {
    switch node {
    case .documents(let bits):
      nodes.append(TreeNode(.documents(bits[segment]), cost: bits[segment].count))
    case .group(let number):
      let bound = try bind(plan.groups[number], plan, segment)
      guard !bound.leaves.isEmpty else { return nil }
      groups.append(clause(bound, isRequired: false))
      nodes.append(TreeNode(.group(groups.count - 1), cost: bound.cost))
    case .list(let list):
      guard let planted = try plant(list, plan, segment) else { return nil }
      nodes.append(planted)
    }
    return nodes.count - 1
  }

  private mutating func plant(
    _ list: QueryPlan.List, _ plan: QueryPlan, _ segment: Int
  ) throws(FormatError) -> TreeNode? {
    var tree = TreeNode.List(needsOptional: list.needsShould)
    for branch in list.branches {
      let node = try plant(branch.node, plan, segment)
      switch branch.occurrence {
      case .mustNot:
        if let node { tree.excluded.append(node) }
      case .must:
        guard let node else { return nil }
        tree.required.append(node)
        tree.scoring.append(TreeNode.Branch(node: node, isRequired: true))
      case .should:
        guard let node else { continue }
        tree.optional.append(node)
        tree.scoring.append(TreeNode.Branch(node: node, isRequired: false))
      }
    }
    if tree.required.isEmpty, tree.optional.isEmpty { return nil }
    if tree.needsOptional, tree.optional.isEmpty { return nil }
    tree.required.sort { nodes[$0].cost < nodes[$1].cost }
    let cost =
      tree.required.first.map { nodes[$0].cost }
      ?? tree.optional.reduce(0) { $0 + nodes[$1].cost }
    return TreeNode(.list(tree), cost: cost)
  }

  private mutating func bind(
    _ group: QueryPlan.Group, _ plan: QueryPlan, _ segment: Int
  ) throws(FormatError) -> Bound {
    var bound = Bound(
      leaves: leaves.count..<leaves.count, weight: group.weight, isConstant: group.isConstant)
    for number in group.leaves {
      let leaf = plan.leaves[number]
      let fields = leaf.fields.numbered(by: reader.segment.fields)
      guard fields.bits != 0 else { continue }
      let first = cursors.count
      for term in leaf.terms {
        guard let cursor = try cursor(plan.terms[term], segment) else { break }
        cursors.append(cursor)
      }
      let range = first..<cursors.count
      guard range.count == leaf.terms.count else {
        cursors.removeLast(range.count)
        continue
      }
      let lead =
        range.min { cursors[$0].documentFrequency < cursors[$1].documentFrequency } ?? first
      bound.cost += cursors[lead].documentFrequency
      var matcher = -1
      if range.count > 1 || !leaf.fields.isAll {
        matcher = matchers.count
        matchers.append(
          LeafMatcher(
            leaf, fields: fields, firstCursor: first, cursors: cursors,
            fieldCount: reader.scoring.fieldCount,
            reader: reader.postings))
      }
      let bounding = first..<first + min(leaf.boundingTerms, range.count)
      let most = bounding.reduce(Float.infinity) { min($0, cursors[$1].bound) }
      leaves.append(
        Leaf(
          weight: group.weight, factor: leaf.weight, number: number, cursors: range,
          bounding: bounding, lead: lead, matcher: matcher, tree: -1,
          bound: group.weight * Double(most)))
    }
    bound.leaves = bound.leaves.lowerBound..<leaves.count
    return bound
  }

  private func cursor(
    _ term: QueryPlan.Term, _ segment: Int
  ) throws(FormatError) -> TermCursor? {
    switch term.place {
    case .infos(let infos):
      guard let info = infos[segment] else { return nil }
      return try TermCursor(info, reader)
    case .pages(let pages): return pages[segment].map { TermCursor($0, reader) }
    }
  }
}
