import Foundation
import QuarryAnalysis
import QuarryCorpus
import QuarryFormat

@testable import QuarrySearch

/// What a search must answer, worked out from the documents alone, one after another, by the
/// definitions of the query language.
struct Oracle {
  /// By field, where each term stands; and the fields' lengths.
  struct Model {
    var positions: [[[UInt8]: [Int]]]
    var lengths: [Int]
  }

  /// What the parts around a query say of it.
  struct Surroundings {
    var boost = 1.0
    var field: Int?
    var metadata: String?
    /// Whether all lists around ask for no more than that something matches.
    var isOptional = true
  }

  let analyzer: Analyzer
  private let languages: [Language]
  private let documents: [Document]
  private let fields: [Catalog.Field]
  private let k1: Double
  private var models: [Model] = []
  private var frequencies: [[UInt8]: Int] = [:]
  private let averages: [Double]
  private let known = Known()

  /// What was worked out once of the sources of terms.
  private final class Known {
    var terms: [TermSource: [[UInt8]]] = [:]
    var frequencies: [TermSource: Int] = [:]
  }

  init(_ documents: [Document], _ catalog: Catalog) throws {
    analyzer = try Analyzer(AnalyzerSettings(named: catalog.analyzer))
    fields = catalog.fields
    k1 = catalog.k1
    var known: Set<Language> = []
    for document in documents {
      let texts =
        catalog.fields.count == 1
        ? [[document.title, document.text]]
        : [[document.title], document.aliases, document.headings, [document.text]]
      let language = document.language.map { Language($0) ?? .und } ?? .english
      known.insert(language)
      var model = Model(positions: [], lengths: [])
      for parts in texts {
        var positions: [[UInt8]: [Int]] = [:]
        var length = 0
        for part in parts { Self.add(part, analyzer, language, &positions, &length) }
        model.positions.append(positions)
        model.lengths.append(length)
      }
      for term in Set(model.positions.flatMap(\.keys)) { frequencies[term, default: 0] += 1 }
      models.append(model)
    }
    self.documents = documents
    languages = known.sorted {
      ($0 == .und ? 256 : Int($0.rawValue)) < ($1 == .und ? 256 : Int($1.rawValue))
    }
    let all = models
    averages = catalog.fields.indices.map { field in
      let total = all.reduce(0) { $0 + $1.lengths[field] }
      let mean = Double(total) / Double(max(1, all.count))
      return mean > 0 ? mean : 1
    }
  }

  private static func add(
    _ text: String, _ analyzer: Analyzer, _ language: Language,
    _ positions: inout [[UInt8]: [Int]], _ length: inout Int
  ) {
    let bytes = Array(text.utf8)
    var tokens: [RawToken] = []
    analyzer.tokenize(bytes.span, into: &tokens)
    for token in tokens {
      let raw = Array(bytes[Int(token.start)..<Int(token.end)])
      var term: [UInt8] = []
      analyzer.appendTerm(raw.span, kind: token.kind, language: language, to: &term)
      guard !term.isEmpty else { continue }
      positions[term, default: []].append(length)
      // Words as they are written, under keys that no term has.
      positions[[2] + raw, default: []].append(length)
      // What patterns are held against.
      if analyzer.usesLanguages {
        var folded: [UInt8] = [3]
        analyzer.appendFolded(raw.span, kind: token.kind, to: &folded)
        positions[folded, default: []].append(length)
      }
      if token.kind == .word { length += 1 }
    }
  }

  private func idf(_ frequency: Int) -> Double {
    let count = Double(models.count)
    let rarer = count - Double(frequency) + 0.5
    return log(1 + rarer / (Double(frequency) + 0.5))
  }

  /// All documents that match, the best first.
  func search(_ query: Query) -> [ScoredDocument] {
    let list: Query
    if case .clauses = query { list = query } else { list = .clauses([.init(.should, query)]) }
    var hits: [ScoredDocument] = []
    let parts = parts(of: list, Surroundings())
    for number in models.indices {
      var score = 0.0
      if add(parts, number, to: &score) {
        hits.append(ScoredDocument(document: number, score: score))
      }
    }
    return hits.sorted {
      $0.score == $1.score ? $0.document < $1.document : $0.score > $1.score
    }
  }

  // MARK: Lists

  /// A query with its groups of terms.
  private indirect enum Part {
    case group(ClauseGroup, idf: Double)
    case list([(occurrence: Query.Occurrence, part: Part)])
    case filter(String, Query)
    case filled(Int)
    case all
  }

  /// Whether a part is nothing but filters.
  private static func selects(_ part: Part) -> Bool {
    switch part {
    case .filter, .filled: true
    case .group, .all: false
    case .list(let list): !list.isEmpty && list.allSatisfy { selects($0.part) }
    }
  }

