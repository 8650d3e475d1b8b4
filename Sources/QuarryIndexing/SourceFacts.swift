import QuarryFormat
import QuarryStorage

/// What the catalog says of the inputs, by which they are found again where texts stay in them.
extension Catalog.Source {
  /// The size and age of an input; its path as given, but absolute where texts stay in it.
  init(_ input: String, _ store: TextStore) {
    let facts = FileFacts(path: input)
    self.init(
      name: store == .external ? AbsolutePath.of(input) : input, size: facts.size,
      modified: facts.modified)
  }

  /// Throws where an input changed while it was indexed, so that texts are not where they were.
  static func checkUnchanged(
    _ inputs: [String], since sources: ArraySlice<Catalog.Source>
  ) throws(IndexingError) {
    for (input, source) in zip(inputs, sources) where FileFacts(path: input).size != source.size {
      throw IndexingError(
        "\(input): has changed while it was indexed; index it again once it is complete")
    }
  }
}

extension TextStorage {
  /// As the catalog has it.
  init(_ store: TextStore) {
    self =
      switch store {
      case .text: .stored
      case .external: .external
      case .none: .none
      }
  }
}
