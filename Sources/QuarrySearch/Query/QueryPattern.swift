/// Rewrites patterns to the plainest kind of query that holds them.
///
/// In a wildcard pattern a backslash takes the meaning from `*`, `?` and itself. A regular expression
/// is kept as it is, but for `\/` and a backslash before white space, which only the query's text
/// needs.
enum QueryPattern {
  /// One character of a wildcard pattern.
  enum Piece: Equatable {
    case literal(Unicode.Scalar)
    case anyOne
    case anyMany
  }

  /// What a wildcard pattern is made of; several `*` in a row are one.
  static func pieces(ofWildcard text: String) -> [Piece] {
    var pieces: [Piece] = []
    var isEscaped = false
    for scalar in text.unicodeScalars {
      if isEscaped {
        pieces.append(.literal(scalar))
        isEscaped = false
      } else if scalar == "\\" {
        isEscaped = true
      } else if scalar == "*" {
        if pieces.last != .anyMany { pieces.append(.anyMany) }
      } else {
        pieces.append(scalar == "?" ? .anyOne : .literal(scalar))
      }
    }
    if isEscaped { pieces.append(.literal("\\")) }
    return pieces
  }

  /// The wildcard pattern that `pieces` spell.
  static func wildcard(_ pieces: some Sequence<Piece>) -> String {
    var text = String.UnicodeScalarView()
    for piece in pieces {
      switch piece {
      case .anyOne: text.append("?")
      case .anyMany: text.append("*")
      case .literal(let scalar):
        if scalar == "*" || scalar == "?" || scalar == "\\" { text.append("\\") }
        text.append(scalar)
      }
    }
    return String(text)
  }

  static func normalized(wildcard text: String) -> Query {
    let pieces = pieces(ofWildcard: text)
    if pieces.isEmpty { return .nothing }
    if pieces == [.anyMany] { return .all }
    let literals = pieces.compactMap { piece -> Unicode.Scalar? in
      if case .literal(let scalar) = piece { scalar } else { nil }
    }
    if literals.count == pieces.count {
      // Without a wildcard it is the word as it is written.
      var expression = String.UnicodeScalarView()
      for scalar in literals {
        if scalar.isASCII, !QuerySigns.isASCIIAlphanumeric(scalar), !QuerySigns.isSpace(scalar),
          scalar != "/"
        {
          expression.append("\\")
        }
        expression.append(scalar)
      }
      return .regex(String(expression))
    }
    if literals.count == pieces.count - 1, pieces.last == .anyMany {
      var start = String.UnicodeScalarView()
      start.append(contentsOf: literals)
      return .prefix(String(start))
    }
    return .wildcard(wildcard(pieces))
  }

  static func normalized(regex text: String) -> Query {
    if text.isEmpty { return .nothing }
    var result = String.UnicodeScalarView()
    var isEscaped = false
    for scalar in text.unicodeScalars {
      if isEscaped {
        if scalar != "/", !QuerySigns.isSpace(scalar) { result.append("\\") }
        result.append(scalar)
        isEscaped = false
      } else if scalar == "\\" {
        isEscaped = true
      } else {
        result.append(scalar)
      }
    }
    if isEscaped { result.append(contentsOf: ["\\", "\\"]) }
    return .regex(String(result))
  }
}
