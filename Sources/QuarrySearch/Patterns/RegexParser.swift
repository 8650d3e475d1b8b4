/// Reads regular expressions: literals, `.`, classes `[a-z]` and `[^…]`, groups, `|`, `*`, `+`, `?`,
/// `{m}`, `{m,}`, `{m,n}`, and the escapes `\d \w \s \D \W \S` or a backslash before a sign.
///
/// An expression is matched against a whole word, so `^` at its start and `$` at its end say
/// nothing, and there is nothing greedy or lazy about it. Letters stand for what folding makes of
/// them, in classes too where a range is short.
struct RegexParser {
  /// The longest expression, in Unicode scalars.
  static let maxLength = 1000
  private static let maxDepth = 32
  /// The characters of classes that are folded; what lies beyond stays as it is.
  private static let maxFolded = 2048

  private let scalars: [Unicode.Scalar]
  private let fold: (String) -> String
  private var place = 0
  private var depth = 0
  private var foldedCount = 0

  /// The meaning of `text`; `fold` gives what is compared of a literal.
  static func parse(
    _ text: String, fold: (String) -> String
  ) throws(PatternError) -> PatternNode {
    let scalars = Array(text.unicodeScalars.prefix(maxLength + 1))
    guard scalars.count <= maxLength else {
      throw PatternError(
        offset: maxLength, "a regular expression has at most \(maxLength) characters")
    }
    // The parser does not outlive this call.
    let result = withoutActuallyEscaping(fold) { fold in
      Result { () throws(PatternError) in
        var parser = RegexParser(scalars: scalars, fold: fold)
        return try parser.parseAll()
      }
    }
    return try result.get()
  }

  private init(scalars: [Unicode.Scalar], fold: @escaping (String) -> String) {
    self.scalars = scalars
    self.fold = fold
  }

  private mutating func parseAll() throws(PatternError) -> PatternNode {
    if peek == "^" { place += 1 }
    let node = try choice()
    guard place == scalars.count else { throw error("there is no ( for this )") }
    guard node.size <= PatternNode.maxSize else {
      throw PatternError(offset: 0, "the expression is too large")
    }
    return node
  }

  private var peek: Unicode.Scalar? { place < scalars.count ? scalars[place] : nil }

  private func error(_ reason: String) -> PatternError {
    PatternError(offset: place, reason)
  }

  private mutating func choice() throws(PatternError) -> PatternNode {
    var branches = [try sequence()]
    while peek == "|" {
      place += 1
      branches.append(try sequence())
    }
    return branches.count == 1 ? branches[0] : .choice(branches)
  }

  private mutating func sequence() throws(PatternError) -> PatternNode {
    var parts: [PatternNode] = []
    while let next = peek, next != "|", next != ")" {
      if next == "$", place == scalars.count - 1 {
        place += 1
        break
      }
      let start = place
      var part = try atom()
      while let (least, most) = try quantifier() {
        guard let repeated = PatternNode.repeated(part, least: least, most: most) else {
          throw PatternError(
            offset: start,
            "it repeats too much: a pattern has at most \(PatternNode.maxSize) places")
        }
        part = repeated
      }
      parts.append(part)
    }
    return parts.count == 1 ? parts[0] : .sequence(parts)
  }

  private mutating func atom() throws(PatternError) -> PatternNode {
    let scalar = scalars[place]
    switch scalar {
    case "(": return try group()
    case "[": return .set(try characterClass())
    case ".":
      place += 1
      return .set(.all)
    case "\\":
      if let set = try escapedSet() { return .set(set) }
      return literal(try escaped())
    case "*", "+", "?", "{":
      throw error("there is nothing before \(scalar) to repeat; write \\\(scalar) for the sign")
    case "^", "$":
      throw error("an expression matches whole words; write \\\(scalar) for the sign")
    default:
      place += 1
      return literal(scalar)
    }
  }

  private mutating func group() throws(PatternError) -> PatternNode {
    let start = place
    guard depth < Self.maxDepth else {
      throw error("groups are nested more than \(Self.maxDepth) deep")
    }
    depth += 1
    place += 1
    if peek == "?" {
      guard place + 1 < scalars.count, scalars[place + 1] == ":" else {
        throw error("groups that begin with ? are not supported")
      }
      place += 2
    }
    let node = try choice()
    guard peek == ")" else { throw PatternError(offset: start, "this ( is never closed") }
    place += 1
    depth -= 1
    return node
  }

