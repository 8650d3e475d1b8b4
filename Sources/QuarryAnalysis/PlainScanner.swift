/// The maximal runs of letters and digits of a text (General_Category L* and Nd).
///
/// This is what Java's `Character.isLetterOrDigit` accepts, which peers split their texts by.
enum PlainScanner {
  /// Appends the tokens of `text`, of which everything beyond 4 GiB is left out.
  static func scan(_ text: Span<UInt8>, into tokens: inout [RawToken]) {
    let text = text.extracting(first: Int(UInt32.max))
    let table = ByteClass.table
    let classes = table.span
    let count = text.count
    let wanted = ByteClass.letter | ByteClass.digit | ByteClass.beyondASCII
    var runs = RunFinder()
    var i = 0  // the end of what is done
    while i < count {
      let start = i
      let end = min(count, start + RunFinder.pieceLength)
      runs.find(text, classes, from: start, to: end, wanted: wanted)
      for n in 0..<runs.count {
        let run = runs.run(n)
        if run.end == end, end < count {
          if run.start > start { break }  // the next piece has the whole of it
        } else if run.seen & ByteClass.beyondASCII == 0 {
          runs.keep(run)
          continue
        }
        runs.flush(into: &tokens)
        i = run.start
        while i < run.end { i = scanWord(text, classes, at: i, &tokens) }
      }
      runs.flush(into: &tokens)
      i = max(i, runs.unfinishedStart(before: end, of: count))
    }
  }

  /// Appends the word at `start`, if there is one, and gives the end of the separator behind it.
  private static func scanWord(
    _ text: Span<UInt8>, _ classes: Span<UInt8>, at start: Int, _ tokens: inout [RawToken]
  ) -> Int {
    var i = start
    var separator = 0
    while i < text.count {
      // Sound: a byte is below the table's 256 entries.
      let c = classes[unchecked: Int(text[i])]
      if c & (ByteClass.letter | ByteClass.digit) != 0 {
        i += 1
        continue
      }
      separator = 1
      if c & ByteClass.beyondASCII == 0 { break }
      let (scalar, length) = UTF8Decoding.scalar(text, at: i)
      separator = length
      if !WordBreakProperty.isPlain(scalar) { break }
      i += length
      separator = 0
    }
    if i > start {
      tokens.append(
        RawToken(
          start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: i), kind: .word)
      )
    }
    return i + separator
  }
}
