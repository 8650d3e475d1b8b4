/// Texts to raw tokens and raw tokens to terms, as the settings say.
///
/// It holds the stemmer's state, so each worker has one of its own.
package final class Analyzer {
  /// The longest term, in bytes.
  package static let maximalTermLength = 255

  package let settings: AnalyzerSettings
  private let english: EnglishTerms?

  /// Throws `stemmerUnavailable` where the stemming library lacks what the settings want.
  package init(_ settings: AnalyzerSettings) throws(AnalysisError) {
    self.settings = settings
    english =
      switch settings.method {
      case .english: try EnglishTerms()
      case .plain: nil
      }
  }

  /// Whether texts have compounds, so that queries should ask for other ways to write a word.
  package var usesCompounds: Bool { english != nil }

  /// Appends the tokens of `text` in order; a byte that is no UTF-8 separates words.
  ///
  /// What lies beyond 4 GiB is left out.
  package func tokenize(_ text: Span<UInt8>, into tokens: inout [RawToken]) {
    if english != nil {
      WordScanner.scan(text, into: &tokens)
    } else {
      PlainScanner.scan(text, into: &tokens)
    }
  }

  /// Appends the index term of a raw token to `term`: at most 255 bytes, perhaps none.
  ///
  /// A token without a term is not indexed, but its position counts. The term depends on the bytes
  /// and the kind only, so one call per distinct raw token is enough.
  package func appendTerm(_ raw: Span<UInt8>, kind: TokenKind, to term: inout [UInt8]) {
    guard let english else {
      LowerCase.append(raw, to: &term, limit: Self.maximalTermLength)
      return
    }
    switch kind {
    case .word: english.appendWord(raw, to: &term)
    case .compound: english.appendCompound(raw, to: &term)
    }
  }

  /// The compound terms that a word as typed may have been written as: s400 as s-400, us as u.s.
  ///
  /// There are at most 64 of them, in no order that means anything; most are in no text.
  package func spellings(_ raw: Span<UInt8>) -> [[UInt8]] {
    english?.spellings(raw) ?? []
  }

  /// The term of a compound as typed, written as one word: S-400 as s400, U.S. as us.
  ///
  /// It is nil for anything but a compound or an acronym with dots.
  package func joined(_ raw: Span<UInt8>) -> [UInt8]? {
    english?.joined(raw)
  }
}
