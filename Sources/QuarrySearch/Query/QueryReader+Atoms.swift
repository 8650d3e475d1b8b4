/// What operators join: phrases, groups, regular expressions, fields.
extension QueryReader {
  /// Reads what begins at `place`, by at least one character; nil where it is nothing to search for.
  mutating func readAtom() throws(QuerySyntaxError) -> Operand? {
    let start = place
    if skipEmoticon() { return nil }
    var isFilter = false
    var query: Query?
    switch signs[place] {
    case ")":
      return nil
    case "\"", "(", "/", "=":
      query = try readMarked()
    default:
      if let (keyword, end) = keyword(at: place), keyword != .not {
        query = try readMisplaced(end)
      } else if isSynonymStart {
        place += 3
        query = try readGroup(asSynonyms: true)
      } else if let end = endOfAddress() {
        let range = place..<end
        place = end
        try count(words: 1, range)
        query = .word(text(range))
      } else if let name = scanName() {
        (query, isFilter) = try readField(name)
      } else {
        query = try readWord()
      }
    }
    guard let query else { return nil }
    return Operand(occurrence: .should, query: query, range: start..<place, isFilter: isFilter)
  }

  /// Reads what a quotation mark, parenthesis, slash or equals sign begins, with its boost.
  mutating func readMarked() throws(QuerySyntaxError) -> Query? {
    var query: Query?
    switch signs[place] {
    case "\"": query = try readPhrase()
    case "(": query = try readGroup(asSynonyms: false)
    case "/":
      guard let end = endOfRegex() else { return try readWord() }
      query = try readRegex(end)
    default: return try readExact()
    }
    return try query.map { query throws(QuerySyntaxError) in try readBoost(of: query) }
  }

  /// A keyword where a clause should be.
  private mutating func readMisplaced(_ end: Int) throws(QuerySyntaxError) -> Query? {
    let range = place..<end
    let word = text(range)
    try mistake(
      range, "a clause is missing before \(word)",
      hint: "to search for the word, write \\\(word)")
    place = end
    guard QuerySigns.isASCIILetter(signs[range.lowerBound]) else { return nil }
    try count(words: 1, range)
    return .word(word)
  }

  /// `:-)` and its like, alone between white space.
  private mutating func skipEmoticon() -> Bool {
    guard !isStrict, signs[place] == ":" || signs[place] == ";" || signs[place] == "=" else {
      return false
    }
    var end = place + 1
    if end < signs.count, signs[end] == "-" || signs[end] == "'" || signs[end] == "^" { end += 1 }
    let mouth = end
    while end < signs.count, end < mouth + 8 {
      switch signs[end] {
      case "(", ")", "[", "]", "|", "/", "*": end += 1
      default:
        guard end > mouth, QuerySigns.isSpace(signs[end]) else { return false }
        place = end
        return true
      }
    }
    // A parenthesis that is open is closed by a smile at the very end of a group.
    guard end > mouth, end == signs.count, depth == 0 else { return false }
    place = end
    return true
  }

  private var isSynonymStart: Bool {
    place + 3 < signs.count && signs[place] == "S" && signs[place + 1] == "Y"
      && signs[place + 2] == "N" && scalars[place + 3] == "("
  }

  /// The end of an address such as `https://example.org/a?b=c` that begins here.
  private func endOfAddress() -> Int? {
    guard QuerySigns.isASCIILetter(signs[place]) else { return nil }
    var end = place
    while end < signs.count, end < place + 16,
      QuerySigns.isASCIIAlphanumeric(signs[end]) || signs[end] == "+" || signs[end] == "-"
    {
      end += 1
    }
    let hasScheme = signs[end...].starts(with: [":", "/", "/"])
    let hasHost =
      end == place + 3 && signs[end...].starts(with: ["."])
      && text(place..<end).lowercased() == "www"
    guard hasScheme || hasHost else { return nil }
    var open = 0
    while end < signs.count, signs[end] != "\"", !QuerySigns.isSpace(signs[end]) {
      if signs[end] == "(" { open += 1 }
      if signs[end] == ")" {
        if open == 0 { break }
        open -= 1
      }
      end += 1
    }
    return end
  }

  // MARK: Phrases and groups

  /// The longest phrase that is closed at the end of the text.
  private static let maxOpenPhraseWords = 8

  private mutating func readPhrase() throws(QuerySyntaxError) -> Query? {
    let start = place
    var words = String.UnicodeScalarView()
    var end = place + 1
    while end < signs.count, signs[end] != "\"" {
      if signs[end] == "\\", end + 1 < signs.count, !QuerySigns.isLetterOrDigit(scalars[end + 1]) {
        end += 1
      }
      words.append(scalars[end])
      end += 1
    }
    if end >= signs.count {
      // Behind a number or word it is the mark of inches, or a mistake; before white space it
      // closes nothing; and before many words it is from a text that was cut.
      let isStray =
        start > 0 && QuerySigns.isWordCharacter(scalars[start - 1])
        || start + 1 >= signs.count || QuerySigns.isSpace(signs[start + 1])
      let isLong =
        words.split(whereSeparator: QuerySigns.isSpace).count > Self.maxOpenPhraseWords
      try mistake(
        start..<start + 1, "this quotation mark is never closed", hint: "close it or write \\\"",
        lenient: isStray
          ? nil : "the quotation mark is " + (isLong ? "passed over" : "closed at the end"))
      if isStray || isLong {
        place = start + 1
        return nil
      }
    }
    place = min(signs.count, end + 1)
    let wordCount = words.split(whereSeparator: QuerySigns.isSpace).count
    try count(words: wordCount, start..<place)
    var slop = 0
    if !isAtEnd, signs[place] == "~" { slop = try readSlop() }
    if wordCount == 0 {
      try mistake(start..<place, "there are no words between the quotation marks")
      return nil
    }
    return .phrase(String(words), slop: slop)
  }

  private mutating func readSlop() throws(QuerySyntaxError) -> Int {
    let start = place
    place += 1
    while place < signs.count, QuerySigns.isDigit(signs[place]) { place += 1 }
    if let slop = Int(text(start + 1..<place)), slop <= Query.maxDistance { return slop }
    try mistake(
      start..<place, "a number of words from 0 to \(Query.maxDistance) is expected behind ~",
      lenient: "~ behind a phrase takes a number of words from 0 to \(Query.maxDistance)")
    return place > start + 1 ? Query.maxDistance : 0
  }

  /// Reads a list in parentheses, of which the first is the next character.
  mutating func readGroup(asSynonyms: Bool) throws(QuerySyntaxError) -> Query? {
    let start = place
    guard depth < QueryParser.maxDepth else {
      throw QuerySyntaxError(
        start..<start + 1, "parentheses are nested more than \(QueryParser.maxDepth) deep",
        hint: "write a simpler query")
    }
    place += 1
    depth += 1
    let clauses = try readList(keepsStars: asSynonyms)
    depth -= 1
    if isAtEnd {
      try mistake(
        start..<start + 1, "this parenthesis is never closed", hint: "close it or write \\(",
        lenient: "the parenthesis is closed at the end")
    } else {
      place += 1
    }
    if clauses.isEmpty {
      try mistake(start..<place, "there is nothing between the parentheses")
      return nil
    }
    guard asSynonyms else { return Query.clauses(clauses).normalized }
    if clauses.contains(where: { $0.occurrence != .should }) {
      try mistake(start..<place, "the words of SYN have no + or -")
    }
    return try readBoost(of: .synonyms(clauses.map(\.query)))
  }
}
