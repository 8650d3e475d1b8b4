/// The folded form of a word: what spellings that differ in case, width or accent have in common.
///
/// A scalar is decomposed (compatibility forms such as ﬁ and Ａ included), diacritics on Latin and
/// Greek letters are dropped, case is folded fully (ß to ss, ς to σ), and ł, ø, đ, æ, œ, þ, ð and ı
/// become ASCII, as do the digits of all scripts. Typographic apostrophes become `'`, invisible scalars vanish, marks on letters of
/// other scripts are composed, so that й is one whichever way it is written.
/// Source: Unicode Standard 14, sections 3.11 and 3.13.
enum Folding {
  /// Appends the folded `raw` to `word`, at most `limit` bytes of it, cut between scalars.
  static func append(_ raw: Span<UInt8>, to word: inout [UInt8], limit: Int) {
    let start = word.count
    var base: UInt32 = 0
    var i = 0
    while i < raw.count, i <= limit, raw[i] < 0x80 { i += 1 }
    if i > 0 {
      raw.extracting(first: i).withUnsafeBufferPointer { word.append(contentsOf: $0) }
      for k in start..<word.count { word[k] = LowerCase.ofASCII(word[k]) }
      base = UInt32(word[word.count - 1])
    }
    while i < raw.count, word.count - start <= limit {
      let byte = raw[i]
      if byte < 0x80 {
        let lower = LowerCase.ofASCII(byte)
        word.append(lower)
        base = UInt32(lower)
        i += 1
      } else {
        let (scalar, length) = UTF8Decoding.scalar(raw, at: i)
        i += length
        append(scalar, after: &base, to: &word, from: start)
      }
    }
    UTF8Decoding.truncate(&word, from: start, to: limit)
  }

  /// Appends one folded scalar; `base` is the last scalar appended to the word, or 0.
  private static func append(
    _ scalar: UInt32, after base: inout UInt32, to word: inout [UInt8], from start: Int
  ) {
    let isMark = (0x300...0x36F).contains(scalar)
    if isInvisible(scalar) || (isMark && dropsMarks(base)) { return }
    if let composed = Composition.of(base, scalar) {
      removeLast(&word, from: start)
      UTF8Decoding.append(composed, to: &word)
      base = composed
      return
    }
    let records = DigitText(FoldingTable.records)
    guard let record = records.lastRecord(notAfter: scalar, width: 6),
      records.number(record) == scalar
    else {
      base = digit(scalar) ?? scalar
      UTF8Decoding.append(base, to: &word)
      return
    }
    let value = records.number(record + 3)
    guard value >= FoldingTable.sequence else {
      UTF8Decoding.append(value, to: &word)
      base = value
      return
    }
    let pool = DigitText(FoldingTable.pool)
    let place = Int(value - FoldingTable.sequence)
    for k in place / 4..<place / 4 + place % 4 + 2 {
      base = pool.number(k * 3)
      UTF8Decoding.append(base, to: &word)
    }
  }

  /// The ASCII digit for a decimal digit of another script, or nil.
  private static func digit(_ scalar: UInt32) -> UInt32? {
    let zeros = DigitText(FoldingTable.zeros)
    guard let place = zeros.lastRecord(notAfter: scalar, width: 3) else { return nil }
    let value = scalar - zeros.number(place)
    return value < 10 ? 0x30 + value : nil
  }

  /// Whether a scalar makes no difference: soft hyphen, joiners, directions, variants, the vowel
  /// marks of Hebrew and Arabic, the nukta of Devanagari, the dot of Catalan l·l.
  static func isInvisible(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x200C, 0xFE00...0xFE0F, 0xE0100...0xE01EF: return true
    case 0x591...0x5BD, 0x5BF, 0x5C1...0x5C2, 0x5C4...0x5C5, 0x5C7: return true
    case 0x610...0x61A, 0x640, 0x64B...0x65F, 0x670: return true
    case 0x6D6...0x6DC, 0x6DF...0x6E4, 0x6E7...0x6E8, 0x6EA...0x6ED, 0x8D3...0x8FF: return true
    case 0x93C, 0xB7: return true
    default:
      let c = WordBreakProperty.ofScalar(scalar)
      return c == .format || c == .zwj
    }
  }

  /// Whether a folded base is Latin or Greek, whose diacritics are dropped.
  private static func dropsMarks(_ base: UInt32) -> Bool {
    switch base {
    case 0x61...0x7A, 0xAA...0x24F, 0x250...0x2AF, 0x370...0x3FF, 0x1D00...0x1DBF,
      0x1E00...0x1FFF, 0x2C60...0x2C7F, 0xA720...0xA7FF, 0xAB30...0xAB6F:
      return true
    default: return false
    }
  }

  private static func removeLast(_ word: inout [UInt8], from start: Int) {
    while word.count > start, let byte = word.popLast(), byte & 0xC0 == 0x80 {}
  }
}
