import QuarryFormat

/// Two words that are neighbours in a query, and how often a document brings them together.
///
/// The features are the ordered and unordered windows of Metzler and Croft, "A Markov random field
/// model for term dependencies" (2005), each with the saturation of BM25.
struct WordPair: Sendable, Hashable {
  let first: Int
  let second: Int
  /// The geometric mean of the words' weights.
  let weight: Double

  /// The pairs of a query, in its order.
  ///
  /// Function words are left out first; what is nil or makes no pairs parts its neighbours. A pair
  /// that comes twice counts once, and of very many the weightiest are kept.
  ///
  /// - Parameter sequence: the query's words in order, by their numbers in `words`; nil for what the
  ///   index does not know and for anything but a word.
  static func pairs(of sequence: [Int?], _ words: [RankedWord]) -> [WordPair] {
    var pairs: [WordPair] = []
    var seen: Set<[Int]> = []
    var last: Int?
    for number in sequence {
      guard let number, words.indices.contains(number), words[number].makesPairs else {
        last = nil
        continue
      }
      if words[number].isFunctionWord { continue }
      if let last, last != number, seen.insert([last, number]).inserted {
        let weight = (words[last].weight * words[number].weight).squareRoot()
        pairs.append(WordPair(first: last, second: number, weight: weight))
      }
      last = number
    }
    guard pairs.count > RankingParameters.mostPairs else { return pairs }
    let order = pairs.indices.sorted {
      pairs[$0].weight == pairs[$1].weight ? $0 < $1 : pairs[$0].weight > pairs[$1].weight
    }
    return order.prefix(RankingParameters.mostPairs).sorted().map { pairs[$0] }
  }

  /// How often the second word stands right behind the first, and how many of their occurrences are
  /// near each other, whatever the order. Linear in the number of places.
  func count(_ places: borrowing WordPlaces) -> (ordered: Int, near: Int) {
    let firstCount = places.count(first)
    let secondCount = places.count(second)
    guard firstCount > 0, secondCount > 0 else { return (0, 0) }
    let reach = RankingParameters.nearDistance - 1
    let fieldEnd: UInt32 = 1 << PositionCursor.fieldShift - 1
    let a = places.lists[first]
    let b = places.lists[second]
    var ordered = 0
    var near = 0
    var low = 0
    var high = 0
    var next = 0
    for index in 0..<firstCount {
      let place = a[index]
      // The bounds stay inside the field.
      let offset = place & fieldEnd
      let lowest = place - min(offset, reach)
      let highest = place + min(fieldEnd - offset, reach)
      while low < secondCount, b[low] < lowest { low += 1 }
      high = max(high, low)
      while high < secondCount, b[high] <= highest { high += 1 }
      near += high - low
      guard offset < fieldEnd else { continue }
      next = max(next, low)
      while next < high, b[next] <= place { next += 1 }
      if next < high, b[next] == place + 1 { ordered += 1 }
    }
    return (ordered, near)
  }

  /// The most that `count` can be for words that occur so often.
  func greatestCount(_ firstCount: UInt32, _ secondCount: UInt32) -> (ordered: Int, near: Int) {
    let least = Int(min(firstCount, secondCount))
    let most = Int(max(firstCount, secondCount))
    return (least, least * min(most, 2 * Int(RankingParameters.nearDistance) - 1))
  }
}
