/// Chooses the parts of a text that hold most of what a query looks for.
struct SnippetWindow {
  /// The bytes from the first match to the last.
  var start: Int
  var end: Int
  /// The columns its passage may take.
  var room: Int

  /// What goes between two passages, in columns.
  static let separator = 3
  /// The least room of one passage among several, so that it can be understood.
  private static let leastRoom = 28
  /// What a clause counts that an earlier window already shows.
  private static let shownAgain = 0.1
  /// What a match counts that follows that of the clause before it, closely.
  private static let inOrder = 0.1
  /// What matches far apart lose.
  private static let spread = 0.1
  /// The share of the weight that may be given up to show more words.
  private static let givenUp = 0.25

  /// At most `count` windows for passages of `limit` columns in all, in the order of the text.
  ///
  /// One window is taken where it shows all that the text holds of the query; else as many as it
  /// takes to show more. What is chosen shows at least as many different words as the best single
  /// window, unless those words weigh much less.
  ///
  /// - Parameter matches: by their start.
  static func choose(
    _ matches: [SnippetMatch], in text: Span<UInt8>, count: Int, limit: Int
  ) -> [SnippetWindow] {
    guard !matches.isEmpty, count > 0, limit > 0 else { return [] }
    let chosen = candidates(WindowFinder(matches, text), count: count, limit: limit)
    let spare = max(
      0,
      limit - separator * (chosen.count - 1) - chosen.reduce(0) { $0 + $1.columns })
    return chosen.map {
      SnippetWindow(start: $0.start, end: $0.end, room: $0.columns + spare / chosen.count)
    }.sorted { $0.start < $1.start }
  }

  /// Whether passages chosen from `matches` show `clauseCount` clauses.
  static func showAll(
    _ clauseCount: Int, _ matches: [SnippetMatch], in text: Span<UInt8>, count: Int, limit: Int
  ) -> Bool {
    let finder = WindowFinder(matches, text)
    guard finder.allClauses.nonzeroBitCount >= min(clauseCount, 64) else { return false }
    let chosen = candidates(finder, count: count, limit: limit)
    return chosen.reduce(0) { $0 | $1.clauses } == finder.allClauses
  }

  private static func candidates(
    _ finder: WindowFinder, count: Int, limit: Int
  ) -> [Candidate] {
    let single = finder.best(limit: limit, byCount: false)
    if single.clauses == finder.allClauses { return [single] }
    let widest = finder.best(limit: limit, byCount: true)
    let one = widest.weight >= (1 - givenUp) * single.weight ? widest : single
    if count > 1, one.clauses != finder.allClauses {
      let several = finder.several(count: count, limit: limit)
      let shown = several.reduce(0) { $0 | $1.clauses }
      if shown.nonzeroBitCount >= one.clauses.nonzeroBitCount,
        finder.weight(of: shown) > one.weight
      {
        return several
      }
    }
    return [one]
  }

  /// A window that may be chosen.
  struct Candidate {
    var start: Int
    var end: Int
    var columns: Int
    /// A bit for each of the clauses it shows.
    var clauses: UInt64
    /// The weight of its clauses.
    var weight: Double
    /// The weight with all that makes a window good; what is shown already counts little.
    var score: Double
  }

  /// Looks through the matches of a text.
  struct WindowFinder {
    private let matches: [SnippetMatch]
    /// Where each match begins and ends in columns, counted from the first.
    private var places: [(start: Int, end: Int)] = []
    /// The number of each match's clause among those found; what is beyond 64 shares the last.
    private var numbers: [Int] = []
    /// By that number, how much the clause weighs.
    private var weights: [Double] = []

    init(_ matches: [SnippetMatch], _ text: Span<UInt8>) {
      self.matches = matches
      var byte = matches.first?.start ?? 0
      var column = 0
      var known = [Int](repeating: -1, count: 1 + (matches.map(\.clause).max() ?? 0))
      places.reserveCapacity(matches.count)
      numbers.reserveCapacity(matches.count)
      for match in matches {
        column += ScalarText.columns(text, byte, match.start)
        byte = match.start
        places.append((column, column + ScalarText.columns(text, match.start, match.end)))
        if known[match.clause] < 0 { known[match.clause] = min(weights.count, 63) }
        let number = known[match.clause]
        numbers.append(number)
        if number == weights.count { weights.append(0) }
        weights[number] = max(weights[number], match.weight)
      }
    }

