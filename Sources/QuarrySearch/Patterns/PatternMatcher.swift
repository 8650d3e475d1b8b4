/// Runs an automaton over terms that come in order, each from where it differs from the one before.
struct PatternMatcher {
  enum Verdict {
    /// The term matches.
    case matches
    /// It does not, but a longer one may.
    case open
    /// Nothing that begins as the term does up to the character read last matches.
    case dead
    /// The term is no UTF-8.
    case malformed
  }

  private static let inside: Int32 = -1
  /// Terms are no longer than this; of longer bytes none matches.
  private static let maxBytes = 255

  var automaton: PatternAutomaton
  /// The state by the bytes read; `inside` between the bytes of a character.
  private var states: [Int32]
  /// How far `states` is right, which is where a character begins.
  private var known = 0
  /// Where the character ends that led to the dead end.
  private(set) var deadEnd = 0
  /// The state at the end of the term, where it has one.
  private(set) var state = PatternAutomaton.dead

  init(_ automaton: PatternAutomaton) {
    self.automaton = automaton
    states = Array(repeating: Self.inside, count: Self.maxBytes + 1)
    states[0] = automaton.start
  }

  /// Reads `term`, whose first `shared` bytes are those of the term read before.
  mutating func read(_ term: Span<UInt8>, sharing shared: Int) -> Verdict {
    var place = min(shared, known)
    while states[place] == Self.inside { place -= 1 }
    guard term.count < states.count else { return .malformed }
    var state = states[place]
    while place < term.count {
      guard let (scalar, length) = ScalarBytes.scalar(term, at: place) else {
        known = place
        return .malformed
      }
      state = automaton.step(state, scalar)
      if state == PatternAutomaton.dead {
        known = place
        deadEnd = place + length
        return .dead
      }
      for inside in 1..<length { states[place + inside] = Self.inside }
      place += length
      states[place] = state
    }
    known = place
    self.state = state
    return automaton.accepts(state) ? .matches : .open
  }

  /// Whether the first character led to the dead end.
  var diedAtStart: Bool { known == 0 }

  /// The edits of a word by itself, 0 where the pattern knows none; nil where it does not match.
  mutating func edits(of word: Span<UInt8>) -> Int? {
    var place = 0
    var state = automaton.start
    while place < word.count {
      guard let (scalar, length) = ScalarBytes.scalar(word, at: place) else { return nil }
      state = automaton.step(state, scalar)
      if state == PatternAutomaton.dead { return nil }
      place += length
    }
    return automaton.accepts(state) ? automaton.edits(state) : nil
  }

  /// The least string behind all that begin as `term`, read last and dead, that may still match; nil
  /// where there is none.
  mutating func successor(of term: Span<UInt8>) -> [UInt8]? {
    var place = known
    while let (scalar, _) = ScalarBytes.scalar(term, at: place) {
      if let next = automaton.nextLive(states[place], after: scalar) {
        var target: [UInt8] = []
        for index in 0..<place { target.append(term[index]) }
        ScalarBytes.append(next, to: &target)
        return target
      }
      guard place > 0 else { return nil }
      place -= 1
      while states[place] == Self.inside { place -= 1 }
    }
    return nil
  }
}
