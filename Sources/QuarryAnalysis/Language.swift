/// The language of a document or a query, which decides how its words are folded and stemmed.
///
/// The number stands in index files and never changes its meaning. What is known of a language
/// (names, stemmer) is in `LanguageTable`.
package struct Language: Sendable, Hashable, RawRepresentable {
  /// 0 where the language is unknown, else the place in `LanguageTable`.
  package let rawValue: UInt8

  /// Nil for a number that stands for no language.
  package init?(rawValue: UInt8) {
    guard Int(rawValue) < LanguageTable.entries.count else { return nil }
    self.rawValue = rawValue
  }

  init(known rawValue: UInt8) {
    self.rawValue = rawValue
  }

  /// Unknown: words are folded and not stemmed.
  package static let und = Language(known: 0)
  package static let english = Language(known: 1)
  static let german = Language(known: 2)
  static let french = Language(known: 3)
  static let italian = Language(known: 5)
  static let romanian = Language(known: 25)
  static let catalan = Language(known: 26)
  static let turkish = Language(known: 29)
  static let azerbaijani = Language(known: 30)
  static let irish = Language(known: 70)

  /// Finds a language by what metadata and users write: `en`, `en-US`, `eng`, `English`, `zh_Hant`.
  ///
  /// Nil where no language is meant by it; `und` where it says that it is unknown.
  package init?(_ text: some StringProtocol) {
    guard let number = LanguageTable.number(of: text) else { return nil }
    self.init(rawValue: number)
  }

  /// The two-letter code of ISO 639-1, or `und`.
  package var code: String { LanguageTable.entry(self).code }

  /// The English name.
  package var name: String { LanguageTable.entry(self).name }

  /// Whether words are stemmed.
  package var hasStems: Bool { LanguageTable.entry(self).stemmer != nil }

  /// All languages, `und` first, by their numbers.
  package static var all: [Language] {
    LanguageTable.entries.indices.map { Language(known: UInt8($0)) }
  }
}

extension Language: CustomStringConvertible {
  package var description: String { code }
}
