/// What a user says about inputs where their content does not, or is not to, decide.
///
/// ```swift
/// var options = IndexingOptions()
/// options.reading.encoding = TextEncoding(name: "KOI8-R")
/// try options.reading.map("title", from: "headline")
/// try options.reading.map("text", from: "body.content")
/// let builder = try IndexBuilder(path: "news.quarry", options: options)
/// try builder.add(inputs: ["news.json.gz"])
/// ```
public struct ReadingOptions: Sendable, Hashable {
  /// The format of all inputs; nil lets the first bytes of each decide.
  public var format: RecordFormat?
  /// The character set of all inputs; nil lets the first bytes of each decide.
  public var encoding: TextEncoding?
  /// The namespaces of a wiki whose pages are read, by number; 0 is that of the articles.
  public var namespaces: Set<Int> = [0]
  /// Which members and columns become what.
  package var mapping = FieldMapping()
  /// The names of a table's columns where it has no header; empty leaves it to the first look.
  public var columns: [String] = []

  /// Whether the name of its dump is put before the id that a record has, so that the records of several
  /// dumps that number theirs from 1 stay apart; ids that are paths or made from the content stay.
  public var prefixesIdentifiers = false

  /// Leaves everything to the content of the inputs.
  public init() {}

  /// Has a field taken from the member or column `name` alone, or, called again, from the first of the
  /// names that a record has.
  ///
  /// - Parameters:
  ///   - field: `id`, `title`, `text`, `date`, `author`, `source`, `url`, `lang`, `tags`, `aliases`,
  ///     `headings`, or the name under which the value is kept as metadata.
  ///   - name: the member's or column's name; with dots, the path to a member of a member.
  /// - Throws: where one of them is empty or holds `=` or a comma, and where there are too many.
  public mutating func map(_ field: String, from name: String) throws(FieldMappingError) {
    for part in [field, name] where part.contains(where: { $0 == "," || $0 == "=" }) {
      throw FieldMappingError(description: "\"\(part)\": no comma and no = may stand in a name")
    }
    try mapping.add("\(field)=\(name)")
  }
}
