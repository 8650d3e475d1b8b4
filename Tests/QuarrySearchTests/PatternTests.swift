import QuarryCorpus
import QuarryFormat
import TestSupport
import Testing

@testable import QuarrySearch

/// Patterns as automata against plain ways to decide the same.
@Suite struct PatternTests {
  /// A regular expression as a tree, with its text and the plainest way to match it.
  private indirect enum Model {
    case literal(Unicode.Scalar)
    case any
    case set([Unicode.Scalar], negated: Bool)
    case sequence([Model])
    case choice([Model])
    case repeated(Model, Int, Int?)

    static func random(_ depth: Int, _ random: inout SplitMix64) -> Model {
      let letters: [Unicode.Scalar] = ["a", "b", "é", "c"]
      func letter() -> Unicode.Scalar { letters[Int.random(in: 0..<4, using: &random)] }
      switch Int.random(in: 0..<(depth > 0 ? 8 : 4), using: &random) {
      case 0, 1: return .literal(letter())
      case 2: return .any
      case 3: return .set([letter(), letter()], negated: Bool.random(using: &random))
      case 4, 5:
        let count = Int.random(in: 0...3, using: &random)
        return .sequence((0..<count).map { _ in .random(depth - 1, &random) })
      case 6: return .choice([.random(depth - 1, &random), .random(depth - 1, &random)])
      default:
        let least = Int.random(in: 0...2, using: &random)
        let most = Bool.random(using: &random) ? nil : least + Int.random(in: 0...2, using: &random)
        return .repeated(.random(depth - 1, &random), least, most)
      }
    }

    var text: String {
      switch self {
      case .literal(let scalar): return String(scalar)
      case .any: return "."
      case .set(let scalars, let negated):
        return "[" + (negated ? "^" : "") + scalars.map(String.init).joined() + "]"
      case .sequence(let parts): return "(" + parts.map(\.text).joined() + ")"
      case .choice(let parts): return "(?:" + parts.map(\.text).joined(separator: "|") + ")"
      case .repeated(let part, 0, nil): return "(\(part.text))*"
      case .repeated(let part, 0, 1): return "(\(part.text))?"
      case .repeated(let part, 1, nil): return "(\(part.text))+"
      case .repeated(let part, let least, let most):
        return "(\(part.text)){\(least)," + (most.map(String.init) ?? "") + "}"
      }
    }

    /// Where a match that begins at each of `starts` may end.
    func ends(_ word: [Unicode.Scalar], from starts: Set<Int>) -> Set<Int> {
      func reading(_ test: (Unicode.Scalar) -> Bool) -> Set<Int> {
        Set(starts.filter { $0 < word.count && test(word[$0]) }.map { $0 + 1 })
      }
      switch self {
      case .literal(let scalar): return reading { $0 == scalar }
      case .any: return reading { _ in true }
      case .set(let scalars, let negated): return reading { scalars.contains($0) != negated }
      case .sequence(let parts): return parts.reduce(starts) { $1.ends(word, from: $0) }
      case .choice(let parts):
        return parts.reduce(into: []) { $0.formUnion($1.ends(word, from: starts)) }
      case .repeated(let part, let least, let most):
        var present = starts
        for _ in 0..<least { present = part.ends(word, from: present) }
        var all = present
        for _ in 0..<(most.map { $0 - least } ?? word.count + 1) {
          present = part.ends(word, from: present)
          all.formUnion(present)
        }
        return all
      }
    }
  }

  private func matches(_ automaton: PatternAutomaton, _ word: String) -> Int? {
    var matcher = PatternMatcher(automaton)
    let bytes = Array(word.utf8)
    return matcher.edits(of: bytes.span)
  }

  @Test(arguments: 0..<300)
  func regularExpressionsMatchAsTheModelSays(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let model = Model.random(3, &random)
    let automaton = try PatternAutomaton(.regex(model.text), fold: { $0 })
    for _ in 0..<40 {
      let word = (0..<Int.random(in: 0...6, using: &random)).map { _ in
        (["a", "b", "é", "c", "𝄞"] as [Unicode.Scalar])[Int.random(in: 0..<5, using: &random)]
      }
      let expected = model.ends(word, from: [0]).contains(word.count)
      var string = ""
      string.unicodeScalars.append(contentsOf: word)
      #expect((matches(automaton, string) != nil) == expected, "/\(model.text)/ and \(string)")
    }
  }

