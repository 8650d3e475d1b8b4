import QuarryCorpus
import QuarryFormat
import TestSupport
import Testing

@testable import QuarrySearch

/// Words behind the terms of a dictionary, as stemming leaves them.
struct ModelWords: TermWords {
  var slack: Int
  var words: [[UInt8]: [[UInt8]]]

  func forEach(
    of terms: borrowing TermIterator, _ body: (Span<UInt8>, Int) -> Void
  ) throws(FormatError) {
    for word in words[terms.term] ?? [] { body(word.span, terms.info.documentFrequency) }
  }

  func frequency(
    of word: Span<UInt8>, in dictionary: TermDictionary
  ) throws(FormatError) -> Int { 0 }
}

/// Walks over a dictionary against looking at each of its terms.
@Suite struct PatternExpansionTests {
  private static let alphabet = ["a", "b", "c", "d", "é", "ö", "語", "𝄞"]

  private static func words(_ count: Int, _ random: inout SplitMix64) -> [String] {
    (0..<count).map { _ in
      (0..<Int.random(in: 1...7, using: &random)).map { _ in
        let pick = min(
          Int.random(in: 0..<8, using: &random), Int.random(in: 0..<8, using: &random))
        return alphabet[pick]
      }.joined()
    }
  }

  private static let patterns: [WordPattern] = [
    .prefix(""), .prefix("a"), .prefix("aé"), .prefix("語"), .prefix("zz"), .wildcard("*a"),
    .wildcard("a?c*"), .wildcard("*é*"), .wildcard("?"), .wildcard("𝄞*"), .regex("[a-c]{3}"),
    .regex("(ab|ba)+.?"), .regex("[^a]*"), .regex("é.*|b+"), .fuzzy("abca", edits: 1),
    .fuzzy("abca", edits: 2), .fuzzy("éö", edits: 2), .fuzzy("", edits: 1),
  ]

  private static func dictionary(_ words: [String]) throws -> (TermDictionary, [[UInt8]]) {
    let index = try makeIndex(
      [Document(id: "0", text: words.joined(separator: " "))], analyzer: "plain")
    let dictionary = index.segments[0].terms
    var terms: [[UInt8]] = []
    let none: [UInt8] = []
    var iterator = try dictionary.terms(from: none.span)
    while try iterator.next() { terms.append(iterator.term) }
    return (dictionary, terms)
  }

  @Test(arguments: [3, 300, 4000])
  func walksFindWhatLookingAtAllFinds(_ count: Int) throws {
    var random = SplitMix64(seed: UInt64(count))
    let (dictionary, terms) = try Self.dictionary(Self.words(count, &random))
    for pattern in Self.patterns {
      let automaton = try PatternAutomaton(pattern, fold: { $0 })
      var matcher = PatternMatcher(automaton)
      let expected = terms.filter { matcher.edits(of: $0.span) != nil }
      let found = try PatternExpansion.expand(automaton, dictionary)
      #expect(found.terms.map(\.term) == expected, "\(pattern)")
      #expect(!found.isCut)
      for entry in found.terms {
        #expect(entry.edits == matcher.edits(of: entry.term.span))
        #expect(try dictionary.find(entry.term.span) == entry.info)
      }
      let some = try PatternExpansion.expand(automaton, dictionary, limit: 2)
      #expect(some.terms.map(\.term) == Array(expected.prefix(2)))
      #expect(some.isCut == (expected.count > 2))
    }
  }

  @Test(arguments: [1, 2])
  func walksSeeTheWordsBehindTheTerms(_ slack: Int) throws {
    var random = SplitMix64(seed: UInt64(slack))
    let (dictionary, terms) = try Self.dictionary(Self.words(2000, &random))
    var words = ModelWords(slack: slack, words: [:])
    for term in terms {
      let scalars = Array(String(decoding: term, as: UTF8.self).unicodeScalars)
      for _ in 0..<Int.random(in: 0...2, using: &random) {
        // ASCII endings only are cut: a byte each.
        var kept = scalars
        let most = term.count > 2 ? slack : 0
        for _ in 0..<Int.random(in: 0...most, using: &random) where kept.count > 1 {
          if kept.last?.isASCII ?? false { kept.removeLast() }
        }
        var word = ""
        word.unicodeScalars.append(contentsOf: kept)
        words.words[term, default: []].append(Array((word + Self.words(1, &random)[0]).utf8))
      }
    }
    for pattern in Self.patterns {
      let automaton = try PatternAutomaton(pattern, fold: { $0 })
      var matcher = PatternMatcher(automaton)
      let expected = terms.filter {
        (words.words[$0] ?? []).contains { matcher.edits(of: $0.span) != nil }
      }
      let found = try PatternExpansion.expand(automaton, dictionary, words: words)
      #expect(found.terms.map(\.term) == expected, "\(pattern)")
    }
  }

  @Test func seekingFindsTheFirstThatIsNotLess() throws {
    var random = SplitMix64(seed: 5)
    let (dictionary, terms) = try Self.dictionary(Self.words(5000, &random))
    for _ in 0..<50 {
      let targets = Self.words(20, &random).map { Array($0.utf8) }.sorted {
        $0.lexicographicallyPrecedes($1)
      }
      let first = targets[0]
      var iterator = try dictionary.terms(from: first.span)
      var last: [UInt8]?
      for target in targets {
        let expected = terms.first { !$0.lexicographicallyPrecedes(target) }
        let isFound = try iterator.seek(to: target.span)
        #expect(isFound == (expected != nil))
        guard isFound, let expected else { break }
        #expect(iterator.term == expected)
        if let last {
          let common = zip(last, expected).prefix { $0 == $1 }.count
          #expect(iterator.shared <= common)
        }
        last = expected
      }
    }
  }

  @Test func aPatternThatNeedsTooMuchIsRefused() throws {
    var random = SplitMix64(seed: 9)
    let words = (0..<3000).map { _ in
      (0..<200).map { _ in Bool.random(using: &random) ? "a" : "b" }.joined()
    }
    let (dictionary, _) = try Self.dictionary(words)
    let automaton = try PatternAutomaton(.regex("[ab]*a[ab]{300}|[ab]*b[ab]{400}"), fold: { $0 })
    do {
      _ = try PatternExpansion.expand(automaton, dictionary)
      Issue.record("it was not refused")
    } catch {
      #expect(error.kind == .query)
    }
  }
}
