import QuarryAnalysis
import QuarryFormat

/// Turns a query as asked into a tree of groups and filters, by the analysis and the fields of the
/// index.
struct QueryTreeBuilder {
  /// No boost is greater.
  static let greatestBoost = 1e6

  /// In a list of so many clauses the words of a compound may match one by one.
  private static let longList = 4

  /// What the parts around a query say of it.
  private struct Surroundings {
    var boost = 1.0
    var fields = FieldMask.all
    /// The name of the metadata field whose values are asked for.
    var metadata: String?
    /// Whether all lists around ask for no more than that something matches.
    var isOptional = true
    /// Whether the list has so many clauses that one of them says little.
    var isLong = false
  }

  private let fieldNames: [String]
  private let ranking: RankingParameters
  /// Whether all indexes tell where words stand.
  private let hasPlaces: Bool
  private var reader: ClauseReader
  /// The parts of the list made last before those that look for the same were made one.
  private var partCount = 0

  private init(_ context: SearchContext) throws(SearchError) {
    fieldNames = context.indexes.fields.map(\.name)
    ranking = context.ranking
    hasPlaces = context.indexes.indexes.allSatisfy { $0.catalog.hasPlaces }
    reader = ClauseReader(
      try context.analyzer(), languages: try context.languages(), hasPlaces: hasPlaces)
  }

  /// The list that `query` stands for, and where it is plain words, their places in the list, in the
  /// order of the query.
  ///
  /// - Throws: a `SearchError` where the query has too many words, is too deep, or asks for what
  ///   makes no sense.
  static func build(
    _ query: Query, _ context: SearchContext
  ) throws(SearchError) -> (list: QueryList, words: [Int]?) {
    do {
      try query.checkLimits()
    } catch {
      throw Self.error("\(error.message); \(error.hint ?? "write a simpler one")")
    }
    let isPlainWords = query.isPlainWords
    // Lists inside lists would hide which words are neighbours.
    let query = isPlainWords && !Self.isDemand(query) ? query.normalized : query
    var builder = try QueryTreeBuilder(context)
    var clauses = [Query.Clause(.should, query)]
    if case .clauses(let own) = query { clauses = own }
    var list = try builder.list(clauses, Surroundings())
    if context.ranking.functionWord != 1 {
      try damp(&list, context)
    }
    guard isPlainWords else { return (list, nil) }
    if builder.partCount == list.branches.count,
      clauses.allSatisfy({ $0.occurrence == .should })
    {
      return (list, Array(list.branches.indices))
    }
    // Another one, as each counts the words that it reads.
    var second = try QueryTreeBuilder(context)
    return (list, try second.places(clauses, in: list))
  }

  /// Whether `query` is a single word that must match: all of it, where it is more than one term.
  private static func isDemand(_ query: Query) -> Bool {
    guard case .clauses(let clauses) = query, clauses.count == 1 else { return false }
    return clauses[0].occurrence == .must
  }

  /// Where the words of a list stand in `list`, which was made of it.
  private mutating func places(
    _ clauses: [Query.Clause], in list: QueryList
  ) throws(SearchError) -> [Int] {
    var known: [[ClauseGroup.Member]: Int] = [:]
    for (place, branch) in list.branches.enumerated() {
      if case .group(let group) = branch.tree { known[group.members] = place }
    }
    var places: [Int] = []
    var around = Surroundings()
    around.isLong = clauses.count >= Self.longList
    for clause in clauses {
      for tree in try trees(clause.query, around) {
        guard case .group(let group) = tree, let place = known[group.members] else { continue }
        places.append(place)
      }
    }
    return places
  }

