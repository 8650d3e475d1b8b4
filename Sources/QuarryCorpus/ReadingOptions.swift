/// What a user says about the inputs where their content does not, or is not to, decide.
package struct ReadingOptions: Sendable, Hashable {
  /// The format of all inputs; nil lets the first bytes of each decide.
  package var format: RecordFormat?
  /// The character set of all inputs; nil lets the first bytes of each decide.
  package var encoding: TextEncoding?
  /// The namespaces of a wiki whose pages are read, by number; 0 is that of the articles.
  package var namespaces: Set<Int> = [0]
  /// Which members and columns become what.
  package var mapping = FieldMapping()
  /// The names of a table's columns where it has no header; empty leaves it to the first look.
  package var columns: [String] = []

  package init() {}
}
