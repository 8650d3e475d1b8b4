/// Merges the postings of several terms inside one block of each, adding up bounds of their shares.
struct TermUnion {
  /// A term's page and where the merge stands in it.
  private struct Row {
    let documents: UnsafePointer<UInt32>
    let impacts: UnsafePointer<Float>
    /// Where the block ends.
    let end: Int
    let weight: Double
    let cursor: Int
    var position: Int
    /// The document at `position`, the greatest number behind the block.
    var next: UInt32
    /// Whether the posting before `position` is of the document found last.
    var isAtDocument = false
  }

  private var rows: ContiguousArray<Row> = []
  // Safe: `rows` point into these pages.
  private var pages: ContiguousArray<OpenPage> = []
  /// The sum of the bounds for the document found last.
  private(set) var upper = 0.0

  /// Adds a term that stands at a posting of `page`.
  mutating func add(_ page: OpenPage, from position: Int, weight: Double, cursor: Int) {
    guard position < page.count else { return }
    pages.append(page)
    let end = page.score(at: position)
    rows.append(
      Row(
        documents: page.documents, impacts: page.impacts, end: end, weight: weight,
        cursor: cursor, position: position, next: page.documents[position]))
  }

  /// The next document, at most `end`, for which the bounds add up to more than `least`.
  mutating func next(upTo end: Int, over least: Double) -> Int? {
    let end = UInt32(clamping: end)
    var found: Int?
    var upper = 0.0
    rows.withUnsafeMutableBufferPointer { rows in
      while true {
        var document = UInt32.max
        for index in rows.indices { document = min(document, rows[index].next) }
        if document > end || document == .max { return }
        upper = 0
        for index in rows.indices {
          let isHere = rows[index].next == document
          rows[index].isAtDocument = isHere
          guard isHere else { continue }
          let position = rows[index].position
          upper += rows[index].weight * Double(rows[index].impacts[position])
          rows[index].position = position + 1
          rows[index].next =
            position + 1 < rows[index].end ? rows[index].documents[position + 1] : .max
        }
        if upper > least {
          found = Int(document)
          return
        }
      }
    }
    self.upper = upper
    return found
  }

  /// Moves the cursors to the document found last, or to what follows it.
  func park(_ cursors: inout ContiguousArray<TermCursor>) {
    for row in rows {
      cursors[row.cursor].park(at: row.isAtDocument ? row.position - 1 : row.position)
    }
  }
}
