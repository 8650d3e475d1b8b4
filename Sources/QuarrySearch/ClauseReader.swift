import QuarryAnalysis

/// Turns words and phrases as typed into groups of terms, by the analysis the index was built with.
struct ClauseReader {
  private static let spellingWeight = 0.8
  private static let partsWeight = 0.6

  private let analyzer: Analyzer
  private var tokens: [RawToken] = []
  /// The words read so far, phrases' included.
  private(set) var wordCount = 0

  init(_ analyzer: Analyzer) {
    self.analyzer = analyzer
  }

  /// The groups of characters without white space; a chunk such as `red,green` makes several.
  mutating func words(_ text: String) -> [ClauseGroup] {
    let bytes = Array(text.utf8)
    tokenize(bytes)
    var groups: [ClauseGroup] = []
    for run in runs(of: bytes) {
      let members = members(of: run, bytes)
      guard let first = run.first, !members.isEmpty else { continue }
      let end = run.map(\.end).max() ?? first.end
      groups.append(
        ClauseGroup(
          text: String(decoding: bytes[Int(first.start)..<Int(end)], as: UTF8.self),
          members: members, isQuoted: false))
    }
    return groups
  }

  /// The words of `text` side by side; nil where it has none.
  mutating func phrase(_ text: String, slop: Int) -> ClauseGroup? {
    let bytes = Array(text.utf8)
    tokenize(bytes)
    var member = sequence(tokens[...], bytes, weight: 1)
    guard !member.terms.isEmpty else { return nil }
    if slop > 0, member.terms.count > 1 {
      member.shape = .loose(slop: min(slop, ClauseReader.longestDistance))
    }
    return ClauseGroup(text: text, members: [member], isQuoted: true)
  }

  /// Words and phrases near one another; those without a word are passed over.
  mutating func near(_ operands: [String], distance: Int) -> ClauseGroup? {
    var terms: [TermSource] = []
    var offsets: [UInt32] = []
    var starts: [Int] = []
    for operand in operands {
      let bytes = Array(operand.utf8)
      tokenize(bytes)
      let member = sequence(tokens[...], bytes, weight: 1)
      guard !member.terms.isEmpty else { continue }
      starts.append(terms.count)
      terms += member.terms
      offsets += member.offsets
    }
    guard !terms.isEmpty else { return nil }
    let distance = min(max(distance, 0), ClauseReader.longestDistance)
    let shape: LeafShape =
      starts.count > 1 ? .near(distance: distance, starts: starts) : .inOrder
    return ClauseGroup(
      text: operands.joined(separator: " NEAR/\(distance) "),
      members: [ClauseGroup.Member(terms: terms, offsets: offsets, weight: 1, shape: shape)],
      isQuoted: true)
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
      if index > start, token.start >= end, !Self.joins(bytes[Int(end)..<Int(token.start)]) {
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
    guard isOne || isCompound else {
      let member = sequence(run, bytes, weight: 1)
      return member.terms.isEmpty ? [] : [member]
    }
    let raw = Array(bytes[Int(first.start)..<Int(first.end)])
    var members: [ClauseGroup.Member] = []
    func add(_ terms: [TermSource], _ offsets: [UInt32], _ weight: Double) {
      guard !terms.isEmpty, !terms.contains(.term([])),
        !members.contains(where: { $0.terms == terms })
      else { return }
      members.append(ClauseGroup.Member(terms: terms, offsets: offsets, weight: weight))
    }
    var term: [UInt8] = []
    analyzer.appendTerm(raw.span, kind: first.kind, to: &term)
    guard !term.isEmpty else { return [] }
    add([.term(term)], [0], 1)
    guard analyzer.usesCompounds else { return members }
    if let joined = analyzer.joined(raw.span) { add([.term(joined)], [0], Self.spellingWeight) }
    if isCompound {
      let parts = sequence(run.dropFirst(), bytes, weight: Self.partsWeight)
      add(parts.terms, parts.offsets, Self.partsWeight)
    } else {
      for spelling in analyzer.spellings(raw.span) {
        add([.term(spelling)], [0], Self.spellingWeight)
      }
    }
    return members
  }

  /// The words of some tokens in their order; one without a term leaves a gap.
  private func sequence(
    _ tokens: ArraySlice<RawToken>, _ bytes: [UInt8], weight: Double
  ) -> ClauseGroup.Member {
    var member = ClauseGroup.Member(terms: [], offsets: [], weight: weight)
    var place: UInt32 = 0
    var first: UInt32 = 0
    for token in tokens where token.kind == .word {
      let raw = Array(bytes[Int(token.start)..<Int(token.end)])
      var term: [UInt8] = []
      analyzer.appendTerm(raw.span, kind: .word, to: &term)
      if !term.isEmpty {
        if member.terms.isEmpty { first = place }
        member.terms.append(.term(term))
        member.offsets.append(place - first)
      }
      place += 1
    }
    return member
  }
}
