package import QuarryFormat
import QuarryStorage

/// The index terms that begin so, with the documents that hold them: what `quarry terms` shows.
package enum TermListing {
  package enum Order: Sendable {
    /// Most documents first, equal ones in byte order.
    case frequency
    /// In byte order.
    case alphabetical
  }

  /// At most `limit` terms of `index` that begin with `prefix`.
  ///
  /// With a field only documents that hold the term in it count. That needs the postings of the terms
  /// themselves: of those in most documents first, until no other can come among the best.
  ///
  /// - Parameter field: the number of a field of the catalog.
  package static func list(
    _ index: IndexFile, prefix: String = "", field: Int? = nil, order: Order = .frequency,
    limit: Int
  ) throws(SearchError) -> [WordCount] {
    try list(
      index.segments, fieldCount: index.catalog.fields.count, prefix: prefix, field: field,
      order: order, limit: limit)
  }

  /// The same of the segments of several indexes of these many fields, as if they were one index.
  static func list(
    _ segments: [Segment], fieldCount: Int, prefix: String, field: Int?, order: Order, limit: Int
  ) throws(SearchError) -> [WordCount] {
    // What begins so is no word but a key of the index's own.
    if let first = prefix.utf8.first, first < firstOfWords { return [] }
    return try SearchError.reading { () throws(FormatError) in
      if let field, fieldCount > 1, (0..<fieldCount).contains(field) {
        return try list(segments, prefix: Array(prefix.utf8), field: field, order, limit)
      }
      return try list(segments.map(\.terms), prefix: Array(prefix.utf8), order, limit)
    }
  }

  private static func list(
    _ dictionaries: [TermDictionary], prefix: [UInt8], _ order: Order, _ limit: Int
  ) throws(FormatError) -> [WordCount] {
    if dictionaries.count == 1, order == .frequency {
      return try mostFrequent(dictionaries[0], prefix: prefix, limit)
    }
    var best = WordHeap(limit: limit)
    var first: [WordCount] = []
    var terms = try TermCounts(dictionaries, from: start(prefix))
    while try terms.next(), terms.term.starts(with: prefix) {
      switch order {
      case .alphabetical:
        guard first.count < limit else { return first }
        first.append(WordCount(bytes: terms.term, count: terms.count))
      case .frequency where best.wouldKeep(terms.count):
        best.insert(WordCount(bytes: terms.term, count: terms.count))
      case .frequency: continue
      }
    }
    return order == .frequency ? best.sorted : first
  }

  /// The same for one dictionary, without a look at the terms that do not come among the best.
  private static func mostFrequent(
    _ dictionary: TermDictionary, prefix: [UInt8], _ limit: Int
  ) throws(FormatError) -> [WordCount] {
    var best = WordHeap(limit: limit)
    let start = start(prefix)
    var terms = try dictionary.terms(from: start.span)
    while try terms.next() {
      // Once a term shares less with the one before than the prefix is long, it may lie behind it.
      if terms.shared < prefix.count, !terms.term.starts(with: prefix) { break }
      let count = terms.info.documentFrequency
      if best.wouldKeep(count) { best.insert(WordCount(bytes: terms.term, count: count)) }
    }
    return best.sorted
  }

  /// Special terms begin with a lesser byte.
  private static let firstOfWords: UInt8 = 0x20

  private static func start(_ prefix: [UInt8]) -> [UInt8] {
    prefix.isEmpty ? [firstOfWords] : prefix
  }

  // MARK: In one field

  /// A term and where the segments keep it.
  private struct Candidate {
    var entry: WordCount
    var places: [(segment: Int, info: TermInfo)]
  }

  private static func list(
    _ segments: [Segment], prefix: [UInt8], field: Int, _ order: Order, _ limit: Int
  ) throws(FormatError) -> [WordCount] {
    let inflater = Inflater()
    let readers = segments.map { PostingsReader($0.postings, inflater: inflater) }
    // A segment numbers only the fields that it uses.
    let fields = segments.map { $0.fields.firstIndex(of: field) }
    var terms = try TermCounts(segments.map(\.terms), from: start(prefix))
    var first: [WordCount] = []
    var candidates: [Candidate] = []
    while try terms.next(), terms.term.starts(with: prefix) {
      let entry = WordCount(bytes: terms.term, count: terms.count)
      if order == .frequency {
        candidates.append(Candidate(entry: entry, places: terms.infos()))
        continue
      }
      guard first.count < limit else { break }
      let count = try count(terms.infos(), fields, readers)
      if count > 0 { first.append(WordCount(bytes: entry.bytes, count: count)) }
    }
    guard order == .frequency else { return first }
    candidates.sort { $0.entry.count > $1.entry.count }
    var best = WordHeap(limit: limit)
    for candidate in candidates {
      // No term is in a field of more documents than it is in at all.
      guard best.wouldKeep(candidate.entry.count) else { break }
      let count = try count(candidate.places, fields, readers)
      if count > 0 { best.insert(WordCount(bytes: candidate.entry.bytes, count: count)) }
    }
    return best.sorted
  }

  /// The documents that hold a term in a field, of which each segment has its own number.
  private static func count(
    _ places: [(segment: Int, info: TermInfo)], _ fields: [Int?], _ readers: [PostingsReader]
  ) throws(FormatError) -> Int {
    var count = 0
    for (segment, info) in places {
      guard let field = fields[segment] else { continue }
      let reader = readers[segment]
      guard let list = try reader.longList(of: info) else {
        count += Self.count(try reader.postings(of: info), field)
        continue
      }
      for page in 0..<list.pageCount {
        count += Self.count(try reader.postings(page: page, of: list), field)
      }
    }
    return count
  }

  private static func count(_ postings: DecodedPostings, _ field: Int) -> Int {
    let frequencies = postings.frequencies
    guard !postings.documents.isEmpty else { return 0 }
    let fieldCount = frequencies.count / postings.documents.count
    var count = 0
    for place in stride(from: field, to: frequencies.count, by: max(fieldCount, 1))
    where frequencies[place] > 0 {
      count += 1
    }
    return count
  }
}
