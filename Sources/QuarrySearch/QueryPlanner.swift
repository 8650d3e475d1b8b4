import QuarryAnalysis
import QuarryFormat

/// Looks the terms of a query up and works out the weights.
struct QueryPlanner {
  private let context: SearchContext
  private let scoring: Scoring
  private var plan = QueryPlan()
  private var numbers: [TermSource: Int?] = [:]
  /// The terms that the patterns of the query stand for, those of all patterns counted.
  private var patternTerms = 0

  /// All patterns of a query together stand for no more terms, as each costs reading its postings.
  private static let mostPatternTerms = 4 * PatternTerms.most

  /// The plan of `query` for the indexes of `context`.
  ///
  /// - Throws: a `SearchError` where the query asks for too much or for what there is not, or an
  ///   index is damaged.
  static func plan(_ query: Query, _ context: SearchContext) throws(SearchError) -> QueryPlan {
    let (list, words) = try QueryTreeBuilder.build(query, context)
    var planner = QueryPlanner(context)
    planner.plan.root = try planner.list(list, isScoring: true)
    if let words, let typed = query.plainWords { try planner.addSecondStage(words, typed) }
    return planner.plan
  }

  /// The plan for terms of the index, each with what its idf is multiplied by, any of which may match.
  ///
  /// - Parameter identifier: a document that is not wanted.
  static func plan(
    terms: [(term: [UInt8], weight: Double)], excluding identifier: String?,
    _ context: SearchContext
  ) throws(SearchError) -> QueryPlan {
    var list = QueryList()
    for (term, weight) in terms.prefix(QueryParser.maxWords) where weight >= 0 {
      let member = ClauseGroup.Member(terms: [.term(term)], offsets: [0], weight: 1)
      let group = ClauseGroup(
        text: String(decoding: term, as: UTF8.self), members: [member], isQuoted: false,
        boost: min(weight, QueryTreeBuilder.greatestBoost))
      list.branches.append(QueryList.Branch(occurrence: .should, tree: .group(group)))
    }
    if let identifier {
      list.branches.append(
        QueryList.Branch(occurrence: .mustNot, tree: .filter(.identifier(identifier))))
    }
    var planner = QueryPlanner(context)
    planner.plan.root = try planner.list(list, isScoring: true)
    return planner.plan
  }

  private init(_ context: SearchContext) {
    self.context = context
    scoring = context.scoring
  }

  // MARK: Parts

  private mutating func list(
    _ list: QueryList, isScoring: Bool
  ) throws(SearchError) -> QueryPlan.List {
    var planned = QueryPlan.List(needsShould: list.needsShould)
    // What bars documents comes last, so that the groups that score stand in front.
    for branch in list.branches where branch.occurrence != .mustNot {
      planned.branches.append(
        QueryPlan.List.Branch(
          occurrence: branch.occurrence, node: try node(branch.tree, isScoring: isScoring)))
    }
    for branch in list.branches where branch.occurrence == .mustNot {
      planned.branches.append(
        QueryPlan.List.Branch(
          occurrence: .mustNot, node: try node(branch.tree, isScoring: false)))
    }
    return planned
  }

  private mutating func node(
    _ tree: QueryTree, isScoring: Bool
  ) throws(SearchError) -> QueryPlan.Node {
    if tree.isDocuments { return .documents(try documents(tree)) }
    switch tree {
    case .group(let group): return .group(try append(group, isScoring: isScoring))
    case .list(let list): return .list(try self.list(list, isScoring: isScoring))
    case .everything, .filter: return .documents(try documents(tree))
    }
  }

  /// The documents of a tree of filters, by segment: one set however many filters there are.
  private func documents(_ tree: QueryTree) throws(SearchError) -> [DocumentBits] {
    switch tree {
    case .group: return documents(all: false)
    case .everything: return documents(all: true)
    case .filter(let filter): return try FilterReader(context).bits(of: filter)
    case .list(let list):
      var sum = documents(all: !list.needsShould)
      let ways = list.branches.filter { $0.occurrence == .should }
      guard !ways.isEmpty || list.branches.contains(where: { $0.occurrence == .must }) else {
        return documents(all: false)
      }
      if list.needsShould {
        for branch in ways {
          for (part, bits) in try documents(branch.tree).enumerated() { sum[part].formUnion(bits) }
        }
      }
      for branch in list.branches where branch.occurrence != .should {
        for (part, bits) in try documents(branch.tree).enumerated() {
          if branch.occurrence == .must {
            sum[part].formIntersection(bits)
          } else {
            sum[part].subtract(bits)
          }
        }
      }
      return sum
    }
  }

  private func documents(all: Bool) -> [DocumentBits] {
    context.indexes.parts.map { DocumentBits(documentCount: $0.segment.documentCount, all: all) }
  }

