import QuarryFormat

/// The terms that a pattern stands for in all segments: the same as if they were one.
struct PatternTerms {
  /// No pattern stands for more terms.
  static let most = 16_384

  /// In order.
  var terms: [[UInt8]] = []
  /// Where they are, by segment.
  var infos: [[TermInfo]] = []
  /// Whether there were more.
  var isCut = false

  /// Looks the terms of `pattern` up.
  static func find(
    _ pattern: WordPattern, _ context: SearchContext
  ) throws(SearchError) -> PatternTerms {
    var found = PatternTerms()
    var bySegment: [[(term: [UInt8], info: TermInfo)]] = []
    var all: Set<[UInt8]> = []
    for part in context.indexes.parts {
      let entries = try expand(pattern, part.segment.terms, &found.isCut)
      for entry in entries { all.insert(entry.term) }
      bySegment.append(entries)
    }
    found.terms = all.sorted { $0.lexicographicallyPrecedes($1) }
    if found.terms.count > most {
      // The same terms for every segment, as one segment would give them.
      found.terms.removeLast(found.terms.count - most)
      found.isCut = true
    }
    let last = found.terms.last ?? []
    found.infos = bySegment.map { entries in
      entries.filter { !last.lexicographicallyPrecedes($0.term) }.map(\.info)
    }
    return found
  }

  private static func expand(
    _ pattern: WordPattern, _ dictionary: TermDictionary, _ isCut: inout Bool
  ) throws(SearchError) -> [(term: [UInt8], info: TermInfo)] {
    guard case .prefix(let text) = pattern else { return [] }
    let prefix = Array(text.utf8)
    return try SearchError.reading { () throws(FormatError) in
      var entries: [(term: [UInt8], info: TermInfo)] = []
      var terms = try dictionary.terms(from: prefix.span)
      while try terms.next(), terms.term.starts(with: prefix) {
        entries.append((terms.term, terms.info))
      }
      return entries
    }
  }
}
