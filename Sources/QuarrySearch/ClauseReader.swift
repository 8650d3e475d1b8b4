import QuarryAnalysis

/// A word or phrase of a query with the ways in which texts may write it, not yet looked up.
struct ClauseGroup: Hashable {
  /// One way to write it: a term, or several at these distances from the first.
  struct Member: Hashable {
    var terms: [[UInt8]]
    var offsets: [UInt32]
    var weight: Double
  }

  var occurrence: Query.Occurrence
  var text: String
  /// The form that was typed comes first.
  var members: [Member]
  /// Whether it is a phrase in quotation marks.
  var isQuoted: Bool
}

/// Turns clauses as typed into groups of terms, by the analysis the index was built with.
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

  /// Appends the groups of a clause to `groups`; a chunk such as `red,green` makes several.
  mutating func read(_ clause: Query.Clause, into groups: inout [ClauseGroup]) {
    switch clause.content {
    case .phrase(let text):
      let bytes = Array(text.utf8)
      tokenize(bytes)
      let member = sequence(tokens[...], bytes, weight: 1)
      guard !member.terms.isEmpty else { return }
      groups.append(
        ClauseGroup(
          occurrence: clause.occurrence, text: text, members: [member], isQuoted: true))
    case .word(let text):
      let bytes = Array(text.utf8)
      tokenize(bytes)
      for run in runs(of: bytes) {
        let members = members(of: run, bytes)
        guard let first = run.first, !members.isEmpty else { continue }
        let end = run.map(\.end).max() ?? first.end
        groups.append(
          ClauseGroup(
            occurrence: clause.occurrence,
            text: String(decoding: bytes[Int(first.start)..<Int(end)], as: UTF8.self),
            members: members, isQuoted: false))
      }
    }
  }

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
    func add(_ terms: [[UInt8]], _ offsets: [UInt32], _ weight: Double) {
      guard !terms.isEmpty, !terms.contains([]), !members.contains(where: { $0.terms == terms })
      else { return }
      members.append(ClauseGroup.Member(terms: terms, offsets: offsets, weight: weight))
    }
    var term: [UInt8] = []
    analyzer.appendTerm(raw.span, kind: first.kind, language: .english, to: &term)
    guard !term.isEmpty else { return [] }
    add([term], [0], 1)
    guard analyzer.usesCompounds else { return members }
    if let joined = analyzer.joined(raw.span, language: .english) {
      add([joined], [0], Self.spellingWeight)
    }
    if isCompound {
      let parts = sequence(run.dropFirst(), bytes, weight: Self.partsWeight)
      add(parts.terms, parts.offsets, Self.partsWeight)
    } else {
      for spelling in analyzer.spellings(raw.span, language: .english) {
        add([spelling], [0], Self.spellingWeight)
      }
    }
    return members
  }

  /// The words of some tokens in their order; one without a term takes no place.
  private func sequence(
    _ tokens: ArraySlice<RawToken>, _ bytes: [UInt8], weight: Double
  ) -> ClauseGroup.Member {
    var member = ClauseGroup.Member(terms: [], offsets: [], weight: weight)
    var place: UInt32 = 0
    var first: UInt32 = 0
    for token in tokens where token.kind == .word {
      let raw = Array(bytes[Int(token.start)..<Int(token.end)])
      var term: [UInt8] = []
      analyzer.appendTerm(raw.span, kind: .word, language: .english, to: &term)
      if !term.isEmpty {
        if member.terms.isEmpty { first = place }
        member.terms.append(term)
        member.offsets.append(place - first)
        place += 1
      }
    }
    return member
  }
}
