import QuarryAnalysis

/// Turns a query as asked into a tree of groups and filters, by the analysis and the fields of the
/// index.
struct QueryTreeBuilder {
  /// No boost is greater.
  static let greatestBoost = 1e6

  /// What the parts around a query say of it.
  private struct Surroundings {
    var boost = 1.0
    var fields = FieldMask.all
    /// The name of the metadata field whose values are asked for.
    var metadata: String?
  }

  private let fieldNames: [String]
  private var reader: ClauseReader

  private init(_ analyzer: Analyzer, _ languages: [Language], fieldNames: [String]) {
    self.fieldNames = fieldNames
    reader = ClauseReader(analyzer, languages: languages)
  }

  /// The list that `query` stands for.
  ///
  /// - Parameters:
  ///   - languages: those of the index.
  ///   - fieldNames: the text fields of the index, by number.
  /// - Throws: a `SearchError` where the query has too many words, is too deep, or asks for what
  ///   makes no sense.
  static func build(
    _ query: Query, _ analyzer: Analyzer, languages: [Language], fieldNames: [String]
  ) throws(SearchError) -> QueryList {
    do {
      try query.checkLimits()
    } catch {
      throw Self.error("\(error.message); \(error.hint ?? "write a simpler one")")
    }
    var builder = QueryTreeBuilder(analyzer, languages, fieldNames: fieldNames)
    guard case .clauses(let clauses) = query else {
      return try builder.list([Query.Clause(.should, query)], Surroundings())
    }
    return try builder.list(clauses, Surroundings())
  }

  private mutating func list(
    _ clauses: [Query.Clause], _ around: Surroundings
  ) throws(SearchError) -> QueryList {
    var list = QueryList()
    for clause in clauses {
      for tree in try trees(clause.query, around) {
        list.branches.append(QueryList.Branch(occurrence: clause.occurrence, tree: tree))
      }
    }
    if !list.branches.isEmpty, list.branches.allSatisfy({ $0.occurrence == .mustNot }) {
      // What only excludes stands for every other document.
      list.branches.append(QueryList.Branch(occurrence: .must, tree: .everything))
    }
    list.merge()
    list.flatten()
    return list
  }

  /// What `query` stands for: several groups where words were typed without a space, and nothing
  /// where there is no word.
  private mutating func trees(
    _ query: Query, _ around: Surroundings
  ) throws(SearchError) -> [QueryTree] {
    var inner = around
    switch query {
    case .boosted(let query, let factor):
      guard factor >= 0, factor <= Self.greatestBoost else {
        throw Self.error("a boost must be from 0 to \(Int(Self.greatestBoost)), not \(factor)")
      }
      inner.boost *= factor
      return try trees(query, inner)
    case .field(let name, let query):
      if let number = fieldNames.firstIndex(of: name) {
        inner.fields = FieldMask(bits: 1 << UInt64(min(number, FieldMask.most - 1)))
        inner.metadata = nil
      } else {
        inner.metadata = name
      }
      return try trees(query, inner)
    case .clauses(let clauses):
      let list = try list(clauses, inner)
      guard let first = list.branches.first else { return [] }
      if list.branches.count == 1, first.occurrence != .mustNot { return [first.tree] }
      return [.list(list)]
    case .all:
      if let field = around.metadata { return [.filter(.any(field: field))] }
      return [.everything]
    case .range(let field, let from, let to):
      return [.filter(.range(field: field, from: from, to: to))]
    default:
      if let field = around.metadata { return [.filter(try filter(query, field))] }
      let groups = try groups(query)
      return groups.map { group in
        var group = group
        group.boost = around.boost
        group.fields = around.fields
        return .group(group)
      }
    }
  }

  private func filter(_ query: Query, _ field: String) throws(SearchError) -> DocumentFilter {
    let text: String
    switch query {
    case .word(let word), .exact(let word), .phrase(let word, _): text = word
    case .prefix(let word): return .prefix(field: field, text: word)
    default:
      throw Self.error("\(field): takes words, a phrase, a prefix or a range")
    }
    return field == "id" ? .identifier(text) : .value(field: field, text: text)
  }

  /// The groups of a query without parts.
  private mutating func groups(_ query: Query) throws(SearchError) -> [ClauseGroup] {
    var groups: [ClauseGroup] = []
    switch query {
    case .word(let text): groups = reader.words(text)
    case .exact(let text): groups = reader.words(text)
    case .phrase(let text, let slop):
      if let group = reader.phrase(text, slop: slop) { groups = [group] }
    case .near(let operands, let distance):
      var texts: [String] = []
      for operand in operands { texts.append(try Self.operandText(operand)) }
      if let group = reader.near(texts, distance: distance) { groups = [group] }
    case .prefix(let text): groups = [Self.group(.prefix(text))]
    case .wildcard(let text): groups = [Self.group(.wildcard(text))]
    case .regex(let text): groups = [Self.group(.regex(text))]
    case .fuzzy(let text, let edits): groups = [Self.group(.fuzzy(text, edits: edits))]
    case .synonyms(let ways):
      if let group = try synonyms(ways) { groups = [group] }
    case .all, .field, .range, .boosted, .clauses: break
    }
    guard reader.wordCount <= QueryParser.maxWords else {
      throw Self.error("the query has more than \(QueryParser.maxWords) words; shorten it")
    }
    return groups
  }

  /// Ways to say one thing, as one group: of a way that is several words, those side by side.
  private mutating func synonyms(_ ways: [Query]) throws(SearchError) -> ClauseGroup? {
    var members: [ClauseGroup.Member] = []
    var text = ""
    for way in ways {
      var found = try groups(way)
      if found.count > 1, case .word(let words) = way, let phrase = reader.phrase(words, slop: 0) {
        found = [phrase]
      }
      guard found.count == 1 else {
        throw Self.error("SYN takes words, phrases and patterns")
      }
      text += (text.isEmpty ? "" : " ") + found[0].text
      for member in found[0].members where !members.contains(where: { $0.terms == member.terms }) {
        members.append(member)
      }
    }
    return members.isEmpty ? nil : ClauseGroup(text: text, members: members, isQuoted: false)
  }

  private static func group(_ pattern: WordPattern) -> ClauseGroup {
    ClauseGroup(
      text: pattern.text,
      members: [ClauseGroup.Member(terms: [.pattern(pattern)], offsets: [0], weight: 1)],
      isQuoted: false)
  }

  private static func operandText(_ query: Query) throws(SearchError) -> String {
    switch query {
    case .word(let text), .exact(let text), .phrase(let text, _): return text
    default: throw error("NEAR stands between words and phrases")
    }
  }

  private static func error(_ reason: String) -> SearchError {
    SearchError(kind: .query, reason: reason)
  }
}
