/// AND, OR and NEAR: finding them, and joining what stands between them.
extension QueryReader {
  /// The keyword that stands at `place` as a whole word, and where it ends.
  func keyword(at start: Int) -> (keyword: Keyword, end: Int)? {
    guard start < signs.count else { return nil }
    switch signs[start] {
    case "A", "O", "N", "&", "|": break
    default: return nil
    }
    var end = start
    while end < start + 12, !isEnd(end) { end += 1 }
    guard isEnd(end) else { return nil }
    let word = text(start..<end)
    switch word {
    case "AND", "&&": return (.and, end)
    case "OR", "||": return (.or, end)
    case "NOT": return (.not, end)
    case "NEAR": return (.near(10), end)
    default:
      guard word.hasPrefix("NEAR/") else { return nil }
      let digits = word.dropFirst(5)
      guard !digits.isEmpty, digits.unicodeScalars.allSatisfy(QuerySigns.isDigit),
        let distance = Int(digits)
      else { return nil }
      return (.near(distance), end)
    }
  }

  /// Takes the operator that comes next, if one does.
  mutating func takeOperator() -> (keyword: Keyword, range: Range<Int>)? {
    var start = place
    while start < signs.count, QuerySigns.isSpace(signs[start]) { start += 1 }
    guard let (keyword, end) = keyword(at: start), keyword != .not else { return nil }
    place = end
    return (keyword, start..<end)
  }

  /// Joins operands, in the order of NEAR, AND and OR.
  mutating func combine(
    _ operands: [Operand], _ operators: [(keyword: Keyword, range: Range<Int>)]
  ) throws(QuerySyntaxError) -> [Query.Clause] {
    if operators.isEmpty, let only = operands.first {
      return [Query.Clause(only.isFilter ? .must : only.occurrence, only.query)]
    }
    for operand in operands where operand.occurrence == .must {
      try mistake(
        operand.range.lowerBound..<operand.range.lowerBound + 1,
        "a + has no meaning beside AND, OR or NEAR", hint: "leave it out")
    }
    var alternatives: [Query] = []
    var demands: [Query.Clause] = []
    var row = [operands[0]]
    var distances: [Int] = []
    for index in 0...operators.count {
      if index < operators.count, case .near(let distance) = operators[index].keyword {
        row.append(operands[index + 1])
        distances.append(distance)
        try check(distance, operators[index].range)
        continue
      }
      demands += try near(row, distances)
      if index == operators.count || operators[index].keyword == .or {
        // One that only excludes stands for all other documents; the normal form says so.
        let isSingle = demands.count == 1 && demands[0].occurrence != .mustNot
        alternatives.append(isSingle ? demands[0].query : Query.clauses(demands).normalized)
        demands = []
      }
      if index < operators.count {
        row = [operands[index + 1]]
        distances = []
      }
    }
    if alternatives.count == 1 { return [Query.Clause(.should, alternatives[0])] }
    return [Query.Clause(.should, .clauses(alternatives.map { Query.Clause(.should, $0) }))]
  }

  private mutating func check(_ distance: Int, _ range: Range<Int>) throws(QuerySyntaxError) {
    guard distance < 1 || distance > Query.maxDistance else { return }
    try mistake(
      range, "NEAR takes a number of words from 1 to \(Query.maxDistance)",
      lenient: "NEAR takes 1 to \(Query.maxDistance) words")
  }

  /// The clauses of an AND that operands joined by NEAR make.
  private mutating func near(
    _ row: [Operand], _ distances: [Int]
  ) throws(QuerySyntaxError) -> [Query.Clause] {
    if row.count > 1 {
      let bad = row.first { operand in
        if operand.occurrence == .mustNot { return true }
        switch operand.query {
        case .word, .exact, .phrase(_, slop: 0): return false
        default: return true
        }
      }
      if let bad {
        try mistake(
          bad.range, "NEAR stands between words and phrases only", hint: "use AND here",
          lenient: "NEAR stands between words and phrases only: read as AND")
      } else {
        let distance = distances.max() ?? 10
        if distances.contains(where: { $0 != distance }) {
          try mistake(
            row[0].range.lowerBound..<row[row.count - 1].range.upperBound,
            "a row of NEAR has one distance", hint: "join two rows with AND",
            lenient: "a row of NEAR has one distance: read as NEAR/\(distance)")
        }
        return [Query.Clause(.must, .near(row.map(\.query), distance: distance))]
      }
    }
    return row.map { Query.Clause($0.occurrence == .mustNot ? .mustNot : .must, $0.query) }
  }
}