  /// Appends a group with those of its members that the index holds; gives its number.
  private mutating func append(
    _ group: ClauseGroup, isScoring: Bool
  ) throws(SearchError) -> Int {
    var found: [(member: ClauseGroup.Member, terms: [Int])] = []
    for member in group.members {
      var terms: [Int] = []
      for source in member.terms {
        guard let number = try number(of: source) else { break }
        terms.append(number)
      }
      if terms.count == member.terms.count { found.append((member, terms)) }
    }
    let number = plan.groups.count
    let first = plan.leaves.count
    for (member, terms) in found {
      plan.leaves.append(
        QueryPlan.Leaf(
          group: number, weight: member.weight, terms: terms, offsets: member.offsets,
          shape: member.shape, fields: group.fields))
    }
    let (frequency, idf) =
      found.isEmpty ? (0, 0) : rarity(of: found.map(\.terms), isQuoted: group.isQuoted)
    plan.groups.append(
      QueryPlan.Group(
        text: group.text, boost: group.boost, idf: idf, documentFrequency: frequency,
        leaves: first..<plan.leaves.count, isScoring: isScoring, kind: group.kind,
        isFunctionWord: group.isFunctionWord))
    if isScoring, let member = group.members.first { plan.understood.append(Self.text(member)) }
    return number
  }

  /// The terms of a member as a reader may see them.
  private static func text(_ member: ClauseGroup.Member) -> String {
    if member.terms.count == 1 { return text(member.terms[0]) }
    return member.terms.map { text($0) }.joined(separator: " ")
  }

  private static func text(_ source: TermSource) -> String {
    switch source {
    case .term(let bytes): String(decoding: bytes, as: UTF8.self)
    case .form(let bytes, _): "=" + String(decoding: bytes, as: UTF8.self)
    case .pattern(let pattern): pattern.text
    }
  }

  /// The document frequency and the idf that all members of a group share.
  private func rarity(of members: [[Int]], isQuoted: Bool) -> (frequency: Int, idf: Double) {
    let frequencies = members.map { $0.map { plan.terms[$0].documentFrequency } }
    let least = frequencies[0].min() ?? 0
    if isQuoted {
      // The same words in several languages: place by place as rare as all their terms.
      var idf = 0.0
      var least = Int.max
      for place in frequencies[0].indices {
        var terms: Set<Int> = []
        for member in members where place < member.count { terms.insert(member[place]) }
        let sum = terms.reduce(0) { $0 + plan.terms[$1].documentFrequency }
        let frequency = min(sum, scoring.documentCount)
        least = min(least, frequency)
        idf += scoring.idf(frequency)
      }
      return (least, idf)
    }
    let words = frequencies.filter { $0.count == 1 }
    let sum = words.isEmpty ? least : words.reduce(0) { $0 + $1[0] }
    let frequency = min(sum, scoring.documentCount)
    return (frequency, scoring.idf(frequency))
  }

  // MARK: Plain words

  /// Plans what a query of plain words gets: a clause for the title that is the whole query, and the
  /// second stage.
  private mutating func addSecondStage(
    _ places: [Int], _ typed: [String]
  ) throws(SearchError) {
    // Each branch of the root is a group of its own, in the same order.
    guard plan.groups.count == plan.root.branches.count else { return }
    let known = plan.groups.indices.filter { !plan.groups[$0].leaves.isEmpty }
    let weight = known.reduce(0) { $0 + plan.groups[$1].weight }
    let titleField = context.indexes.fields.firstIndex { $0.name == "title" }
    if titleField != nil, context.ranking.exactTitle > 0 {
      try addExactTitle(typed, weight: context.ranking.exactTitle * weight)
    }
    guard context.ranking.bonusCap > 0 else { return }
    let numbers = Dictionary(uniqueKeysWithValues: known.enumerated().map { ($1, $0) })
    let words = known.map { number in
      let group = plan.groups[number]
      return RankedWord(
        weight: group.weight, isFunctionWord: group.isFunctionWord,
        makesPairs: group.kind == .word)
    }
    let stage = SecondStage(
      words: words, sequence: places.map { numbers[$0] }, parameters: context.ranking,
      titleField: titleField)
    plan.second = SecondStagePlan(stage: stage, groups: known, titleField: titleField)
  }

