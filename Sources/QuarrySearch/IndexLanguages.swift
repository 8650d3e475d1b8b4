import QuarryAnalysis
import QuarryFormat

/// The languages that the texts of an index are in: a query's words are looked for in each.
enum IndexLanguages {
  /// More different values of the column than there are languages are not looked at.
  private static let mostValues = 1024

  /// Adds those of a segment that its column `lang` names.
  static func add(
    of segment: Segment, to languages: inout Set<Language>
  ) throws(FormatError) {
    guard let column = segment.column(named: "lang"), column.kind == .keyword else { return }
    for ordinal in 0..<min(column.valueCount, mostValues) {
      let text = String(decoding: try column.value(ordinal), as: UTF8.self)
      languages.insert(Language(text) ?? .und)
    }
    if column.documentCount < segment.documentCount { languages.insert(.und) }
  }
}
