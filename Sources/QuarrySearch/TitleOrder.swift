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
  /// title come last.
  func sorted(_ matches: MatchSet, limit: Int) throws(FormatError) -> [Int] {
    var found: [Int] = []
    var rest = matches.bits
    var walks: [TermIterator?] = []
    for part in context.indexes.parts {
      walks.append(try start(part.segment))
    }
    while found.count < limit {
      var least: [UInt8]?
      for walk in walks {
        if let term = walk?.term, least.map({ term.lexicographicallyPrecedes($0) }) ?? true {
          least = term
        }
      }
      guard let least else { break }
      for segment in walks.indices {
        guard var walk = walks[segment], walk.term == least else { continue }
        try append(segment, walk.info, &rest[segment], to: &found)
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
    var document = rest.next(from: 0)
    while document != TermCursor.end {
      try cursor.seek(document)
      guard cursor.document != TermCursor.end, let page = cursor.page else { return }
      let row = cursor.position * reader.scoring.fieldCount
      if rest.contains(cursor.document), page.postings.frequency(row + field) > 0 {
        found.append(reader.firstDocument + cursor.document)
        rest.remove(cursor.document)
      }
      document = rest.next(from: cursor.document + 1)
    }
  }
}
