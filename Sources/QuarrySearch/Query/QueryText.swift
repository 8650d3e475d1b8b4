/// Writes a query in the query language.
extension Query: CustomStringConvertible {
  /// The query as text that `QueryParser` reads as the same query (strictly: as `normalized`).
  public var description: String {
    var writer = QueryWriter()
    writer.write(root: normalized)
    return String(writer.text)
  }
}

/// Builds the text of a normalised query.
private struct QueryWriter {
  var text = String.UnicodeScalarView()

  private static let keywords: Set<String> = ["AND", "OR", "NOT", "NEAR"]

  mutating func write(root query: Query) {
    switch query {
    case .clauses(let clauses): write(list: clauses)
    case .near(let operands, let distance): write(near: operands, distance)
    default: write(query)
    }
  }

  /// Writes a query so that a sign before it or a boost behind it holds for the whole.
  private mutating func write(_ query: Query) {
    switch query {
    case .all: put("*")
    case .word(let word): write(word: word)
    case .exact(let word):
      put("=")
      write(chunk: word)
    case .phrase(let words, let slop):
      write(phrase: words)
      if slop > 0 { put("~\(slop)") }
    case .near, .clauses: write(inParentheses: query)
    case .prefix(let start):
      write(pattern: start.unicodeScalars.map { .literal($0) } + [.anyMany])
    case .wildcard(let pattern): write(pattern: QueryPattern.pieces(ofWildcard: pattern))
    case .regex(let expression): write(regex: expression)
    case .fuzzy(let word, let edits):
      write(chunk: word)
      put("~" + (edits.map { "\($0)" } ?? ""))
    case .field(let name, let query): write(field: name, query)
    case .range(let field, let from, let to): write(range: field, from, to)
    case .boosted(let query, let factor): write(boosted: query, factor)
    case .synonyms(let ways):
      put("SYN(")
      for (index, way) in ways.enumerated() {
        if index > 0 { put(" ") }
        write(item: way)
      }
      put(")")
    }
  }

  private mutating func write(list clauses: [Query.Clause]) {
    for (index, clause) in clauses.enumerated() {
      if index > 0 { put(" ") }
      switch clause.occurrence {
      case .should: write(item: clause.query)
      case .must:
        put("+")
        write(clause.query)
      case .mustNot:
        put("-")
        write(clause.query)
      }
    }
  }

  /// Writes a clause without a sign; a filter that is not required stands in parentheses.
  private mutating func write(item query: Query) {
    var core = query
    while case .boosted(let inner, _) = core { core = inner }
    switch core {
    case .field(let name, _) where !QueryFields.standardText.contains(name):
      write(inParentheses: query)
    case .range: write(inParentheses: query)
    default: write(query)
    }
  }

  private mutating func write(inParentheses query: Query) {
    put("(")
    write(root: query)
    put(")")
  }

  private mutating func write(near operands: [Query], _ distance: Int) {
    for (index, operand) in operands.enumerated() {
      if index > 0 { put(" NEAR/\(distance) ") }
      write(operand)
    }
  }

  private mutating func write(boosted query: Query, _ factor: Double) {
    switch query {
    case .boosted, .range: write(inParentheses: query)
    case .word(let word) where word.unicodeScalars.allSatisfy(QuerySigns.isDigit):
      write(inParentheses: query)
    case .field(let name, .word(let word))
    where word.unicodeScalars.allSatisfy(QuerySigns.isDigit):
      write(field: name, .clauses([Query.Clause(.should, .word(word))]))
    default: write(query)
    }
    let number = "\(factor)"
    put("^" + (number.hasSuffix(".0") ? String(number.dropLast(2)) : number))
  }

  private mutating func write(field name: String, _ query: Query) {
    write(name: name)
    switch query {
    case .all, .exact, .phrase, .prefix, .wildcard, .regex, .fuzzy, .clauses, .near: write(query)
    case .word(let word): write(chunk: word)
    default: write(inParentheses: query)
    }
  }

