import QuarryFormat

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// Makes old documents count less: a score is multiplied by ½ + ½ · 2^(−age / half-life), so by 1 for
/// the newest document of the index and by ½ for an infinitely old one or one without a date.
struct Recency: Sendable {
  private let column: Column?
  private let newest: Int64
  private let halfLife: Double

  /// - Parameters:
  ///   - newest: the date that ages are counted from, in seconds since 1970.
  ///   - halfLife: in seconds, greater than 0.
  init(_ segment: Segment, newest: Int64, halfLife: Double) {
    let column = segment.column(named: "date")
    self.column = column?.kind == .date ? column : nil
    self.newest = newest
    self.halfLife = halfLife
  }

  /// The newest date of `indexes`; nil where they have none.
  static func newest(of indexes: IndexSet) -> Int64? {
    indexes.parts.compactMap { part in
      guard let column = part.segment.column(named: "date"), column.kind == .date else {
        return nil
      }
      return column.integerRange?.upperBound
    }.max()
  }

  /// What the score of a document is multiplied by.
  func factor(_ document: Int) throws(FormatError) -> Double {
    guard let date = try column?.integer(document) else { return 0.5 }
    let age = max(0, Double(newest) - Double(date))
    return 0.5 + 0.5 * exp2(-age / halfLife)
  }
}
