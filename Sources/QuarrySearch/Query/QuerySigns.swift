/// What single characters mean in the query language, whichever way a keyboard or a word processor
/// writes them.
enum QuerySigns {
  /// White space, and what is invisible at the edges of pasted text: control characters, marks of
  /// byte order and of writing direction.
  static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0...0x20, 0x7F...0xA0, 0x200B, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF: true
    case ..<0x1680: false
    default: scalar.properties.isWhitespace
    }
  }

  /// The ASCII sign that `scalar` is read as: typographic quotation marks, the minus sign and the
  /// full-width forms of signs that nobody types within a sentence stand for theirs.
  static func sign(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    guard scalar.value >= 0x80 else { return scalar }
    return switch scalar.value {
    case 0x201C, 0x201D, 0x201E, 0x201F, 0xFF02, 0xAB, 0xBB: "\""
    case 0xFF08: "("
    case 0xFF09: ")"
    case 0xFF0B: "+"
    case 0xFF0D, 0x2212: "-"
    case 0xFF1A: ":"
    default: scalar
    }
  }

  /// Whether a word may consist of this alone: not white space, a control or a punctuation mark.
  static func isWordCharacter(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return isASCIIAlphanumeric(scalar) }
    return switch scalar.properties.generalCategory {
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
      .initialPunctuation, .finalPunctuation, .otherPunctuation, .spaceSeparator, .lineSeparator,
      .paragraphSeparator, .control, .format, .surrogate:
      false
    default: true
    }
  }

  /// Whether this is a letter, a digit or anything else outside ASCII but white space and the signs
  /// of the language: what a backslash does not change within a word.
  static func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCII
      ? isASCIIAlphanumeric(scalar) : !isSpace(scalar) && sign(scalar) == scalar
  }

  static func isASCIIAlphanumeric(_ scalar: Unicode.Scalar) -> Bool {
    isDigit(scalar) || isASCIILetter(scalar)
  }

  static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
    ("0"..."9").contains(scalar)
  }

  static func isASCIILetter(_ scalar: Unicode.Scalar) -> Bool {
    ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
  }

  /// Whether a name of a field may hold this without a backslash.
  static func isNameCharacter(_ scalar: Unicode.Scalar, isFirst: Bool) -> Bool {
    if scalar.isASCII {
      return isASCIILetter(scalar)
        || !isFirst && (isDigit(scalar) || scalar == "_" || scalar == "-" || scalar == ".")
    }
    return isFirst ? scalar.properties.isAlphabetic : isLetterOrDigit(scalar)
  }

  /// Signs that make a pattern, or end a word, and are so escaped wherever they stand.
  static func isSpecial(_ scalar: Unicode.Scalar) -> Bool {
    switch sign(scalar) {
    case "\"", "(", ")", ":", "*", "?", "^", "~", "\\": true
    default: isSpace(scalar)
    }
  }
}