  private func parts(of query: Query, _ around: Surroundings) -> Part {
    guard case .clauses(let clauses) = query else { return .list([]) }
    var list: [(occurrence: Query.Occurrence, part: Part)] = []
    var groups: [(occurrence: Query.Occurrence, group: ClauseGroup, place: Int)] = []
    func add(_ query: Query, _ occurrence: Query.Occurrence, _ around: Surroundings) {
      var inner = around
      switch query {
      case .boosted(let query, let factor):
        inner.boost *= factor
        add(query, occurrence, inner)
      case .field(let name, let query):
        if let field = fields.firstIndex(where: { $0.name == name }) {
          (inner.field, inner.metadata) = (field, nil)
        } else {
          inner.metadata = name
        }
        add(query, occurrence, inner)
      case .range(let field, _, _): list.append((occurrence, .filter(field, query)))
      case .all where around.metadata == nil:
        list.append((occurrence, around.field.map { .filled($0) } ?? .all))
      case .clauses:
        var inner = around
        inner.isOptional = around.isOptional && occurrence == .should
        let part = parts(of: query, inner)
        if case .list(let inner) = part, inner.isEmpty { return }
        list.append((occurrence, part))
      case _ where around.metadata != nil:
        list.append((occurrence, .filter(around.metadata ?? "", query)))
      default:
        for var group in self.groups(query)
        where around.isOptional && occurrence == .should || group.kind != .character {
          group.boost = around.boost
          if group.kind == .character { group.boost *= RankingParameters.off.singleCharacter }
          let field = around.field
          group.fields = field.map { FieldMask(bits: 1 << UInt64($0)) } ?? .all
          let same = groups.firstIndex {
            $0.occurrence == occurrence && $0.group.members == group.members
              && $0.group.isQuoted == group.isQuoted && $0.group.fields == group.fields
          }
          if let same {
            groups[same].group.boost += group.boost
          } else {
            groups.append((occurrence, group, list.count))
            list.append((occurrence, .all))
          }
        }
      }
    }
    for clause in clauses { add(clause.query, clause.occurrence, around) }
    for entry in groups {
      list[entry.place].part = .group(entry.group, idf: rarity(of: entry.group))
    }
    return .list(list)
  }

  private func groups(_ query: Query) -> [ClauseGroup] {
    var reader = ClauseReader(analyzer, languages: languages)
    func text(_ query: Query) -> String {
      switch query {
      case .word(let text), .phrase(let text, _): text
      default: ""
      }
    }
    func pattern(_ pattern: WordPattern) -> [ClauseGroup] {
      [
        ClauseGroup(
          text: "", members: [.init(terms: [.pattern(pattern)], offsets: [0], weight: 1)],
          isQuoted: false)
      ]
    }
    switch query {
    case .word(let text): return reader.words(text)
    case .exact(let text): return reader.exactWords(text)
    case .phrase(let text, let slop): return reader.phrase(text, slop: slop).map { [$0] } ?? []
    case .near(let operands, let distance):
      return reader.near(operands.map(text), distance: distance).map { [$0] } ?? []
    case .prefix(let text): return pattern(.prefix(text))
    case .wildcard(let text): return pattern(.wildcard(text))
    case .regex(let text): return pattern(.regex(text))
    case .fuzzy(let text, let edits): return pattern(.fuzzy(text, edits: edits))
    case .synonyms(let ways):
      var group = ClauseGroup(text: "", members: [], isQuoted: false)
      for member in ways.flatMap({ self.groups($0) }).filter({ $0.kind != .character }).flatMap(
        \.members)
      where !group.members.contains(where: { $0.terms == member.terms }) {
        group.members.append(member)
      }
      return group.members.isEmpty ? [] : [group]
    default: return []
    }
  }

  private func add(_ part: Part, _ document: Int, to score: inout Double) -> Bool {
    switch part {
    case .all: return true
    case .filled(let field): return models[document].lengths[field] > 0
    case .filter(let field, let query):
      return FilterModel.matches(documents[document], field, query)
    case .group(let group, let idf):
      guard let share = share(of: group, idf: idf, in: models[document]) else { return false }
      score += share
      return true
    case .list(let list):
      var sum = score
      var hasShould = false
      var hasMust = list.allSatisfy { $0.occurrence == .mustNot } && !list.isEmpty
      let hasShouldClause = list.contains { $0.occurrence == .should }
      for (occurrence, part) in list {
        var ignored = 0.0
        switch occurrence {
        case .mustNot: if add(part, document, to: &ignored) { return false }
        case .must:
          // A filter selects among what the rest asks for.
          if !(hasShouldClause && Self.selects(part)) { hasMust = true }
          if !add(part, document, to: &sum) { return false }
        case .should: if add(part, document, to: &sum) { hasShould = true }
        }
      }
      guard hasShould || hasMust else { return false }
      score = sum
      return true
    }
  }

  // MARK: Groups

