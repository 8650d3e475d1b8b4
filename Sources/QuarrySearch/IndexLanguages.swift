import QuarryAnalysis
import QuarryFormat

/// The languages that the texts of an index are in: a query's words are looked for in each.
///
/// Every language costs each word of a query terms, so one that hardly any document is in, which is
/// mostly a wrong guess, is left out: such documents are found by words as their stems are in the
/// other languages, and where nothing is found words are looked for in all. Large segments are sampled, so that counting takes no longer than a short query.
struct IndexLanguages {
  /// A language counts from one document in so many.
  static let leastShare = 1000
  /// The documents of a segment that are looked at: this many rows of neighbours, evenly spread.
  /// Rows let a sample touch few pages; they are many so that none of a percent slips through.
  private static let rows = 512
  private static let rowDocuments = 8

  /// The most languages that words are looked for in where nothing is found.
  private static let most = 24

  /// Every language that some document is in.
  private var all: Set<Language> = []
  /// The estimated documents of each language.
  private var counts: [Language: Double] = [:]
  private var total = 0.0

  /// Those that count, in the order of their numbers, the unknown one last.
  var languages: [Language] {
    let least = total / Double(Self.leastShare)
    var kept = counts.filter { $0.value >= least }.map(\.key)
    kept.sort { $0.rawValue < $1.rawValue }
    if kept.first == .und { kept.append(kept.removeFirst()) }
    return kept
  }

  /// Those that count, then the others.
  var allLanguages: [Language] {
    let usual = languages
    let others = all.subtracting(usual).sorted { $0.rawValue < $1.rawValue }
    return Array((usual + others).prefix(Self.most))
  }

  /// Adds the documents of a segment, by its column `lang`.
  mutating func add(_ segment: Segment) throws(FormatError) {
    let count = segment.documentCount
    total += Double(count)
    guard let column = segment.column(named: "lang"), column.kind == .keyword,
      column.valueCount > 0
    else { return }
    for ordinal in 0..<min(column.valueCount, Self.most) {
      all.insert(try Self.language(column, ordinal))
    }
    if column.documentCount < count { all.insert(.und) }
    if column.valueCount == 1, column.documentCount == count {
      counts[try Self.language(column, 0), default: 0] += Double(count)
      return
    }
    var byOrdinal = [Int](repeating: 0, count: column.valueCount)
    var unknown = 0
    var ordinals: [Int] = []
    let sampled = min(count, Self.rows * Self.rowDocuments)
    for number in 0..<sampled {
      // Rows begin at equal distances; a small segment is looked at in whole.
      let (row, place) = number.quotientAndRemainder(dividingBy: Self.rowDocuments)
      let document = sampled == count ? number : row * (count / Self.rows) + place
      try column.ordinals(of: document, into: &ordinals)
      if let ordinal = ordinals.first { byOrdinal[ordinal] += 1 } else { unknown += 1 }
    }
    let share = Double(count) / Double(max(sampled, 1))
    for (ordinal, found) in byOrdinal.enumerated() where found > 0 {
      counts[try Self.language(column, ordinal), default: 0] += Double(found) * share
    }
    if unknown > 0 { counts[.und, default: 0] += Double(unknown) * share }
  }

  /// The language of one document.
  static func language(
    of document: Int, in segment: Segment
  ) throws(FormatError) -> Language {
    guard let column = segment.column(named: "lang"), column.kind == .keyword else { return .und }
    var ordinals: [Int] = []
    try column.ordinals(of: document, into: &ordinals)
    guard let ordinal = ordinals.first else { return .und }
    return try language(column, ordinal)
  }

  private static func language(_ column: Column, _ ordinal: Int) throws(FormatError) -> Language {
    Language(String(decoding: try column.value(ordinal), as: UTF8.self)) ?? .und
  }
}
