import QuarryFormat
import TestSupport
import Testing

@testable import QuarrySearch

/// The second stage against its definition, looked up word by word in small random texts.
@Suite struct SecondStageTests {
  /// A document of two fields, the title and the body, as numbers of words; −1 is any other word.
  struct Text {
    var fields: [[Int]]
    var exact: [UInt32]

    func matches(_ count: Int) -> [WordMatch] {
      (0..<count).map { word in
        let frequencies = fields.map { field in UInt32(field.count { $0 == word }) }
        let all = frequencies[0] + frequencies[1]
        return WordMatch(
          frequency: all, titleFrequency: frequencies[0],
          saturation: Double(all) / (Double(all) + 1.5), exactFrequency: min(exact[word], all))
      }
    }

    func places(_ count: Int) -> WordPlaces {
      var places = WordPlaces(wordCount: count)
      for word in 0..<count {
        var list: [UInt32] = []
        for (number, field) in fields.enumerated() {
          for (place, other) in field.enumerated() where other == word {
            list.append(UInt32(number) << PositionCursor.fieldShift | UInt32(place))
          }
        }
        places.set(word, to: list)
      }
      return places
    }
  }

  private func randomText(_ random: inout SplitMix64, words: Int) -> Text {
    let title = (0..<Int.random(in: 0...4, using: &random)).map { _ in
      Int.random(in: 0..<words, using: &random)
    }
    let body = (0..<Int.random(in: 0...40, using: &random)).map { _ in
      Int.random(in: -2..<words, using: &random)
    }
    let exact = (0..<words).map { _ in UInt32.random(in: 0...4, using: &random) }
    return Text(fields: [title, body], exact: exact)
  }

  /// The definition of DESIGN's second stage, with nothing clever.
  private func naive(
    _ text: Text, _ words: [RankedWord], _ sequence: [Int?], _ parameters: RankingParameters
  ) -> SecondStage.Bonus {
    let matches = text.matches(words.count)
    var bonus = SecondStage.Bonus()
    var pairs: [(Int, Int)] = []
    var last: Int?
    for entry in sequence {
      guard let entry, words[entry].makesPairs else {
        last = nil
        continue
      }
      if words[entry].isFunctionWord { continue }
      if let last, last != entry, !pairs.contains(where: { $0 == (last, entry) }) {
        pairs.append((last, entry))
      }
      last = entry
    }
    for (a, b) in pairs {
      var ordered = 0.0
      var near = 0.0
      for field in text.fields {
        for i in field.indices where field[i] == a {
          for j in field.indices where field[j] == b {
            if j == i + 1 { ordered += 1 }
            if abs(i - j) < 8 { near += 1 }
          }
        }
      }
      bonus.proximity +=
        (words[a].weight * words[b].weight).squareRoot()
        * (parameters.orderedPair * (ordered / (ordered + 1))
          + parameters.nearPair * (near / (near + 1)))
    }
    let title = text.fields[0]
    var weight = 0.0
    var exact = 0.0
    for (number, word) in words.enumerated() {
      if title.contains(number) { weight += word.weight }
      let match = matches[number]
      if match.frequency > 0 {
        exact +=
          word.weight * match.saturation * (Double(match.exactFrequency) / Double(match.frequency))
      }
    }
    if !title.isEmpty {
      let known = title.count { $0 >= 0 }
      bonus.titleShare =
        parameters.titleShare * weight * (Double(known) / Double(title.count))
      let isRun = sequence.indices.contains { start in
        start + title.count <= sequence.count
          && Array(sequence[start..<start + title.count]) == title.map { Optional($0) }
      }
      bonus.titleRun = isRun ? parameters.titleRun * weight : 0
    }
    bonus.exactForm = parameters.exactForm * exact
    let cap = parameters.bonusCap * words.reduce(0) { $0 + $1.weight }
    let sum = bonus.proximity + bonus.titleShare + bonus.titleRun + bonus.exactForm
    bonus.total = min(cap, sum)
    return bonus
  }

  @Test(arguments: 0..<40)
  func equalsItsDefinition(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    let count = Int.random(in: 1...6, using: &random)
    let words = (0..<count).map { _ in
      RankedWord(
        weight: Double.random(in: 0...9, using: &random),
        isFunctionWord: Int.random(in: 0..<4, using: &random) == 0,
        makesPairs: Int.random(in: 0..<8, using: &random) > 0)
    }
    let sequence = (0..<Int.random(in: 1...9, using: &random)).map { _ in
      Int.random(in: 0..<6, using: &random) == 0 ? nil : Int.random(in: 0..<count, using: &random)
    }
    var parameters = RankingParameters()
    parameters.bonusCap = Double.random(in: 0...1, using: &random)
    let stage = SecondStage(
      words: words, sequence: sequence, parameters: parameters, titleField: 0)
    for _ in 0..<30 {
      let text = randomText(&random, words: count)
      let matches = text.matches(count)
      let length = text.fields[0].count
      let bonus = stage.bonus(matches.span, titleLength: length, places: text.places(count))
      #expect(bonus == naive(text, words, sequence, parameters))
      #expect(bonus.total <= stage.bound(matches.span, titleLength: length))
      #expect(stage.bound(matches.span, titleLength: length) <= stage.cap)
    }
  }

