package import QuarryFormat

/// What the best documents of the first stage are given on top of their base score, for words that
/// stand together, titles made of the query's words, and words written as they were typed.
///
/// bonus = min(cap, proximity + titleShare + titleRun + exactForm), where with Q = Σ of the weights
/// of the words in the title
///
/// - proximity = Σ over pairs of weight × (orderedPair × o/(o + 1) + nearPair × u/(u + 1)), see
///   `WordPair`;
/// - titleShare = parameter × Q × the share of the title's words that are the query's;
/// - titleRun = parameter × Q where the title is a run of the query's words;
/// - exactForm = parameter × Σ of weight × saturation × share of the occurrences as typed.
///
/// All in `Double`, words and pairs in the order of the query. Every part grows with its counts, and
/// so does each rounded sum: `bound` adds up the same expression with the greatest counts there can
/// be, and is never less than `bonus`.
package struct SecondStage: Sendable {
  /// The parts of a bonus, for the reader; `total` is at most their sum.
  package struct Bonus: Sendable, Hashable {
    package var proximity = 0.0
    package var titleShare = 0.0
    package var titleRun = 0.0
    package var exactForm = 0.0
    /// What is added to the base score: the parts added in this order, at most the cap.
    package var total = 0.0
  }

  package let words: [RankedWord]
  /// The greatest bonus of any document.
  package let cap: Double
  /// By word, whether a pair needs its places.
  package let needsPlaces: [Bool]
  private let sequence: [Int?]
  private let pairs: [WordPair]
  private let parameters: RankingParameters
  private let titleField: Int?

  /// - Parameters:
  ///   - words: the distinct words of a query of plain words that the index holds.
  ///   - sequence: the query in order, as numbers of `words`; nil for what the index does not know
  ///     and for anything but a plain word.
  ///   - titleField: the number of the field of titles, nil where there is none.
  package init(
    words: [RankedWord], sequence: [Int?], parameters: RankingParameters, titleField: Int?
  ) {
    self.words = words
    self.sequence = sequence
    self.parameters = parameters
    self.titleField = titleField
    pairs = WordPair.pairs(of: sequence, words)
    cap = parameters.bonusCap * words.reduce(0) { $0 + $1.weight }
    var needsPlaces = [Bool](repeating: false, count: words.count)
    for pair in pairs {
      needsPlaces[pair.first] = true
      needsPlaces[pair.second] = true
    }
    self.needsPlaces = needsPlaces
  }

  /// Whether the places of all words in the title are wanted, beside those that pairs need.
  package func needsTitlePlaces(_ matches: Span<WordMatch>, titleLength: Int) -> Bool {
    titleField != nil && parameters.titleRun > 0
      && TitleMatch.mayBeRun(matches, titleLength: titleLength, sequence: sequence)
  }

  /// At least the bonus of a document, from what is known without its places and forms.
  ///
  /// - Parameters:
  ///   - matches: what is known of each of `words` in the document.
  ///   - titleLength: the title's length in words, from its length code.
  package func bound(_ matches: Span<WordMatch>, titleLength: Int) -> Double {
    guard matches.count == words.count else { return cap }
    var bonus = Bonus()
    for pair in pairs {
      let greatest = pair.greatestCount(
        matches[pair.first].frequency, matches[pair.second].frequency)
      bonus.proximity += share(of: pair, greatest)
    }
    let isRun = needsTitlePlaces(matches, titleLength: titleLength)
    return finish(bonus, matches, titleLength, isRun: isRun, isBound: true).total
  }

  /// The bonus of a document.
  ///
  /// - Parameter places: those of the words that `needsPlaces` names, and of all words that stand in
  ///   the title where `needsTitlePlaces` says so.
  package func bonus(
    _ matches: Span<WordMatch>, titleLength: Int, places: borrowing WordPlaces
  ) -> Bonus {
    guard matches.count == words.count else { return Bonus() }
    var bonus = Bonus()
    for pair in pairs {
      let first = matches[pair.first].frequency
      let second = matches[pair.second].frequency
      if first > 0, second > 0 { bonus.proximity += share(of: pair, pair.count(places)) }
    }
    var isRun = false
    if let titleField, needsTitlePlaces(matches, titleLength: titleLength) {
      isRun = TitleMatch.isRun(
        matches, titleLength: titleLength, sequence: sequence, places: places,
        titleField: titleField)
    }
    return finish(bonus, matches, titleLength, isRun: isRun, isBound: false)
  }

  /// The words of each pair.
  var pairWords: [(first: Int, second: Int)] { pairs.map { ($0.first, $0.second) } }

  /// By pair, the most that it can add to the proximity of a document.
  func greatestShares(_ matches: Span<WordMatch>) -> [Double] {
    var shares: [Double] = []
    guard matches.count == words.count else { return shares }
    for pair in pairs {
      let greatest = pair.greatestCount(
        matches[pair.first].frequency, matches[pair.second].frequency)
      shares.append(share(of: pair, greatest))
    }
    return shares
  }

  /// What pair `number` adds to the proximity of a document that holds both words at these places.
  func share(ofPair number: Int, _ places: WordPlaces) -> Double {
    share(of: pairs[number], pairs[number].count(places))
  }

  /// At least the bonus of a document of which some pairs are counted.
  ///
  /// - Parameter shares: by pair, its part of the proximity, or the greatest it can be.
  func bound(_ matches: Span<WordMatch>, titleLength: Int, shares: [Double]) -> Double {
    guard matches.count == words.count else { return cap }
    var bonus = Bonus()
    for share in shares { bonus.proximity += share }
    let isRun = needsTitlePlaces(matches, titleLength: titleLength)
    return finish(bonus, matches, titleLength, isRun: isRun, isBound: true).total
  }

  /// The bonus of a document whose pairs are all counted.
  ///
  /// - Parameter places: those of all words that stand in the title where `needsTitlePlaces` says so.
  func bonus(
    _ matches: Span<WordMatch>, titleLength: Int, shares: [Double], places: WordPlaces
  ) -> Bonus {
    guard matches.count == words.count else { return Bonus() }
    var bonus = Bonus()
    for share in shares { bonus.proximity += share }
    var isRun = false
    if let titleField, needsTitlePlaces(matches, titleLength: titleLength) {
      isRun = TitleMatch.isRun(
        matches, titleLength: titleLength, sequence: sequence, places: places,
        titleField: titleField)
    }
    return finish(bonus, matches, titleLength, isRun: isRun, isBound: false)
  }

  private func share(of pair: WordPair, _ count: (ordered: Int, near: Int)) -> Double {
    let ordered = parameters.orderedPair * Self.saturation(count.ordered)
    return pair.weight * (ordered + parameters.nearPair * Self.saturation(count.near))
  }

  private static func saturation(_ count: Int) -> Double {
    Double(count) / (Double(count) + 1)
  }

  /// Adds the parts that need no pairs, and the sum.
  private func finish(
    _ pairsOnly: Bonus, _ matches: Span<WordMatch>, _ titleLength: Int, isRun: Bool, isBound: Bool
  ) -> Bonus {
    var bonus = pairsOnly
    var titleWeight = 0.0
    var exact = 0.0
    for word in words.indices {
      let match = matches[word]
      if match.titleFrequency > 0 { titleWeight += words[word].weight }
      guard match.frequency > 0 else { continue }
      let occurrences = Double(match.frequency)
      let asTyped = isBound ? occurrences : Double(min(match.exactFrequency, match.frequency))
      exact += words[word].weight * match.saturation * (asTyped / occurrences)
    }
    if titleField != nil {
      bonus.titleShare =
        parameters.titleShare * titleWeight
        * TitleMatch.share(matches, titleLength: titleLength)
      bonus.titleRun = isRun ? parameters.titleRun * titleWeight : 0
    }
    bonus.exactForm = parameters.exactForm * exact
    let sum = bonus.proximity + bonus.titleShare + bonus.titleRun + bonus.exactForm
    bonus.total = min(cap, sum)
    return bonus
  }
}
