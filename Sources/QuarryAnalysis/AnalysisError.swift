/// Why an analyzer cannot be made.
package enum AnalysisError: Error, Sendable, Hashable, CustomStringConvertible {
  /// There is no analyzer of this name.
  case unknownAnalyzer(String)

  /// The stemming library does not offer this algorithm, or has no memory for it.
  case stemmerUnavailable(String)

  package var description: String {
    switch self {
    case .unknownAnalyzer(let name):
      let names = AnalyzerSettings.allNames.joined(separator: ", ")
      return "no analyzer is named '\(name)'; there are: \(names)"
    case .stemmerUnavailable(let name):
      return "the stemming library offers no '\(name)' stemmer"
    }
  }
}
