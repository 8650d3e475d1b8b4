package import QuarryAnalysis
package import QuarryFormat

/// The searchable fields of an analyzer, with the defaults their ranking was given.
package enum Schema {
  // The fields of `standard`, in the order in which a document's texts are read.
  static let title = 0
  static let aliases = 1
  static let headings = 2
  static let body = 3

  /// The byte before the key of a title in the dictionary; no other term begins with one so small.
  package static let titleSign: UInt8 = 0x01

  /// `standard` searches titles, alternative titles, headings and bodies as fields of their own; the
  /// others titles and bodies as one, as the engines do that they are compared with.
  package static func fields(of analyzer: AnalyzerSettings) -> [Catalog.Field] {
    analyzer != .standard
      ? [Catalog.Field(name: "text", weight: 1, b: 0.4)]
      : [
        Catalog.Field(name: "title", weight: 3, b: 0.8),
        Catalog.Field(name: "aliases", weight: 3, b: 0.8),
        Catalog.Field(name: "headings", weight: 1.5, b: 0.4),
        Catalog.Field(name: "body", weight: 1, b: 0.4),
      ]
  }

  /// Whether an index tells the original words that became its terms, as `standard` does; the others
  /// are there for comparisons with engines that do not.
  package static func keepsForms(_ analyzer: AnalyzerSettings) -> Bool { analyzer == .standard }

  /// Whether documents can be filtered by the words of their bodies; see `keepsForms`.
  static func countsWords(_ analyzer: AnalyzerSettings) -> Bool { analyzer == .standard }

  /// All numbers of the ranking with their defaults: those of `standard` from measurements on judged
  /// queries, the others those of the engines they are compared with.
  package static func parameters(of analyzer: AnalyzerSettings) -> [String: Double] {
    guard analyzer == .standard else { return ["k1": 0.9] }
    var parameters = ["k1": 1.5]
    for (name, value) in RankingParameters().values { parameters[name] = value }
    return parameters
  }

  /// The fields with the weights that the options change.
  static func fields(
    of analyzer: AnalyzerSettings, _ options: IndexingOptions
  ) throws(IndexingError) -> [Catalog.Field] {
    var fields = fields(of: analyzer)
    for (name, weight) in options.fieldWeights.sorted(by: { $0.key < $1.key }) {
      guard let place = fields.firstIndex(where: { $0.name == name }) else {
        throw IndexingError(
          "there is no field \(name); the analyzer \(analyzer.name) has "
            + fields.map(\.name).joined(separator: ", "))
      }
      try check("the weight of \(name)", weight)
      fields[place].weight = weight
    }
    return fields
  }

  /// The numbers of the ranking with those that the options change.
  static func parameters(
    of analyzer: AnalyzerSettings, _ options: IndexingOptions
  ) throws(IndexingError) -> [String: Double] {
    var all = parameters(of: analyzer)
    for (name, value) in options.parameters.sorted(by: { $0.key < $1.key }) {
      guard all[name] != nil else {
        throw IndexingError(
          "there is no ranking parameter \(name); there are "
            + all.keys.sorted().joined(separator: ", "))
      }
      try check("the ranking parameter \(name)", value)
      all[name] = value
    }
    return all
  }

  private static func check(_ name: String, _ value: Double) throws(IndexingError) {
    guard value.isFinite, value >= 0, value <= 1e6 else {
      throw IndexingError("\(name) is \(value); give a number from 0 to 1000000")
    }
  }
}
