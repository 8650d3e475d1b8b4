package import QuarryFormat

/// The words that a term of the dictionary stands for: with stemming they are not the term itself,
/// and they are what patterns, completion and corrections look at.
package protocol TermWords: SendableMetatype {
  /// How many bytes at a term's end its words may lack, folded; all before they have in common with
  /// it, always the first character, and all of a term of one or two bytes. 0 says that the term is
  /// its only word, `Int.max` that its words may begin in any way.
  var slack: Int { get }

  /// Calls `body` with each word of the present term, folded and without stemming, and the number of
  /// documents that may hold it.
  func forEach(
    of terms: borrowing TermIterator, _ body: (Span<UInt8>, Int) -> Void
  ) throws(FormatError)

  /// Of the term that `forEach` was called with last: by form number, whether `isMatch` holds for the
  /// word; nil where it does for all occurrences, or where there are no forms.
  func wantedForms(_ isMatch: (Span<UInt8>) -> Bool) -> [Bool]?

  /// The documents of a segment that hold `word`, folded and without stemming.
  func frequency(of word: Span<UInt8>, in dictionary: TermDictionary) throws(FormatError) -> Int
}

extension TermWords {
  package func wantedForms(_ isMatch: (Span<UInt8>) -> Bool) -> [Bool]? { nil }
}

/// The terms of an index without stemming, and of one that does not tell what its words were.
package struct TermsAsWords: TermWords {
  package init() {}

  package var slack: Int { 0 }

  package func forEach(
    of terms: borrowing TermIterator, _ body: (Span<UInt8>, Int) -> Void
  ) throws(FormatError) {
    body(terms.bytes, terms.info.documentFrequency)
  }

  package func frequency(
    of word: Span<UInt8>, in dictionary: TermDictionary
  ) throws(FormatError) -> Int {
    guard word.count > 0, word.count <= TermDictionary.maxTermBytes else { return 0 }
    return try dictionary.find(word)?.documentFrequency ?? 0
  }
}