  /// The bounds of a repeat that stands here; nil where there is none.
  private mutating func quantifier() throws(PatternError) -> (least: Int, most: Int?)? {
    switch peek {
    case "*":
      place += 1
      return (0, nil)
    case "+":
      place += 1
      return (1, nil)
    case "?":
      place += 1
      return (0, 1)
    case "{": break
    default: return nil
    }
    let start = place
    place += 1
    let least = try number()
    var most = least
    if peek == "," {
      place += 1
      most = try number()
      if least != nil, most == nil, peek == "}" {
        place += 1
        return (least ?? 0, nil)
      }
    }
    guard peek == "}", let most else {
      throw PatternError(offset: start, "a repeat is written {2}, {2,} or {2,5}; \\{ is the sign")
    }
    guard least ?? 0 <= most else {
      throw PatternError(offset: start, "the repeat's first number is greater than its second")
    }
    place += 1
    return (least ?? 0, most)
  }

  private mutating func number() throws(PatternError) -> Int? {
    var value: Int?
    while let next = peek, ("0"..."9").contains(next) {
      value = (value ?? 0) * 10 + Int(next.value - 0x30)
      guard value ?? 0 <= PatternNode.maxSize else {
        throw error("it repeats too much: at most \(PatternNode.maxSize) times")
      }
      place += 1
    }
    return value
  }

  private func literal(_ scalar: Unicode.Scalar) -> PatternNode {
    let folded = fold(String(scalar)).unicodeScalars.map(PatternNode.literal)
    return folded.isEmpty ? .literal(scalar) : folded.count == 1 ? folded[0] : .sequence(folded)
  }

  // MARK: Escapes and classes

  private mutating func escapedSet() throws(PatternError) -> ScalarSet? {
    guard place + 1 < scalars.count else { throw error("a backslash stands before nothing") }
    let set: ScalarSet
    switch scalars[place + 1] {
    case "d": set = .digits
    case "D": set = ScalarSet.digits.inverted
    case "w": set = .wordCharacters
    case "W": set = ScalarSet.wordCharacters.inverted
    case "s": set = .spaces
    case "S": set = ScalarSet.spaces.inverted
    default: return nil
    }
    place += 2
    return set
  }

  /// The sign behind a backslash.
  private mutating func escaped() throws(PatternError) -> Unicode.Scalar {
    guard place + 1 < scalars.count else { throw error("a backslash stands before nothing") }
    let scalar = scalars[place + 1]
    guard !scalar.isASCII || !scalar.properties.isAlphabetic else {
      throw error("there is no escape \\\(scalar)")
    }
    place += 2
    return scalar
  }

  private mutating func characterClass() throws(PatternError) -> ScalarSet {
    let start = place
    place += 1
    let isNegated = peek == "^"
    if isNegated { place += 1 }
    var ranges: [ClosedRange<UInt32>] = []
    var isFirst = true
    while let next = peek, next != "]" || isFirst {
      isFirst = false
      if next == "\\", let set = try escapedSet() {
        ranges += set.ranges
        continue
      }
      let low = next == "\\" ? try escaped() : next
      if next != "\\" { place += 1 }
      guard peek == "-", place + 1 < scalars.count, scalars[place + 1] != "]" else {
        add(low.value...low.value, to: &ranges)
        continue
      }
      place += 1
      let high = scalars[place]
      let end = high == "\\" ? try escaped() : high
      if high != "\\" { place += 1 }
      guard low.value <= end.value else {
        throw PatternError(offset: place - 1, "the range \(low)-\(end) is the wrong way round")
      }
      add(low.value...end.value, to: &ranges)
    }
    guard peek == "]" else { throw PatternError(offset: start, "this [ is never closed") }
    place += 1
    let set = ScalarSet(ranges)
    return isNegated ? set.inverted : set
  }

  /// Adds a range of a class and, where it is short, what its characters are folded to.
  private mutating func add(
    _ range: ClosedRange<UInt32>, to ranges: inout [ClosedRange<UInt32>]
  ) {
    ranges.append(range)
    guard range.count <= Self.maxFolded - foldedCount else { return }
    foldedCount += range.count
    for value in range {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let folded = fold(String(scalar)).unicodeScalars
      if folded.count == 1, let only = folded.first, only != scalar {
        ranges.append(only.value...only.value)
      }
    }
  }
}
