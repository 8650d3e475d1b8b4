import Synchronization

/// The documents of an index as a dictionary, and what searches must find in it: held against every answer.
struct StressModel: Sendable {
  /// A search of which both know the answer.
  enum Question: Sendable {
    case word(Int)
    case both(Int, Int)
    case without(Int, Int)
    case phrase(Int, Int)
    case everything

    static func random(_ random: inout some RandomNumberGenerator) -> Question {
      let words = StressModel.words.indices
      let (a, b) = (words.randomElement(using: &random)!, words.randomElement(using: &random)!)
      switch Int.random(in: 0..<9, using: &random) {
      case 0...2: return .word(a)
      case 3, 4: return .both(a, b)
      case 5: return .without(a, b)
      case 6, 7: return .phrase(a, b)
      default: return .everything
      }
    }

    /// As a person types it.
    var text: String {
      let words = StressModel.words
      switch self {
      case .word(let a): return words[a]
      case .both(let a, let b): return "+\(words[a]) +\(words[b])"
      case .without(let a, let b): return "\(words[a]) -\(words[b])"
      case .phrase(let a, let b): return "\"\(words[a]) \(words[b])\""
      case .everything: return "*"
      }
    }

    /// Whether a text is found.
    func matches(_ text: [Int]) -> Bool {
      switch self {
      case .word(let a): text.contains(a)
      case .both(let a, let b): text.contains(a) && text.contains(b)
      case .without(let a, let b): text.contains(a) && !text.contains(b)
      case .phrase(let a, let b): zip(text, text.dropFirst()).contains { $0 == a && $1 == b }
      case .everything: true
      }
    }
  }

  static let words = [
    "stone", "granite", "marble", "slate", "basalt", "quarry", "chalk", "flint", "sand", "clay",
  ]

  /// The words of each document, by its number.
  var texts: [Int: [Int]] = [:]

  static func identifier(_ number: Int) -> String { "d\(number)" }

  static func text(_ words: [Int]) -> String {
    words.map { Self.words[$0] }.joined(separator: " ")
  }

  static func randomText(_ random: inout some RandomNumberGenerator) -> [Int] {
    (0..<Int.random(in: 1...12, using: &random)).map { _ in
      words.indices.randomElement(using: &random)!
    }
  }

  /// The identifiers that a question finds, sorted.
  func answer(_ question: Question) -> [String] {
    texts.filter { question.matches($0.value) }.map { Self.identifier($0.key) }.sorted()
  }
}

/// The states that an index went through: the writer tells each before it begins to commit it, and
/// again when it is committed.
final class StressLedger: Sendable {
  private struct States {
    /// The number of the first that is still kept.
    var first = 0
    var kept: [StressModel] = []
    var committed = 0
    /// By reader, the state that it has seen last.
    var seen: [Int]
  }

  private let states: Mutex<States>

  init(_ model: StressModel, readers: Int) {
    states = Mutex(States(kept: [model], seen: Array(repeating: 0, count: readers)))
  }

  /// The number of the newest state that is surely committed.
  var committed: Int { states.withLock { $0.committed } }

  /// The state that is being committed from now on.
  func announce(_ model: StressModel) {
    states.withLock { states in
      states.kept.append(model)
      // What every reader is past is not needed any more.
      let oldest = states.seen.min() ?? 0
      if oldest > states.first {
        states.kept.removeFirst(oldest - states.first)
        states.first = oldest
      }
    }
  }

  /// The state that was announced last is committed.
  func commit() {
    states.withLock { $0.committed = $0.first + $0.kept.count - 1 }
  }

  /// The first state from `oldest` on whose answer this is; nil where there is none.
  func match(
    _ answer: [String], _ question: StressModel.Question, from oldest: Int, reader: Int
  ) -> Int? {
    // All of it under the lock: the checker does not see that an array nobody else holds any more may be
    // changed in place.
    states.withLock { states in
      states.seen[reader] = max(states.seen[reader], oldest)
      let first = states.first
      guard oldest >= first else { return nil }
      return (oldest..<first + states.kept.count).first {
        states.kept[$0 - first].answer(question) == answer
      }
    }
  }
}
