import QuarryAnalysis
import QuarryFormat

/// The terms that a pattern stands for in all segments: the same as if they were one.
struct PatternTerms {
  /// No pattern stands for more terms.
  static let most = PatternExpansion.maxTerms

  /// In order.
  var terms: [[UInt8]] = []
  /// Where they are, by segment.
  var infos: [[TermInfo]] = []
  /// Whether there were more.
  var isCut = false

  /// Looks the terms of `pattern` up.
  ///
  /// - Throws: a `SearchError` where the pattern cannot be read or is too complicated.
  static func find(
    _ pattern: WordPattern, _ context: SearchContext
  ) throws(SearchError) -> PatternTerms {
    let automaton = try automaton(of: pattern, try context.analyzer())
    var found = PatternTerms()
    var bySegment: [[PatternExpansion.Entry]] = []
    var all: Set<[UInt8]> = []
    for part in context.indexes.parts {
      let expansion = try PatternExpansion.expand(automaton, part.segment.terms, limit: most)
      if expansion.isCut { found.isCut = true }
      for entry in expansion.terms { all.insert(entry.term) }
      bySegment.append(expansion.terms)
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

  private static func automaton(
    of pattern: WordPattern, _ analyzer: Analyzer
  ) throws(SearchError) -> PatternAutomaton {
    do {
      return try PatternAutomaton(pattern) { literal in
        let bytes = Array(literal.utf8)
        var folded: [UInt8] = []
        analyzer.appendFolded(bytes.span, kind: .word, to: &folded)
        return String(decoding: folded, as: UTF8.self)
      }
    } catch {
      throw SearchError(kind: .query, reason: "\(pattern.text): \(error)")
    }
  }
}
