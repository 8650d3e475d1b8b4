import QuarryAnalysis
import QuarryFormat

extension IndexUpdate {
  /// The options by which documents are added: what shapes an index is as in this one.
  ///
  /// - Throws: where the index has fields or settings that this program does not know.
  func options(_ given: IndexingOptions) throws(IndexingError) -> IndexingOptions {
    let catalog = file.catalog
    func setting(_ name: String) -> String? {
      catalog.settings.first { $0.name == name }?.value
    }
    var options = given
    options.analyzer = catalog.analyzer
    options.language = setting("language") ?? IndexingOptions().language
    options.level = setting("level").flatMap { Int($0) } ?? IndexingOptions.defaultLevel
    options.parameters = [:]
    options.fieldWeights = [:]
    options.store =
      switch catalog.texts {
      case .stored: .text
      case .external: .external
      case .none: .none
      }
    let fields = Schema.fields(of: try AnalyzerSettings(of: options)).map(\.name)
    guard catalog.fields.map(\.name) == fields else {
      throw IndexingError(
        "\(path): has the fields \(catalog.fields.map(\.name).joined(separator: ", ")), this quarry "
          + "makes \(fields.joined(separator: ", ")); build the index again from its dumps")
    }
    // A bit a document is held for what is deleted, here and by the workers.
    options.memory -= file.catalog.documentCount / 4
    return options
  }
}

extension AnalyzerSettings {
  /// The analyzer that options name.
  init(of options: IndexingOptions) throws(IndexingError) {
    do {
      self = try AnalyzerSettings(named: options.analyzer)
    } catch {
      throw IndexingError(error.description)
    }
  }
}
