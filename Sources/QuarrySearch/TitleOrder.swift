import QuarryFormat

/// Documents by the keys of their titles, read off the dictionary, which has them in order.
struct TitleOrder {
  /// The byte before the key of a title in the dictionary.
  static let sign: UInt8 = 0x01

  private let context: SearchContext

  init(_ context: SearchContext) {
    self.context = context
  }

  /// The first `limit` of the documents in `matches`, numbered through all indexes; those without a
  /// title come last. Where the time is over before, the first of them.
  func sorted(_ matches: MatchSet, limit: Int) throws(FormatError) -> [Int] {
    var found: [Int] = []
    var rest = matches.bits
    let wanted = min(limit, matches.count)
    var walks: [TermIterator?] = []
    for part in context.indexes.parts {
      walks.append(try start(part.segment))
    }
    while found.count < wanted {
      var least: [UInt8]?
      for walk in walks {
        if let term = walk?.term, least.map({ term.lexicographicallyPrecedes($0) }) ?? true {
          least = term
        }
      }
      guard let least else { break }
      for segment in walks.indices {
        guard var walk = walks[segment], walk.term == least else { continue }
        let isRead: Void? = try FormatError.inTime { () throws(FormatError) in
          try append(segment, walk.info, &rest[segment], to: &found)
        }
        if isRead == nil { return Array(found.prefix(limit)) }
        walks[segment] = try walk.next() && walk.term.first == Self.sign ? walk : nil
      }
    }
    for segment in rest.indices {
      var document = rest[segment].next(from: 0)
      while found.count < limit, document != TermCursor.end {
        found.append(context.indexes.parts[segment].firstDocument + document)
        document = rest[segment].next(from: document + 1)
      }
    }
    return Array(found.prefix(limit))
  }

  private func start(_ segment: Segment) throws(FormatError) -> TermIterator? {
    let first = [Self.sign]
    var walk = try segment.terms.terms(from: first.span)
    return try walk.next() && walk.term.first == Self.sign ? walk : nil
  }

  /// Moves the documents whose own title has the key from `rest` to `found`.
  private func append(
    _ segment: Int, _ info: TermInfo, _ rest: inout DocumentBits, to found: inout [Int]
  ) throws(FormatError) {
    let reader = try context.reader(segment)
    guard let title = context.indexes.fields.firstIndex(where: { $0.name == "title" }),
      let field = reader.segment.number(ofField: title)
    else { return }
    var cursor = try TermCursor(info, reader)
    // By the list, which is short as a rule, not by the documents that are left.
    try cursor.seek(0)
    while cursor.document != TermCursor.end, let page = cursor.page {
      let document = cursor.document
      let row = cursor.position * reader.scoring.fieldCount
      if rest.contains(document), page.postings.frequency(row + field) > 0 {
        found.append(reader.firstDocument + document)
        rest.remove(document)
      }
      try cursor.seek(document + 1)
    }
  }
}
