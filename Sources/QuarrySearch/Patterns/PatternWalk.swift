import QuarryFormat

/// Goes through those terms of a dictionary that have a word a pattern matches, and passes over
/// whole ranges that cannot have one by seeking.
struct PatternWalk<Words: TermWords> {
  /// Special terms of the dictionary begin with a byte below this, words never.
  static var firstByte: UInt8 { 0x20 }

  private(set) var matcher: PatternMatcher
  private(set) var terms: TermIterator
  private let words: Words
  /// The edits of the best word of the present term.
  private(set) var edits = 0
  /// Terms of fewer documents are passed over.
  var leastDocuments = 0
  /// Terms whose words were looked at and seeks made so far: what bounds a walk's time.
  private(set) var visited = 0
  /// What the walk asks now and then whether it may go on.
  var timeLimit: TimeLimit?
  private var steps = 0

  init(
    _ automaton: PatternAutomaton, _ dictionary: TermDictionary, words: Words
  ) throws(FormatError) {
    matcher = PatternMatcher(automaton)
    self.words = words
    let first = [Self.firstByte]
    terms = try dictionary.terms(from: first.span)
  }

  /// Moves to the next term that has a matching word; false at the end, or where the automaton is
  /// exhausted.
  ///
  /// - Throws: where the dictionary is damaged or the time is over.
  mutating func next() throws(FormatError) -> Bool {
    guard try terms.next() else { return false }
    while !matcher.automaton.isExhausted {
      steps &+= 1
      if steps & 255 == 0 { try timeLimit?.check() }
      switch Self.read(terms, &matcher, slack: words.slack) {
      case .matches where terms.info.documentFrequency < leastDocuments,
        .open where terms.info.documentFrequency < leastDocuments:
        guard try terms.next() else { return false }
      case .matches where words.slack == 0:
        edits = matcher.automaton.edits(matcher.state)
        return true
      case .matches, .open:
        visited += 1
        if words.slack > 0, try hasMatch() { return true }
        guard try terms.next() else { return false }
      case .malformed:
        guard try terms.next() else { return false }
      case .dead:
        visited += 1
        guard let target = Self.target(terms, &matcher, slack: words.slack),
          try terms.seek(to: target.span)
        else {
          return false
        }
      }
    }
    return false
  }

  /// Calls `body` with each word of the present term that matches and the documents that may hold
  /// it.
  mutating func forEachMatch(_ body: (Span<UInt8>, Int) -> Void) throws(FormatError) {
    try Self.forEach(of: terms, words, &matcher) { word, frequency, _ in body(word, frequency) }
  }

  /// By form number, whether the present term's words match; nil where all its occurrences do.
  mutating func wantedForms() -> [Bool]? {
    words.slack == 0 ? nil : words.wantedForms { matcher.edits(of: $0) != nil }
  }

  /// Calls `body` with each word of the present term that matches, its documents and its edits.
  private static func forEach(
    of terms: borrowing TermIterator, _ words: Words, _ matcher: inout PatternMatcher,
    _ body: (Span<UInt8>, Int, Int) -> Void
  ) throws(FormatError) {
    try words.forEach(of: terms) { word, frequency in
      if let edits = matcher.edits(of: word) { body(word, frequency, edits) }
    }
  }

  /// Reads what all words of the present term begin with.
  private static func read(
    _ terms: borrowing TermIterator, _ matcher: inout PatternMatcher, slack: Int
  ) -> PatternMatcher.Verdict {
    let term = terms.bytes
    guard slack > 0 else { return matcher.read(term, sharing: terms.shared) }
    let certain = term.extracting(0..<certain(term, slack))
    return matcher.read(certain, sharing: terms.shared)
  }

  /// The first string that may match again behind the dead start of the present term.
  private static func target(
    _ terms: borrowing TermIterator, _ matcher: inout PatternMatcher, slack: Int
  ) -> [UInt8]? {
    let term = terms.bytes
    // Terms that begin like this one up to the dead end, and are not longer than that by `slack`, may
    // still have a word that matches. Where those are short enough to be all certain, there are none.
    let longestOpen = matcher.deadEnd + slack - 1
    if slack == 0 || matcher.diedAtStart || longestOpen < shortTerm {
      return matcher.successor(of: term)
    }
    var target: [UInt8] = []
    for index in 0..<min(longestOpen, term.count) { target.append(term[index]) }
    while let last = target.popLast() {
      if last < 0xFF {
        target.append(last + 1)
        return target
      }
    }
    return nil
  }

  /// Shorter terms are in whole the start of their words.
  private static var shortTerm: Int { 3 }

  /// How much of `term` all its words begin with.
  private static func certain(_ term: Span<UInt8>, _ slack: Int) -> Int {
    if slack == .max { return 0 }
    guard term.count >= shortTerm, let (_, first) = ScalarBytes.scalar(term, at: 0) else {
      return term.count
    }
    var length = max(first, term.count - slack)
    while length > first, length < term.count, term[length] & 0xC0 == 0x80 { length -= 1 }
    return length
  }

  /// Whether a word of the present term matches; its least edits are kept.
  private mutating func hasMatch() throws(FormatError) -> Bool {
    var least: Int?
    try Self.forEach(of: terms, words, &matcher) { _, _, edits in
      least = min(least ?? .max, edits)
    }
    edits = least ?? 0
    return least != nil
  }
}
