/// Characters without white space between them, and which of them a backslash stood before: those
/// have no meaning in the query language.
struct QueryChunk {
  private(set) var scalars: [Unicode.Scalar] = []
  private(set) var isEscaped: [Bool] = []

  var count: Int { scalars.count }
  var isEmpty: Bool { scalars.isEmpty }

  mutating func append(_ scalar: Unicode.Scalar, isEscaped escaped: Bool) {
    scalars.append(scalar)
    isEscaped.append(escaped)
  }

  /// Whether `sign` stands at `index` with its meaning.
  func has(_ sign: Unicode.Scalar, at index: Int) -> Bool {
    index < count && scalars[index] == sign && !isEscaped[index]
  }

  /// The last place where `sign` has its meaning.
  func last(_ sign: Unicode.Scalar) -> Int? {
    scalars.indices.last { has(sign, at: $0) }
  }

  /// The first place where two dots stand for "from … to".
  var ellipsis: Int? {
    scalars.indices.first { has(".", at: $0) && has(".", at: $0 + 1) }
  }

  subscript(range: Range<Int>) -> QueryChunk {
    var part = QueryChunk()
    part.scalars = Array(scalars[range])
    part.isEscaped = Array(isEscaped[range])
    return part
  }

  /// The characters, without the backslashes.
  var text: String {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars)
    return String(text)
  }

  /// Whether something can be searched for: a letter or digit, or a sign with a backslash.
  var isWord: Bool {
    isEscaped.contains(true) || scalars.contains(where: QuerySigns.isWordCharacter)
  }

  var isNumber: Bool {
    !isEscaped.contains(true) && scalars.allSatisfy(QuerySigns.isDigit)
  }

  /// Whether a `*` or `?` stands for other characters.
  var isPattern: Bool {
    scalars.indices.contains { has("*", at: $0) || has("?", at: $0) }
  }

  /// The chunk without unescaped characters of `set` at its end.
  func trimmed(_ set: [Unicode.Scalar]) -> QueryChunk {
    var end = count
    while end > 0, !isEscaped[end - 1], set.contains(scalars[end - 1]) { end -= 1 }
    return self[0..<end]
  }

  /// The chunk without `sign` at its start.
  func withoutLeading(_ sign: Unicode.Scalar) -> QueryChunk {
    var start = 0
    while has(sign, at: start) { start += 1 }
    return self[start..<count]
  }

  /// The chunk as a wildcard pattern, in which a backslash takes the meaning from `*`, `?`, `\`.
  var pattern: String {
    QueryPattern.wildcard(
      scalars.indices.map { index in
        if has("*", at: index) { return .anyMany }
        return has("?", at: index) ? .anyOne : .literal(scalars[index])
      })
  }

  /// Whether a sign that no pattern needs stands in it: then it was not meant as one.
  var hasSignsBesidesPattern: Bool {
    scalars.indices.contains { index in
      let scalar = scalars[index]
      return scalar.isASCII && !isEscaped[index] && !QuerySigns.isASCIIAlphanumeric(scalar)
        && !"*?-'._".unicodeScalars.contains(scalar)
    }
  }

  /// Whether it is digits with stars between them, as in `5*3`.
  var isProduct: Bool {
    guard let first = scalars.first, let last = scalars.last,
      QuerySigns.isDigit(first), QuerySigns.isDigit(last)
    else { return false }
    return scalars.indices.allSatisfy { index in
      has("*", at: index) || has(".", at: index) || QuerySigns.isDigit(scalars[index])
    }
  }
}