  /// Optimal string alignment by its definition.
  static func distance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
    var table = Array(repeating: Array(repeating: 0, count: b.count + 1), count: a.count + 1)
    for i in 0...a.count {
      for j in 0...b.count {
        guard i > 0, j > 0 else {
          table[i][j] = i + j
          continue
        }
        var best = table[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
        best = min(best, table[i - 1][j] + 1, table[i][j - 1] + 1)
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          best = min(best, table[i - 2][j - 2] + 1)
        }
        table[i][j] = best
      }
    }
    return table[a.count][b.count]
  }

  @Test(arguments: 0..<60)
  func fuzzyWordsHaveTheirDistance(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    func word() -> String {
      (0..<Int.random(in: 0...7, using: &random)).map { _ in
        ["a", "b", "é", "語"][Int.random(in: 0..<4, using: &random)]
      }.joined()
    }
    let wanted = word()
    for edits in 0...2 {
      let automaton = try PatternAutomaton(.fuzzy(wanted, edits: edits), fold: { $0 })
      let first = wanted.unicodeScalars.first
      let keeping = PatternAutomaton(
        fuzzy: wanted.unicodeScalars.map(\.value), edits: edits, keepsFirst: true)
      for _ in 0..<60 {
        let other = word()
        let distance = Self.distance(
          Array(wanted.unicodeScalars), Array(other.unicodeScalars))
        let expected = distance <= edits ? distance : nil
        #expect(matches(automaton, other) == expected, "\(wanted) and \(other)")
        if first != nil, other.unicodeScalars.first == first {
          #expect(matches(keeping, other) == expected, "\(wanted) and \(other)")
        } else if first != nil {
          #expect(matches(keeping, other) == nil, "\(wanted) and \(other)")
        }
      }
    }
  }

  @Test func everySignOfTheLanguageIsRead() throws {
    let cases: [(WordPattern, yes: [String], no: [String])] = [
      (.prefix("tu"), ["tu", "turkey"], ["t", "atu"]),
      (.prefix(""), ["", "x"], []),
      (.prefix("a*"), ["a*b"], ["ab"]),
      (.wildcard("s?400*"), ["s-400", "s-400x"], ["s400", "xs-400"]),
      (.wildcard(#"a\*\?b"#), ["a*?b"], ["axyb"]),
      (.wildcard("**"), ["", "a"], []),
      (.wildcard(#"a\"#), [#"a\"#], ["a"]),
      (.regex(#"\d{2,3}"#), ["12", "123"], ["1", "1234", "1a"]),
      (.regex(#"^[a-c\d]+$"#), ["a1c"], ["", "d"]),
      (.regex(#"[]a]"#), ["]", "a"], ["b"]),
      (.regex(#"[a-]"#), ["-", "a"], ["b"]),
      (.regex(#"[^\w]"#), ["-"], ["a", "é"]),
      (.regex(#"a\.b"#), ["a.b"], ["axb"]),
      (.regex("a*?b{0}"), ["", "aa"], ["b"]),
      (.regex("(|a)b"), ["b", "ab"], ["a"]),
      (.regex("Ab[C-E]"), ["abd", "abD"], ["abf", "Abd"]),
      (.regex("x{2,}"), ["xx", "xxxx"], ["x"]),
      (.fuzzy("ab"), ["ab"], ["a"]),
      (.fuzzy("abc"), ["abd"], ["adx"]),
      (.fuzzy("abcdef"), ["abdcfe"], ["abxyzf"]),
    ]
    for (pattern, yes, no) in cases {
      let automaton = try PatternAutomaton(pattern, fold: { $0.lowercased() })
      for word in yes { #expect(matches(automaton, word) != nil, "\(pattern) and \(word)") }
      for word in no { #expect(matches(automaton, word) == nil, "\(pattern) and \(word)") }
    }
  }

  @Test(arguments: [
    ("a)", 1), ("(a", 0), ("[a", 0), ("*a", 0), ("a|+", 2), ("a{2", 1), ("a{3,2}", 1), ("a{x}", 1),
    ("[z-a]", 3), (#"a\"#, 1), (#"\b"#, 0), ("a^b", 1), ("a$b", 1), ("(?=a)", 1),
    ("(a{1000}){1000}", 0), ("a{99999999999999999999}", 5),
    (String(repeating: "(", count: 1000), 32), (String(repeating: "a", count: 1001), 1000),
  ])
  func mistakesAreShown(_ text: String, _ offset: Int) {
    do {
      _ = try PatternAutomaton(.regex(text), fold: { $0 })
      Issue.record("/\(text)/ is taken")
    } catch {
      #expect(error.offset == offset, "/\(text)/: \(error)")
    }
  }

  @Test func noPatternTrapsOrTakesLong() throws {
    var random = SplitMix64(seed: 7)
    let signs = Array(#"ab()[]{}|*+?.\^$-,0129é𝄞 d"#.unicodeScalars)
    for _ in 0..<500 {
      var text = ""
      for _ in 0..<Int.random(in: 0...30, using: &random) {
        text.unicodeScalars.append(signs[Int.random(in: 0..<signs.count, using: &random)])
      }
      if let automaton = try? PatternAutomaton(.regex(text), fold: { $0 }) {
        _ = matches(automaton, "abba")
      }
      _ = matches(try PatternAutomaton(.wildcard(text), fold: { $0 }), text)
    }
    let hard = try PatternAutomaton(.regex("[ab]*a[ab]{900}"), fold: { $0 })
    for number in 0..<40 {
      var word = SplitMix64(seed: UInt64(number))
      let text = (0..<250).map { _ in Bool.random(using: &word) ? "a" : "b" }.joined()
      #expect(matches(hard, text) == nil)
    }
  }
}
