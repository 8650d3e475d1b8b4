/// One tree for all ways to say the same: what the parser gives, and what `description` writes.
extension Query {
  /// No document.
  package static let nothing = Query.clauses([])
  /// The most words between the words of a loose phrase, and between those of NEAR.
  package static let maxDistance = 1000
  /// What a score is multiplied by at most.
  package static let maxBoost = 1000.0

  /// The same query in its simplest form: matches and scores are equal.
  ///
  /// Lists of one clause are that clause; lists that add nothing to the list around them are part of
  /// it; what cannot match is left out; a list that only excludes excludes from all documents;
  /// numbers are in their bounds; patterns have the plainest kind that holds them.
  public var normalized: Query {
    switch self {
    case .all: return .all
    case .word(let text): return text.isEmpty ? .nothing : self
    case .exact(let text): return text.isEmpty ? .nothing : self
    case .prefix(let text): return text.isEmpty ? .all : self
    case .phrase(let text, let slop):
      let isBlank = text.unicodeScalars.allSatisfy(QuerySigns.isSpace)
      return isBlank ? .nothing : .phrase(text, slop: Self.bounded(slop, from: 0))
    case .fuzzy(let text, let edits):
      return text.isEmpty ? .nothing : .fuzzy(text, edits: edits.map { max(0, min($0, 2)) })
    case .wildcard(let text): return QueryPattern.normalized(wildcard: text)
    case .regex(let text): return QueryPattern.normalized(regex: text)
    case .near(let operands, let distance):
      let parts = operands.map(\.normalized)
      if parts.isEmpty || parts.contains(.nothing) { return .nothing }
      return parts.count == 1 ? parts[0] : .near(parts, distance: Self.bounded(distance, from: 1))
    case .field(let name, let query):
      let part = query.normalized
      return name.isEmpty || part == .nothing ? part : part.inField(insideBoosts: name)
    case .range(let field, let from, let to):
      let from = from.flatMap { $0.value.isEmpty ? nil : $0 }
      let to = to.flatMap { $0.value.isEmpty ? nil : $0 }
      if field.isEmpty { return .nothing }
      return from == nil && to == nil
        ? .field(field, .all) : .range(field: field, from: from, to: to)
    case .boosted(let query, let factor):
      let part = query.normalized
      if part == .nothing { return part }
      return .boosted(part, by: factor.isNaN ? 1 : max(0, min(factor, Self.maxBoost)))
    case .synonyms(let ways):
      return Self.normalized(synonyms: ways)
    case .clauses(let clauses):
      return Self.normalized(clauses)
    }
  }

  /// The query restricted to a field, its boosts outside.
  private func inField(insideBoosts name: String) -> Query {
    guard case .boosted(let inner, let factor) = self else { return .field(name, self) }
    return .boosted(inner.inField(insideBoosts: name), by: factor)
  }

  private static func bounded(_ distance: Int, from least: Int) -> Int {
    max(least, min(distance, maxDistance))
  }

  private static func normalized(synonyms ways: [Query]) -> Query {
    var parts: [Query] = []
    for part in ways.map(\.normalized) where part != .nothing {
      if case .synonyms(let inner) = part {
        parts += inner
      } else {
        parts.append(part)
      }
    }
    if parts.isEmpty { return .nothing }
    return parts.count == 1 ? parts[0] : .synonyms(parts)
  }

  private static func normalized(_ clauses: [Clause]) -> Query {
    let isExcluding = !clauses.isEmpty && clauses.allSatisfy { $0.occurrence == .mustNot }
    var parts: [Clause] = isExcluding ? [Clause(.should, .all)] : []
    for clause in clauses {
      splice(Clause(clause.occurrence, clause.query.normalized), into: &parts)
    }
    if parts.contains(where: { $0.occurrence == .must && $0.query == .nothing }) { return .nothing }
    if parts.contains(Clause(.mustNot, .all)) { return .nothing }
    parts.removeAll { $0.query == .nothing }
    parts = withPlainAll(parts)
    if parts.allSatisfy({ $0.occurrence == .mustNot }) { return .nothing }
    return parts.count == 1 ? parts[0].query : .clauses(parts)
  }

  /// Appends a clause, or the clauses of its list where they mean the same without it.
  private static func splice(_ clause: Clause, into parts: inout [Clause]) {
    guard case .clauses(let inner) = clause.query, !inner.isEmpty else {
      parts.append(clause)
      return
    }
    let hasMust =
      inner.contains { $0.occurrence == .must && !$0.query.mayFilter }
      || inner.contains { $0.occurrence == .must } && !inner.contains { $0.occurrence == .should }
    let isPlain = inner.allSatisfy { $0.occurrence == .should }
    switch clause.occurrence {
    case .should where isPlain: parts += inner
    case .must where hasMust: parts += inner
    case .must where inner.allSatisfy({ $0.occurrence == .mustNot || $0.query == .all }):
      parts += inner.map { $0.query == .all ? Clause(.must, .all) : $0 }
    case .mustNot where isPlain: parts += inner.map { Clause(.mustNot, $0.query) }
    default: parts.append(clause)
    }
  }

  /// Whether the query may be a filter, beside which should-clauses are not optional.
  private var mayFilter: Bool {
    switch self {
    case .field, .range: true
    case .boosted(let query, _): query.mayFilter
    case .clauses(let clauses): clauses.contains { $0.query.mayFilter }
    default: false
    }
  }

  /// A list in which "every document" stands at most once, and only where it changes something.
  private static func withPlainAll(_ clauses: [Clause]) -> [Clause] {
    let alls = clauses.filter { $0.occurrence != .mustNot && $0.query == .all }
    guard !alls.isEmpty else { return clauses }
    var rest = clauses.filter { $0.query != .all }
    if rest.contains(where: { $0.occurrence == .must }) { return rest }
    let isRanking = rest.contains { $0.occurrence == .should }
    rest.insert(Clause(isRanking ? .must : .should, .all), at: 0)
    return rest
  }

  /// The words of a query that is nothing but words any of which may match; else nil.
  ///
  /// Such queries get what is made for plain words: exact titles, corrections.
  public var plainWords: [String]? {
    switch normalized {
    case .word(let text): return [text]
    case .clauses(let clauses) where !clauses.isEmpty:
      var words: [String] = []
      for clause in clauses {
        guard clause.occurrence == .should, case .word(let text) = clause.query else { return nil }
        words.append(text)
      }
      return words
    default: return nil
    }
  }

  /// Whether the query is nothing but words any of which may match.
  public var isPlainWords: Bool { plainWords != nil }
}
