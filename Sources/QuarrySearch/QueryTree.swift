/// A query after analysis and before any look-up: groups of terms, filters, and lists of them.
///
/// `QueryTreeBuilder` makes it; nesting that means nothing is taken out there, so that most queries
/// become one flat list, which is answered fastest. The score of a document is one sum over the
/// groups that match, in the order of the query, so that flattening changes no bit of it.
indirect enum QueryTree: Sendable {
  case group(ClauseGroup)
  case list(QueryList)
  case filter(DocumentFilter)
  case everything
}

/// Demands of which documents must meet some, should meet others, and must not meet the rest.
struct QueryList: Sendable {
  struct Branch: Sendable {
    var occurrence: Query.Occurrence
    var tree: QueryTree

    /// Whether both are groups that match the same documents in the same way.
    func looksForSame(as other: Branch) -> Bool {
      guard occurrence == other.occurrence, case .group(let group) = tree,
        case .group(let same) = other.tree
      else { return false }
      return group.isQuoted == same.isQuoted && group.fields == same.fields
        && group.members == same.members
    }
  }

  var branches: [Branch] = []
  /// Whether one of the should-branches has to match.
  var needsShould = true

  /// Takes apart what lists among the branches only repeat.
  mutating func flatten() {
    // Filters select among what the rest of the list asks for.
    let hasShould = branches.contains { $0.occurrence == .should }
    needsShould = !branches.contains { branch in
      guard branch.occurrence == .must else { return false }
      if hasShould, branch.tree.selects { return false }
      return true
    }
    var flat: [Branch] = []
    for branch in branches {
      guard case .list(let inner) = branch.tree else {
        flat.append(branch)
        continue
      }
      switch branch.occurrence {
      case .should where inner.isAlternatives: flat += inner.branches
      case .must where !inner.needsShould: flat += inner.branches
      case .mustNot where inner.isAlternatives:
        flat += inner.branches.map { Branch(occurrence: .mustNot, tree: $0.tree) }
      case .must where demandsNothingBeside(inner):
        flat += inner.branches
        needsShould = true
      default: flat.append(branch)
      }
    }
    branches = flat
  }

  private var hasMust: Bool { branches.contains { $0.occurrence == .must } }

  /// Whether the list is nothing but should-branches.
  private var isAlternatives: Bool { branches.allSatisfy { $0.occurrence == .should } }

  /// Whether `inner`, a must-branch of which should-branches have to match, has no company but
  /// filters: then one list can hold both.
  private func demandsNothingBeside(_ inner: QueryList) -> Bool {
    guard inner.needsShould, !inner.isFilter else { return false }
    var demands = 0
    for branch in branches {
      if branch.occurrence == .should { return false }
      if branch.occurrence == .must, !branch.tree.isFilter { demands += 1 }
    }
    return demands == 1
  }

  /// Whether the list scores nothing.
  var isFilter: Bool { branches.allSatisfy { $0.occurrence == .mustNot || $0.tree.isFilter } }

  /// Makes branches that look for the same one branch that counts more, in the place of the first.
  mutating func merge() {
    guard branches.count > 1 else { return }
    if branches.count <= Self.fewBranches {
      mergeFew()
      return
    }
    var merged: [Branch] = []
    var places: [Key: Int] = [:]
    for branch in branches {
      guard case .group(let group) = branch.tree else {
        merged.append(branch)
        continue
      }
      let key = Key(
        occurrence: branch.occurrence, members: group.members, fields: group.fields,
        isQuoted: group.isQuoted)
      if let place = places[key], case .group(var first) = merged[place].tree {
        first.boost += group.boost
        merged[place].tree = .group(first)
      } else {
        places[key] = merged.count
        merged.append(branch)
      }
    }
    branches = merged
  }

  /// Comparing so many with one another costs less than a table of them.
  private static let fewBranches = 6

  private mutating func mergeFew() {
    var place = 1
    while place < branches.count {
      if let first = branches[..<place].firstIndex(where: { $0.looksForSame(as: branches[place]) }),
        case .group(var group) = branches[first].tree, case .group(let other) = branches[place].tree
      {
        group.boost += other.boost
        branches[first].tree = .group(group)
        branches.remove(at: place)
      } else {
        place += 1
      }
    }
  }

  private struct Key: Hashable {
    let occurrence: Query.Occurrence
    let members: [ClauseGroup.Member]
    let fields: FieldMask
    let isQuoted: Bool
  }
}

extension QueryTree {
  /// Whether the tree is nothing but filters, however they are joined.
  var selects: Bool {
    switch self {
    case .filter: true
    case .group, .everything: false
    case .list(let list): !list.branches.isEmpty && list.branches.allSatisfy { $0.tree.selects }
    }
  }

  /// Whether the documents of the tree can be told from metadata alone.
  var isDocuments: Bool {
    switch self {
    case .filter, .everything: true
    case .group: false
    case .list(let list): list.branches.allSatisfy { $0.tree.isDocuments }
    }
  }

  /// Whether the tree selects documents and scores none.
  var isFilter: Bool {
    switch self {
    case .filter, .everything: true
    case .group: false
    case .list(let list): list.isFilter
    }
  }
}

/// What documents are asked for by their metadata; it scores nothing.
enum DocumentFilter: Hashable, Sendable {
  /// The value of a metadata field: of a keyword these words in a row, of a number or date the same.
  case value(field: String, text: String)
  /// Any value at all.
  case any(field: String)
  /// The beginning of a value's word.
  case prefix(field: String, text: String)
  case range(field: String, from: Query.Bound?, to: Query.Bound?)
  /// The document's own name.
  case identifier(String)
  /// Any words in one of these text fields.
  case filled(FieldMask)

  /// The field's name as it was typed.
  var field: String {
    switch self {
    case .value(let field, _), .prefix(let field, _), .range(let field, _, _), .any(let field):
      field
    case .identifier: "id"
    case .filled: ""
    }
  }
}
