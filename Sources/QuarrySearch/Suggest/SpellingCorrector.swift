package import QuarryFormat

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// Finds the word that was meant by one that no text has, or hardly any.
///
/// A noisy channel without context: of the words at most two edits away that one wins whose number
/// of documents f, divided by `rankingOdds` to the power of the edits' cost, is greatest. It is offered
/// where f is more than `oddsPerEdit` to that power times the documents of what was typed: a word one
/// plain edit away must be in 100 times as many documents as a word that exists.
///
/// Source: M. D. Kernighan, K. W. Church and W. A. Gale, "A spelling correction program based on a
/// noisy channel model", COLING 1990; costs: `EditCost`.
package struct SpellingCorrector<Words: TermWords> {
  /// What was meant in place of a word.
  package struct Correction: Sendable, Hashable {
    /// The word, folded; two words with a space where they were run together.
    package let word: String
    /// The documents that hold it, of two words an estimate.
    package let frequency: Int
    /// The cost of the edits that lead from it to what was typed.
    package let cost: Double
    /// ln f − cost · ln rankingOdds: what it was chosen by.
    package let score: Double
  }

  /// How many times more documents than the word that was typed a word needs for each edit.
  package static var oddsPerEdit: Double { 100 }
  /// How many times more documents than a nearer word a word needs for each edit that it is further
  /// away.
  package static var rankingOdds: Double { 1000 }
  /// The cost of a space left out or put in.
  package static var spaceCost: Double { 1.3 }
  /// Shorter words are left alone, those of this length get one edit, longer ones two.
  package static var leastLength: Int { 3 }
  private static var leastLengthForTwo: Int { 5 }
  private static var mostLength: Int { 40 }
  /// The words looked up for an edit of the first letter, at most.
  private static var mostStarts: Int { 600 }
  /// One document in so many must hold a word before it is looked at.
  private static var documentsPerCandidate: Int { 20_000 }
  /// What makes more edits not worth looking for: one document in so many, and this number.
  private static var documentsPerEnough: Int { 4000 }
  private static var leastEnough: Int { 20 }
  /// Where more than one document in so many holds the word, two edits are not looked for: what they
  /// lead to would have to be in 250 times as many.
  private static var documentsPerRare: Int { 20_000 }
  /// How many times more documents a word must be in to be considered at two edits.
  private static var oddsOfTwo: Int { 8 }

  private let dictionaries: [TermDictionary]
  private let words: Words
  private let documentCount: Int
  private let timeLimit: TimeLimit?

  /// - Parameters:
  ///   - documentCount: the documents of all segments whose dictionaries these are.
  ///   - timeLimit: what is asked now and then whether it may go on.
  package init(
    _ dictionaries: [TermDictionary], words: Words, documentCount: Int,
    timeLimit: TimeLimit? = nil
  ) {
    self.timeLimit = timeLimit
    self.dictionaries = dictionaries
    self.words = words
    self.documentCount = max(documentCount, 1)
  }

  /// The documents that hold `word`, which is folded.
  package func frequency(of word: String) throws(SearchError) -> Int {
    try frequency(of: Array(word.utf8)[...])
  }

  /// What may have been meant by `typed`, a folded word, the likeliest first; empty where nothing is
  /// likelier than the word itself.
  package func corrections(
    of typed: String, limit: Int = 5
  ) throws(SearchError) -> [Correction] {
    let scalars = typed.unicodeScalars.map(\.value)
    guard (Self.leastLength...Self.mostLength).contains(scalars.count),
      typed.unicodeScalars.contains(where: { $0.properties.isAlphabetic })
    else { return [] }
    let own = try frequency(of: typed)
    let ownScore = own > 0 ? log(Double(own)) : -.infinity
    guard bestScore(cost: EditCost.least) > ownScore else { return [] }
    var found: [[UInt8]: Int] = [:]
    let letters = Self.alphabet(scalars)
    let nearest = PatternAutomaton(fuzzy: scalars, edits: 1, keepsFirst: true, alphabet: letters)
    try collect(nearest, over: own, into: &found)
    try collectStarts(of: scalars, letters, into: &found)
    var ranked = rank(found, typed: scalars, over: ownScore)
    let isRare = own <= max(1, documentCount / Self.documentsPerRare)
    if isRare, scalars.count >= Self.leastLengthForTwo,
      ranked.first?.frequency ?? 0 < max(documentCount / Self.documentsPerEnough, Self.leastEnough),
      bestScore(cost: 2 * EditCost.least) > max(ownScore, ranked.first?.score ?? -.infinity)
    {
      // Two edits that leave the first letter: most of those that people make, a part of the cost.
      let near = PatternAutomaton(fuzzy: scalars, edits: 2, keepsFirst: true, alphabet: letters)
      try collect(near, odds: Self.oddsOfTwo, into: &found)
      ranked = rank(found, typed: scalars, over: ownScore)
    }
    ranked += try splits(of: typed).filter { isLikelier($0, than: ownScore) }
    if isRare, scalars.count >= Self.leastLengthForTwo, ranked.isEmpty,
      bestScore(cost: 2 * EditCost.least) > ownScore
    {
      for other in Self.otherStarts(scalars) {
        let near = PatternAutomaton(fuzzy: other, edits: 1, keepsFirst: true, alphabet: letters)
        try collect(near, odds: Self.oddsOfTwo, into: &found)
      }
      ranked = rank(found, typed: scalars, over: ownScore)
    }
    ranked.sort(by: Self.precedes)
    return Array(ranked.prefix(max(limit, 0)))
  }

  /// What may have been meant by two words that stand side by side, if they were one; nil where they
  /// are likelier as they are.
  package func joined(_ first: String, _ second: String) throws(SearchError) -> Correction? {
    let word = first + second
    guard word.unicodeScalars.count <= Self.mostLength else { return nil }
    let together = try frequency(of: word)
    guard together > 0 else { return nil }
    let apart = expected(try frequency(of: first), try frequency(of: second))
    let joined = correction(word, together, cost: Self.spaceCost)
    return isLikelier(joined, than: apart > 0 ? log(apart) : -.infinity) ? joined : nil
  }

  // MARK: Candidates

  /// Adds the words of an automaton that are frequent enough to be offered for one of `own` documents.
  private func collect(
    _ automaton: PatternAutomaton, odds: Int = 1, over own: Int = 0,
    into found: inout [[UInt8]: Int]
  ) throws(SearchError) {
    guard !dictionaries.isEmpty else { return }
    // The terms that one walk looks at, at most.
    let mostVisits = 200_000
    // A word may come from several terms, one a language: each is then let in with a part.
    let leastOffered = Int(Double(own) * exp(EditCost.least * log(Self.oddsPerEdit))) / 2
    let leastDocuments =
      max(1, documentCount / Self.documentsPerCandidate * odds, leastOffered) / dictionaries.count
    var sums = found
    for key in sums.keys { sums[key] = 0 }
    for dictionary in dictionaries {
      try SearchError.reading { () throws(FormatError) in
        var walk = try PatternWalk(automaton, dictionary, words: words)
        walk.leastDocuments = leastDocuments
        walk.timeLimit = timeLimit
        while walk.visited < mostVisits, try walk.next() {
          try walk.forEachMatch { word, frequency in
            var bytes: [UInt8] = []
            for index in 0..<word.count { bytes.append(word[index]) }
            sums[bytes, default: 0] += frequency
          }
        }
      }
    }
    // Of two walks the second finds again what the first did.
    for (word, frequency) in sums where frequency > 0 {
      found[word] = max(frequency, found[word] ?? 0)
    }
  }

  /// Adds the words that an edit of the first letter alone leads to: they are looked up one by one,
  /// as a walk would go through the whole dictionary for them.
  private func collectStarts(
    of typed: [UInt32], _ letters: ScalarSet, into found: inout [[UInt8]: Int]
  ) throws(SearchError) {
    let rest = typed.dropFirst()
    var candidates: [[UInt32]] = [Array(rest), [typed[1], typed[0]] + rest.dropFirst()]
    for range in letters.ranges {
      for letter in range {
        candidates.append([letter] + rest)
        candidates.append([letter] + typed)
      }
    }
    var bytes: [UInt8] = []
    for candidate in candidates.prefix(Self.mostStarts) {
      bytes.removeAll(keepingCapacity: true)
      for scalar in candidate { ScalarBytes.append(scalar, to: &bytes) }
      let frequency = try frequency(of: bytes[...])
      if frequency > 0 { found[bytes] = frequency }
    }
  }

  private func rank(
    _ found: [[UInt8]: Int], typed: [UInt32], over ownScore: Double
  ) -> [Correction] {
    var ranked: [Correction] = []
    for (bytes, frequency) in found {
      let scalars = ScalarBytes.scalars(bytes.span)
      guard scalars != typed, !scalars.isEmpty else { continue }
      // Most have too few documents for any cost, which need not be computed then.
      guard log(Double(frequency)) - EditCost.least * log(Self.oddsPerEdit) > ownScore else {
        continue
      }
      let cost = EditCost.of(scalars, typedAs: typed)
      let candidate = correction(String(decoding: bytes, as: UTF8.self), frequency, cost: cost)
      if isLikelier(candidate, than: ownScore) { ranked.append(candidate) }
    }
    ranked.sort(by: Self.precedes)
    return ranked
  }

  /// Two words that were run together: the best of the places between them.
  private func splits(of typed: String) throws(SearchError) -> [Correction] {
    let bytes = Array(typed.utf8)
    let scalars = Array(typed.unicodeScalars)
    var best: Correction?
    var place = 0
    for (index, scalar) in scalars.enumerated() {
      if index > 1, scalars.count - index > 1 {
        let first = try frequency(of: bytes[..<place])
        if first > 0 {
          let count = expected(first, try frequency(of: bytes[place...]))
          let (left, right) = (scalars[..<index], scalars[index...])
          let text =
            String(String.UnicodeScalarView(left)) + " "
            + String(String.UnicodeScalarView(right))
          let split = correction(text, Int(count), cost: Self.spaceCost)
          if count >= 1, split.score > best?.score ?? -.infinity { best = split }
        }
      }
      place += UTF8.width(scalar)
    }
    return best.map { [$0] } ?? []
  }

  // MARK: Numbers

  private func frequency(of word: ArraySlice<UInt8>) throws(SearchError) -> Int {
    let bytes = Array(word)
    return try SearchError.reading { () throws(FormatError) in
      try timeLimit?.check()
      var sum = 0
      for dictionary in dictionaries { sum += try words.frequency(of: bytes.span, in: dictionary) }
      return sum
    }
  }

  /// The documents that would hold both words if neither knew of the other.
  private func expected(_ first: Int, _ second: Int) -> Double {
    Double(first) * Double(second) / Double(documentCount)
  }

  private func correction(_ word: String, _ frequency: Int, cost: Double) -> Correction {
    Correction(
      word: word, frequency: frequency, cost: cost,
      score: log(Double(max(frequency, 1))) - cost * log(Self.rankingOdds))
  }

  /// Whether a word is in enough documents for its cost to be offered in place of one of the given ln f.
  private func isLikelier(_ correction: Correction, than own: Double) -> Bool {
    log(Double(max(correction.frequency, 1))) - correction.cost * log(Self.oddsPerEdit) > own
  }

  /// What a word of all documents would score at `cost`.
  private func bestScore(cost: Double) -> Double {
    log(Double(documentCount)) - cost * log(Self.oddsPerEdit)
  }

  private static func precedes(_ one: Correction, _ other: Correction) -> Bool {
    one.score != other.score ? one.score > other.score : one.word < other.word
  }

  /// The word with another start, as a slip of the finger on its first letter would have changed it:
  /// two edits in all are then few to look for.
  private static func otherStarts(_ word: [UInt32]) -> [[UInt32]] {
    let rest = Array(word.dropFirst())
    let swapped = [word[1], word[0]] + word.dropFirst(2)
    return [rest, swapped] + Keyboard.neighbours(of: word[0]).map { [$0] + rest }
  }

  /// What may have been left out or mistyped in a word: letters and digits of ASCII, and what stands
  /// near its own characters in Unicode, which is the rest of their alphabet.
  private static func alphabet(_ word: [UInt32]) -> ScalarSet {
    var ranges: [ClosedRange<UInt32>] = [0x61...0x7A]
    for scalar in word where scalar > 0x7F {
      let start = scalar & ~0x7F
      ranges.append(start...min(start + 0x7F, ScalarSet.lastScalar))
    }
    if word.contains(where: { (0x30...0x39).contains($0) }) { ranges.append(0x30...0x39) }
    return ScalarSet(ranges)
  }
}
