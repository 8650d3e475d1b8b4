import QuarryCorpus

/// A text of a document that is searched: its field in `Schema` and where its bytes are.
struct Piece: Sendable {
  let field: Int
  let range: Range<Int>

  /// Whether the whole of it can be asked for: titles and alternative titles.
  var isTitle: Bool { field == Schema.title || field == Schema.aliases }
}

/// What metadata is for besides being shown, by its name.
enum MetadataRole {
  /// Alternative titles and headings are searched, and are no columns.
  case aliases, headings
  case language
  /// What is only kept.
  case dropped
  case other

  private static let aliasesName = Array(MetadataName.aliases.utf8)
  private static let droppedName = Array(MetadataName.droppedLines.utf8)
  private static let headingsName = Array(MetadataName.headings.utf8)

  init(_ name: ArraySlice<UInt8>) {
    self =
      switch name.count {
      case 4 where name.elementsEqual(ColumnGatherer.language): .language
      case 7 where name.elementsEqual(Self.aliasesName): .aliases
      case 8 where name.elementsEqual(Self.headingsName): .headings
      case 13 where name.elementsEqual(Self.droppedName): .dropped
      default: .other
      }
  }
}
