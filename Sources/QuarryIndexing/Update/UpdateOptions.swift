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
    options.usualLanguage = usualLanguage
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

  /// What most documents of the largest segment are in, of some of them, evenly spread; nil where none says.
  private var usualLanguage: String? {
    let sampled = 512
    guard let segment = file.segments.max(by: { $0.documentCount < $1.documentCount }),
      let column = segment.column(named: "lang"), column.kind == .keyword
    else { return nil }
    var counts: [Int: Int] = [:]
    var ordinals: [Int] = []
    for number in 0..<min(sampled, segment.documentCount) {
      let document = number * segment.documentCount / min(sampled, segment.documentCount)
      // What is damaged says nothing.
      guard (try? column.ordinals(of: document, into: &ordinals)) != nil else { return nil }
      if let first = ordinals.first { counts[first, default: 0] += 1 }
    }
    let best = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }
    return best.flatMap { best in
      (try? column.value(best.key)).map { String(decoding: $0, as: UTF8.self) }
    }
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
