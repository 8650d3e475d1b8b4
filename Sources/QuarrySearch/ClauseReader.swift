import QuarryAnalysis

/// Turns words and phrases as typed into groups of terms, by the analysis the index was built with.
///
/// A word has a term in each language of the index; they are ways to write one thing. Characters of
/// a script without spaces are looked for in pairs, a lone one and those of a long row by themselves.
struct ClauseReader {
  private static let spellingWeight = 0.8
  private static let partsWeight = 0.6

  private let analyzer: Analyzer
  /// The languages of the index, the commonest first.
  private let languages: [Language]
  /// Whether the parts of `s-400` are looked for side by side.
  private let joinsParts: Bool
  private var tokens: [RawToken] = []
  /// The words read so far, phrases' included.
  private(set) var wordCount = 0

  /// - Parameter hasPlaces: whether the index tells what stands side by side.
  init(_ analyzer: Analyzer, languages: [Language] = [.english], hasPlaces: Bool = true) {
    self.analyzer = analyzer
    // Lucene's analysis takes the parts for words like any others.
    joinsParts = hasPlaces && analyzer.settings != .lucene
    self.languages = analyzer.usesLanguages && !languages.isEmpty ? languages : [.english]
  }

  /// The groups of characters without white space; a chunk such as `red,green` makes several.
  ///
  /// - Parameter takesApart: whether the words of a compound may match one by one.
  mutating func words(_ text: String, takesApart: Bool = false) -> [ClauseGroup] {
    let bytes = Array(text.utf8)
    tokenize(bytes)
    var groups: [ClauseGroup] = []
    for run in runs(of: bytes) {
      if takesApart, isOfWords(run, bytes) {
        for token in run where token.kind == .word { append([token], bytes, .word, to: &groups) }
        continue
      }
      var rest: [RawToken] = []
      var pairEnd: UInt32 = 0
      for token in run {
        if token.kind == .bigram {
          pairEnd = token.end
          append(rest[...], bytes, .word, to: &groups)
          rest = []
          append([token], bytes, .pair, to: &groups)
        } else if token.end > pairEnd {
          rest.append(token)
        }
      }
      append(rest[...], bytes, .word, to: &groups)
      guard run.count(where: { $0.kind == .bigram }) >= Self.leastPairs else { continue }
      pairEnd = 0
      for token in run {
        if token.kind == .bigram {
          pairEnd = token.end
        } else if token.end <= pairEnd {
          append([token], bytes, .character, to: &groups)
        }
      }
    }
    return groups
  }

  /// The fewest pairs in a row whose characters are looked for one by one too: in a question they
  /// find what is said in other words, of a word they find other words.
  private static let leastPairs = 6

  /// The fewest letters of a word that says something by itself.
  private static let leastPart = 3

  /// Whether a run is a compound of words such as coal-fired, which texts also write apart and in other
  /// ways; not one such as s-400, e-mail or AT&T, whose parts say nothing.
  ///
  /// Measured: nDCG@10 of judged queries is 0.002 to 0.02 higher with such words apart.
  private func isOfWords(_ run: ArraySlice<RawToken>, _ bytes: [UInt8]) -> Bool {
    guard joinsParts, analyzer.usesCompounds, run.first?.kind == .compound else { return false }
    let parts = run.dropFirst()
    return parts.count > 1
      && parts.allSatisfy { token in
        token.kind == .word && token.end - token.start >= Self.leastPart
          && bytes[Int(token.start)..<Int(token.end)].allSatisfy {
            ($0 | 0x20) &- 0x61 < 26 || $0 >= 0x80
          }
      }
  }

  /// The groups of words that are looked for as they are written.
  mutating func exactWords(_ text: String) -> [ClauseGroup] {
    let bytes = Array(text.utf8)
    tokenize(bytes)
    var groups: [ClauseGroup] = []
    var compoundEnd: UInt32 = 0
    for token in tokens where token.kind != .bigram && token.end > compoundEnd {
      if token.kind == .compound { compoundEnd = token.end }
      let raw = Array(bytes[Int(token.start)..<Int(token.end)])
      let source = TermSource.form(raw, isCompound: token.kind == .compound)
      groups.append(
        ClauseGroup(
          text: "=" + String(decoding: raw, as: UTF8.self),
          members: [ClauseGroup.Member(terms: [source], offsets: [0], weight: 1)],
          isQuoted: false))
    }
    return groups
  }

  private func append(
    _ run: ArraySlice<RawToken>, _ bytes: [UInt8], _ kind: ClauseGroup.Kind,
    to groups: inout [ClauseGroup]
  ) {
    guard let first = run.first else { return }
    let members = members(of: run, bytes)
    guard !members.isEmpty else { return }
    let end = run.map(\.end).max() ?? first.end
    groups.append(
      ClauseGroup(
        text: String(decoding: bytes[Int(first.start)..<Int(end)], as: UTF8.self),
        members: members, isQuoted: false, kind: kind))
  }

  /// The words of `text` side by side; nil where it has none.
  mutating func phrase(_ text: String, slop: Int) -> ClauseGroup? {
    let bytes = Array(text.utf8)
    tokenize(bytes)
    var members = sequences(tokens[...], bytes, weight: 1)
    guard !members.isEmpty else { return nil }
    if slop > 0 {
      for index in members.indices where members[index].terms.count > 1 {
        members[index].shape = .loose(slop: min(slop, Self.longestDistance))
      }
    }
    return ClauseGroup(text: text, members: members, isQuoted: true)
  }

