import QuarryAnalysis
import QuarryFormat

/// The terms that a pattern stands for in all segments: the same as if they were one.
///
/// A pattern is held against words as they are written, folded; of a term with other words too only
/// the occurrences of those that match count.
struct PatternTerms {
  /// No pattern stands for more terms.
  static let most = PatternExpansion.maxTerms

  /// What the words are held against.
  let automaton: PatternAutomaton
  /// The terms, by segment.
  var parts: [[MergedPostings.Part]] = []
  /// Whether there were more.
  var isCut = false

  /// Looks the terms of `pattern` up.
  ///
  /// - Throws: a `SearchError` where the pattern cannot be read or is too complicated.
  static func find(
    _ pattern: WordPattern, _ context: SearchContext
  ) throws(SearchError) -> PatternTerms {
    let analyzer = try context.analyzer()
    let automaton = try automaton(of: pattern, analyzer)
    let forms =
      analyzer.usesLanguages ? FormsAsWords(analyzer, languages: try context.languages()) : nil
    var found = PatternTerms(automaton: automaton)
    var bySegment: [[PatternExpansion.Entry]] = []
    var all: Set<[UInt8]> = []
    for part in context.indexes.parts {
      let terms = part.segment.terms
      let expansion =
        if let forms, terms.hasForms {
          try PatternExpansion.expand(
            automaton, terms, words: forms, limit: most, timeLimit: context.timeLimit)
        } else {
          try PatternExpansion.expand(
            automaton, terms, limit: most, timeLimit: context.timeLimit)
        }
      if expansion.isCut { found.isCut = true }
      if context.indexes.parts.count > 1 {
        for entry in expansion.terms { all.insert(entry.term) }
      }
      bySegment.append(expansion.terms)
    }
    if all.count > most {
      // The same terms for every segment, as one segment would give them.
      let last = all.sorted { $0.lexicographicallyPrecedes($1) }[most - 1]
      for index in bySegment.indices {
        bySegment[index].removeAll { last.lexicographicallyPrecedes($0.term) }
      }
      found.isCut = true
    }
    found.parts = bySegment.map { entries in
      entries.map { MergedPostings.Part(info: $0.info, wanted: $0.wanted) }
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