  /// The terms a source stands for.
  private func terms(_ source: TermSource) -> [[UInt8]] {
    if let terms = known.terms[source] { return terms }
    let terms = foundTerms(source)
    known.terms[source] = terms
    return terms
  }

  private func foundTerms(_ source: TermSource) -> [[UInt8]] {
    switch source {
    case .term(let bytes): return frequencies[bytes] == nil ? [] : [bytes]
    case .form(let raw, _):
      var key = [2] + raw
      if !analyzer.usesLanguages {
        key = []
        analyzer.appendTerm(raw.span, kind: .word, language: .english, to: &key)
      }
      return frequencies[key] == nil ? [] : [key]
    case .pattern(let pattern):
      if analyzer.usesLanguages {
        return frequencies.keys.filter {
          $0.first == 3 && matches(pattern, String(decoding: $0.dropFirst(), as: UTF8.self))
        }
      }
      return frequencies.keys.filter {
        $0.first != 2 && matches(pattern, String(decoding: $0, as: UTF8.self))
      }
    }
  }

  private func documentFrequency(_ source: TermSource) -> Int {
    if let frequency = known.frequencies[source] { return frequency }
    let terms = terms(source)
    let frequency = models.count { model in
      terms.contains { term in model.positions.contains { $0[term] != nil } }
    }
    known.frequencies[source] = frequency
    return frequency
  }

  private func known(_ group: ClauseGroup) -> [ClauseGroup.Member] {
    group.members.filter { $0.terms.allSatisfy { documentFrequency($0) > 0 } }
  }

  private func rarity(of group: ClauseGroup) -> Double {
    let known = known(group)
    guard let first = known.first else { return 0 }
    if group.isQuoted {
      return first.terms.indices.reduce(0) { sum, place in
        let terms = Set(known.compactMap { place < $0.terms.count ? $0.terms[place] : nil })
        return sum + idf(min(terms.reduce(0) { $0 + documentFrequency($1) }, models.count))
      }
    }
    let words = known.filter { $0.terms.count == 1 }
    let sum =
      words.isEmpty
      ? first.terms.map(documentFrequency).min() ?? 0
      : words.reduce(0) { $0 + documentFrequency($1.terms[0]) }
    return idf(min(sum, models.count))
  }

  /// What a group gives to a document; nil where it does not match.
  private func share(of group: ClauseGroup, idf: Double, in model: Model) -> Double? {
    var sum = 0.0
    for member in group.members {
      var x = 0.0
      for (number, field) in fields.enumerated() where group.fields.contains(number) {
        let frequency = occurrences(of: member, in: model.positions[number])
        guard frequency > 0 else { continue }
        let length = Double(LengthCode.decode(LengthCode.encode(model.lengths[number])))
        let norm = 1 - field.b + field.b * length / averages[number]
        x += Double(frequency) * (field.weight / norm)
      }
      sum += member.weight * x
    }
    return sum > 0 ? group.boost * idf * (sum / (sum + k1)) : nil
  }

  private func occurrences(of member: ClauseGroup.Member, in field: [[UInt8]: [Int]]) -> Int {
    let rows = member.terms.map { source in
      terms(source).flatMap { field[$0] ?? [] }.sorted()
    }
    switch member.shape {
    case .inOrder:
      let sets = rows.map { Set($0) }
      return rows[0].count { start in
        zip(sets, member.offsets).allSatisfy { $0.contains(start + Int($1)) }
      }
    case .loose(let slop):
      return rows[0].count { start in
        Self.spreads(rows.dropFirst(), member.offsets.dropFirst(), start, start, slop)
      }
    case .near(let distance, let starts):
      var operands: [[Int]] = []
      for (index, begin) in starts.enumerated() {
        let end = index + 1 < starts.count ? starts[index + 1] : rows.count
        operands.append(
          rows[begin].filter { start in
            (begin..<end).allSatisfy { rows[$0].contains(start + Int(member.offsets[$0])) }
          })
      }
      func leads(_ start: Int, _ rest: ArraySlice<[Int]>) -> Bool {
        guard let next = rest.first else { return true }
        return next.contains { abs($0 - start) <= distance && leads($0, rest.dropFirst()) }
      }
      return operands[0].count { leads($0, operands.dropFirst()) }
    }
  }

  /// Whether an entry of each row can be chosen so that all lie in a stretch of `slop`.
  private static func spreads(
    _ rows: ArraySlice<[Int]>, _ offsets: ArraySlice<UInt32>, _ least: Int, _ most: Int,
    _ slop: Int
  ) -> Bool {
    guard let row = rows.first, let offset = offsets.first else { return true }
    return row.contains { place in
      let begin = place - Int(offset)
      let (low, high) = (min(least, begin), max(most, begin))
      return high - low <= slop && spreads(rows.dropFirst(), offsets.dropFirst(), low, high, slop)
    }
  }
}