  /// Words and phrases near one another; those without a word are passed over.
  mutating func near(_ operands: [String], distance: Int) -> ClauseGroup? {
    let distance = min(max(distance, 0), Self.longestDistance)
    var texts: [(bytes: [UInt8], tokens: [RawToken])] = []
    for operand in operands {
      let bytes = Array(operand.utf8)
      tokenize(bytes)
      texts.append((bytes, tokens))
    }
    var members: [ClauseGroup.Member] = []
    for language in languages {
      var member = ClauseGroup.Member(terms: [], offsets: [], weight: 1)
      var starts: [Int] = []
      for text in texts {
        let row = sequence(text.tokens[...], text.bytes, language, weight: 1)
        guard !row.terms.isEmpty else { continue }
        starts.append(member.terms.count)
        member.terms += row.terms
        member.offsets += row.offsets
      }
      guard !member.terms.isEmpty else { continue }
      if starts.count > 1 { member.shape = .near(distance: distance, starts: starts) }
      if !members.contains(member) { members.append(member) }
    }
    guard !members.isEmpty else { return nil }
    return ClauseGroup(
      text: operands.joined(separator: " NEAR/\(distance) "), members: members, isQuoted: true)
  }

  /// No text has words farther apart.
  private static let longestDistance = 1 << 28

  private mutating func tokenize(_ bytes: [UInt8]) {
    tokens.removeAll(keepingCapacity: true)
    analyzer.tokenize(bytes.span, into: &tokens)
    wordCount += tokens.count { $0.kind == .word }
  }

  /// The tokens in rows of words that nothing, or one joining sign only, stands between.
  private func runs(of bytes: [UInt8]) -> [ArraySlice<RawToken>] {
    var runs: [ArraySlice<RawToken>] = []
    var start = 0
    var end: UInt32 = 0
    for (index, token) in tokens.enumerated() {
      if index > start, token.start >= end,
        !joinsParts || !Self.joins(bytes[Int(end)..<Int(token.start)])
      {
        runs.append(tokens[start..<index])
        start = index
      }
      end = max(end, token.end)
    }
    if start < tokens.count { runs.append(tokens[start...]) }
    return runs
  }

  /// Whether words with `gap` between them belong together.
  private static func joins(_ gap: ArraySlice<UInt8>) -> Bool {
    if gap.isEmpty { return true }
    if gap.count == 1, let byte = gap.first { return "-/&.':_@".utf8.contains(byte) }
    // Hyphens and the apostrophe of typesetters.
    let joiners = ["\u{2010}", "\u{2011}", "\u{FF0D}", "\u{2019}"]
    return joiners.contains { gap.elementsEqual($0.utf8) }
  }

  private func members(of run: ArraySlice<RawToken>, _ bytes: [UInt8]) -> [ClauseGroup.Member] {
    guard let first = run.first else { return [] }
    let isOne = run.count == 1
    let isCompound =
      first.kind == .compound && run.dropFirst().allSatisfy { $0.kind == .word }
      && (run.map(\.end).max() ?? 0) <= first.end
    guard isOne || isCompound else { return sequences(run, bytes, weight: 1) }
    let raw = Array(bytes[Int(first.start)..<Int(first.end)])
    var members: [ClauseGroup.Member] = []
    var seen: Set<[TermSource]> = []
    func add(_ terms: [TermSource], _ offsets: [UInt32], _ weight: Double) {
      guard !terms.isEmpty, !terms.contains(.term([])), seen.insert(terms).inserted else { return }
      members.append(ClauseGroup.Member(terms: terms, offsets: offsets, weight: weight))
    }
    for language in languages {
      var term: [UInt8] = []
      analyzer.appendTerm(raw.span, kind: first.kind, language: language, to: &term)
      add([.term(term)], [0], 1)
    }
    guard !members.isEmpty, analyzer.usesCompounds else { return members }
    // What is left of C++ or C# without its signs is another word.
    if isCompound, run.count == 2 { return members }
    for language in languages {
      if let joined = analyzer.joined(raw.span, language: language) {
        add([.term(joined)], [0], Self.spellingWeight)
      }
    }
    if isCompound {
      for parts in sequences(run.dropFirst(), bytes, weight: Self.partsWeight) {
        add(parts.terms, parts.offsets, Self.partsWeight)
      }
    } else {
      for language in languages {
        for spelling in analyzer.spellings(raw.span, language: language) {
          add([.term(spelling)], [0], Self.spellingWeight)
        }
      }
    }
    return members
  }

  /// The words of some tokens in their order, in each language that makes a difference.
  private func sequences(
    _ tokens: ArraySlice<RawToken>, _ bytes: [UInt8], weight: Double
  ) -> [ClauseGroup.Member] {
    var members: [ClauseGroup.Member] = []
    for language in languages {
      let member = sequence(tokens, bytes, language, weight: weight)
      if !member.terms.isEmpty, !members.contains(member) { members.append(member) }
    }
    return members
  }

  /// The words of some tokens in their order; one without a term takes no place.
  private func sequence(
    _ tokens: ArraySlice<RawToken>, _ bytes: [UInt8], _ language: Language, weight: Double
  ) -> ClauseGroup.Member {
    var member = ClauseGroup.Member(terms: [], offsets: [], weight: weight)
    var place: UInt32 = 0
    var first: UInt32 = 0
    var pairEnd: UInt32 = 0
    for token in tokens where token.kind != .compound {
      let raw = Array(bytes[Int(token.start)..<Int(token.end)])
      var term: [UInt8] = []
      analyzer.appendTerm(raw.span, kind: token.kind, language: language, to: &term)
      guard !term.isEmpty else { continue }
      // What a pair holds is found with the pair.
      if token.kind == .bigram || token.end > pairEnd {
        if member.terms.isEmpty { first = place }
        member.terms.append(.term(term))
        member.offsets.append(place - first)
      }
      if token.kind == .bigram { pairEnd = token.end } else { place += 1 }
    }
    return member
  }
}
