import QuarryFormat

/// Counts how often words stand about at their distances (`"a b"~3`) or near one another
/// (`a NEAR/3 b`) in one document.
///
/// Loose phrase of slop s: an occurrence of the first word counts where occurrences of the others can
/// be chosen in its field so that the places less the words' own distances from the first differ by
/// at most s. One occurrence may serve a word that is repeated.
///
/// Near within k: an occurrence of the first operand counts where each operand behind it has an
/// occurrence in its field that begins at most k words from that chosen of the operand before.
///
/// Both take time linear in the occurrences, but for sorting them.
struct SpreadMatcher {
  private struct Word {
    let cursor: Int
    let offset: Int
    var positions: PositionCursor
    /// In the document looked at last.
    var places: [UInt32] = []
  }

  private let shape: LeafShape
  private let reader: PostingsReader
  private var words: [Word] = []

  init(
    _ shape: LeafShape, firstCursor first: Int, offsets: [UInt32], fieldCount: Int,
    reader: PostingsReader
  ) {
    self.shape = shape
    self.reader = reader
    for (index, offset) in offsets.enumerated() {
      words.append(
        Word(
          cursor: first + index, offset: Int(offset),
          positions: PositionCursor(fieldCount: fieldCount)))
    }
  }

  /// Whether the words stand so in the document that all cursors are at; by field, how often.
  mutating func matches(
    _ cursors: ContiguousArray<TermCursor>, into frequencies: inout [UInt32]
  ) throws(FormatError) -> Bool {
    for index in words.indices {
      guard let postings = cursors[words[index].cursor].page?.postings else { return false }
      let position = cursors[words[index].cursor].position
      var places = words[index].places
      words[index].places = []
      try words[index].positions.read(position, of: postings, from: reader, into: &places)
      words[index].places = places
    }
    var isMatch = false
    for field in frequencies.indices {
      let rows = words.map { Self.row($0.places, field: field, offset: $0.offset) }
      let count: Int
      switch shape {
      case .loose(let slop): count = Self.looseCount(rows, slop: slop)
      case .near(let distance, let starts):
        count = Self.nearCount(Self.operands(rows, starts), distance: distance)
      case .inOrder: count = Self.nearCount(Self.operands(rows, [0]), distance: 0)
      }
      frequencies[field] = UInt32(clamping: count)
      if count > 0 { isMatch = true }
    }
    return isMatch
  }

  /// Where a row of words would begin that has a word in these places of `field`; perhaps before
  /// the text.
  private static func row(_ places: [UInt32], field: Int, offset: Int) -> [Int] {
    var row: [Int] = []
    for place in places where Int(place >> PositionCursor.fieldShift) == field {
      row.append(Int(place & (1 << PositionCursor.fieldShift - 1)) - offset)
    }
    return row
  }

  /// The beginnings of each operand: those that all its words agree on.
  private static func operands(_ rows: [[Int]], _ starts: [Int]) -> [[Int]] {
    var operands: [[Int]] = []
    for (index, row) in rows.enumerated() {
      if starts.contains(index) || operands.isEmpty {
        operands.append(row)
      } else {
        let known = Set(row)
        operands[operands.count - 1].removeAll { !known.contains($0) }
      }
    }
    return operands
  }

  /// The entries of the first of `rows`, ascending, that lie in a stretch of `slop` which holds an
  /// entry of each row.
  static func looseCount(_ rows: [[Int]], slop: Int) -> Int {
    guard let first = rows.first, rows.allSatisfy({ !$0.isEmpty }) else { return 0 }
    // Stretches begin at an entry; those that hold all rows are kept.
    var begins: [Int] = []
    var next = [Int](repeating: 0, count: rows.count)
    var previous: Int?
    for begin in rows.joined().sorted() where begin != previous {
      previous = begin
      var isFull = true
      for (index, row) in rows.enumerated() {
        while next[index] < row.count, row[next[index]] < begin { next[index] += 1 }
        guard next[index] < row.count else { return count(first, begins, slop) }
        if row[next[index]] - begin > slop { isFull = false }
      }
      if isFull { begins.append(begin) }
    }
    return count(first, begins, slop)
  }

  /// The entries of `row` at most `slop` behind one of `begins`.
  private static func count(_ row: [Int], _ begins: [Int], _ slop: Int) -> Int {
    var count = 0
    var place = 0
    for entry in row {
      while place < begins.count, entry - begins[place] > slop { place += 1 }
      if place < begins.count, begins[place] <= entry { count += 1 }
    }
    return count
  }

  /// The entries of the first of `rows`, ascending, from which a chain leads to the last in steps of
  /// at most `distance`.
  static func nearCount(_ rows: [[Int]], distance: Int) -> Int {
    guard var good = rows.last else { return 0 }
    for row in rows.dropLast().reversed() {
      var kept: [Int] = []
      var place = 0
      for entry in row {
        while place < good.count, entry - good[place] > distance { place += 1 }
        if place < good.count, good[place] - entry <= distance { kept.append(entry) }
      }
      good = kept
    }
    return good.count
  }
}
