/// Reads wildcards: `*` stands for any characters, also none, `?` for one, and a backslash takes the
/// next sign as it is.
enum WildcardParser {
  /// The longest pattern, in Unicode scalars.
  static let maxLength = 1000

  /// The meaning of `text`; `fold` gives what is compared of the letters between the signs.
  static func parse(
    _ text: String, fold: (String) -> String
  ) throws(PatternError) -> PatternNode {
    let scalars = Array(text.unicodeScalars.prefix(maxLength + 1))
    guard scalars.count <= maxLength else {
      throw PatternError(offset: maxLength, "a pattern has at most \(maxLength) characters")
    }
    var parts: [PatternNode] = []
    var literal = String.UnicodeScalarView()
    var isBehindStar = false
    func flush() {
      guard !literal.isEmpty else { return }
      for scalar in fold(String(literal)).unicodeScalars { parts.append(.literal(scalar)) }
      literal.removeAll()
    }
    var place = 0
    while place < scalars.count {
      let scalar = scalars[place]
      place += 1
      switch scalar {
      case "*":
        flush()
        if !isBehindStar { parts.append(.anything) }
        isBehindStar = true
        continue
      case "?":
        flush()
        parts.append(.set(.all))
      case "\\" where place < scalars.count:
        literal.append(scalars[place])
        place += 1
      default:
        literal.append(scalar)
      }
      isBehindStar = false
    }
    flush()
    let node = PatternNode.sequence(parts)
    guard node.size <= PatternNode.maxSize else {
      throw PatternError(offset: 0, "the pattern is too long")
    }
    return node
  }
}
