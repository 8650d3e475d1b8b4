/// The numbers of the ranking beside k1 and the fields' weights, with defaults that were measured.
///
/// Chosen for nDCG@10 on SciFact, Cranfield, CACM and judged queries over Wikipedia, each collection
/// held out in turn. Weights of words and the bonuses of the second stage are in units of the
/// query's weights, so that they mean the same whatever the collection.
package struct RankingParameters: Sendable, Hashable {
  /// What the weight of a function word is multiplied by where the query has other words.
  package var functionWord = 0.25
  /// What the weight of a single character is multiplied by where it is also part of a bigram.
  package var singleCharacter = 0.3
  /// What a title equal to the query adds, in units of the query's weight.
  package var exactTitle = 1.0
  /// What two words of the query give that stand side by side in its order.
  package var orderedPair = 0.4
  /// What two words of the query give that stand near each other.
  package var nearPair = 0.2
  /// What a title gives for the share of its words that are the query's.
  package var titleShare = 0.15
  /// What a title gives that is a run of the query's words.
  package var titleRun = 0.3
  /// What occurrences give that are written as in the query.
  package var exactForm = 0.1
  /// What the second stage may add at most, in units of the query's weight.
  package var bonusCap = 0.4

  /// The documents the second stage looks at: the best of the first.
  package static let window = 200
  /// Words are near each other that are less than so many places apart.
  package static let nearDistance: UInt32 = 8
  /// The most pairs of words that are looked for, the weightiest of the query's.
  package static let mostPairs = 32
  /// The greatest value of a parameter.
  package static let greatest = 100.0

  package init() {}

  /// All with their names, in a fixed order: what an index stores.
  package var values: [(name: String, value: Double)] {
    Self.all.map { ($0.name, self[keyPath: $0.path]) }
  }

  private typealias Path = any (WritableKeyPath<Self, Double> & Sendable)

  /// The parameters by the names they are stored and set under.
  private static let all: [(name: String, path: Path)] = [
    ("functionWord", \.functionWord), ("singleCharacter", \.singleCharacter),
    ("exactTitle", \.exactTitle), ("orderedPair", \.orderedPair), ("nearPair", \.nearPair),
    ("titleShare", \.titleShare), ("titleRun", \.titleRun), ("exactForm", \.exactForm),
    ("bonusCap", \.bonusCap),
  ]

  /// The names, in a fixed order.
  package static var names: [String] { all.map(\.name) }

  /// The value of the parameter `name`, or nil where there is none of that name.
  package subscript(name: String) -> Double? {
    Self.all.first { $0.name == name }.map { self[keyPath: $0.path] }
  }

  /// Sets the parameter `name`.
  ///
  /// - Returns: false where there is none of that name, or `value` is not from 0 to 100.
  package mutating func set(_ name: String, to value: Double) -> Bool {
    guard let entry = Self.all.first(where: { $0.name == name }),
      (0...Self.greatest).contains(value)
    else { return false }
    self[keyPath: entry.path] = value
    return true
  }
}