  private mutating func addExactTitle(_ typed: [String], weight: Double) throws(SearchError) {
    let text = Array(typed.joined(separator: " ").utf8)
    var key = [TitleOrder.sign]
    try context.analyzer().appendTitleKey(text.span, to: &key)
    guard key.count > 1 else { return }
    let bytes = key
    let term = try SearchError.reading { () throws(FormatError) in
      let found = try lookedUp(bytes)
      guard case .infos(let infos) = found.place else { return found }
      var pages: [PostingsPage?] = []
      for (segment, info) in infos.enumerated() {
        let reader = try context.reader(segment)
        let made = try info.map { info throws(FormatError) in
          reader.page(of: try MergedPostings(reader).merge([.init(info: info)]), isConstant: true)
        }
        pages.append(made)
      }
      return QueryPlan.Term(
        bytes: Array(bytes.dropFirst()), documentFrequency: found.documentFrequency,
        place: .pages(pages))
    }
    guard term.documentFrequency > 0 else { return }
    let number = plan.groups.count
    plan.leaves.append(
      QueryPlan.Leaf(
        group: number, weight: 1, terms: [plan.terms.count], offsets: [0], shape: .inOrder,
        fields: .all))
    plan.terms.append(term)
    plan.groups.append(
      QueryPlan.Group(
        text: "the whole title", boost: 1, idf: weight, documentFrequency: term.documentFrequency,
        leaves: plan.leaves.count - 1..<plan.leaves.count, isScoring: true, isConstant: true))
    plan.root.branches.append(
      QueryPlan.List.Branch(occurrence: .should, node: .group(number)))
  }

  // MARK: Terms

  /// The number in the plan of a term; nil where no document holds it.
  private mutating func number(of source: TermSource) throws(SearchError) -> Int? {
    if let known = numbers[source] { return known }
    let term =
      switch source {
      case .term(let bytes):
        try SearchError.reading { () throws(FormatError) in try lookedUp(bytes) }
      case .form(let raw, let isCompound): try form(raw, isCompound: isCompound)
      case .pattern(let pattern): try joined(pattern)
      }
    var number: Int?
    if term.documentFrequency > 0 {
      number = plan.terms.count
      plan.terms.append(term)
    }
    numbers[source] = .some(number)
    return number
  }

  private func lookedUp(_ bytes: [UInt8]) throws(FormatError) -> QueryPlan.Term {
    let infos = try context.infos(of: bytes)
    let frequency = infos.reduce(0) { $0 + ($1?.documentFrequency ?? 0) }
    return QueryPlan.Term(bytes: bytes, documentFrequency: frequency, place: .infos(infos))
  }

  /// The occurrences of a word as it is written, of whatever language its terms are.
  private func form(
    _ raw: [UInt8], isCompound: Bool
  ) throws(SearchError) -> QueryPlan.Term {
    let analyzer = try context.analyzer()
    var terms: [[UInt8]] = []
    for language in try context.languages() {
      var term: [UInt8] = []
      analyzer.appendTerm(
        raw.span, kind: isCompound ? .compound : .word, language: language, to: &term)
      if !term.isEmpty, !terms.contains(term) { terms.append(term) }
    }
    return try SearchError.reading { () throws(FormatError) in
      var pages: [PostingsPage?] = []
      var frequency = 0
      for (number, part) in context.indexes.parts.enumerated() {
        let reader = try context.reader(number)
        var found: [(term: [UInt8], info: TermInfo)] = []
        for term in terms {
          if let info = try part.segment.terms.find(term.span) { found.append((term, info)) }
        }
        let made = try FormPostings(reader).merge(found, writtenAs: raw)
        frequency += made?.documents.count ?? 0
        pages.append(made.map { reader.page(of: $0, isConstant: false) })
      }
      return QueryPlan.Term(
        bytes: raw, documentFrequency: frequency, place: .pages(pages), words: .exact)
    }
  }

  /// The terms of a pattern as one.
  private mutating func joined(_ pattern: WordPattern) throws(SearchError) -> QueryPlan.Term {
    let expansion = try PatternTerms.find(pattern, context)
    patternTerms += expansion.parts.map(\.count).max() ?? 0
    guard patternTerms <= Self.mostPatternTerms else {
      throw SearchError(
        kind: .query,
        reason: "the patterns of the query stand for more than \(Self.mostPatternTerms) words; "
          + "write more letters, or fewer patterns")
    }
    if expansion.isCut {
      plan.notices.append(
        "\(pattern.text) stands for more than \(PatternTerms.most) words; "
          + "only the first of them were looked for")
    }
    return try SearchError.reading { () throws(FormatError) in
      var pages: [PostingsPage?] = []
      var frequency = 0
      for (number, parts) in expansion.parts.enumerated() {
        let reader = try context.reader(number)
        let made = parts.isEmpty ? nil : try MergedPostings(reader).merge(parts)
        frequency += made?.documents.count ?? 0
        let isEmpty = made?.documents.isEmpty ?? true
        pages.append(isEmpty ? nil : made.map { reader.page(of: $0, isConstant: false) })
      }
      return QueryPlan.Term(
        bytes: Array(pattern.text.utf8), documentFrequency: frequency, place: .pages(pages),
        words: .pattern(expansion.automaton))
    }
  }
}
