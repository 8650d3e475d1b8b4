/// The default word boundaries of Unicode (UAX #29, section 4.1.1, Unicode 14), all of them.
///
/// The indexing scanner takes its own way through ASCII and comes here for the rest.
package enum WordBoundaries {
  /// A stretch between two neighbouring boundaries.
  struct Segment {
    /// Where the segment ends.
    var end: Int
    /// Where its first letter, digit, pictograph or connector stands, or its end.
    var tokenStart: Int
    /// Whether it holds a letter or digit (ideographs and syllables are letters).
    var isWord = false
    /// Whether it holds a letter, a digit, a pictograph or a flag.
    var isToken = false

    @inline(__always)
    fileprivate mutating func take(_ c: WordBreakClass, at place: Int, until next: Int) {
      if c.isIn(WordBreakClass.tokenly) {
        if tokenStart == end { tokenStart = place }
        isToken = true
        if c.isIn(WordBreakClass.wordly) { isWord = true }
        end = next
        return
      }
      let hasStarted = tokenStart != end
      end = next
      if !hasStarted { tokenStart = c == .extendNumLet ? place : next }
    }
  }

  /// The boundary that follows the one at `start`.
  ///
  /// At the end of the text, or beyond, the answer is the number of bytes. Bytes that are no
  /// UTF-8 are segments of their own.
  package static func next(in text: Span<UInt8>, after start: Int) -> Int {
    guard start >= 0, start < text.count else { return text.count }
    return segment(text, from: start).end
  }

  /// The segment that starts at `start`, a boundary before the end of the text.
  static func segment(_ text: Span<UInt8>, from start: Int) -> Segment {
    let count = text.count
    let (firstScalar, firstLength) = UTF8Decoding.scalar(text, at: start)
    let first = WordBreakProperty.ofScalar(firstScalar)
    var segment = Segment(end: start, tokenStart: start)
    segment.take(first, at: start, until: start + firstLength)
    if first.isIn(WordBreakClass.lineEnd) {  // WB3, WB3a
      if first == .cr, segment.end < count, text[segment.end] == 0x0A {
        segment.take(.lf, at: segment.end, until: segment.end + 1)
      }
      return segment
    }
    var direct = first  // the scalar just before
    var last = first  // the same but for what WB4 skips
    var flagIsOpen = first == .regionalIndicator
    while segment.end < count {
      let place = segment.end
      let (scalar, length) = UTF8Decoding.scalar(text, at: place)
      let c = WordBreakProperty.ofScalar(scalar)
      if c.isIn(WordBreakClass.lineEnd) { break }  // WB3b
      let next = place + length
      if direct == .zwj, c.isIn(WordBreakClass.pictographic) {  // WB3c
        segment.take(c, at: place, until: next)
        (direct, last, flagIsOpen) = (c, c, false)
        continue
      }
      if direct == .wSegSpace, c == .wSegSpace {  // WB3d
        segment.take(c, at: place, until: next)
        continue
      }
      if c.isIn(WordBreakClass.ignorable) {  // WB4
        segment.take(c, at: place, until: next)
        direct = c
        continue
      }
      if joins(last, c) {  // WB5, WB8 to WB10, WB13 to WB13b
        segment.take(c, at: place, until: next)
        (direct, last) = (c, c)
        continue
      }
      if flagIsOpen, c == .regionalIndicator {  // WB15, WB16
        segment.take(c, at: place, until: next)
        (direct, flagIsOpen) = (c, false)
        continue
      }
      if let (follower, at, end) = follower(of: c, after: last, text, from: next) {
        segment.take(c, at: place, until: at)
        segment.take(follower, at: at, until: end)
        (direct, last) = (follower, follower)
        continue
      }
      if last == .hebrewLetter, c == .singleQuote {  // WB7a
        segment.take(c, at: place, until: next)
        (direct, last) = (c, c)
        continue
      }
      break
    }
    return segment
  }

  /// Whether two neighbours join whatever follows.
  @inline(__always)
  private static func joins(_ a: WordBreakClass, _ b: WordBreakClass) -> Bool {
    if a == .extendNumLet || b == .extendNumLet {
      return a.isIn(WordBreakClass.joinable) && b.isIn(WordBreakClass.joinable)
    }
    if a == .katakana { return b == .katakana }
    let isLetterOrDigit = b.isIn(WordBreakClass.letter) || b == .numeric
    return isLetterOrDigit && (a.isIn(WordBreakClass.letter) || a == .numeric)
  }

  /// The letter or digit that the connector `c` joins to `last`, found from `next` on.
  private static func follower(
    of c: WordBreakClass, after last: WordBreakClass, _ text: Span<UInt8>, from next: Int
  ) -> (class: WordBreakClass, at: Int, end: Int)? {
    let joinsLetters =
      last.isIn(WordBreakClass.letter) && c.isIn(WordBreakClass.betweenLetters)
    let joinsHebrew = last == .hebrewLetter && c == .doubleQuote
    let joinsDigits = last == .numeric && c.isIn(WordBreakClass.betweenDigits)
    guard joinsLetters || joinsHebrew || joinsDigits else { return nil }
    var place = next
    while place < text.count {
      let (scalar, length) = UTF8Decoding.scalar(text, at: place)
      let follower = WordBreakProperty.ofScalar(scalar)
      if follower.isIn(WordBreakClass.ignorable) {
        place += length
        continue
      }
      let found =
        (joinsLetters && follower.isIn(WordBreakClass.letter))  // WB6, WB7
        || (joinsHebrew && follower == .hebrewLetter)  // WB7b, WB7c
        || (joinsDigits && follower == .numeric)  // WB11, WB12
      return found ? (follower, place, place + length) : nil
    }
    return nil
  }
}
