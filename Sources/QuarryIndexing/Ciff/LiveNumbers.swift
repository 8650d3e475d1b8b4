import QuarryFormat

/// The numbers that documents get when the deleted ones are left out.
struct LiveNumbers {
  /// By segment: nil where none is deleted, so that numbers need no table.
  private var tables: [[UInt32]?] = []
  private let firsts: [Int]

  private static let none = UInt32.max

  init(_ segments: [Segment], _ deleted: [DeletedDocuments?], _ firsts: [Int]) {
    self.firsts = firsts
    for (place, segment) in segments.enumerated() {
      guard let dropped = deleted[place] else {
        tables.append(nil)
        continue
      }
      var next = UInt32(truncatingIfNeeded: firsts[place])
      tables.append(
        (0..<segment.documentCount).map { document in
          guard !dropped.contains(document) else { return Self.none }
          defer { next += 1 }
          return next
        })
    }
  }

  /// The number of a document; nil where it is deleted.
  func number(of document: Int, in segment: Int) -> Int? {
    guard let table = tables[segment] else { return firsts[segment] + document }
    return table[document] == Self.none ? nil : Int(table[document])
  }
}
