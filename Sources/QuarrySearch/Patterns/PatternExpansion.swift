package import QuarryFormat

/// The terms of a segment that a pattern stands for.
package struct PatternExpansion: Sendable {
  /// The most terms that a pattern is expanded to.
  package static let maxTerms = 16_384

  package struct Entry: Sendable {
    package let term: [UInt8]
    package let info: TermInfo
    /// How many edits the nearest word of the term is away; 0 for a pattern without edits.
    package let edits: Int
    /// By form number, which of the term's words match; nil where all of its occurrences do.
    package let wanted: [Bool]?
  }

  /// In the order of the dictionary.
  package private(set) var terms: [Entry] = []
  /// Whether there are more, which were left out.
  package private(set) var isCut = false

  /// Expands `pattern`; of more than `limit` terms the first in order are kept.
  ///
  /// - Throws: where the dictionary is damaged, or the pattern needs more states than it may,
  ///   or the time is over.
  package static func expand(
    _ pattern: PatternAutomaton, _ dictionary: TermDictionary,
    words: some TermWords = TermsAsWords(), limit: Int = maxTerms,
    timeLimit: TimeLimit? = nil
  ) throws(SearchError) -> PatternExpansion {
    let (expansion, isExhausted) = try SearchError.reading { () throws(FormatError) in
      var expansion = PatternExpansion()
      var walk = try PatternWalk(pattern, dictionary, words: words)
      walk.timeLimit = timeLimit
      while try walk.next() {
        guard expansion.terms.count < limit else {
          expansion.isCut = true
          break
        }
        expansion.terms.append(
          Entry(
            term: walk.terms.term, info: walk.terms.info, edits: walk.edits,
            wanted: walk.wantedForms()))
      }
      return (expansion, walk.matcher.automaton.isExhausted)
    }
    guard !isExhausted else {
      throw SearchError(kind: .query, reason: "the pattern is too complicated; make it simpler")
    }
    return expansion
  }
}
