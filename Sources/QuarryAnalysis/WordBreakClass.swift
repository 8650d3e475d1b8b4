/// The Word_Break property of a scalar (UAX #29, Unicode 14), with Other told apart further.
enum WordBreakClass: UInt8 {
  case other, cr, lf, newline, extend, zwj, format, regionalIndicator, katakana
  case hebrewLetter, aLetter, singleQuote, doubleQuote, midNumLet, midLetter, midNum
  case numeric, extendNumLet, wSegSpace
  /// Other, but alphabetic or a number: ideographs, Hiragana, Thai, fractions.
  case otherLetter
  /// Other and Extended_Pictographic.
  case pictograph
  /// ALetter and Extended_Pictographic.
  case letterPictograph

  /// The class as a bit of a set of classes.
  @inline(__always)
  var bit: UInt32 { 1 << UInt32(rawValue) }

  @inline(__always)
  func isIn(_ set: UInt32) -> Bool { set & bit != 0 }

  // The sets are computed, so that the compiler makes them constants.

  /// What WB4 skips.
  static var ignorable: UInt32 { Self.extend.bit | Self.zwj.bit | Self.format.bit }
  /// What WB3a and WB3b cut around.
  static var lineEnd: UInt32 { Self.cr.bit | Self.lf.bit | Self.newline.bit }
  /// AHLetter of the rules.
  static var letter: UInt32 {
    Self.aLetter.bit | Self.letterPictograph.bit | Self.hebrewLetter.bit
  }
  /// Between letters: MidLetter and MidNumLetQ.
  static var betweenLetters: UInt32 {
    Self.midLetter.bit | Self.midNumLet.bit | Self.singleQuote.bit
  }
  /// Between digits: MidNum and MidNumLetQ.
  static var betweenDigits: UInt32 {
    Self.midNum.bit | Self.midNumLet.bit | Self.singleQuote.bit
  }
  /// What ExtendNumLet joins.
  static var joinable: UInt32 {
    letter | Self.numeric.bit | Self.katakana.bit | Self.extendNumLet.bit
  }
  /// Extended_Pictographic.
  static var pictographic: UInt32 { Self.pictograph.bit | Self.letterPictograph.bit }
  /// What makes a segment a word.
  static var wordly: UInt32 {
    letter | Self.numeric.bit | Self.katakana.bit | Self.otherLetter.bit
  }
  /// What makes a segment a token: letters, digits, pictographs, flags.
  static var tokenly: UInt32 { wordly | Self.pictograph.bit | Self.regionalIndicator.bit }
}

/// The classes of all scalars.
enum WordBreakProperty {
  /// The bit of a table entry for General_Category L* or Nd.
  private static let plainBit: UInt32 = 32

  /// The class of a scalar.
  @inline(__always)
  static func ofScalar(_ scalar: UInt32) -> WordBreakClass {
    WordBreakClass(rawValue: UInt8(truncatingIfNeeded: entry(scalar) & 31)) ?? .other
  }

  /// Whether the scalar is of General_Category L* or Nd.
  @inline(__always)
  static func isPlain(_ scalar: UInt32) -> Bool {
    entry(scalar) & plainBit != 0
  }

  @inline(__always)
  private static func entry(_ scalar: UInt32) -> UInt32 {
    guard scalar < WordBreakTable.flatEnd else { return highEntry(scalar) }
    let index = DigitText(WordBreakTable.index)
    let place = Int(scalar >> WordBreakTable.shift) * 2
    let block = index.digit(place) << 6 | index.digit(place + 1)
    let offset = scalar & (1 << WordBreakTable.shift - 1)
    return DigitText(WordBreakTable.blocks).digit(Int(block << WordBreakTable.shift | offset))
  }

  private static func highEntry(_ scalar: UInt32) -> UInt32 {
    for range in WordBreakTable.high where scalar >= range.first && scalar <= range.last {
      return UInt32(range.value)
    }
    return 0
  }
}
