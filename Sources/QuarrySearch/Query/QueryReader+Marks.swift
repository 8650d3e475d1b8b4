/// Regular expressions, exact words and boosts.
extension QueryReader {
  /// Where the slash stands that closes the regular expression which begins here.
  func endOfRegex() -> Int? {
    var end = place + 1
    while end < signs.count, scalars[end] != "/" {
      if scalars[end] == "\\" {
        end += 1
      } else if QuerySigns.isSpace(scalars[end]) {
        return nil
      }
      end += 1
    }
    guard end < signs.count, end > place + 1 else { return nil }
    return isEnd(end + 1) || signs[end + 1] == "^" ? end : nil
  }

  mutating func readRegex(_ end: Int) throws(QuerySyntaxError) -> Query? {
    let range = place + 1..<end
    try count(words: 1, range)
    let query = QueryPattern.normalized(regex: text(range))
    guard case .regex(let expression) = query, let check = parser.regexCheck,
      let fault = check(expression)
    else {
      place = end + 1
      return query
    }
    let at = min(range.upperBound - 1, range.lowerBound + max(0, fault.offset))
    try mistake(
      at..<at + 1, "in this regular expression \(fault.reason)",
      lenient: "/\(expression)/ is no regular expression (\(fault.reason)): searched as words")
    place = end + 1
    let words = expression.unicodeScalars.split { !QuerySigns.isLetterOrDigit($0) }
    try count(words: words.count, range)
    return .clauses(words.map { Query.Clause(.should, .word(String($0))) }).normalized
  }

  mutating func readExact() throws(QuerySyntaxError) -> Query? {
    let start = place
    place += 1
    if isEnd(place) {
      try mistake(
        start..<place, "a word is expected directly behind =",
        hint: "to search for the sign, write \\=")
      return nil
    }
    return try readWord(isExact: true)
  }

  /// Reads `^2` behind what was read.
  mutating func readBoost(of query: Query) throws(QuerySyntaxError) -> Query {
    guard !isAtEnd, signs[place] == "^" else { return query }
    var end = place + 1
    while !isEnd(end) { end += 1 }
    if let factor = Self.factor(text(place + 1..<end)) {
      place = end
      return .boosted(query, by: factor)
    }
    try mistake(place..<end, QueryReader.factorMessage, hint: "to search for the sign, write \\^")
    return query
  }

  static let factorMessage = "a number from 0 to 1000 is expected behind ^"

  /// A factor as it is written behind `^`.
  static func factor(_ text: String) -> Double? {
    guard text.utf8.count <= 32, let first = text.unicodeScalars.first,
      QuerySigns.isDigit(first) || first == ".",
      text.unicodeScalars.allSatisfy({
        QuerySigns.isDigit($0) || $0 == "." || $0 == "e" || $0 == "-"
      }),
      let factor = Double(text), factor >= 0, factor <= Query.maxBoost
    else { return nil }
    return factor
  }
}
