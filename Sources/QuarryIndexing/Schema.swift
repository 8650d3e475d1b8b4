package import QuarryAnalysis
package import QuarryFormat

/// The searchable fields of an analyzer, with the defaults their ranking was given.
package enum Schema {
  /// `standard` searches titles and bodies as fields of their own; the others both as one, as the
  /// engines do that they are compared with.
  package static func fields(of analyzer: AnalyzerSettings) -> [Catalog.Field] {
    analyzer != .standard
      ? [Catalog.Field(name: "text", weight: 1, b: 0.4)]
      : [
        Catalog.Field(name: "title", weight: 2, b: 0.4),
        Catalog.Field(name: "body", weight: 1, b: 0.4),
      ]
  }

  /// Whether an index tells the original words that became its terms. `plain` does not, as its terms
  /// are what was written but for the case.
  package static func keepsForms(_ analyzer: AnalyzerSettings) -> Bool { analyzer != .plain }

  /// The saturation of frequencies, from measurements on judged queries over Wikipedia.
  package static let k1 = 0.9
}
