/// The words and compounds of a text, found fast.
///
/// A run of ASCII with nothing special behind it is a word; any other segment is looked at
/// closely, and goes through `WordBoundaries` unless it is all ASCII. The words are the segments of
/// UAX #29 that hold a letter, a digit, a pictograph or a flag, but for names such as O'Neill,
/// whose two parts are words, and for scripts without spaces, which `ClusterScanner` cuts.
enum WordScanner {
  /// Appends the tokens of `text`, of which everything beyond 4 GiB is left out.
  static func scan(_ text: Span<UInt8>, into tokens: inout [RawToken]) {
    let text = text.extracting(first: Int(UInt32.max))
    let table = ByteClass.table
    let classes = table.span
    let count = text.count
    var runs = RunFinder()
    var i = 0  // the end of what is done
    while i < count {
      let start = i
      let end = min(count, start + RunFinder.pieceLength)
      runs.find(
        text, classes, from: start, to: end, wanted: ByteClass.word | ByteClass.beyondASCII)
      for n in 0..<runs.count {
        let run = runs.run(n)
        if run.end == end, end < count {
          if run.start > start { break }  // the next piece has the whole of it
        } else if run.start >= i, isSimple(run, text, classes) {
          runs.keep(run)
          continue
        }
        runs.flush(into: &tokens)
        i = max(i, run.start)
        while i < run.end { i = scanSegment(text, classes, at: i, &tokens) }
      }
      runs.flush(into: &tokens)
      i = max(i, runs.unfinishedStart(before: end, of: count))
    }
  }

  /// Whether a run is a word whatever stands around it.
  @inline(__always)
  private static func isSimple(
    _ run: RunFinder.Run, _ text: Span<UInt8>, _ classes: Span<UInt8>
  ) -> Bool {
    guard run.end + 1 < text.count else { return false }
    // One branch for all conditions, as each alone would be mispredicted at punctuation.
    // Sound: the guard is behind us, and a byte is below the table's 256 entries.
    let next = classes[unchecked: Int(text[unchecked: run.end])]
    let second = classes[unchecked: Int(text[unchecked: run.end + 1])]
    let lacksWord: UInt8 = run.seen & (ByteClass.letter | ByteClass.digit) == 0 ? 1 : 0
    let isSingle: UInt8 = run.end - run.start == 1 ? ByteClass.suffix : 0
    let goesOn: UInt8 = second & (ByteClass.word | ByteClass.beyondASCII) != 0 ? connector : 0
    return run.seen & ByteClass.beyondASCII | lacksWord | next & (isSingle | goesOn) == 0
  }

  /// What joins words or makes compounds of them.
  private static let connector =
    ByteClass.betweenLetters | ByteClass.betweenDigits | ByteClass.joiner

  /// Appends the tokens of the segment at `start`, and of those it is joined to; gives their end.
  private static func scanSegment(
    _ text: Span<UInt8>, _ classes: Span<UInt8>, at start: Int, _ tokens: inout [RawToken]
  ) -> Int {
    var end = start
    var first = start
    var seen: UInt8 = 0
    if !skipASCIISegment(text, classes, &end, &seen) || end == start {
      let segment = WordBoundaries.segment(text, from: start)
      end = segment.end
      if !segment.isToken { return end }
      first = segment.tokenStart
      if let place = ClusterScanner.place(text, first, end) {
        if let wordEnd = ClusterScanner.wordEnd(text, first, before: place) {
          appendSegment(text, classes, first, wordEnd, &tokens)
        }
        return ClusterScanner.scan(text, at: place, into: &tokens)
      }
      if !segment.isWord {
        append(first, end, .word, &tokens)
        return end
      }
    } else if seen & (ByteClass.letter | ByteClass.digit) == 0 {
      return end
    }
    if Compound.joinerLength(text, at: end) > 0 {
      return scanChain(text, classes, first, end, &tokens)
    }
    appendSegment(text, classes, first, end, &tokens)
    return end
  }

  /// Moves `i` from the first byte of a segment to its end and gathers the classes seen on the way.
  ///
  /// The answer is false where a byte beyond ASCII may belong to the segment; `i` then is anywhere.
  private static func skipASCIISegment(
    _ text: Span<UInt8>, _ classes: Span<UInt8>, _ i: inout Int, _ seen: inout UInt8
  ) -> Bool {
    let count = text.count
    var last: UInt8 = 0
    while true {
      var c: UInt8 = 0
      while i < count {
        c = classes[unchecked: Int(text[i])]
        if c & ByteClass.word == 0 { break }
        seen |= c
        last = c
        i += 1
      }
      if i == count { return true }
      if c & ByteClass.beyondASCII != 0 { return false }
      // A connector joins two letters or two digits.
      var wanted: UInt8 = 0
      if c & ByteClass.betweenLetters != 0 { wanted |= last & ByteClass.letter }
      if c & ByteClass.betweenDigits != 0 { wanted |= last & ByteClass.digit }
      if wanted == 0 || i + 1 == count { return true }
      let next = classes[unchecked: Int(text[i + 1])]
      if next & ByteClass.beyondASCII != 0 { return false }
      if next & wanted == 0 { return true }
      seen |= c
      i += 1
    }
  }

  /// Appends words joined by single joiners, the first of which is `start..<end`.
  ///
  /// The compound comes before its parts where there are as many of them, and it is as short, as
  /// `Compound` allows. The answer is the end of the last part.
  private static func scanChain(
    _ text: Span<UInt8>, _ classes: Span<UInt8>, _ start: Int, _ end: Int,
    _ tokens: inout [RawToken]
  ) -> Int {
    let place = tokens.count
    appendSegment(text, classes, start, end, &tokens)
    var parts = 1
    var end = end
    while end < text.count {
      let length = Compound.joinerLength(text, at: end)
      let next = end + length
      if length == 0 || next >= text.count { break }
      let segment = WordBoundaries.segment(text, from: next)
      if !segment.isWord || segment.tokenStart != next { break }
      if ClusterScanner.place(text, next, segment.end) != nil { break }
      appendSegment(text, classes, next, segment.end, &tokens)
      parts += 1
      end = segment.end
    }
    if (2...Compound.maximalParts).contains(parts), end - start <= Compound.maximalLength {
      tokens.insert(
        RawToken(start: UInt32(start), end: UInt32(end), kind: .compound), at: place)
    }
    return end
  }

  /// Appends the word of a segment, and the compound it makes with what it holds or what follows.
  private static func appendSegment(
    _ text: Span<UInt8>, _ classes: Span<UInt8>, _ start: Int, _ end: Int,
    _ tokens: inout [RawToken]
  ) {
    if let parts = Compound.nameParts(text, start, end) {
      append(start, end, .compound, &tokens)
      append(start, parts.prefixEnd, .word, &tokens)
      append(parts.restStart, end, .word, &tokens)
      return
    }
    if end - start == 1, classes[Int(text[start])] == ByteClass.letter {
      let suffix = Compound.suffixLength(text, at: end)
      if suffix > 0 { append(start, end + suffix, .compound, &tokens) }
    }
    append(start, end, .word, &tokens)
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
