/// What a place of a word or phrase looks for in the dictionary.
enum TermSource: Hashable, Sendable {
  /// One term, by its bytes.
  case term([UInt8])
  /// All terms that fit a pattern, as if they were one.
  case pattern(WordPattern)
}

extension WordPattern {
  /// The pattern as it would be typed.
  var text: String {
    switch self {
    case .prefix(let word): word + "*"
    case .wildcard(let word): word
    case .regex(let pattern): "/\(pattern)/"
    case .fuzzy(let word, let edits): word + "~" + (edits.map { String($0) } ?? "")
    }
  }
}

/// How the terms of a leaf must stand to one another.
enum LeafShape: Hashable, Sendable {
  /// At their distances from the first.
  case inOrder
  /// As `inOrder`, but the distances may differ by `slop` in all.
  case loose(slop: Int)
  /// In operands that begin at these terms, each at most `distance` words from the one before.
  case near(distance: Int, starts: [Int])
}

/// The text fields in which a leaf may match, as bits by field number.
struct FieldMask: Hashable, Sendable {
  /// No index has more fields.
  static let most = 64
  static let all = FieldMask(bits: .max)
  var bits: UInt64

  /// Whether all fields count, so that none need be looked at.
  var isAll: Bool { bits == .max }

  /// The same fields by the numbers of a segment that has only those of `fields`.
  func numbered(by fields: [Int]) -> FieldMask {
    guard !isAll else { return self }
    var mask = FieldMask(bits: 0)
    for (place, field) in fields.enumerated() where contains(field) {
      mask.bits |= 1 << UInt64(place & 63)
    }
    return mask
  }

  /// Whether `field` counts.
  @inline(__always)
  func contains(_ field: Int) -> Bool {
    bits >> UInt64(truncatingIfNeeded: field & 63) & 1 == 1
  }
}
