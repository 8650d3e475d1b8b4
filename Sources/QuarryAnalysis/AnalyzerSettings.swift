/// Which analysis a text goes through, by a name that an index records.
package struct AnalyzerSettings: Sendable, Hashable {
  /// How the words of a text become terms.
  enum Method: String, Sendable, CaseIterable {
    case standard
    case plain
    case lucene
  }

  let method: Method

  /// Words by UAX #29, compounds, bigrams of scripts without spaces, folding of case and diacritics,
  /// stems of the document's language: the default.
  package static let standard = AnalyzerSettings(method: .standard)

  /// Runs of letters and digits in lower case, and nothing else.
  package static let plain = AnalyzerSettings(method: .plain)

  /// What Lucene's English analysis makes of a text: 33 stop words dropped, Porter's stems.
  package static let lucene = AnalyzerSettings(method: .lucene)

  /// The names of all analyzers, the default first.
  package static var allNames: [String] { Method.allCases.map(\.rawValue) }

  private init(method: Method) {
    self.method = method
  }

  /// Finds the settings by their name; throws `unknownAnalyzer` where there are none.
  package init(named name: String) throws(AnalysisError) {
    guard let method = Method(rawValue: name) else { throw .unknownAnalyzer(name) }
    self.method = method
  }

  /// The name that `init(named:)` takes.
  package var name: String { method.rawValue }
}
