/// A word of a query as the second stage sees it.
package struct RankedWord: Sendable, Hashable {
  /// What the word's saturation is multiplied by in the first stage; not negative.
  package var weight: Double
  /// Whether neighbours meet across it: function words make no pairs.
  package var isFunctionWord: Bool
  /// Whether it makes pairs with its neighbours; bigrams do not, since they hold the order already.
  package var makesPairs: Bool

  package init(weight: Double, isFunctionWord: Bool = false, makesPairs: Bool = true) {
    self.weight = weight
    self.isFunctionWord = isFunctionWord
    self.makesPairs = makesPairs
  }
}

/// What is known of a word in a document before its places are read.
package struct WordMatch: Sendable, Hashable {
  /// Occurrences in all fields.
  package var frequency: UInt32
  /// Those in the title.
  package var titleFrequency: UInt32
  /// The saturation of the word's x in the first stage: from 0 to below 1.
  package var saturation: Double
  /// Occurrences written as in the query, known once forms are read; as many as all until then.
  package var exactFrequency: UInt32

  /// - Parameter exactFrequency: nil stands for all occurrences.
  package init(
    frequency: UInt32 = 0, titleFrequency: UInt32 = 0, saturation: Double = 0,
    exactFrequency: UInt32? = nil
  ) {
    self.frequency = frequency
    self.titleFrequency = titleFrequency
    self.saturation = saturation
    self.exactFrequency = exactFrequency ?? frequency
  }
}

/// Where the words of a query stand in one document, in buffers that serve one document after the
/// other.
///
/// Places are those of `PositionCursor`: ascending, the field in the upper bits.
package struct WordPlaces: Sendable {
  /// By word, a buffer of which the first `counts` numbers are meant.
  package var lists: [[UInt32]]
  package var counts: [Int]

  package init(wordCount: Int) {
    lists = Array(repeating: [], count: max(0, wordCount))
    counts = Array(repeating: 0, count: max(0, wordCount))
  }

  /// Makes the places of `word` those in `places`.
  package mutating func set(_ word: Int, to places: [UInt32]) {
    guard lists.indices.contains(word), counts.indices.contains(word) else { return }
    lists[word] = places
    counts[word] = places.count
  }

  /// Forgets all places; the buffers stay.
  package mutating func removeAll() {
    for word in counts.indices { counts[word] = 0 }
  }

  /// How many places of `word` there are.
  func count(_ word: Int) -> Int {
    guard lists.indices.contains(word), counts.indices.contains(word) else { return 0 }
    return max(0, min(counts[word], lists[word].count))
  }
}
