import QuarryCorpus
import QuarryFormat
import QuarryIndexing
import QuarryStorage
import TestSupport
import Testing

@testable import QuarrySearch

/// Patterns and words in texts of several languages and scripts, against brute force.
@Suite struct MixedWordsTests {
  /// Words with their inflections, of which several share a stem, and the same in other scripts.
  private static let words: [(language: String, words: [String])] = [
    (
      "en",
      [
        "organ", "organs", "Organization", "organizations", "organize", "organic", "happy",
        "happily", "happiness", "dying", "die", "dies", "turkey", "Turkey", "turkeys", "Turkish",
        "s-400", "S400", "e-mails", "O'Neill", "café", "cafes", "naïve", "2nd", "U.S.", "skies",
      ]
    ),
    (
      "de",
      [
        "Häuser", "Haus", "hauses", "die", "organisieren", "Organe", "Straße", "strassen", "Türkei",
        "türkisch", "grüße", "Gruss", "E-Mails",
      ]
    ),
    ("ru", ["дом", "дома", "домами", "Москва", "москвой", "ёлка", "елки", "die", "turkey"]),
    ("zh", ["北京大学", "大学", "学", "京北", "abc北京", "北", "turkeys"]),
    ("ko", ["한국어", "한국", "국어", "turkey"]),
    ("fr", ["l'organisation", "organisations", "été", "étés", "heureuse", "heureux", "Turquie"]),
    ("und", ["organization", "häuser", "xyz"]),
  ]

  private static var all: [String] { words.flatMap(\.words) }

  private static func documents(_ count: Int, _ random: inout SplitMix64) -> [Document] {
    (0..<count).map { number in
      let (language, words) = Self.words.randomElement(using: &random) ?? ("en", [])
      func text(_ most: Int) -> String {
        (0..<Int.random(in: 0...most, using: &random)).map { _ in
          words.randomElement(using: &random) ?? ""
        }.joined(separator: [" ", ", ", " "].randomElement(using: &random) ?? " ")
      }
      return Document(
        id: "d\(number)", title: text(2), text: text(9),
        metadata: [MetadataField(name: "lang", value: language)])
    }
  }

  private static func query(_ random: inout SplitMix64) -> Query {
    let word = all.randomElement(using: &random) ?? ""
    let scalars = Array(word.unicodeScalars)
    func part(_ range: Range<Int>) -> String {
      var text = ""
      text.unicodeScalars.append(contentsOf: scalars[range.clamped(to: 0..<scalars.count)])
      return text
    }
    let plain = word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
    switch Int.random(in: 0...14, using: &random) {
    case 0, 1: return .prefix(part(0..<Int.random(in: 1...9, using: &random)))
    case 2: return .wildcard("*" + part(max(0, scalars.count - 2)..<scalars.count))
    case 3: return .wildcard(part(0..<1) + "*" + part(scalars.count - 1..<scalars.count))
    case 4: return .wildcard(part(0..<2) + "?" + part(3..<max(3, scalars.count)))
    case 5: return .fuzzy(word, edits: Int.random(in: 0...2, using: &random))
    case 6:
      guard plain else { return .word(word) }
      let folded = word.lowercased()
      return .regex(
        [
          "[a-z]{3,5}", "\(folded)|[o-t].*", "(org|hap)[a-z]+(s|n)", ".{2}", "[^a-z]+",
          "organi[sz]ations?", ".*[0-9].*",
        ].randomElement(using: &random) ?? "a")
    case 7: return .exact(word)
    case 11: return .all
    case 8: return .phrase(word + " " + (all.randomElement(using: &random) ?? ""))
    case 9: return .phrase(word + " " + (all.randomElement(using: &random) ?? ""), slop: 2)
    case 10:
      return .near([.word(word), .word(all.randomElement(using: &random) ?? "")], distance: 3)
    default: return .word(word)
    }
  }

  @Test func searchEqualsOracle() throws {
    for round in 0..<(isLong ? 60 : 6) {
      var random = SplitMix64(seed: UInt64(700 + round))
      let documents = Self.documents([30, 200, 700][round % 3], &random)
      let index = try makeIndex(
        documents, segmentDocuments: round % 2 == 0 ? .max : 60, language: "auto")
      let oracle = try Oracle(documents, index.catalog)
      let searcher = Searcher(index, ranking: .off)
      let context = searcher.makeContext()
      for _ in 0..<100 {
        let occurrences: [Query.Occurrence] = [.should, .should, .must, .mustNot]
        var query = Self.query(&random)
        if Bool.random(using: &random) {
          query = .clauses(
            (0..<Int.random(in: 1...3, using: &random)).map { _ in
              Query.Clause(
                occurrences.randomElement(using: &random) ?? .should, Self.query(&random))
            })
        } else if Bool.random(using: &random) {
          query = .field("title", query)
        }
        let expected = oracle.search(query)
        let found = try searcher.top(query, limit: 1000, counts: true, context: context)
        #expect(found.hits == expected, "round \(round): \(query)")
        if found.hits != expected { return }
      }
    }
  }

  @Test(arguments: [
    ("organizat*", ["1", "2"]), ("organ*", ["0", "1", "2", "3"]), ("organ", ["0", "1", "2", "3"]),
    ("*zations", ["2"]), ("/organs?/", ["0", "3"]), ("organizatoin~1", ["1"]),
    ("orgänizat*", ["1", "2"]),
    ("=Organization", ["1"]), ("=organization", []), ("organizin*", []),
  ])
  func patternsMatchWordsAsWritten(_ query: String, _ identifiers: [String]) throws {
    let searcher = Searcher(
      try makeIndex(texts: [
        "An organ here", "The Organization here", "Two organizations here", "All organs here",
      ]))
    let found = Set(try searcher.identifiers(query))
    // English stems make one term of some of these, which a plain word finds together.
    if query != "organ" { #expect(found == Set(identifiers)) }
    #expect(found.isSubset(of: identifiers))
  }

  @Test func formsAreNotReadWithTheFieldsOfAnother() throws {
    let index = try makeIndex([
      Document(id: "0", title: "Dog", text: "dogs dog dog"), Document(id: "1", text: "dogs"),
    ])
    let segment = try #require(index.segments.first)
    let term = Array("dog".utf8)
    let info = try #require(try segment.terms.find(term.span))
    #expect(info.forms.numberCount == 3)
    let reader = PostingsReader(segment.postings, inflater: Inflater())
    let postings = try reader.postings(of: info)
    for fields in [-1, 0, 3, 4, 1 << 40] {
      var cursor = FormCursor(info, fieldCount: fields)
      var counts: [UInt32] = []
      var numbers: [UInt16] = []
      #expect(throws: FormatError.self, "\(fields)") {
        try cursor.count(1, page: 0, of: postings, isWanted: [true], from: reader, into: &counts)
      }
      #expect(throws: FormatError.self, "\(fields)") {
        try cursor.read(
          9, page: 0, of: postings, positionCount: 1, from: reader, into: &numbers)
      }
    }
  }
}
