import Foundation
import QuarryCorpus
import QuarryFormat
import QuarrySearch
import QuarryStorage
import TestSupport
import Testing

@testable import QuarryIndexing

/// Rewrites small indexes and holds them against what they were.
@Suite("Optimizing")
struct OptimizeTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  /// Random documents with what an index may hold: several fields, languages, dates, numbers, forms.
  private func documents(_ count: Int, seed: UInt64) -> [Document] {
    var maker = DocumentMaker(seed: seed, vocabulary: 60)
    var random = SplitMix64(seed: seed + 1)
    var documents = maker.documents(count, words: 0...60)
    for number in documents.indices {
      documents[number].text += " topic\(Int.random(in: 0..<8, using: &random)) a"
      if number % 4 == 0 { documents[number].aliases = [maker.words(1...2)] }
      if number % 6 == 0 { documents[number].headings = [maker.words(1...3)] }
      if number % 5 == 0 {
        documents[number].metadata.append(MetadataField(name: "views", value: "\(number * 3)"))
      }
      if number % 7 == 0 {
        documents[number].metadata.append(MetadataField(name: "weight", value: "\(number).25"))
      }
    }
    return documents
  }

  private func optimize(
    _ path: String, to name: String, _ change: (inout OptimizationOptions) -> Void = { _ in }
  ) throws -> [UInt8] {
    var options = OptimizationOptions(
      threads: 1, temporaryFolder: folder.path, output: "\(folder.path)/\(name)", replaces: true)
    change(&options)
    _ = try IndexOptimizer(path: path, options: options).run()
    let report = Verifier(try IndexFile(path: "\(folder.path)/\(name)")).run()
    #expect(report.problems == [])
    return try folder.bytes(name)
  }

  private static let queries = [
    "topic3", "the of", "+a topic1", "\"the of\"", "café", "S-400", "北京", "topic2 -topic3", "to*",
    "title:the", "date:2024-02-01..2024-05-01 a", "views:>30 a", "lang:en topic5", "words:<20 a",
  ]

  /// What a query finds, in an order that equal scores do not change.
  private func hits(_ searcher: Searcher, _ query: String) throws -> [String] {
    var options = SearchOptions()
    options.limit = 10_000
    options.snippets = 0
    return try searcher.search(query, options).hits.map {
      "\($0.score.bitPattern) \($0.identifier) \($0.title)"
    }.sorted()
  }

  /// - Parameter isRanked: whether the second stage ranks too, which looks at the best hits only, so
  ///   that among very many equal ones the order tells which.
  private func check(_ before: String, _ after: String, isRanked: Bool = true) throws {
    let (old, new) = (try IndexFile(path: before), try IndexFile(path: after))
    #expect(new.segments.count == 1)
    func sorted(_ file: IndexFile) throws -> [String] {
      try StoredDocuments(file).documents.map { "\($0)" }.sorted()
    }
    #expect(try sorted(old) == sorted(new))
    #expect(old.catalog.fields == new.catalog.fields)
    #expect(old.catalog.sources == new.catalog.sources)
    #expect(old.catalog.parameters == new.catalog.parameters)
    let searchers = [old, new].map { file in
      isRanked
        ? Searcher(file)
        : Searcher(file, scoring: Scoring(file.catalog), ranking: .off, cacheBytes: 0)
    }
    let (one, other) = (searchers[0], searchers[1])
    for query in Self.queries { #expect(try hits(one, query) == hits(other, query), "\(query)") }
    let same = try StoredDocuments(old).documents
    for document in same.prefix(40) {
      let id = try #require(document.id)
      #expect(
        try one.document(identifier: id)?.text == other.document(identifier: id)?.text, "\(id)")
    }
  }

  @Test(arguments: ["standard", "plain", "lucene"], DocumentOrder.allCases)
  func nothingButTheOrderChanges(analyzer: String, order: DocumentOrder) throws {
    for (segmentDocuments, seed) in [(Int.max, 1), (70, 2)] as [(Int, UInt64)] {
      var options = smallOptions(analyzer: analyzer)
      options.language = "auto"
      options.replaces = true
      options.segmentDocuments = min(segmentDocuments, options.segmentDocuments)
      let path = "\(folder.path)/old.quarry"
      try build(documents(160, seed: seed), at: path, options)
      let expected = try optimize(path, to: "new.quarry") { $0.order = order }
      try check(path, "\(folder.path)/new.quarry")
      #expect(
        try optimize(path, to: "threads.quarry") {
          $0.order = order
          $0.threads = 7
        } == expected)
      // As little memory as makes every list and every lot of records a part of its own.
      #expect(
        try optimize(path, to: "memory.quarry") {
          $0.order = order
          $0.threads = 2
          $0.memory = IndexingOptions.minimumMemory
          $0.forwardBudget = 1500
          $0.partBytes = 3000
        } == expected)
    }
  }

  @Test(arguments: [0, 1, 9], [true, false])
  func levelsAndTexts(level: Int, storesText: Bool) throws {
    let path = "\(folder.path)/old.quarry"
    try build(documents(150, seed: 3), at: path, smallOptions(storesText: storesText))
    _ = try optimize(path, to: "new.quarry") { $0.level = level }
    try check(path, "\(folder.path)/new.quarry")
    let new = try IndexFile(path: "\(folder.path)/new.quarry")
    #expect(new.catalog.texts == (storesText ? .stored : .none))
    #expect(new.catalog.settings.contains(Catalog.Setting(name: "level", value: "\(level)")))
    #expect(new.catalog.settings.contains(Catalog.Setting(name: "order", value: "bisection")))
  }

  /// Lists of several pages, from several segments, cut into parts.
  @Test(arguments: ["plain", "standard"])
  func longLists(analyzer: String) throws {
    let documents = (0..<5000).map { number in
      Document(
        id: "\(number)", title: number % 3 == 0 ? "a" : "",
        text: number % 2 == 0 ? "a b A topic\(number % 5)" : "b c\(number % 1500) B topic3",
        metadata: [MetadataField(name: "date", value: "2024-0\(number % 9 + 1)-01")])
    }
    var options = smallOptions(analyzer: analyzer)
    options.segmentDocuments = 3000
    let path = "\(folder.path)/old.quarry"
    try build(documents, at: path, options)
    let expected = try optimize(path, to: "new.quarry")
    try check(path, "\(folder.path)/new.quarry", isRanked: false)
    #expect(
      try optimize(path, to: "parts.quarry") {
        $0.partBytes = 50_000
        $0.forwardBudget = 20_000
        $0.threads = 3
      } == expected)
  }

  /// The last document has more of a list than may be held.
  @Test func aLongListThatEndsInOneDocument() throws {
    let documents = (0..<10).map { number in
      Document(
        id: "\(number)",
        text: "zebra apple" + String(repeating: " zebra", count: number == 9 ? 2000 : 0))
    }
    let path = "\(folder.path)/old.quarry"
    try build(documents, at: path, smallOptions())
    let expected = try optimize(path, to: "new.quarry") { $0.order = .none }
    #expect(
      try optimize(path, to: "parts.quarry") {
        $0.order = .none
        $0.partBytes = 3000
      } == expected)
  }

  @Test func identifiersAndDatesGiveTheOrder() throws {
    let days = ["2024-03-01", nil, "1999", "2024-02-29T10:00:00Z", nil, "2024-02-29"]
    let documents = ["b10", "b9", "a", "b010", "B", "10"].enumerated().map { number, id in
      Document(
        id: id, text: "x",
        metadata: days[number].map { [MetadataField(name: "date", value: $0)] } ?? [])
    }
    let path = "\(folder.path)/old.quarry"
    try build(documents, at: path, smallOptions())
    func identifiers(_ order: DocumentOrder) throws -> [String] {
      _ = try optimize(path, to: "new.quarry") { $0.order = order }
      return try StoredDocuments(try IndexFile(path: "\(folder.path)/new.quarry")).identifiers
    }
    #expect(try identifiers(.id) == ["10", "B", "a", "b9", "b010", "b10"])
    #expect(try identifiers(.date) == ["a", "10", "b010", "b10", "b9", "B"])
    #expect(try identifiers(.none) == documents.compactMap(\.id))
  }

  /// Topics that alternate in the dump stand side by side afterwards, and a second time changes
  /// little.
  @Test func similarDocumentsStandTogether() throws {
    var random = SplitMix64(seed: 9)
    let documents = (0..<1200).map { number in
      let topic = Int.random(in: 0..<6, using: &random)
      let words = (0..<20).map { _ in "t\(topic)w\(Int.random(in: 0..<40, using: &random))" }
      return Document(
        id: "\(topic) \(number)", title: "\(number)", text: words.joined(separator: " "))
    }
    let path = "\(folder.path)/old.quarry"
    try build(documents, at: path, smallOptions(analyzer: "plain"))
    _ = try optimize(path, to: "new.quarry")
    func changes(_ name: String) throws -> Int {
      let topics = try StoredDocuments(try IndexFile(path: "\(folder.path)/\(name)")).identifiers
        .map { $0.prefix(1) }
      return zip(topics, topics.dropFirst()).count { $0 != $1 }
    }
    let once = try changes("new.quarry")
    #expect(once < 100)
    _ = try optimize("\(folder.path)/new.quarry", to: "again.quarry")
    #expect(try changes("again.quarry") <= once)
    let sizes = try [path, "\(folder.path)/new.quarry"].map {
      IndexStatistics(try IndexFile(path: $0)).bitsPerPosting ?? 0
    }
    #expect(sizes[1] < 0.8 * sizes[0])
  }

  @Test func indexesOfNothingAndOfOne() throws {
    for count in [0, 1] {
      let path = "\(folder.path)/\(count).quarry"
      try build(Array(documents(1, seed: 5).prefix(count)), at: path, smallOptions())
      for order in DocumentOrder.allCases {
        _ = try optimize(path, to: "new.quarry") { $0.order = order }
        try check(path, "\(folder.path)/new.quarry")
      }
    }
  }
}