  private mutating func write(range field: String, _ from: Query.Bound?, _ to: Query.Bound?) {
    write(name: field)
    if Self.isPlain(from), Self.isPlain(to) {
      if let from { write(chunk: from.value) }
      put("..")
      if let to { write(chunk: to.value) }
      return
    }
    put(from?.isIncluded ?? true ? "[" : "{")
    if let from { write(chunk: from.value) } else { put("*") }
    put(" TO ")
    if let to { write(chunk: to.value) } else { put("*") }
    put(to?.isIncluded ?? true ? "]" : "}")
  }

  /// Whether a bound can stand beside two dots.
  private static func isPlain(_ bound: Query.Bound?) -> Bool {
    guard let bound else { return true }
    return bound.isIncluded && bound.value.unicodeScalars.allSatisfy { $0.isASCII && $0 > " " }
      && bound.value.first != "." && bound.value.last != "."
  }

  private mutating func write(name: String) {
    if Self.isAddress(name) { text.append("\\") }
    for (index, scalar) in name.unicodeScalars.enumerated() {
      if !QuerySigns.isNameCharacter(scalar, isFirst: index == 0),
        index == 0 || !QuerySigns.isLetterOrDigit(scalar)
      {
        text.append("\\")
      }
      text.append(scalar)
    }
    put(":")
  }

  private mutating func write(word: String) {
    let isKeyword = Self.keywords.contains(word) || word.hasPrefix("NEAR/")
    if isKeyword || Self.isAddress(word) { put("\\") }
    write(chunk: word)
  }

  /// Whether the parser would take it for the address of a page.
  private static func isAddress(_ word: String) -> Bool {
    let start = word.unicodeScalars.prefix(4).map(\.properties.lowercaseMapping)
    return start == ["w", "w", "w", "."]
  }

  /// Writes characters that stand for themselves, without white space around them.
  private mutating func write(chunk: String) {
    let isWord = chunk.unicodeScalars.contains(where: QuerySigns.isWordCharacter)
    var before: Unicode.Scalar?
    for scalar in chunk.unicodeScalars {
      let isFirstSign =
        before == nil
        && (!isWord || QuerySigns.sign(scalar) != scalar
          || scalar.isASCII && !QuerySigns.isASCIIAlphanumeric(scalar))
      let isSecondDot = scalar == "." && (before == "." || before == nil)
      let isClosing = scalar == "]" || scalar == "}"
      if isFirstSign || isSecondDot || isClosing || QuerySigns.isSpecial(scalar) {
        text.append("\\")
      }
      text.append(scalar)
      before = scalar
    }
  }

  private mutating func write(pattern pieces: [QueryPattern.Piece]) {
    var isFirst = true
    for piece in pieces {
      switch piece {
      case .anyOne: text.append("?")
      case .anyMany: text.append("*")
      case .literal(let scalar):
        let isSign = scalar.isASCII && !QuerySigns.isASCIIAlphanumeric(scalar)
        if isSign || QuerySigns.isSpecial(scalar) || isFirst && QuerySigns.sign(scalar) != scalar {
          text.append("\\")
        }
        text.append(scalar)
      }
      isFirst = false
    }
  }

  private mutating func write(phrase: String) {
    text.append("\"")
    for scalar in phrase.unicodeScalars {
      if scalar == "\\" || QuerySigns.sign(scalar) == "\"" { text.append("\\") }
      text.append(scalar)
    }
    text.append("\"")
  }

  private mutating func write(regex expression: String) {
    text.append("/")
    var isEscaped = false
    for scalar in expression.unicodeScalars {
      if !isEscaped, scalar == "/" || QuerySigns.isSpace(scalar) { text.append("\\") }
      isEscaped = !isEscaped && scalar == "\\"
      text.append(scalar)
    }
    text.append("/")
  }

  private mutating func put(_ piece: String) {
    text.append(contentsOf: piece.unicodeScalars)
  }
}
