import QuarryAnalysis

/// A place of a text that matches a clause of the query, in bytes.
struct SnippetMatch {
  var start: Int
  var end: Int
  var clause: Int
  /// How much the match says: what it weighs in the score at most.
  var weight: Double
}

/// Finds the places of a text that match a query: its words, compounds and whole phrases.
struct SnippetMatcher {
  /// A term or phrase of the query, by the numbers of its terms.
  private struct Wanted {
    let clause: Int
    let weight: Double
    let terms: [Int]
    let offsets: [UInt32]

    var isSingle: Bool { terms.count == 1 }
  }

  /// A word of the text that the query holds.
  private struct Found {
    let start: Int
    let end: Int
    let term: Int
    /// Counted in words.
    let position: Int
  }

  /// The bytes of a text that are looked at, and more only until the first match.
  static let mostBytes = 256 << 10
  /// The bytes looked at before it is asked whether that is enough.
  private static let pieceBytes = 2 << 10
  /// The bytes that are looked at for a better passage once every clause has a match.
  private static let betterBytes = 64 << 10
  /// The matches that are enough once passages can show every clause: more where several should meet.
  private var enough: Int { clauseCount > 1 ? 8 : 3 }
  /// The most words found, matched or not.
  private static let mostFound = 2048

  private let analyzer: Analyzer
  private var terms: SnippetTerms
  private var wanted: [Wanted] = []
  /// Where each term's single words are in `wanted`.
  private var wantedByTerm: [[Int]] = []
  private var clauseCount = 0
  private let passages: Int
  private let columns: Int
  private var tokens: [RawToken] = []
  private var found: [Found] = []
  /// Where in the last text the last piece ended that was looked at.
  private(set) var bytesLookedAt = 0

  /// - Parameters:
  ///   - body: the number of the field whose text is looked at.
  ///   - passages: the most passages that will be shown.
  ///   - columns: the columns they may take in all.
  init(_ plan: QueryPlan, _ analyzer: Analyzer, body: Int, passages: Int, columns: Int) {
    self.analyzer = analyzer
    self.passages = passages
    self.columns = columns
    terms = SnippetTerms(analyzer)
    var wantedGroups: Set<Int> = []
    for leaf in plan.leaves {
      let group = plan.groups[leaf.group]
      // A whole title is no word, and what must stand in another field is not shown in the text.
      guard group.isScoring, !group.isConstant, leaf.fields.contains(body) else { continue }
      // Characters stand beside their pairs, which say what was meant.
      guard group.kind != .character else { continue }
      wantedGroups.insert(leaf.group)
      let weight = leaf.weight * group.weight
      let numbers = leaf.terms.map { number(of: plan.terms[$0]) }
      if case .inOrder = leaf.shape {
        want(Wanted(clause: leaf.group, weight: weight, terms: numbers, offsets: leaf.offsets))
        continue
      }
      for number in numbers {
        want(Wanted(clause: leaf.group, weight: weight, terms: [number], offsets: [0]))
      }
    }
    clauseCount = wantedGroups.count
  }

  private mutating func number(of term: QueryPlan.Term) -> Int {
    switch term.words {
    case .term: terms.add(term: term.bytes)
    case .exact: terms.add(exact: term.bytes)
    case .pattern(let automaton): terms.add(automaton)
    }
  }

  private mutating func want(_ leaf: Wanted) {
    guard let first = leaf.terms.first else { return }
    while wantedByTerm.count <= leaf.terms.max() ?? 0 { wantedByTerm.append([]) }
    wantedByTerm[first].append(wanted.count)
    wanted.append(leaf)
  }

