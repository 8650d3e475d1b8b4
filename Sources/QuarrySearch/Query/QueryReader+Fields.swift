/// Fields with their values and ranges.
extension QueryReader {
  /// The name of a field with its colon, as it stands in the text.
  struct FieldName {
    var name: String
    /// The name and the colon.
    var range: Range<Int>
  }

  /// The longest name of a field that is looked for, in characters.
  private static let maxNameLength = 256

  /// The name that begins here and ends in a colon with a value behind it; nil where there is none.
  func scanName() -> FieldName? {
    var name = String.UnicodeScalarView()
    var end = place
    while end < signs.count, end - place < Self.maxNameLength {
      let isFirst = end == place
      if signs[end] == ":", !isFirst { break }
      if signs[end] == "\\", end + 1 < signs.count,
        isFirst || !QuerySigns.isLetterOrDigit(scalars[end + 1])
      {
        end += 1
      } else if !QuerySigns.isNameCharacter(scalars[end], isFirst: isFirst) {
        return nil
      }
      name.append(scalars[end])
      end += 1
    }
    guard end < signs.count, signs[end] == ":", end + 1 >= signs.count || signs[end + 1] != ":"
    else { return nil }
    return FieldName(name: String(name), range: place..<end + 1)
  }

  /// Reads a field, of which the name is the next thing, with its value.
  mutating func readField(
    _ name: FieldName
  ) throws(QuerySyntaxError) -> (query: Query?, isFilter: Bool) {
    let end = name.range.upperBound
    let isBare = end >= signs.count || signs[end] == ")" || QuerySigns.isSpace(signs[end])
    guard let field = parser.fields.find(name.name) else {
      let nearest = parser.fields.nearest(to: name.name)
      let known = nearest.isEmpty ? parser.fields.names.prefix(12) : nearest[...]
      let hint =
        known.isEmpty
        ? nil : (nearest.isEmpty ? "there are " : "did you mean ") + known.joined(separator: ", ")
      try mistake(
        name.range, "there is no field \(name.name)", hint: hint,
        lenient: isBare
          ? nil
          : "there is no field \(name.name): searched as words" + (hint.map { " (\($0))" } ?? ""))
      return (try readAsWords(name, isBare: isBare), false)
    }
    if isBare {
      try mistake(
        end..<end, "a value is expected behind \(name.name):",
        hint: "to search for the word, leave the colon out")
      return (try readAsWords(name, isBare: true), false)
    }
    place = end
    if let range = try readRange(field) { return (range, true) }
    guard let query = try readValue() else { return (nil, false) }
    if case .boosted(let inner, let factor) = query {
      return (.boosted(.field(field.name, inner), by: factor), field.kind == .metadata)
    }
    return (.field(field.name, query), field.kind == .metadata)
  }

  private mutating func readValue() throws(QuerySyntaxError) -> Query? {
    switch signs[place] {
    case "\"", "(", "/", "=": try readMarked()
    default: try readWord()
    }
  }

  /// The words on both sides of a colon that makes no field.
  private mutating func readAsWords(
    _ name: FieldName, isBare: Bool
  ) throws(QuerySyntaxError) -> Query? {
    try count(words: 1, name.range)
    place = name.range.upperBound
    let word = Query.word(name.name)
    if isBare || isEnd(place) { return word }
    guard let value = try readWord() else { return word }
    return .clauses([Query.Clause(.should, word), Query.Clause(.should, value)]).normalized
  }

  // MARK: Ranges

  /// Reads `2019..2021`, `>2019` or `[2019 TO 2021]`; nil, and nothing is read, where it is none.
  private mutating func readRange(
    _ field: (name: String, kind: QueryFields.Kind)
  ) throws(QuerySyntaxError) -> Query? {
    let start = place
    let bounds: (from: Query.Bound?, to: Query.Bound?)?
    switch signs[place] {
    case ">", "<": bounds = readComparison()
    case "[", "{": bounds = readBracket()
    case "=": bounds = nil
    case "/" where endOfRegex() != nil: bounds = nil
    default: bounds = readEllipsis()
    }
    guard let bounds, bounds.from != nil || bounds.to != nil else {
      let sign = signs[start]
      place = start
      if sign == ">" || sign == "<" || sign == "[" || sign == "{" {
        try mistake(
          start..<start + 1, "this is no range",
          hint: "write \(field.name):>5, \(field.name):2..5 or \(field.name):[2 TO 5]")
      }
      return nil
    }
    guard field.kind == .metadata else {
      let range = start..<place
      place = start
      try mistake(
        range, "\(field.name) is text, which has no ranges",
        lenient: "\(field.name) is text, which has no ranges: searched as words")
      return nil
    }
    try count(words: 1, start..<place)
    return .range(field: field.name, from: bounds.from, to: bounds.to)
  }

  private mutating func readComparison() -> (from: Query.Bound?, to: Query.Bound?)? {
    let isGreater = signs[place] == ">"
    place += 1
    let isIncluded = !isAtEnd && signs[place] == "="
    if isIncluded { place += 1 }
    let value = takeChunk()
    guard !value.isEmpty else { return nil }
    let bound = Query.Bound(value.text, isIncluded: isIncluded)
    return isGreater ? (bound, nil) : (nil, bound)
  }

  private mutating func readEllipsis() -> (from: Query.Bound?, to: Query.Bound?)? {
    let chunk = takeChunk()
    guard let dots = chunk.ellipsis else { return nil }
    return (bound(chunk[0..<dots]), bound(chunk[dots + 2..<chunk.count]))
  }

  private mutating func readBracket() -> (from: Query.Bound?, to: Query.Bound?)? {
    let isFromIncluded = signs[place] == "["
    place += 1
    var parts: [QueryChunk] = []
    for _ in 0..<3 {
      skipSpaces()
      parts.append(takeChunk { $0 == "]" || $0 == "}" })
    }
    skipSpaces()
    guard !isAtEnd, signs[place] == "]" || signs[place] == "}", parts[1].text == "TO",
      !parts[0].isEmpty, !parts[2].isEmpty
    else { return nil }
    let isToIncluded = signs[place] == "]"
    place += 1
    return (bound(parts[0], isFromIncluded), bound(parts[2], isToIncluded))
  }

  private func bound(_ chunk: QueryChunk, _ isIncluded: Bool = true) -> Query.Bound? {
    chunk.isEmpty || chunk.count == 1 && chunk.has("*", at: 0)
      ? nil : Query.Bound(chunk.text, isIncluded: isIncluded)
  }
}
