import QuarryFormat

/// Counts how often the terms of a phrase stand at their distances in one document.
struct PhraseMatcher {
  /// A term of the phrase: its cursor's number and its distance from the first.
  private struct Word {
    let cursor: Int
    let offset: UInt32
    let reader: PostingsReader
    var positions: PositionCursor
  }

  /// The rarest term first, since its positions are the fewest.
  private var words: [Word] = []
  private var starts: [UInt32] = []
  private var scratch: [UInt32] = []
  /// By field, how often the phrase stands in the document looked at last.
  private(set) var frequencies: [UInt32]

  /// A phrase of terms whose cursors are numbered from `first` on, `offsets` words behind the first.
  ///
  /// - Parameter readers: gives a reader of positions for the cursor of a number.
  init(
    firstCursor first: Int, offsets: [UInt32], cursors: ContiguousArray<TermCursor>,
    fieldCount: Int, readers: (Int) -> PostingsReader
  ) {
    frequencies = [UInt32](repeating: 0, count: fieldCount)
    for (index, offset) in offsets.enumerated() {
      words.append(
        Word(
          cursor: first + index, offset: offset, reader: readers(first + index),
          positions: PositionCursor(fieldCount: fieldCount)))
    }
    words.sort {
      cursors[$0.cursor].documentFrequency < cursors[$1.cursor].documentFrequency
    }
  }

  /// Whether the phrase stands in the document that all its cursors are at.
  mutating func matches(_ cursors: ContiguousArray<TermCursor>) throws(FormatError) -> Bool {
    for field in frequencies.indices { frequencies[field] = 0 }
    for index in words.indices {
      let cursor = words[index].cursor
      guard let page = cursors[cursor].page else { return false }
      try words[index].positions.read(
        cursors[cursor].position, of: page.postings, from: words[index].reader, into: &scratch)
      let offset = words[index].offset
      if index == 0 { findStarts(offset) } else { keepStarts(offset) }
      if starts.isEmpty { return false }
    }
    for start in starts {
      let field = Int(start >> PositionCursor.fieldShift)
      if field < frequencies.count { frequencies[field] += 1 }
    }
    return true
  }

  private static let placeMask: UInt32 = 1 << PositionCursor.fieldShift - 1

  /// Where the phrase would begin for each of the positions read.
  private mutating func findStarts(_ offset: UInt32) {
    starts.removeAll(keepingCapacity: true)
    for position in scratch where position & Self.placeMask >= offset {
      starts.append(position - offset)
    }
  }

  /// Keeps the beginnings at whose distance one of the positions read stands.
  private mutating func keepStarts(_ offset: UInt32) {
    var kept = 0
    var place = 0
    for start in starts {
      guard start & Self.placeMask <= Self.placeMask - offset else { continue }
      let wanted = start + offset
      while place < scratch.count, scratch[place] < wanted { place += 1 }
      guard place < scratch.count else { break }
      if scratch[place] == wanted {
        starts[kept] = start
        kept += 1
      }
    }
    starts.removeLast(starts.count - kept)
  }
}
