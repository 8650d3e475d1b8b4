/// The tokens of texts without spaces between words: characters, and every two that are neighbours.
///
/// Bigrams find words without a dictionary nearly as well as segmentation does, and single
/// characters keep queries of one character possible. A character is taken with its marks, and with
/// what is written below it in Khmer and Burmese.
/// Source: Luk and Kwok, "A comparison of Chinese document indexing strategies", 2002.
enum ClusterScanner {
  /// Where the first character of such a script stands in `start..<end`, or nil.
  @inline(__always)
  static func place(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Int? {
    var i = start
    while i < end {
      // No such script has letters of less than three bytes.
      if text[i] >= 0xE0, ClusterScript.starts(text, at: i) { return i }
      i += 1
    }
    return nil
  }

  /// Appends the tokens of the run of such characters at `start`, at least one; gives its end.
  static func scan(_ text: Span<UInt8>, at start: Int, into tokens: inout [RawToken]) -> Int {
    var first = start
    var end = clusterEnd(text, from: start)
    while ClusterScript.starts(text, at: end) {
      let next = clusterEnd(text, from: end)
      append(first, next, .bigram, &tokens)
      append(first, end, .word, &tokens)
      first = end
      end = next
    }
    append(first, end, .word, &tokens)
    return end
  }

  /// The end of the character at `start` with all that belongs to it.
  private static func clusterEnd(_ text: Span<UInt8>, from start: Int) -> Int {
    var i = start + UTF8Decoding.scalar(text, at: start).length
    var stacks = false
    while i < text.count, text[i] >= 0xC2 {
      let (scalar, length) = UTF8Decoding.scalar(text, at: i)
      if WordBreakProperty.ofScalar(scalar).isIn(WordBreakClass.ignorable) || isVowelMark(scalar) {
        stacks = scalar == 0x1039 || scalar == 0x17D2
      } else if stacks, ClusterScript.contains(scalar) {
        stacks = false
      } else {
        break
      }
      i += length
    }
    return i
  }

  /// Whether a letter by its category belongs to the character before it: am of Thai and Lao, the
  /// vowels and ends of Korean syllables that are written letter by letter.
  private static func isVowelMark(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x0E33, 0x0EB3, 0x1160...0x11FF, 0xD7B0...0xD7FB: true
    default: false
    }
  }

  /// The end of the word that begins at `start` and has no such character before `place`, or nil.
  static func wordEnd(_ text: Span<UInt8>, _ start: Int, before place: Int) -> Int? {
    var i = start
    var end: Int?
    while i < place {
      let (scalar, length) = UTF8Decoding.scalar(text, at: i)
      let c = WordBreakProperty.ofScalar(scalar)
      if c.isIn(WordBreakClass.tokenly) || (c.isIn(WordBreakClass.ignorable) && end == i) {
        end = i + length
      }
      i += length
    }
    return end
  }

  @inline(__always)
  private static func append(
    _ start: Int, _ end: Int, _ kind: TokenKind, _ tokens: inout [RawToken]
  ) {
    tokens.append(
      RawToken(
        start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: end), kind: kind))
  }
}
