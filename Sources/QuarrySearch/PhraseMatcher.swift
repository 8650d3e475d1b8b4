import QuarryFormat

/// Counts how often the terms of a phrase stand at their distances in one document.
struct PhraseMatcher {
  /// A term of the phrase: its cursor's number and its distance from the first.
  private struct Word {
    let cursor: Int
    let offset: UInt32
    var positions: PositionCursor
  }

  /// Two terms, the one that stands first first; what they are read with is `first` and `second`.
  private struct Pair {
    let cursor: Int
    let other: Int
    let distance: UInt32
  }

  /// The rarest term first, since its positions are the fewest; empty where there is a pair.
  private var words: [Word] = []
  private var pair: Pair?
  private var first: PositionCursor
  private var second: PositionCursor
  private let reader: PostingsReader
  /// Where the phrase may begin, so far; never made shorter, as that costs more than it is worth.
  private var starts: [UInt32] = []
  /// By field, how often the phrase stands in the document looked at last.
  private(set) var frequencies: [UInt32]

  /// A phrase of terms whose cursors are numbered from `first` on, `offsets` words behind the first.
  ///
  /// - Parameter reader: reads the positions.
  init(
    firstCursor first: Int, offsets: [UInt32], cursors: ContiguousArray<TermCursor>,
    fieldCount: Int, reader: PostingsReader
  ) {
    self.reader = reader
    frequencies = [UInt32](repeating: 0, count: fieldCount)
    self.first = PositionCursor(fieldCount: fieldCount)
    second = self.first
    if offsets.count == 2, offsets.contains(0) {
      let order = offsets[0] <= offsets[1] ? (0, 1) : (1, 0)
      pair = Pair(
        cursor: first + order.0, other: first + order.1,
        distance: offsets[order.1] - offsets[order.0])
      return
    }
    for (index, offset) in offsets.enumerated() {
      words.append(
        Word(
          cursor: first + index, offset: offset,
          positions: PositionCursor(fieldCount: fieldCount)))
    }
    words.sort {
      cursors[$0.cursor].documentFrequency < cursors[$1.cursor].documentFrequency
    }
  }

  /// Whether the phrase stands in the document that all its cursors are at.
  ///
  /// - Parameter counts: false where `frequencies` are not wanted; one occurrence is enough then.
  mutating func matches(
    _ cursors: ContiguousArray<TermCursor>, counts: Bool
  ) throws(FormatError) -> Bool {
    if let pair {
      guard let postings = cursors[pair.cursor].page?.postings,
        let others = cursors[pair.other].page?.postings
      else { return false }
      return try PositionCursor.meet(
        &first, cursors[pair.cursor].position, of: postings, &second,
        cursors[pair.other].position, of: others, distance: pair.distance, isOne: !counts,
        counts: &frequencies, from: reader)
    }
    var count = 0
    for index in words.indices {
      let cursor = words[index].cursor
      guard let postings = cursors[cursor].page?.postings else { return false }
      let position = cursors[cursor].position
      let offset = words[index].offset
      if index == 0 {
        count = try words[0].positions.read(position, of: postings, from: reader, over: &starts)
        if offset > 0 { count = moveStarts(count, back: offset) }
      } else {
        count = try words[index].positions.keep(
          &starts, count, at: offset, most: !counts && index == words.count - 1 ? 1 : .max,
          position, of: postings, from: reader)
      }
      if count == 0 { return false }
    }
    guard counts else { return true }
    for field in frequencies.indices { frequencies[field] = 0 }
    for start in starts.prefix(count) {
      let field = Int(start >> PositionCursor.fieldShift)
      if field < frequencies.count { frequencies[field] += 1 }
    }
    return true
  }

  /// Makes `count` positions of a word those where the phrase would begin, and gives their number.
  private mutating func moveStarts(_ count: Int, back offset: UInt32) -> Int {
    let placeMask: UInt32 = 1 << PositionCursor.fieldShift - 1
    var kept = 0
    for index in 0..<count where starts[index] & placeMask >= offset {
      starts[kept] = starts[index] - offset
      kept += 1
    }
    return kept
  }
}
