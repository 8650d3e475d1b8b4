/// What the indexing scanner has to know of a byte, as a set of bits.
enum ByteClass {
  static let letter: UInt8 = 1
  static let digit: UInt8 = 2
  static let underscore: UInt8 = 4
  /// `'`, `.` and `:`, which join the letters around them.
  static let betweenLetters: UInt8 = 8
  /// `'`, `.`, `,` and `;`, which join the digits around them.
  static let betweenDigits: UInt8 = 16
  /// `-`, `&` and `/`, which make compounds.
  static let joiner: UInt8 = 32
  /// `+` and `#`, as in C++ and C#.
  static let suffix: UInt8 = 64
  /// A byte of a longer scalar.
  static let beyondASCII: UInt8 = 128

  /// What runs of a word consist of.
  static let word: UInt8 = letter | digit | underscore

  /// The class of each of the 256 bytes.
  static let table: [UInt8] = (0...255).map { (byte: UInt8) -> UInt8 in
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): letter
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit
    case UInt8(ascii: "_"): underscore
    case UInt8(ascii: "'"), UInt8(ascii: "."): betweenLetters | betweenDigits
    case UInt8(ascii: ":"): betweenLetters
    case UInt8(ascii: ","), UInt8(ascii: ";"): betweenDigits
    case UInt8(ascii: "-"), UInt8(ascii: "&"), UInt8(ascii: "/"): joiner
    case UInt8(ascii: "+"), UInt8(ascii: "#"): suffix
    case 0x80...: beyondASCII
    default: 0
    }
  }
}