  /// The matches in `text`, by their start, and whether more of it would change nothing.
  ///
  /// - Parameters:
  ///   - language: that of the text.
  ///   - isCut: whether the text goes on; what is far into it is then not looked at, since its last
  ///     word may be a part of one.
  mutating func matches(
    in text: Span<UInt8>, language: Language, isCut: Bool
  ) -> (matches: [SnippetMatch], isEnough: Bool) {
    terms.language = language
    found.removeAll(keepingCapacity: true)
    var matches: [SnippetMatch] = []
    var position = 0
    var start = 0
    // How many of the words found `matches` were made of.
    var known = 0
    while start < text.count, found.count < Self.mostFound {
      if start >= Self.mostBytes, isCut || !matches.isEmpty { break }
      let end = Self.pieceEnd(text, from: start)
      // A piece that ends with a text that was cut may end anywhere: it is not looked at, so that
      // passages do not depend on how much was read.
      if isCut, end >= text.count { break }
      bytesLookedAt = end
      find(text, start..<end, &position)
      start = end
      guard found.count > known else { continue }
      if found.count >= enough || start >= text.count || start >= Self.mostBytes {
        matches = matchesFound()
        known = found.count
        if matches.count >= enough, isEnough(matches, text, upTo: start) { return (matches, true) }
      }
    }
    let isFar = start >= Self.mostBytes && !matches.isEmpty
    return (matches, isFar || found.count >= Self.mostFound)
  }

  /// Whether more matches would hardly make better passages.
  private func isEnough(_ matches: [SnippetMatch], _ text: Span<UInt8>, upTo end: Int) -> Bool {
    var seen = [Bool](repeating: false, count: 1 + (matches.map(\.clause).max() ?? 0))
    var count = 0
    for match in matches where !seen[match.clause] {
      seen[match.clause] = true
      count += 1
    }
    guard count == clauseCount else { return false }
    return end >= Self.betterBytes
      || SnippetWindow.showAll(clauseCount, matches, in: text, count: passages, limit: columns)
  }

  /// The end of the piece that begins at `start`: at a space or behind a mark of a script without
  /// spaces, or inside a word as long as that, but between characters.
  private static func pieceEnd(_ text: Span<UInt8>, from start: Int) -> Int {
    guard text.count - start > pieceBytes else { return text.count }
    var end = start + pieceBytes
    while end < text.count, end < start + 2 * pieceBytes {
      let byte = text[end]
      if byte == 0x20 || byte == 0x0A { break }
      // Ideographic comma, full stop and quotation marks; full-width comma and full stop.
      let mark = UInt32(text[end - 3]) << 16 | UInt32(text[end - 2]) << 8 | UInt32(text[end - 1])
      if mark >= 0xE38081, mark <= 0xE3808F || mark == 0xEFBC8C || mark == 0xEFBC8E { break }
      end += 1
    }
    while end < text.count, text[end] & 0xC0 == 0x80 { end += 1 }
    return end
  }

  private mutating func find(_ text: Span<UInt8>, _ range: Range<Int>, _ position: inout Int) {
    tokens.removeAll(keepingCapacity: true)
    let piece = text.extracting(range)
    analyzer.tokenize(piece, into: &tokens)
    for token in tokens {
      switch terms.look(at: token, in: piece) {
      case .nothing: continue
      case .other: break
      case .wanted:
        for term in terms.found where found.count < Self.mostFound {
          found.append(
            Found(
              start: range.lowerBound + Int(token.start), end: range.lowerBound + Int(token.end),
              term: term, position: position))
        }
      }
      if case .word = token.kind { position += 1 }
    }
  }

  private func matchesFound() -> [SnippetMatch] {
    var matches: [SnippetMatch] = []
    matches.reserveCapacity(found.count)
    for index in found.indices where found[index].term < wantedByTerm.count {
      for number in wantedByTerm[found[index].term] {
        let end =
          wanted[number].isSingle ? found[index].end : end(of: wanted[number], from: index)
        guard let end else { continue }
        matches.append(
          SnippetMatch(
            start: found[index].start, end: end, clause: wanted[number].clause,
            weight: wanted[number].weight))
      }
    }
    return matches
  }

  /// Where a term or phrase ends that begins at a word found; nil where the rest of it is missing.
  private func end(of wanted: Wanted, from first: Int) -> Int? {
    var end = found[first].end
    var index = first
    for (term, offset) in zip(wanted.terms, wanted.offsets).dropFirst() {
      let place = found[first].position + Int(offset)
      while index < found.count, found[index].position < place { index += 1 }
      var other = index
      while other < found.count, found[other].position == place, found[other].term != term {
        other += 1
      }
      guard other < found.count, found[other].position == place else { return nil }
      end = max(end, found[other].end)
    }
    return end
  }
}
