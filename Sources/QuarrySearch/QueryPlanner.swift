import QuarryAnalysis
import QuarryFormat

/// Looks the terms of a query up and works out the weights.
struct QueryPlanner {
  private let index: IndexFile
  private let scoring: Scoring
  private var plan = QueryPlan()
  private var numbers: [[UInt8]: Int?] = [:]

  /// The plan of `query` for `index`.
  ///
  /// - Throws: a `SearchError` where the query has too many words or the dictionary is damaged.
  static func plan(
    _ query: Query, _ index: IndexFile, _ scoring: Scoring, _ analyzer: Analyzer
  ) throws(SearchError) -> QueryPlan {
    var reader = ClauseReader(analyzer)
    var groups: [ClauseGroup] = []
    for clause in query.clauses {
      reader.read(clause, into: &groups)
      guard reader.wordCount <= Query.maxClauses else {
        throw SearchError(
          kind: .query,
          reason: "the query has more than \(Query.maxClauses) words; shorten it")
      }
    }
    var planner = QueryPlanner(index: index, scoring: scoring)
    return try SearchError.reading { () throws(FormatError) in try planner.plan(groups) }
  }

  private init(index: IndexFile, scoring: Scoring) {
    self.index = index
    self.scoring = scoring
  }

  private mutating func plan(_ groups: [ClauseGroup]) throws(FormatError) -> QueryPlan {
    let merged = Self.merge(groups)
    var canMatch = true
    for (group, count) in merged where group.occurrence != .mustNot {
      let exists = try append(group, count: count)
      if !exists, group.occurrence == .must { canMatch = false }
      plan.understood.append(
        String(decoding: Array(group.members[0].terms.joined(separator: [0x20])), as: UTF8.self))
    }
    plan.scoringLeaves = plan.leaves.count
    plan.isEmpty = !canMatch || plan.leaves.isEmpty
    for (group, count) in merged where group.occurrence == .mustNot {
      _ = try append(group, count: count)
    }
    return plan
  }

  /// Groups that look for the same become one that counts more, in the place of the first.
  private static func merge(_ groups: [ClauseGroup]) -> [(ClauseGroup, count: Int)] {
    var merged: [(ClauseGroup, count: Int)] = []
    var places: [ClauseGroup: Int] = [:]
    for group in groups {
      var key = group
      key.text = ""
      if let place = places[key] {
        merged[place].count += 1
      } else {
        places[key] = merged.count
        merged.append((group, 1))
      }
    }
    return merged
  }

  /// Appends a clause with those of its members that the index holds; false where there are none.
  private mutating func append(_ group: ClauseGroup, count: Int) throws(FormatError) -> Bool {
    var found: [(member: ClauseGroup.Member, terms: [Int])] = []
    for member in group.members {
      var terms: [Int] = []
      for bytes in member.terms {
        guard let number = try number(of: bytes) else { break }
        terms.append(number)
      }
      if terms.count == member.terms.count { found.append((member, terms)) }
    }
    guard !found.isEmpty else { return false }
    let (frequency, idf) = rarity(of: found.map(\.terms), isQuoted: group.isQuoted)
    let first = plan.leaves.count
    for (member, terms) in found {
      plan.leaves.append(
        QueryPlan.Leaf(
          clause: plan.clauses.count, weight: member.weight, terms: terms,
          offsets: member.offsets))
    }
    plan.clauses.append(
      QueryPlan.Clause(
        occurrence: group.occurrence, text: group.text, count: count, idf: idf,
        documentFrequency: frequency, leaves: first..<plan.leaves.count))
    return true
  }

  /// The document frequency and the idf that all members of a group share.
  private func rarity(of members: [[Int]], isQuoted: Bool) -> (frequency: Int, idf: Double) {
    let frequencies = members.map { $0.map { plan.terms[$0].documentFrequency } }
    let least = frequencies[0].min() ?? 0
    if isQuoted {
      return (least, frequencies[0].reduce(0) { $0 + scoring.idf($1) })
    }
    let words = frequencies.filter { $0.count == 1 }
    let sum = words.isEmpty ? least : words.reduce(0) { $0 + $1[0] }
    let frequency = min(sum, scoring.documentCount)
    return (frequency, scoring.idf(frequency))
  }

  /// The number in the plan of a term; nil where no document holds it.
  private mutating func number(of bytes: [UInt8]) throws(FormatError) -> Int? {
    if let known = numbers[bytes] { return known }
    var infos: [TermInfo?] = []
    var frequency = 0
    for segment in index.segments {
      let info = try segment.terms.find(bytes.span)
      guard info?.documentFrequency ?? 0 <= segment.documentCount else {
        throw .damaged(
          section: SectionKind.terms.name, offset: 0, reason: "a document frequency is impossible")
      }
      frequency += info?.documentFrequency ?? 0
      infos.append(info)
    }
    var number: Int?
    if frequency > 0 {
      number = plan.terms.count
      plan.terms.append(
        QueryPlan.Term(bytes: bytes, documentFrequency: frequency, infos: infos))
    }
    numbers[bytes] = .some(number)
    return number
  }
}
