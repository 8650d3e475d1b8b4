/// A pattern as a deterministic automaton over Unicode scalars, whose states are made as a walk
/// comes to them.
///
/// So a match takes one table look-up a character whatever the pattern, and nothing backtracks. All
/// the work of making states is bounded: an automaton that has used it up is `isExhausted` and finds
/// nothing more.
package struct PatternAutomaton: Sendable {
  /// The most nodes and row entries looked at, and the most cells of the table.
  private static let maxWork = 8 << 20
  private static let maxCells = 4 << 20
  /// The state from which nothing matches.
  static let dead: Int32 = 0
  private static let unknown: Int32 = -1

  /// One of the two says what the states are.
  private var program: PatternProgram?
  private var rows: EditRows?
  private let classes: ScalarClasses
  private let columns: Int
  private var keys: [[UInt16]] = [[]]
  private var numbers: [[UInt16]: Int32] = [[]: dead]
  /// The next state by state and class.
  private var cells: [Int32]
  /// By state, one more than the edits of a word that ends there, or 0 where none may.
  private var ends: [UInt8] = [0]
  private(set) var start: Int32 = dead
  /// Whether the pattern asked for more work than it may.
  package private(set) var isExhausted = false

  /// Makes the automaton of `pattern`, whose literals are compared as `fold` gives them.
  package init(
    _ pattern: WordPattern, fold: (String) -> String
  ) throws(PatternError) {
    switch pattern {
    case .prefix(let text):
      let literal = try Self.literal(text, fold)
      self.init(.sequence(literal.map(PatternNode.literal) + [.anything]))
    case .wildcard(let text):
      self.init(try WildcardParser.parse(text, fold: fold))
    case .regex(let text):
      self.init(try RegexParser.parse(text, fold: fold))
    case .fuzzy(let text, let edits):
      let word = try Self.literal(text, fold)
      self.init(
        fuzzy: word.map(\.value), edits: edits ?? WordPattern.edits(length: word.count))
    }
  }

  /// The words at most `edits` (0 to 2) edits from `word`.
  ///
  /// - Parameters:
  ///   - keepsFirst: leaves out words that do not begin with the same character.
  ///   - alphabet: the characters that may be put in; nil for all.
  init(
    fuzzy word: [UInt32], edits: Int, keepsFirst: Bool = false, alphabet: ScalarSet? = nil
  ) {
    let rows = EditRows(
      Array(word.prefix(WildcardParser.maxLength)), edits: min(max(edits, 0), 2),
      keepsFirst: keepsFirst, alphabet: alphabet)
    self.init(nil, rows, rows.classes, start: rows.start())
  }

  init(_ node: PatternNode) {
    var program = PatternProgram(node)
    let start = program.start()
    self.init(program, nil, program.classes, start: start)
  }

  private init(
    _ program: PatternProgram?, _ rows: EditRows?, _ classes: ScalarClasses, start key: [UInt16]
  ) {
    self.program = program
    self.rows = rows
    self.classes = classes
    columns = classes.count
    cells = Array(repeating: Self.dead, count: columns)
    start = number(of: key)
  }

  private static func literal(
    _ text: String, _ fold: (String) -> String
  ) throws(PatternError) -> [Unicode.Scalar] {
    let scalars = fold(text).unicodeScalars
    guard scalars.count <= WildcardParser.maxLength else {
      throw PatternError(
        offset: WildcardParser.maxLength,
        "a pattern has at most \(WildcardParser.maxLength) characters")
    }
    return Array(scalars)
  }

  // MARK: Reading

  /// The state behind `state` and `scalar`.
  @inline(__always)
  mutating func step(_ state: Int32, _ scalar: UInt32) -> Int32 {
    let number = classes.number(of: scalar)
    let next = cells[Int(state) * columns + number]
    return next >= 0 ? next : make(state, number)
  }

  /// Whether a word may end in `state`.
  func accepts(_ state: Int32) -> Bool { ends[Int(state)] > 0 }

  /// The edits of a word that ends in `state`, which accepts; 0 for patterns without edits.
  func edits(_ state: Int32) -> Int { Int(ends[Int(state)]) - 1 }

  /// The first scalar behind `scalar` with which `state` does not come to a dead end.
  mutating func nextLive(_ state: Int32, after scalar: UInt32) -> UInt32? {
    // Known cells first would not be enough: a cell that nobody asked for yet may be alive.
    let classes = classes
    return classes.first(after: scalar) { _, number in
      let next = cells[Int(state) * columns + number]
      return (next >= 0 ? next : make(state, number)) != Self.dead
    }
  }

  // MARK: Making states

  private mutating func make(_ state: Int32, _ number: Int) -> Int32 {
    guard !isExhausted else { return Self.dead }
    let from = keys[Int(state)]
    let key =
      program?.step(from, class: number) ?? rows?.step(from, class: number) ?? []
    let work = program?.work ?? rows?.work ?? 0
    let next = self.number(of: key)
    cells[Int(state) * columns + number] = next
    if work > Self.maxWork || cells.count > Self.maxCells { isExhausted = true }
    return next
  }

  private mutating func number(of key: [UInt16]) -> Int32 {
    if let known = numbers[key] { return known }
    let number = Int32(clamping: keys.count)
    numbers[key] = number
    keys.append(key)
    cells.append(contentsOf: repeatElement(Self.unknown, count: columns))
    if program?.accepts(key) ?? false {
      ends.append(1)
    } else {
      ends.append(rows?.distance(key).map { UInt8(clamping: $0 + 1) } ?? 0)
    }
    return number
  }
}
