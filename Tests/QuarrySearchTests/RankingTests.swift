import QuarryCorpus
import QuarryFormat
import TestSupport
import Testing

@testable import QuarrySearch

/// Orders, counts and the second stage, each against what it is defined to be.
@Suite struct RankingTests {
  private static let vocabulary = ExactnessTests.vocabulary(25)

  private static func documents(_ count: Int, seed: UInt64) -> [Document] {
    var maker = QueryTreeTests.Maker(
      random: SplitMix64(seed: seed), vocabulary: vocabulary, fields: [])
    return maker.furnished(randomDocuments(count, vocabulary: vocabulary, seed: seed))
  }

  private static func query(_ random: inout SplitMix64) -> Query {
    .clauses(
      (0..<Int.random(in: 1...4, using: &random)).map { _ in
        let draw = Int.random(in: 0..<12, using: &random)
        return Query.Clause(.should, .word(vocabulary[draw]))
      })
  }

  @Test func theSecondStageIsExact() throws {
    let documents = Self.documents(700, seed: 31)
    let index = try makeIndex(documents, segmentDocuments: 300)
    let searcher = Searcher(index)
    var titleOnly = RankingParameters()
    titleOnly.bonusCap = 0
    let first = Searcher(index, ranking: titleOnly)
    let context = searcher.makeContext()
    let firstContext = first.makeContext()
    var random = SplitMix64(seed: 4)
    for round in 0..<(isLong ? 400 : 25) {
      let query = Self.query(&random)
      let base = try first.top(query, limit: 700, counts: true, context: firstContext)
      let plan = try QueryPlanner.plan(query, context)
      guard let second = plan.second else {
        #expect(base.hits.isEmpty)
        continue
      }
      let runner = SecondStageRunner(plan, second, context)
      var expected: [ScoredDocument] = []
      for entry in base.hits.prefix(RankingParameters.window) {
        let bonus = try runner.bonus(of: entry)
        #expect(bonus.total <= second.stage.cap)
        expected.append(
          ScoredDocument(document: entry.document, score: entry.score + bonus.total))
      }
      expected.sort { $0.score == $1.score ? $0.document < $1.document : $0.score > $1.score }
      expected += base.hits.dropFirst(RankingParameters.window)
      for limit in [1, 10, 199, 200, 201, 700] {
        let found = try searcher.top(
          query, limit: limit, counts: round % 2 == 0, context: context)
        #expect(found.hits == Array(expected.prefix(limit)), "\(query), limit \(limit)")
        if let total = found.total { #expect(total == base.total) }
      }
      var options = SearchOptions()
      options.explains = true
      options.recencyHalfLifeDays = round % 3 == 0 ? 200 : nil
      options.limit = 5
      for hit in try searcher.search(query, options).hits {
        let explanation = try #require(hit.explanation)
        #expect(explanation.parts.reduce(0) { $0 + $1.share } == hit.score, "\(query)")
      }
    }
  }

  @Test func aWholeTitleComesFirst() throws {
    let searcher = Searcher(
      try makeIndex([
        Document(id: "list", title: "Paris lists", text: "Paris Paris Paris Paris, Paris Paris."),
        Document(id: "city", title: "Paris", text: "The capital of France, on the Seine."),
        Document(id: "other", title: "Rome", text: "Rome is not Paris."),
      ]))
    #expect(try searcher.identifiers("paris").first == "city")
    #expect(try searcher.identifiers("Paris lists").first == "list")
  }

  @Test func wordsMayBeWantedAsTheyAreWritten() throws {
    let searcher = Searcher(
      try makeIndex(texts: [
        "Turkey is a country", "a turkey is a bird, turkeys are birds", "the TURKEY flies",
        "café and cafe", "a cafe", "S-400 here", "s-400 there",
      ]))
    #expect(try searcher.identifiers("=Turkey") == ["0"])
    #expect(try searcher.identifiers("=turkey") == ["1"])
    #expect(try searcher.identifiers("=turkeys") == ["1"])
    #expect(try searcher.identifiers("=Turkeys").isEmpty)
    #expect(try searcher.identifiers("=café") == ["3"])
    #expect(try Set(searcher.identifiers("=cafe")) == ["3", "4"])
    #expect(try searcher.identifiers("=S-400") == ["5"])
    #expect(try searcher.identifiers("+turkey -=Turkey -=TURKEY") == ["1"])
    // Beside others the form that was typed ranks higher.
    #expect(try searcher.identifiers("café").first == "3")
    let pair = Searcher(try makeIndex(texts: ["he flies now", "he fly now"]))
    #expect(try pair.identifiers("fly").first == "1")
    #expect(try pair.identifiers("flies").first == "0")
  }

  @Test func termsMayBeSearchedWithWeights() throws {
    let searcher = Searcher(try makeIndex(texts: ["red fox", "red hen", "red dog", "a cat"]))
    func found(_ terms: [(term: [UInt8], weight: Double)]) throws -> [String] {
      try searcher.search(terms: terms, excluding: "2").hits.map(\.identifier)
    }
    let words = ["red", "fox", "hen", "unheardof"].map { Array($0.utf8) }
    #expect(try found([(words[0], 1), (words[1], 0.1), (words[2], 1)]) == ["1", "0"])
    #expect(try found([(words[0], 1), (words[1], 1), (words[2], 0.1)]) == ["0", "1"])
    #expect(try found([(words[3], 1)]).isEmpty)
    #expect(try found([]).isEmpty)
  }

  @Test func hitsComeByDateAndTitle() throws {
    let documents = Self.documents(300, seed: 12)
    for segmentDocuments in [Int.max, 110] {
      let searcher = Searcher(try makeIndex(documents, segmentDocuments: segmentDocuments))
      let query = "\(Self.vocabulary[0]) \(Self.vocabulary[3])"
      var options = SearchOptions()
      options.limit = 300
      let all = try searcher.search(query, options).hits.sorted { $0.document < $1.document }
      #expect(!all.isEmpty)
      func key(_ hit: Hit) -> String { documents[hit.document].date ?? "" }
      for (sort, limit) in [(SearchOptions.Sort.newest, 300), (.oldest, 300), (.newest, 7)] {
        options.sort = sort
        options.limit = limit
        let found = try searcher.search(query, options)
        let dated = all.filter { !key($0).isEmpty }
        let sorted = dated.sorted {
          if key($0) == key($1) { return $0.document < $1.document }
          return sort == .newest ? key($0) > key($1) : key($0) < key($1)
        }
        let expected = sorted + all.filter { key($0).isEmpty }
        #expect(found.hits.map(\.document) == expected.prefix(limit).map(\.document))
        #expect(found.total == all.count)
      }
      options.sort = .title
      options.limit = 300
      let found = try searcher.search(query, options).hits
      #expect(found.count == all.count)
      let titled = found.filter { !$0.title.isEmpty }.map {
        $0.title.replacing("-", with: " ")
      }
      #expect(titled == titled.sorted())
      #expect(found.dropFirst(titled.count).allSatisfy { $0.title.isEmpty })
    }
  }

  @Test func countsAreOfAllHits() throws {
    let documents = Self.documents(400, seed: 3)
    let searcher = Searcher(try makeIndex(documents, segmentDocuments: 150))
    var options = SearchOptions()
    options.limit = 400
    options.facets = ["tags", "source", "year", "size"]
    options.timeline = .month
    options.since = "2018"
    options.until = "2019-06"
    let results = try searcher.search(Self.vocabulary[1], options)
    #expect(!results.hits.isEmpty)
    let hits = results.hits.map { documents[$0.document] }
    #expect(hits.allSatisfy { ($0.date ?? "") >= "2018" && ($0.date ?? "") < "2019-07" })
    for facet in results.facets {
      var counts: [String: Int] = [:]
      for document in hits {
        let values =
          facet.field == "year"
          ? [String(document.date?.prefix(4) ?? "")]
          : document.metadata.filter { $0.name == facet.field }.map(\.value)
        for value in values { counts[value, default: 0] += 1 }
      }
      #expect(Dictionary(uniqueKeysWithValues: facet.values.map { ($0.value, $0.count) }) == counts)
      #expect(facet.values.map(\.count) == facet.values.map(\.count).sorted(by: >))
      #expect(facet.otherCount == 0)
    }
    let timeline = try #require(results.timeline)
    #expect(timeline.undatedCount == 0)
    for bin in timeline.bins {
      #expect(bin.count == hits.count { $0.date?.hasPrefix(bin.label) == true })
    }
    options.facets = ["nowhere"]
    #expect(throws: SearchError.self) { try searcher.search(Self.vocabulary[1], options) }
  }

  /// What a dump calls category or categories is kept as tags, and can be asked for by all its names.
  @Test(arguments: ["tags", "tag", "category", "categories"])
  func tagsByOtherNames(field: String) throws {
    func document(_ id: String, _ name: String, _ value: String) -> Document {
      Document(id: id, text: "fox", metadata: [MetadataField(name: name, value: value)])
    }
    let tagged = [document("a", "tags", "culture"), document("b", "tags", "sport")]
    let searcher = Searcher(try makeIndex(tagged + [document("c", "tags", "culture")]))
    #expect(try searcher.identifiers("\(field):culture") == ["a", "c"])
    #expect(try searcher.identifiers("fox \(field):cult*") == ["a", "c"])
    var options = SearchOptions()
    options.facets = [field]
    options.groupBy = field
    let results = try searcher.search("fox", options)
    #expect(results.hits.map(\.identifier) == ["a", "b"])
    #expect(results.facets.map(\.field) == [field])
    #expect(results.facets[0].values.map(\.value) == ["culture", "sport"])
    // Metadata of this very name comes first.
    let own = Searcher(try makeIndex(tagged + [document("c", field, "sea")]))
    #expect(try own.identifiers("\(field):sea") == ["c"])
    // Without tags these are names like any other.
    let bare = Searcher(try makeIndex([Document(id: "a", text: "category culture")]))
    if field.hasPrefix("c") { #expect(try bare.identifiers("\(field):culture") == ["a"]) }
  }

  @Test func groupsShowTheirBest() throws {
    let documents = Self.documents(400, seed: 6)
    let searcher = Searcher(try makeIndex(documents, segmentDocuments: 150))
    var options = SearchOptions()
    options.limit = 400
    let all = try searcher.search(Self.vocabulary[0], options).hits
    var seen: Set<String> = []
    let expected = all.filter { hit in
      documents[hit.document].source.map { seen.insert($0).inserted } ?? true
    }
    for limit in [1, 2, 3, 400] {
      options.groupBy = "source"
      options.limit = limit
      let found = try searcher.search(Self.vocabulary[0], options).hits
      #expect(found.map(\.document) == expected.prefix(limit).map(\.document))
    }
  }

  @Test func oldDocumentsCountLess() throws {
    let documents = Self.documents(300, seed: 9)
    let searcher = Searcher(try makeIndex(documents), ranking: .off)
    var options = SearchOptions()
    options.limit = 300
    let query = "\(Self.vocabulary[0]) +\(Self.vocabulary[2])"
    let plain = try searcher.search(query, options).hits
    options.recencyHalfLifeDays = 365
    let aged = try searcher.search(query, options).hits
    #expect(Set(plain.map(\.document)) == Set(aged.map(\.document)))
    for hit in aged {
      let before = try #require(plain.first { $0.document == hit.document }).score
      #expect(hit.score <= before && hit.score >= before / 2)
      if documents[hit.document].date == nil { #expect(hit.score == before / 2) }
    }
    options.limit = 10
    #expect(
      try searcher.search(query, options).hits.map(\.document) == aged.prefix(10).map(\.document))
    options.recencyHalfLifeDays = -1
    #expect(throws: SearchError.self) { try searcher.search(query, options) }
  }

  @Test func parametersReplaceThoseOfTheIndex() throws {
    let searcher = Searcher(try makeIndex(Self.documents(100, seed: 2)), ranking: .off)
    var options = SearchOptions()
    let word = Self.vocabulary[0]
    let before = try searcher.search(word, options).hits
    options.parameters = ["k1": 3, "b.title": 0.1, "title": 5]
    let after = try searcher.search(word, options).hits
    #expect(before.map(\.score) != after.map(\.score))
    #expect(try searcher.search(word, options).hits.map(\.score) == after.map(\.score))
    for bad in [["k2": 1.0], ["b": 2], ["k1": -1], ["title": .nan], ["nearPair": 1000]] {
      options.parameters = bad
      #expect(throws: SearchError.self) { try searcher.search(word, options) }
    }
  }
}
