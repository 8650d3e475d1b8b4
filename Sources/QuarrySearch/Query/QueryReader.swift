/// One pass over the text of a query: lists and signs here, what they join in the other files.
struct QueryReader {
  /// The text as it was written.
  let scalars: [Unicode.Scalar]
  /// What each of its characters is read as.
  let signs: [Unicode.Scalar]
  let parser: QueryParser
  var place = 0
  var depth = 0
  var wordCount = 0
  private(set) var notices: [String] = []

  /// The most notices that are kept: nobody reads more.
  private static let maxNotices = 8

  /// A word of the language that joins or negates.
  enum Keyword: Equatable {
    case and
    case or
    case not
    case near(Int)
  }

  /// A clause with the sign before it.
  struct Operand {
    var occurrence: Query.Occurrence
    var query: Query
    var range: Range<Int>
    /// Whether it is a filter that was written without a sign.
    var isFilter = false
  }

  init(_ text: String, _ parser: QueryParser) {
    scalars = Array(text.unicodeScalars)
    signs = scalars.map(QuerySigns.sign)
    self.parser = parser
  }

  var isStrict: Bool { parser.mode == .strict }
  var isAtEnd: Bool { place >= signs.count }

  /// Whether a word ends before `index`: white space, a quotation mark or a parenthesis is there.
  func isEnd(_ index: Int) -> Bool {
    guard index < signs.count else { return true }
    let sign = signs[index]
    return sign == "\"" || sign == "(" || sign == ")" || QuerySigns.isSpace(sign)
  }

  mutating func skipSpaces() {
    while place < signs.count, QuerySigns.isSpace(signs[place]) { place += 1 }
  }

  /// Throws in strict mode; in lenient mode goes on, with a notice where there is one to give.
  mutating func mistake(
    _ range: Range<Int>, _ message: String, hint: String? = nil, lenient: String? = nil
  ) throws(QuerySyntaxError) {
    if isStrict { throw QuerySyntaxError(range, message, hint: hint) }
    if let lenient, notices.count < Self.maxNotices, !notices.contains(lenient) {
      notices.append(lenient)
    }
  }

  /// Counts words of the query.
  mutating func count(words: Int, _ range: Range<Int>) throws(QuerySyntaxError) {
    wordCount += words
    guard wordCount <= QueryParser.maxWords else {
      throw QuerySyntaxError(
        range, "the query has more than \(QueryParser.maxWords) words", hint: "shorten it")
    }
  }

  // MARK: Lists

  mutating func readAll() throws(QuerySyntaxError) -> Query {
    Query.clauses(try readList()).normalized
  }

  /// The clauses up to the end of the text or to the parenthesis that closes the list.
  ///
  /// - Parameter keepsStars: Whether a lone `*` stays beside other clauses in lenient mode.
  mutating func readList(
    keepsStars: Bool = false
  ) throws(QuerySyntaxError) -> [Query.Clause] {
    var clauses: [Query.Clause] = []
    var stars: [Int] = []
    while true {
      skipSpaces()
      if isAtEnd || (signs[place] == ")" && depth > 0) { break }
      if signs[place] == ")" {
        try skipStrayParenthesis()
        continue
      }
      let count = clauses.count
      try readClause(into: &clauses)
      if !isStrict, !keepsStars, clauses.count == count + 1,
        clauses[count] == Query.Clause(.should, .all)
      {
        stars.append(count)
      }
    }
    // `5 * 3`: a star among words is a sign between them, not a demand for every document.
    if clauses.contains(where: { $0.occurrence == .should && $0.query != .all }) {
      for index in stars.reversed() { clauses.remove(at: index) }
    }
    return clauses
  }

  private mutating func skipStrayParenthesis() throws(QuerySyntaxError) {
    try mistake(
      place..<place + 1, "this parenthesis closes nothing", hint: "leave it out or write \\)")
    place += 1
  }

  /// Reads operands and the operators between them; the stronger bind first.
  private mutating func readClause(into clauses: inout [Query.Clause]) throws(QuerySyntaxError) {
    guard let first = try readOperand() else { return }
    var operands = [first]
    var operators: [(keyword: Keyword, range: Range<Int>)] = []
    while let found = takeOperator() {
      if let next = try readOperandBehindOperator() {
        operators.append(found)
        operands.append(next)
        continue
      }
      let text = text(found.range)
      try mistake(
        found.range, "nothing follows \(text)", hint: "to search for the word, write \\\(text)")
      clauses += try combine(operands, operators)
      if QuerySigns.isASCIILetter(signs[found.range.lowerBound]) {
        try count(words: 1, found.range)
        clauses.append(Query.Clause(.should, .word(text)))
      }
      return
    }
    clauses += try combine(operands, operators)
  }

  private mutating func readOperandBehindOperator() throws(QuerySyntaxError) -> Operand? {
    while true {
      skipSpaces()
      if isAtEnd || (signs[place] == ")" && depth > 0) { return nil }
      if signs[place] == ")" {
        try skipStrayParenthesis()
      } else if let operand = try readOperand() {
        return operand
      }
    }
  }

  /// What was written from one place to another.
  func text(_ range: Range<Int>) -> String {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars[range])
    return String(text)
  }

  /// Reads signs, `NOT`s and what they stand before; nil where it is nothing to search for.
  private mutating func readOperand() throws(QuerySyntaxError) -> Operand? {
    let start = place
    var isNegated = false
    var hasSign = false
    var isMust = false
    while true {
      if let (keyword, end) = keyword(at: place), keyword == .not {
        let range = place..<end
        place = end
        skipSpaces()
        if isAtEnd || signs[place] == ")" {
          try mistake(
            range, "nothing follows NOT", hint: "to search for the word, write \\NOT")
          try count(words: 1, range)
          return Operand(occurrence: .should, query: .word("NOT"), range: range)
        }
        isNegated.toggle()
        hasSign = true
        continue
      }
      let sign = signs[place]
      guard sign == "+" || sign == "-", !isBehindMark(place) else { break }
      var end = place
      while end < signs.count, signs[end] == sign { end += 1 }
      if end - place > 1 || isEnd(end) && (end >= signs.count || signs[end] == ")")
        || end < signs.count && QuerySigns.isSpace(signs[end])
      {
        try mistake(
          place..<end, "no clause begins so",
          hint: "write one \(sign) directly before a word, or \\\(sign) to search for the sign")
        place = end
        if isEnd(place), isAtEnd || signs[place] == ")" || QuerySigns.isSpace(signs[place]) {
          return nil
        }
        break
      }
      place = end
      if sign == "-" { isNegated.toggle() }
      isMust = isMust || sign == "+"
      hasSign = true
    }
    guard var operand = try readAtom() else { return nil }
    operand.range = start..<place
    operand.isFilter = operand.isFilter && !hasSign
    if isNegated {
      operand.occurrence = .mustNot
    } else if isMust {
      operand.occurrence = .must
    }
    return operand
  }

  /// Whether a closing mark stands directly before: what follows belongs to it, as in `"Model C"-car`.
  private func isBehindMark(_ index: Int) -> Bool {
    index > 0 && (signs[index - 1] == "\"" || signs[index - 1] == ")")
  }
}
