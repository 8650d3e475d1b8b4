/// What a wildcard or a regular expression means, as a tree.
///
/// Its size is known before anything is built from it, so that `(a{1000}){1000}` is refused when it
/// is read.
struct PatternNode: Sendable {
  indirect enum Kind: Sendable {
    /// One character of a set.
    case set(ScalarSet)
    case sequence([PatternNode])
    case choice([PatternNode])
    /// At least `least` and at most `most` times; nil is without end.
    case repeated(PatternNode, least: Int, most: Int?)
  }

  /// The largest size of a pattern: the places for a character in it, repeats written out.
  static let maxSize = 2000

  let kind: Kind
  let size: Int

  static func set(_ set: ScalarSet) -> PatternNode {
    PatternNode(kind: .set(set), size: 1)
  }

  static func literal(_ scalar: Unicode.Scalar) -> PatternNode {
    set(ScalarSet(scalar.value))
  }

  static func sequence(_ parts: [PatternNode]) -> PatternNode {
    PatternNode(kind: .sequence(parts), size: parts.reduce(0) { $0 + $1.size })
  }

  static func choice(_ parts: [PatternNode]) -> PatternNode {
    PatternNode(kind: .choice(parts), size: parts.reduce(parts.count) { $0 + $1.size })
  }

  /// Nil where the repeats would make the pattern too large.
  static func repeated(_ part: PatternNode, least: Int, most: Int?) -> PatternNode? {
    let copies = max(least, most ?? least) + (most == nil ? 1 : 0)
    let (size, isTooLarge) = (part.size + 1).multipliedReportingOverflow(by: max(copies, 1))
    guard !isTooLarge, size <= maxSize else { return nil }
    return PatternNode(kind: .repeated(part, least: least, most: most), size: size)
  }

  /// Any characters, also none.
  static let anything = PatternNode(
    kind: .repeated(.set(.all), least: 0, most: nil), size: 2)
}
