/// Puts the ways of a `SynonymMap` into a query.
extension SynonymMap {
  /// `query` with the synonyms of its plain words, rows of words and whole phrases.
  ///
  /// A word becomes `Query.synonyms` with all its ways. A row of words that any may match keeps its
  /// words and gets a clause of the ways beside them, among which is the row as a phrase; a row of
  /// words that all must match may be there in another way instead. Words with signs of the query
  /// language, NEAR, and fields not in `textFields` stay as they are.
  ///
  /// - Returns: The query, and notices for the person where not everything was added.
  public func applied(
    to query: Query, textFields: Set<String> = ["title", "aliases", "headings", "body"]
  ) -> (query: Query, notices: [String]) {
    var expansion = SynonymExpansion(map: self, textFields: textFields)
    let result = expansion.expand(query.normalized).normalized
    let notice = "synonyms: no more than \(Self.maxAdded) ways are added to one query"
    return (result, expansion.isCut ? [notice] : [])
  }
}

/// One pass over one query.
private struct SynonymExpansion {
  let map: SynonymMap
  let textFields: Set<String>
  var added = 0
  var isCut = false

  init(map: SynonymMap, textFields: Set<String>) {
    self.map = map
    self.textFields = textFields
  }

  mutating func expand(_ query: Query) -> Query {
    switch query {
    case .word(let text):
      guard let entry = take([text][...], count: 1) else { return query }
      return .synonyms(ways(entry, original: query))
    case .phrase(let text, let slop):
      let words = text.unicodeScalars.split(whereSeparator: QuerySigns.isSpace).map(String.init)
      guard slop == 0, let entry = take(words[...], count: words.count) else { return query }
      return .synonyms(ways(entry, original: query))
    case .field(let name, let inner):
      return textFields.contains(name) ? .field(name, expand(inner)) : query
    case .boosted(let inner, let factor): return .boosted(expand(inner), by: factor)
    case .clauses(let clauses): return .clauses(expand(clauses))
    case .synonyms(let ways): return .synonyms(ways.map { expand($0) })
    case .all, .exact, .near, .prefix, .wildcard, .regex, .fuzzy, .range: return query
    }
  }

  private mutating func expand(_ clauses: [Query.Clause]) -> [Query.Clause] {
    var result: [Query.Clause] = []
    var place = 0
    while place < clauses.count {
      let clause = clauses[place]
      let row = self.row(clauses, from: place)
      guard let found = map.find(row[...]), found.count > 1,
        let entry = take(row[...], count: found.count)
      else {
        result.append(Query.Clause(clause.occurrence, expand(clause.query)))
        place += 1
        continue
      }
      let words = Array(clauses[place..<place + found.count])
      let phrase = Query.phrase(row.prefix(found.count).joined(separator: " "))
      let others = Query.synonyms(ways(entry, original: phrase))
      if entry.isReplaced {
        result.append(Query.Clause(clause.occurrence, others))
      } else if clause.occurrence == .should {
        result += words
        result.append(Query.Clause(.should, others))
      } else {
        let either = [Query.Clause(.should, .clauses(words)), Query.Clause(.should, others)]
        result.append(Query.Clause(.must, .clauses(either)))
      }
      place += found.count
    }
    return result
  }

  /// The plain words from `place` on that are demanded alike; of those that must not be, one.
  private func row(_ clauses: [Query.Clause], from place: Int) -> [String] {
    var words: [String] = []
    let occurrence = clauses[place].occurrence
    for clause in clauses[place...].prefix(max(1, map.longestEntry)) {
      guard clause.occurrence == occurrence, case .word(let text) = clause.query else { break }
      words.append(text)
      if occurrence == .mustNot { break }
    }
    return words
  }

  /// The entry for exactly `count` words, where there is room for its ways.
  private mutating func take(_ words: ArraySlice<String>, count: Int) -> SynonymMap.Entry? {
    guard count > 0, count <= map.longestEntry,
      let entry = map.entries[map.key(words.prefix(count))]
    else { return nil }
    guard added + entry.ways.count <= SynonymMap.maxAdded else {
      isCut = true
      return nil
    }
    added += entry.ways.count
    return entry
  }

  private func ways(_ entry: SynonymMap.Entry, original: Query) -> [Query] {
    let ways = entry.ways.map { way -> Query in
      way.contains(" ") ? .phrase(way) : .word(way)
    }
    if entry.isReplaced { return ways }
    return [original] + ways.filter { $0 != original }
  }
}
