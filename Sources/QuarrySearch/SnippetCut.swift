/// Finds where a passage begins and ends around what it is to show: at a sentence or between words
/// where there is room, and never inside a character.
struct SnippetCut {
  /// The share of the room that is given to what stands before, where no sentence begins near.
  private static let before = 3
  /// How far back an end between words is looked for, in columns.
  private static let longestWord = 32

  /// The bytes of a passage around `window`, of at most as many columns as it has room for.
  ///
  /// - Parameter bounds: what the passage keeps inside.
  static func range(
    around window: SnippetWindow, in text: Span<UInt8>, bounds: Range<Int>
  ) -> Range<Int> {
    let limit = window.room
    let length = ScalarText.columns(text, window.start, window.end)
    let room = max(0, limit - length)
    var start = window.start
    if room > 0 {
      let farthest = max(
        bounds.lowerBound, ScalarText.offset(text, before: window.start, columns: room))
      if let sentence = sentenceStart(text, from: farthest, to: window.start) {
        start = sentence
      } else {
        let near = max(
          bounds.lowerBound, ScalarText.offset(text, before: window.start, columns: room / before))
        start = wordStart(text, from: near, to: window.start)
      }
    }
    var end = min(bounds.upperBound, ScalarText.offset(text, from: start, columns: limit))
    if end == bounds.upperBound, start > bounds.lowerBound {
      // The text ends here: what is left of the room goes to what stands before.
      let left = limit - ScalarText.columns(text, start, end)
      let farthest = max(
        bounds.lowerBound, ScalarText.offset(text, before: start, columns: left))
      start =
        sentenceStart(text, from: farthest, to: start) ?? wordStart(text, from: farthest, to: start)
    }
    // What is looked for stays whole; where it has no room, it ends at a word of its own.
    if end < text.count {
      end = wordEnd(text, from: window.end <= end ? max(window.end, start) : start + 1, to: end)
    }
    return wholeCharacters(text, start, end)
  }

  /// The last place from `first` to `last` where a sentence begins, or the text.
  private static func sentenceStart(
    _ text: Span<UInt8>, from first: Int, to last: Int
  ) -> Int? {
    var place = last
    while place > first {
      if ScalarText.isSpace(text[place - 1]), !ScalarText.isSpace(text[place]),
        endsSentence(text, before: place)
      {
        return place
      }
      place -= 1
    }
    return first == 0 ? 0 : nil
  }

  /// Whether the spaces before `place` stand behind a sentence or a line.
  private static func endsSentence(_ text: Span<UInt8>, before place: Int) -> Bool {
    var end = place
    while end > 0, ScalarText.isSpace(text[end - 1]) {
      if text[end - 1] == 0x0A { return true }
      end -= 1
    }
    while end > 0, "\"')]".utf8.contains(text[end - 1]) { end -= 1 }
    guard end > 1 else { return false }
    switch text[end - 1] {
    case UInt8(ascii: "!"), UInt8(ascii: "?"): return true
    case UInt8(ascii: "."):
      // A single letter is an initial, and a small letter goes on with the sentence.
      let isInitial =
        end < 3 || ScalarText.isSpace(text[end - 3]) || text[end - 3] == UInt8(ascii: ".")
      let next = text[place]
      return !isInitial && !(UInt8(ascii: "a")...UInt8(ascii: "z")).contains(next)
    default: return false
    }
  }

  /// The first place from `first` on where a word begins, behind a space if there is one; `last`
  /// where none does.
  private static func wordStart(_ text: Span<UInt8>, from first: Int, to last: Int) -> Int {
    if first == 0 { return 0 }
    var place = first
    var other = last
    while place < last {
      if !ScalarText.isSpace(text[place]) {
        if ScalarText.isSpace(text[place - 1]) { return place }
        if other == last, !SnippetBreak.isInsideWord(text, place) { other = place }
      }
      place = ScalarText.offset(text, from: place, by: 1)
    }
    return other
  }

  /// The last place from `first` to `last` where a word ends, before a space if one is near; `last`
  /// where all is one word.
  private static func wordEnd(_ text: Span<UInt8>, from first: Int, to last: Int) -> Int {
    let near = ScalarText.offset(text, before: last, columns: longestWord)
    var place = last
    var other: Int?
    while place > first || place == first && place > 0 {
      let isBeforeSpace = place < text.count && ScalarText.isSpace(text[place])
      let isBehindSpace = ScalarText.isSpace(text[place - 1])
      if isBeforeSpace, !isBehindSpace { return place }
      if !isBehindSpace, other == nil, !SnippetBreak.isInsideWord(text, place) { other = place }
      if let other, place <= near { return other }
      if place == first { break }
      place = ScalarText.offset(text, before: place, by: 1)
    }
    return other ?? last
  }

  /// The range moved inwards to bounds of characters.
  private static func wholeCharacters(
    _ text: Span<UInt8>, _ start: Int, _ end: Int
  ) -> Range<Int> {
    let first = isBoundary(text, start) ? start : nextBoundary(text, start, end)
    var last = max(first, end)
    while last > first, !isBoundary(text, last) {
      last = ScalarText.offset(text, before: last, by: 1)
    }
    return first..<max(first, last)
  }

  /// The scalars looked at before and behind a place to see whether a character ends there.
  private static let context = 16

  private static func isBoundary(_ text: Span<UInt8>, _ place: Int) -> Bool {
    guard place > 0, place < text.count else { return true }
    if isInEntity(text, place) { return false }
    if text[place] < 0x80, text[place - 1] < 0x80 {
      return !(text[place] == 0x0A && text[place - 1] == 0x0D)
    }
    let from = ScalarText.offset(text, before: place, by: context)
    let to = ScalarText.offset(text, from: place, by: 1)
    var scalars = String.UnicodeScalarView()
    var offset = from
    var count = 0
    while offset < to {
      let (scalar, length) = ScalarText.scalar(text, at: offset)
      if offset == place { break }
      scalars.append(scalar)
      offset += length
      count += 1
    }
    guard offset == place else { return false }
    let whole = scalars
    scalars.append(ScalarText.scalar(text, at: place).scalar)
    return String(scalars).count > String(whole).count
  }

  /// The longest character entity that is kept whole, in bytes.
  private static let longestEntity = 12

  /// Whether `place` is inside a character entity, such as `&amp;` or `&#8211;`.
  private static func isInEntity(_ text: Span<UInt8>, _ place: Int) -> Bool {
    var start = place - 1
    while start >= 0, place - start < longestEntity, isOfEntity(text[start]) { start -= 1 }
    guard start >= 0, text[start] == UInt8(ascii: "&") else { return false }
    var end = place
    while end < text.count, end - start < longestEntity, isOfEntity(text[end]) { end += 1 }
    return end < text.count && end > start + 1 && text[end] == UInt8(ascii: ";")
  }

  /// A letter, a digit or a number sign.
  private static func isOfEntity(_ byte: UInt8) -> Bool {
    byte &- UInt8(ascii: "0") < 10 || (byte | 0x20) &- UInt8(ascii: "a") < 26
      || byte == UInt8(ascii: "#")
  }

  private static func nextBoundary(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Int {
    var place = start
    while place < end, !isBoundary(text, place) {
      place = ScalarText.offset(text, from: place, by: 1)
    }
    return place
  }
}
