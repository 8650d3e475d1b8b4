import QuarryFormat

/// How far a document's title is made of a query's words.
enum TitleMatch {
  /// Titles up to this length have a length code that is exact; longer ones are no run.
  static let longestRun = 40

  /// The share of the title's words that are the query's: from 0 to 1.
  static func share(_ matches: Span<WordMatch>, titleLength: Int) -> Double {
    guard titleLength > 0 else { return 0 }
    let count = matched(matches)
    return count >= titleLength ? 1 : Double(count) / Double(titleLength)
  }

  /// Whether every word of the title is the query's, so that it is worth reading where they stand.
  static func mayBeRun(_ matches: Span<WordMatch>, titleLength: Int, sequence: [Int?]) -> Bool {
    titleLength > 0 && titleLength <= min(longestRun, sequence.count)
      && matched(matches) == titleLength
  }

  /// Whether the title's words in their order are somewhere side by side in the query.
  static func isRun(
    _ matches: Span<WordMatch>, titleLength: Int, sequence: [Int?], places: borrowing WordPlaces,
    titleField: Int
  ) -> Bool {
    guard mayBeRun(matches, titleLength: titleLength, sequence: sequence) else { return false }
    var title = [Int](repeating: -1, count: titleLength)
    for word in 0..<matches.count where matches[word].titleFrequency > 0 {
      for index in 0..<places.count(word) {
        let place = places.lists[word][index]
        guard Int(place >> PositionCursor.fieldShift) == titleField else { continue }
        let offset = Int(place & (1 << PositionCursor.fieldShift - 1))
        guard offset < titleLength, title[offset] < 0 else { return false }
        title[offset] = word
      }
    }
    guard !title.contains(-1) else { return false }
    return (0...sequence.count - titleLength).contains { start in
      title.indices.allSatisfy { sequence[start + $0] == title[$0] }
    }
  }

  private static func matched(_ matches: Span<WordMatch>) -> Int {
    var count = 0
    for word in 0..<matches.count { count += Int(matches[word].titleFrequency) }
    return count
  }
}