  /// Makes function words count less beside others.
  private static func damp(_ list: inout QueryList, _ context: SearchContext) throws(SearchError) {
    let analyzer = try context.analyzer()
    guard analyzer.usesLanguages else { return }
    let functionWords = try context.functionWords()
    var places: [Int] = []
    var hasOthers = false
    for (place, branch) in list.branches.enumerated() where branch.occurrence != .mustNot {
      guard case .group(let group) = branch.tree else {
        if !branch.tree.isFilter { hasOthers = true }
        continue
      }
      var word: [UInt8] = []
      let raw = Array(group.text.utf8)
      if branch.occurrence == .should, group.kind == .word {
        analyzer.appendFolded(raw.span, kind: .word, to: &word)
      }
      if functionWords.contains(word) { places.append(place) } else { hasOthers = true }
    }
    guard hasOthers else { return }
    for place in places {
      guard case .group(var group) = list.branches[place].tree else { continue }
      group.boost *= context.ranking.functionWord
      group.isFunctionWord = true
      list.branches[place].tree = .group(group)
    }
  }

  private mutating func list(
    _ clauses: [Query.Clause], _ around: Surroundings
  ) throws(SearchError) -> QueryList {
    var list = QueryList()
    for clause in clauses {
      var inner = around
      inner.isOptional = around.isOptional && clause.occurrence == .should
      inner.isLong = clauses.count >= Self.longList
      for tree in try trees(clause.query, inner) {
        list.branches.append(QueryList.Branch(occurrence: clause.occurrence, tree: tree))
      }
    }
    if !list.branches.isEmpty, list.branches.allSatisfy({ $0.occurrence == .mustNot }) {
      // What only excludes stands for every other document.
      list.branches.append(QueryList.Branch(occurrence: .must, tree: .everything))
    }
    partCount = list.branches.count
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
      // Boosts inside boosts stay numbers.
      inner.boost = min(inner.boost * factor, Self.greatestBoost)
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
      return around.fields.isAll ? [.everything] : [.filter(.filled(around.fields))]
    case .range(let field, let from, let to):
      return [.filter(.range(field: field, from: from, to: to))]
    default:
      if let field = around.metadata { return [.filter(try filter(query, field))] }
      let takesApart = around.isOptional && around.isLong
      let groups = try groups(query, takesApart: takesApart).filter {
        around.isOptional || $0.kind != .character
      }
      return groups.map { group in
        var group = group
        group.boost = around.boost
        if group.kind == .character { group.boost *= ranking.singleCharacter }
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
  private mutating func groups(
    _ query: Query, takesApart: Bool = false
  ) throws(SearchError) -> [ClauseGroup] {
    var groups: [ClauseGroup] = []
    switch query {
    case .word(let text): groups = reader.words(text, takesApart: takesApart)
    case .exact(let text): groups = reader.exactWords(text)
    case .phrase(let text, let slop):
      if let group = reader.phrase(text, slop: slop) { groups = [try placed(group)] }
    case .near(let operands, let distance):
      var texts: [String] = []
      for operand in operands { texts.append(try Self.operandText(operand)) }
      if let group = reader.near(texts, distance: distance) { groups = [try placed(group)] }
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

  /// The group, where it can be told whether words stand side by side.
  private func placed(_ group: ClauseGroup) throws(SearchError) -> ClauseGroup {
    guard hasPlaces || group.members.allSatisfy({ $0.terms.count == 1 }) else {
      throw Self.error(
        "the index was imported without the places of words, so it knows no phrases and no NEAR; ask for "
          + "the words with AND")
    }
    return group
  }

  /// Ways to say one thing, as one group: of a way that is several words, those side by side.
  private mutating func synonyms(_ ways: [Query]) throws(SearchError) -> ClauseGroup? {
    var members: [ClauseGroup.Member] = []
    var text = ""
    for way in ways {
      var found = try groups(way).filter { $0.kind != .character }
      if found.count > 1, case .word(let words) = way, let phrase = reader.phrase(words, slop: 0) {
        found = [try placed(phrase)]
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
    case .word(let text), .phrase(let text, _): return text
    default: throw error("NEAR stands between words and phrases, not patterns or =words")
    }
  }

  private static func error(_ reason: String) -> SearchError {
    SearchError(kind: .query, reason: reason)
  }
}