    /// The clauses that the text holds.
    var allClauses: UInt64 { weights.count < 64 ? 1 << UInt64(weights.count) - 1 : .max }

    func weight(of clauses: UInt64) -> Double {
      weights.indices.reduce(0) { clauses >> UInt64($1) & 1 == 1 ? $0 + weights[$1] : $0 }
    }

    /// The best window of at most `limit` columns that does not touch those `chosen` already.
    ///
    /// - Parameter byCount: whether the number of clauses decides before their weight.
    func best(limit: Int, beside chosen: [Candidate] = [], byCount: Bool) -> Candidate {
      var best: Candidate?
      let shown = chosen.reduce(0) { $0 | $1.clauses }
      for first in matches.indices {
        let start = matches[first].start
        var wall = Int.max
        var isShown = false
        for other in chosen {
          if other.start > start { wall = min(wall, other.start) }
          if other.start <= start, start < other.end { isShown = true }
        }
        if isShown { continue }
        let entry = self.best(from: first, limit, shown, byCount, upTo: wall)
        guard let present = best else {
          best = entry
          continue
        }
        let (count, most) = (entry.clauses.nonzeroBitCount, present.clauses.nonzeroBitCount)
        if byCount, count != most {
          if count > most { best = entry }
        } else if entry.score > present.score {
          best = entry
        }
      }
      return best ?? Candidate(start: 0, end: 0, columns: 0, clauses: 0, weight: 0, score: 0)
    }

    /// Windows that each show something the others do not, the best first.
    func several(count: Int, limit: Int) -> [Candidate] {
      var chosen: [Candidate] = []
      var shown: UInt64 = 0
      var left = limit
      while chosen.count < count {
        let isLast = chosen.count + 1 == count
        let others = count - chosen.count - 1
        let reserve = isLast ? 0 : others * (leastRoom + separator)
        let most = chosen.isEmpty ? max(left - reserve, left / 2) : left - separator
        guard most > 0, chosen.isEmpty || most >= min(leastRoom, limit / 3) else { break }
        let next = best(limit: most, beside: chosen, byCount: false)
        guard next.clauses & ~shown != 0 else { break }
        chosen.append(next)
        shown |= next.clauses
        left -= max(next.columns, min(leastRoom, limit / 3)) + (chosen.count > 1 ? separator : 0)
        if shown == allClauses { break }
      }
      return chosen
    }

    /// The best window that begins with a match.
    private func best(
      from first: Int, _ limit: Int, _ shown: UInt64, _ byCount: Bool, upTo wall: Int
    ) -> Candidate {
      var clauses: UInt64 = 0
      var weight = 0.0
      var gain = 0.0
      var end = matches[first].start
      var best: Candidate?
      for last in first..<matches.count {
        guard places[last].start - places[first].start < limit,
          matches[last].end <= wall || last == first
        else { break }
        let columns = places[last].end - places[first].start
        // A match longer than all the room is shown in part.
        if last > first, columns > limit { continue }
        let bit: UInt64 = 1 << UInt64(numbers[last])
        guard clauses & bit == 0 else { continue }
        clauses |= bit
        end = max(end, matches[last].end)
        let own = weights[numbers[last]]
        weight += own
        gain += shown & bit != 0 ? shownAgain * own : own
        if last > first, matches[last - 1].clause + 1 == matches[last].clause,
          places[last].start - places[last - 1].end <= 2
        {
          gain += inOrder * own
        }
        let width = min(limit, columns)
        let score = gain * (1 - spread * Double(width) / Double(limit))
        if byCount || score > best?.score ?? -1 {
          best = Candidate(
            start: matches[first].start, end: end, columns: width, clauses: clauses,
            weight: weight, score: score)
        }
      }
      return best ?? Candidate(start: end, end: end, columns: 0, clauses: 0, weight: 0, score: 0)
    }
  }
}
