/// Words, and what the signs in and behind them make of them.
extension QueryReader {
  /// The characters from `place` to the next white space, quotation mark or parenthesis.
  ///
  /// A backslash takes the meaning from a sign, and from the first character of a word, whatever it
  /// is; elsewhere before a letter or digit it is itself, as in a path of Windows.
  mutating func takeChunk(until isStop: (Unicode.Scalar) -> Bool = { _ in false }) -> QueryChunk {
    var chunk = QueryChunk()
    while place < signs.count {
      if signs[place] == "\\" {
        if place + 1 < signs.count,
          chunk.isEmpty || !QuerySigns.isLetterOrDigit(scalars[place + 1])
        {
          chunk.append(scalars[place + 1], isEscaped: true)
          place += 2
        } else {
          chunk.append("\\", isEscaped: false)
          place += 1
        }
        continue
      }
      if isEnd(place) || isStop(signs[place]) { break }
      chunk.append(scalars[place], isEscaped: false)
      place += 1
    }
    return chunk
  }

  /// Reads a word with its signs; nil where it is none.
  mutating func readWord(isExact: Bool = false) throws(QuerySyntaxError) -> Query? {
    let start = place
    let chunk = takeChunk()
    let range = start..<place
    guard !chunk.isEmpty else { return nil }
    try count(words: 1, range)
    if isStrict, !isExact, chunk.has("/", at: 0) {
      throw QuerySyntaxError(
        start..<start + 1, "this regular expression is never closed",
        hint: "inside it / is written \\/; to search for the sign, write \\/, too")
    }
    guard let caret = chunk.last("^") else { return try query(of: chunk, range, isExact: isExact) }
    let base = chunk[0..<caret]
    let factor = Self.factor(chunk[caret + 1..<chunk.count].text)
    if let factor, !base.isEmpty, isStrict || isExact || !base.isNumber {
      let query = try query(of: base, range, isExact: isExact)
      return query.map { .boosted($0, by: factor) }
    }
    if factor == nil || base.isEmpty {
      try mistake(range, Self.factorMessage, hint: "to search for the sign, write \\^")
    }
    return try query(of: chunk, range, isExact: isExact)
  }

  /// What a chunk without its boost asks for.
  private mutating func query(
    of chunk: QueryChunk, _ range: Range<Int>, isExact: Bool
  ) throws(QuerySyntaxError) -> Query? {
    if chunk.count == 1, chunk.has("*", at: 0), !isExact { return .all }
    let isWordless = !chunk.isWord && (isExact || !isStrict || !chunk.isPattern)
    if isWordless {
      try mistake(
        range, "this is no word", hint: "leave it out; to search for the sign, write \\ before it")
      return nil
    }
    if isExact { return .exact(chunk.text) }
    if let tilde = chunk.last("~") { return try fuzzy(chunk, tilde, range) }
    return chunk.isPattern ? pattern(chunk) : .word(chunk.text)
  }

  /// `word~` and `word~1`.
  private mutating func fuzzy(
    _ chunk: QueryChunk, _ tilde: Int, _ range: Range<Int>
  ) throws(QuerySyntaxError) -> Query? {
    let base = chunk[0..<tilde]
    let suffix = chunk[tilde + 1..<chunk.count]
    let isNumber =
      suffix.scalars.allSatisfy { QuerySigns.isDigit($0) || $0 == "." }
      && !suffix.isEscaped.contains(true)
    let edits = Int(suffix.text)
    let isRight = suffix.isEmpty || isNumber && (edits.map { $0 <= 2 } ?? false)
    if !isRight || !base.isWord || base.isPattern {
      try mistake(
        range, "~ stands behind a word without * and ?, with 0, 1, 2 or nothing behind it",
        hint: "to search for the sign, write \\~",
        lenient: base.isWord && isNumber && !base.isPattern
          ? "~ behind a word takes 0, 1 or 2 edits" : nil)
    }
    guard base.isWord else { return .word(chunk.text) }
    guard isNumber else { return base.isPattern ? pattern(base) : .word(chunk.text) }
    if base.isPattern { return pattern(base) }
    return .fuzzy(base.text, edits: suffix.isEmpty || edits == nil ? nil : min(edits ?? 2, 2))
  }

  /// What a chunk with `*` or `?` stands for; in lenient mode it may be a word with punctuation.
  private func pattern(_ chunk: QueryChunk) -> Query? {
    let query = Query.wildcard(chunk.pattern)
    if isStrict { return query }
    let base = chunk.trimmed([",", ".", ";", ":", "!"])
    if base.has("*", at: 0), base.has("*", at: 1) {
      // `**bold**`, as some write it.
      var word = String.UnicodeScalarView()
      word.append(contentsOf: base.scalars.filter { $0 != "*" })
      return .word(String(word))
    }
    let statement = chunk.trimmed([",", ".", ";", ":", "!", "?"]).withoutLeading("?")
    if !statement.isPattern || !statement.isWord {
      return statement.isWord ? .word(statement.text) : nil
    }
    if base.isProduct || base.hasSignsBesidesPattern { return .word(chunk.text) }
    return .wildcard(base.pattern)
  }
}
