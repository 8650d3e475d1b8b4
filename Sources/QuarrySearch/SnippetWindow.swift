/// Chooses the parts of a text that hold most of what a query looks for.
struct SnippetWindow {
  /// The bytes from the first match to the last.
  var start: Int
  var end: Int

  /// What a clause counts that an earlier window already shows.
  private static let shownAgain = 0.25
  /// What a further match of a clause counts.
  private static let repeated = 0.1
  /// What matches far apart lose.
  private static let spread = 0.1

  /// At most `count` windows that do not touch, the best first chosen, in the order of the text.
  ///
  /// - Parameters:
  ///   - matches: by their start.
  ///   - limit: the longest window in Unicode scalars.
  static func choose(
    _ matches: [SnippetMatch], in text: Span<UInt8>, count: Int, limit: Int
  ) -> [SnippetWindow] {
    guard !matches.isEmpty else { return [] }
    let places = scalarPlaces(matches, text)
    var shown: [Int: Double] = [:]
    var windows: [(window: SnippetWindow, places: ClosedRange<Int>)] = []
    while windows.count < count {
      var best: (score: Double, first: Int, last: Int)?
      for first in matches.indices {
        // Room on both sides keeps passages apart.
        let isTaken = windows.contains {
          places[first].start <= $0.places.upperBound + limit
            && places[first].start >= $0.places.lowerBound - limit
        }
        if isTaken { continue }
        let entry = bestWindow(from: first, matches, places, limit, shown)
        if entry.score > best?.score ?? 0 { best = (entry.score, first, entry.last) }
      }
      guard let best else { break }
      var end = matches[best.first].end
      for match in matches[best.first...best.last] {
        shown[match.clause] = Self.shownAgain
        end = max(end, match.end)
      }
      windows.append(
        (
          SnippetWindow(start: matches[best.first].start, end: end),
          places[best.first].start...max(places[best.first].start, places[best.last].end)
        ))
    }
    return windows.map(\.window).sorted { $0.start < $1.start }
  }

  /// The best window that begins with a match, and its last match.
  private static func bestWindow(
    from first: Int, _ matches: [SnippetMatch], _ places: [(start: Int, end: Int)], _ limit: Int,
    _ shown: [Int: Double]
  ) -> (score: Double, last: Int) {
    var best = (score: 0.0, last: first)
    var held: [(clause: Int, weight: Double)] = []
    var sum = 0.0
    for last in first..<matches.count {
      let span = places[last].end - places[first].start
      if last > first, span > limit || places[last].start - places[first].start >= limit { break }
      let match = matches[last]
      let weight = match.weight * (shown[match.clause] ?? 1)
      if let place = held.firstIndex(where: { $0.clause == match.clause }) {
        if weight > held[place].weight {
          sum += weight - held[place].weight
          held[place].weight = weight
        }
        sum += repeated * repeated * weight
      } else {
        held.append((match.clause, weight))
        sum += weight
      }
      let score = sum * (1 - spread * Double(min(span, limit)) / Double(max(1, limit)))
      if score > best.score { best = (score, last) }
    }
    return best
  }

  /// The places of matches in Unicode scalars, counted from the first one.
  private static func scalarPlaces(
    _ matches: [SnippetMatch], _ text: Span<UInt8>
  ) -> [(start: Int, end: Int)] {
    var places: [(start: Int, end: Int)] = []
    var byte = matches.first?.start ?? 0
    var scalar = 0
    for match in matches {
      scalar += ScalarText.count(text, byte, match.start)
      byte = match.start
      places.append((scalar, scalar + ScalarText.count(text, match.start, match.end)))
    }
    return places
  }
}
