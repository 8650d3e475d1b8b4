/// A part of a nested query in one segment.
final class TreeNode {
  /// A branch that may score, in the order of the query.
  struct Branch {
    let node: Int
    let isRequired: Bool
  }

  /// Nodes by what they demand.
  struct List {
    let needsOptional: Bool
    /// The cheapest first.
    var required: [Int] = []
    var optional: [Int] = []
    var excluded: [Int] = []
    var scoring: [Branch] = []

    init(needsOptional: Bool) {
      self.needsOptional = needsOptional
    }
  }

  enum Kind {
    /// The number of a group.
    case group(Int)
    case list(List)
    case documents(DocumentBits)
  }

  let kind: Kind
  /// The documents there are to go through.
  let cost: Int

  init(_ kind: Kind, cost: Int) {
    self.kind = kind
    self.cost = cost
  }
}