  private let pair = [RankedWord(weight: 4), RankedWord(weight: 9)]

  private func bonus(
    _ sequence: [Int?], title: [Int] = [], body: [Int], words: [RankedWord]? = nil
  ) -> SecondStage.Bonus {
    let words = words ?? pair
    let text = Text(
      fields: [title, body], exact: [UInt32](repeating: 0, count: words.count))
    let matches = text.matches(words.count)
    let stage = SecondStage(
      words: words, sequence: sequence, parameters: RankingParameters(), titleField: 0)
    return stage.bonus(
      matches.span, titleLength: title.count, places: text.places(words.count))
  }

  @Test func orderAndClosenessCount() {
    // The geometric mean of the weights is 6; one occurrence saturates to a half.
    let inOrder = bonus([0, 1], body: [0, 1]).proximity
    #expect(abs(inOrder - 6 * (0.4 / 2 + 0.2 / 2)) < 1e-12)
    let near = 6 * 0.2 * 0.5
    #expect(bonus([0, 1], body: [1, 0]).proximity == near)
    #expect(bonus([0, 1], body: [0, -1, -1, -1, -1, -1, -1, 1]).proximity == near)
    #expect(bonus([0, 1], body: [0, -1, -1, -1, -1, -1, -1, -1, 1]).proximity == 0)
    #expect(bonus([0, 1], title: [0], body: [1]).proximity == 0)
  }

  @Test func whatStandsBetweenPairsMatters() {
    let three = pair + [RankedWord(weight: 1, isFunctionWord: true)]
    #expect(bonus([0, 2, 1], body: [0, 1], words: three).proximity > 0)
    #expect(bonus([0, nil, 1], body: [0, 1]).proximity == 0)
    #expect(bonus([0, 0], body: [0, 0]).proximity == 0)
  }

  @Test func titleHasToBeARun() {
    #expect(bonus([0, 1], title: [0, 1], body: []).titleRun == 0.3 * 13)
    #expect(bonus([0, 1], title: [1], body: []).titleRun == 0.3 * 9)
    #expect(bonus([0, 1], title: [1, 0], body: []).titleRun == 0)
    #expect(bonus([0, 1], title: [0, -1], body: []).titleRun == 0)
    #expect(bonus([0, nil, 1], title: [0, 1], body: []).titleRun == 0)
    #expect(bonus([0, 1], title: [0, -1], body: []).titleShare == 0.15 * 4 * 0.5)
  }

  @Test func fieldsDoNotTouch() {
    let stage = SecondStage(
      words: pair, sequence: [0, 1], parameters: RankingParameters(), titleField: 0)
    var places = WordPlaces(wordCount: 2)
    let last: UInt32 = 1 << PositionCursor.fieldShift - 1
    places.set(0, to: [last])
    places.set(1, to: [last + 1])
    let matches = [WordMatch(frequency: 1), WordMatch(frequency: 1)]
    #expect(stage.bonus(matches.span, titleLength: 0, places: places).proximity == 0)
  }

  @Test func longQueriesKeepTheWeightiestPairs() {
    let words = (0..<100).map { RankedWord(weight: Double($0)) }
    let pairs = WordPair.pairs(of: (0..<100).map { $0 }, words)
    #expect(pairs.map(\.first) == Array(67..<99))
  }

  @Test func missingDataIsNoTrap() {
    let stage = SecondStage(
      words: pair, sequence: [0, 5, -3, 1, nil], parameters: RankingParameters(), titleField: 0)
    let none: [WordMatch] = []
    #expect(stage.bonus(none.span, titleLength: 1, places: WordPlaces(wordCount: 0)).total == 0)
    #expect(stage.bound(none.span, titleLength: 1) == stage.cap)
    let matches = [
      WordMatch(frequency: .max, titleFrequency: .max), WordMatch(frequency: .max),
    ]
    let bonus = stage.bonus(matches.span, titleLength: .max, places: WordPlaces(wordCount: 1))
    #expect(bonus.proximity == 0 && bonus.titleRun == 0)
    #expect(stage.bound(matches.span, titleLength: .max) >= bonus.total)
  }

  @Test func parametersAreNamed() {
    var parameters = RankingParameters()
    #expect(parameters["exactTitle"] == 1)
    let isSet = parameters.set("exactTitle", to: 0.5)
    #expect(isSet && parameters["exactTitle"] == 0.5)
    for (name, value) in [
      ("exacttitle", 0.5), ("exactTitle", -1), ("exactTitle", .nan), ("exactTitle", 101),
    ] {
      let isSet = parameters.set(name, to: value)
      #expect(!isSet && parameters["exactTitle"] == 0.5)
    }
    #expect(RankingParameters.names.allSatisfy { parameters[$0] != nil })
  }
}
