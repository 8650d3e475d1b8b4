/// Texts to raw tokens and raw tokens to terms, as the settings say.
///
/// It holds the stemmers' state, so each worker has one of its own.
package final class Analyzer {
  /// The longest term, in bytes.
  package static let maximalTermLength = 255
  /// The longest title key, in bytes: a byte less, as a sign goes before it in the dictionary.
  package static let maximalTitleKeyLength = 254

  package let settings: AnalyzerSettings
  private let terms: StandardTerms?
  private let lucene: LuceneTerms?

  /// Throws `stemmerUnavailable` where the stemming library lacks what the settings always want.
  package init(_ settings: AnalyzerSettings) throws(AnalysisError) {
    self.settings = settings
    terms = settings.method == .standard ? StandardTerms() : nil
    lucene = settings.method == .lucene ? try LuceneTerms() : nil
  }

  /// Whether texts have compounds, so that queries should ask for other ways to write a word.
  package var usesCompounds: Bool { terms != nil }

  /// Whether the language of a text makes a difference to its terms.
  package var usesLanguages: Bool { terms != nil }

  /// Appends the tokens of `text` in order; a byte that is no UTF-8 separates words.
  ///
  /// What lies beyond 4 GiB is left out.
  package func tokenize(_ text: Span<UInt8>, into tokens: inout [RawToken]) {
    switch settings.method {
    case .standard: WordScanner.scan(text, into: &tokens)
    case .plain: PlainScanner.scan(text, into: &tokens)
    case .lucene: LuceneTerms.scan(text, into: &tokens)
    }
  }

  /// Appends the index term of a raw token to `term`: at most 255 bytes, perhaps none.
  ///
  /// A token without a term is not indexed and takes no position. The term depends on the bytes,
  /// the kind and the language only, so one call per distinct raw token and language is enough. It
  /// begins with no byte below 0x20.
  package func appendTerm(
    _ raw: Span<UInt8>, kind: TokenKind, language: Language, to term: inout [UInt8]
  ) {
    if let terms {
      switch kind {
      case .word: terms.appendWord(raw, language, to: &term)
      case .compound: terms.appendCompound(raw, language, to: &term)
      case .bigram: Folding.append(raw, to: &term, limit: Self.maximalTermLength)
      }
    } else if let lucene {
      lucene.append(raw, to: &term)
    } else {
      LowerCase.append(raw, to: &term, limit: Self.maximalTermLength)
    }
  }

  /// Appends a raw token folded but not stemmed: what patterns and edits are compared on.
  ///
  /// At most 255 bytes, perhaps none.
  package func appendFolded(_ raw: Span<UInt8>, kind: TokenKind, to word: inout [UInt8]) {
    if let terms {
      switch kind {
      case .word: terms.appendFoldedWord(raw, to: &word)
      case .compound: terms.appendFoldedCompound(raw, to: &word)
      case .bigram: Folding.append(raw, to: &word, limit: Self.maximalTermLength)
      }
    } else {
      LowerCase.append(raw, to: &word, limit: Self.maximalTermLength)
    }
  }

  /// Appends the key by which a title is found as a whole: its folded words, one space between two.
  ///
  /// Compounds count by their parts, nothing is stemmed. It has at most 254 bytes, and none where
  /// the title has no words.
  package func appendTitleKey(_ title: Span<UInt8>, to key: inout [UInt8]) {
    let start = key.count
    let head = title.extracting(first: 4 * Self.maximalTitleKeyLength)
    var tokens: [RawToken] = []
    tokenize(head, into: &tokens)
    var lastEnd = 0
    for token in tokens where token.kind == .word {
      if key.count - start > Self.maximalTitleKeyLength { break }
      let before = key.count
      // Characters of a script without spaces stand side by side.
      let isApart = Int(token.start) > lastEnd || !ClusterScript.starts(head, at: Int(token.start))
      if before > start, isApart { key.append(0x20) }
      let wordStart = key.count
      let raw = head.extracting(Int(token.start)..<Int(token.end))
      appendFolded(raw, kind: .word, to: &key)
      if key.count == wordStart { key.removeLast(wordStart - before) }
      lastEnd = Int(token.end)
    }
    UTF8Decoding.truncate(&key, from: start, to: Self.maximalTitleKeyLength)
  }

  /// The other terms that texts may have written a word as: s400 as s-400, us as u.s, and in some
  /// languages the word with the accents that were not typed.
  ///
  /// There are at most 64 of them, in no order that means anything; most are in no text.
  package func spellings(_ raw: Span<UInt8>, language: Language) -> [[UInt8]] {
    terms?.spellings(raw, language) ?? []
  }

  /// The term of a compound as typed, written as one word: S-400 as s400, U.S. as us.
  ///
  /// It is nil for anything but a compound or an acronym with dots.
  package func joined(_ raw: Span<UInt8>, language: Language) -> [UInt8]? {
    terms?.joined(raw, language)
  }
}
