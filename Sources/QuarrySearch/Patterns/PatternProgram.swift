/// A pattern as a nondeterministic automaton, whose sets of states are the states of a
/// `PatternAutomaton`.
///
/// Source: K. Thompson, "Regular expression search algorithm", Communications of the ACM 11, 1968.
struct PatternProgram: Sendable {
  private enum Node: Sendable {
    /// Reads a character of a set, given by number.
    case read(set: Int, next: Int)
    /// Goes on in two ways at once.
    case fork(Int, Int)
    case accept
  }

  private var nodes: [Node] = [.accept]
  private var sets: [ScalarSet] = []
  private var setNumbers: [ScalarSet: Int] = [:]
  private var first = 0
  /// Whether a set holds a class: one row a set.
  private var members: [Bool] = []
  private(set) var classes = ScalarClasses([])
  private var marks: [Bool] = []
  /// Nodes looked at so far.
  private(set) var work = 0

  init(_ node: PatternNode) {
    first = build(node, next: 0)
    classes = ScalarClasses(sets)
    marks = Array(repeating: false, count: nodes.count)
    let (classes, columns) = (classes, classes.count)
    var members = Array(repeating: false, count: sets.count * columns)
    for (number, set) in sets.enumerated() {
      for range in set.ranges {
        members[number * columns + classes.number(of: range.lowerBound)] = true
        _ = classes.first(after: range.lowerBound) { scalar, value in
          guard scalar <= range.upperBound else { return true }
          members[number * columns + value] = true
          return false
        }
      }
    }
    self.members = members
  }

  /// Builds the nodes of `node` from the last to the first; gives the first.
  private mutating func build(_ node: PatternNode, next: Int) -> Int {
    switch node.kind {
    case .set(let set):
      let number = setNumbers[set] ?? sets.count
      if number == sets.count {
        sets.append(set)
        setNumbers[set] = number
      }
      return append(.read(set: number, next: next))
    case .sequence(let parts):
      return parts.reversed().reduce(next) { build($1, next: $0) }
    case .choice(let parts):
      let starts = parts.map { build($0, next: next) }
      return starts.dropLast().reversed().reduce(starts.last ?? next) { append(.fork($1, $0)) }
    case .repeated(let part, let least, let most):
      var start = next
      if let most {
        for _ in least..<max(most, least) {
          start = append(.fork(build(part, next: start), next))
        }
      } else {
        start = append(.accept)
        nodes[start] = .fork(build(part, next: start), next)
      }
      for _ in 0..<least { start = build(part, next: start) }
      return start
    }
  }

  private mutating func append(_ node: Node) -> Int {
    nodes.append(node)
    return nodes.count - 1
  }

  /// The states in which it begins.
  mutating func start() -> [UInt16] {
    var key: [UInt16] = []
    add([first], to: &key)
    return key
  }

  /// The states after a character of class `number` was read in one of `key`; empty at a dead end.
  mutating func step(_ key: [UInt16], class number: Int) -> [UInt16] {
    var next: [Int] = []
    for state in key {
      if case .read(let set, let target) = nodes[Int(state)],
        members[set * classes.count + number]
      {
        next.append(target)
      }
    }
    work += key.count
    var result: [UInt16] = []
    add(next, to: &result)
    return result
  }

  func accepts(_ key: [UInt16]) -> Bool { key.first == 0 }

  /// The nodes that read or accept and are reached from `starts`, ascending.
  private mutating func add(_ starts: [Int], to key: inout [UInt16]) {
    var open = starts
    var seen: [Int] = []
    while let node = open.popLast() {
      guard !marks[node] else { continue }
      marks[node] = true
      seen.append(node)
      if case .fork(let one, let other) = nodes[node] {
        open.append(other)
        open.append(one)
      } else {
        key.append(UInt16(clamping: node))
      }
    }
    for node in seen { marks[node] = false }
    work += seen.count
    key.sort()
  }
}
