import Foundation
import QuarryCorpus
import QuarryFormat
import QuarrySearch
import TestSupport
import Testing

@testable import QuarryIndexing

/// An index that is added to and deleted from, held against a dictionary of documents.
@Suite("Living indexes")
struct LiveIndexTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = "\(folder.path)/live.quarry"
  }

  private static let words = ["stone", "granite", "marble", "the", "Stone", "quarries"]

  private func text(_ random: inout SplitMix64) -> String {
    (0..<Int.random(in: 0...12, using: &random)).map { _ in
      Self.words[Int.random(in: 0..<Self.words.count, using: &random)]
    }.joined(separator: " ")
  }

  private func add(_ documents: [Document], _ options: IndexingOptions) throws -> IndexingSummary {
    let writer = try IndexWriter(try IndexUpdate(path: path, waits: false), options: options)
    for document in documents { try writer.add(document) }
    return try writer.finish()
  }

  /// Everything that is asked finds exactly the model's documents.
  private func check(_ model: [String: String], stores: Bool, _ history: Comment) throws {
    let index = try IndexFile(path: path)
    #expect(Verifier(index).run().problems == [], history)
    #expect(index.catalog.documentCount - index.deletedCount == model.count, history)
    let searcher = Searcher(index)
    var options = SearchOptions()
    options.limit = 10_000
    options.snippets = 0
    func identifiers(_ query: String) throws -> [String] {
      try searcher.search(query, options).hits.map(\.identifier).sorted()
    }
    #expect(try identifiers("*") == model.keys.sorted(), history)
    for word in ["granite", "marble"] {
      let expected = model.filter { $0.value.split(separator: " ").contains(Substring(word)) }
      #expect(try identifiers(word) == expected.keys.sorted(), history)
    }
    for number in 0..<40 {
      let found = try searcher.document(identifier: "d\(number)")
      #expect((found != nil) == (model["d\(number)"] != nil), history)
      if stores { #expect(found?.text == model["d\(number)"], history) }
    }
  }

  private static let environment = ProcessInfo.processInfo.environment
  private static let histories = environment["QUARRY_HISTORIES"].flatMap { Int($0) } ?? 12
  private static let firstSeed = environment["QUARRY_SEED"].flatMap { Int($0) } ?? 0

  /// Histories from seeds, `QUARRY_HISTORIES` of them from `QUARRY_SEED` on.
  @Test(arguments: 0..<2)
  func randomHistories(share: Int) throws {
    for seed in Self.firstSeed..<Self.firstSeed + Self.histories where seed % 2 == share {
      try history(seed)
    }
  }

  private func history(_ seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    var model: [String: String] = [:]
    let stores = Bool.random(using: &random)
    var options = smallOptions(
      analyzer: seed % 3 == 2 ? "plain" : "standard", level: seed % 2, threads: 1 + seed / 2 % 2,
      batchBytes: 300, storesText: stores)
    options.replaces = true
    options.segmentDocuments = seed % 4 < 2 ? 7 : options.segmentDocuments
    func documents(_ count: Int) -> [Document] {
      (0..<count).map { _ in
        let id = "d\(Int.random(in: 0..<40, using: &random))"
        // Now and then the document as it is.
        let same = Bool.random(using: &random) ? model[id] : nil
        let document = Document(id: id, text: same ?? text(&random))
        model[id] = document.text
        return document
      }
    }
    try build(documents(20), at: path, options)
    try check(model, stores: stores, "history \(seed), when built")
    for step in 0..<8 {
      switch Int.random(in: 0..<5, using: &random) {
      case 0, 1:
        let before = model
        let some = documents(Int.random(in: 0...30, using: &random))
        let summary = try add(some, options)
        #expect(summary.documents + summary.duplicateIdentifiers + summary.unchanged == some.count)
        #expect(summary.replaced <= before.count)
      case 2:
        let update = try IndexUpdate(path: path, waits: false)
        let searcher = Searcher(update.file)
        for _ in 0..<Int.random(in: 0...15, using: &random) {
          let id = "d\(Int.random(in: 0..<40, using: &random))"
          model[id] = nil
          try searcher.forEachDocument(identifier: id) { segment, document, _ in
            update.delete(document, of: segment)
            return true
          }
        }
        try update.commit()
      case 3:
        let other = "\(folder.path)/other.quarry"
        try build(documents(Int.random(in: 1...30, using: &random)), at: other, options)
        let order = DocumentOrder.allCases[Int.random(in: 0..<4, using: &random)]
        _ = try IndexMerger(
          paths: [path, other],
          options: OptimizationOptions(
            order: order, threads: 1, temporaryFolder: folder.path, output: path, replaces: true)
        ).run()
      default:
        let order = DocumentOrder.allCases[Int.random(in: 0..<4, using: &random)]
        var options = OptimizationOptions(order: order, threads: 1, temporaryFolder: folder.path)
        options.partBytes = Bool.random(using: &random) ? 500 : nil
        _ = try IndexOptimizer(path: path, options: options).run()
        let index = try IndexFile(path: path)
        #expect(index.deletedCount == 0 && index.catalog.documentCount == model.count)
      }
      try check(model, stores: stores, "history \(seed), step \(step)")
    }
  }

  /// What optimizing leaves of an index with deletions is what an index of the rest would be, but for
  /// the numbers of the dictionary and the sources.
  @Test(arguments: ["standard", "plain"], [Int.max, 60])
  func optimizingDropsWhatWasDeleted(analyzer: String, segmentDocuments: Int) throws {
    var maker = DocumentMaker(seed: 77, vocabulary: 50)
    let documents = maker.documents(200, words: 0...18)
    var options = smallOptions(analyzer: analyzer)
    options.segmentDocuments = min(segmentDocuments, options.segmentDocuments)
    try build(documents, at: path, options)
    let update = try IndexUpdate(path: path, waits: false)
    var number = 0
    for (place, segment) in update.file.segments.enumerated() {
      for document in 0..<segment.documentCount {
        if number % 3 == 0 { update.delete(document, of: place) }
        number += 1
      }
    }
    try update.commit()
    let rest = documents.enumerated().filter { $0.offset % 3 != 0 }.map(\.element)
    let expected = "\(folder.path)/expected.quarry"
    options.segmentDocuments = smallOptions().segmentDocuments
    try build(rest, at: expected, options)
    func optimized(_ path: String, _ name: String, partBytes: Int? = nil) throws -> IndexFile {
      let target = "\(folder.path)/\(name)"
      var options = OptimizationOptions(
        order: .none, threads: 2, temporaryFolder: folder.path, output: target, replaces: true)
      options.partBytes = partBytes
      _ = try IndexOptimizer(path: path, options: options).run()
      let file = try IndexFile(path: target)
      #expect(Verifier(file).run().problems == [])
      return file
    }
    let new = try optimized(path, "new.quarry")
    let right = try optimized(expected, "right.quarry")
    #expect(try StoredDocuments(new).documents == StoredDocuments(right).documents)
    var (facts, rightFacts) = (new.catalog.segments[0], right.catalog.segments[0])
    #expect(facts.sections.map(\.length) == rightFacts.sections.map(\.length))
    facts.sections = []
    rightFacts.sections = []
    #expect(facts == rightFacts)
    let queries = ["the of", "running", "\"the of\"", "S-400 café", "w0 -the", "date:2024-03-01"]
    let probe = Probe(queries: queries, identifiers: rest.prefix(20).compactMap(\.id))
    #expect(probe.answers(of: new) == probe.answers(of: right))
    _ = try optimized(path, "parts.quarry", partBytes: 2000)
    #expect(try folder.bytes("parts.quarry") == folder.bytes("new.quarry"))
  }

  /// A note too short to tell its language by is in that of the index; and what hardly any other document
  /// is in is found where nothing else is.
  @Test func fewAreFoundAmongMany() throws {
    let english = "The history of the city and of the people who have lived in it for so long"
    let many = (0..<1200).map { Document(id: "d\($0)", text: "\(english) \($0)") }
    var options = smallOptions()
    options.language = "auto"
    try build(many, at: path, options)
    _ = try add([Document(id: "note", text: "oranges, tables")], options)
    let german =
      "Die Verteidigung der Stadt war nicht mehr möglich, weil die Mauern schon gefallen waren"
    _ = try add([Document(id: "de", text: german)], options)
    let file = try IndexFile(path: path)
    let last = try #require(file.segments.last)
    let column = try #require(last.column(named: "lang"))
    // None of them is unknown.
    #expect(column.documentCount == last.documentCount)
    let searcher = Searcher(file)
    #expect(try searcher.search("+oranges +tables").hits.map(\.identifier) == ["note"])
    #expect(try searcher.search("Verteidigungen").hits.map(\.identifier) == ["de"])
    #expect(try searcher.search("history").total == 1200)
    var found = 0
    try searcher.forEachMatch(of: .word("Verteidigungen")) { _, _ in found += 1 }
    #expect(found == 1)
  }

  /// The later of two equal identifiers stays, also across segments and inputs, and the file depends on
  /// neither threads nor memory.
  @Test(arguments: [Int.max, 40])
  func theLaterWins(segmentDocuments: Int) throws {
    let first = (0..<100).map { Document(id: "d\($0)", text: "first \($0)") }
    let second = (0..<100).map { Document(id: "d\($0 * 3)", text: "second \($0)") }
    let dumps = [
      try folder.write("a.jsonl", try jsonLines(first)),
      try folder.write("b.jsonl", try jsonLines(second + second.reversed())),
    ]
    func build(_ threads: Int, _ runBudget: Int?) throws -> [UInt8] {
      var options = smallOptions(threads: threads, batchBytes: 500)
      options.runBudget = runBudget
      options.replaces = true
      options.segmentDocuments = min(segmentDocuments, options.segmentDocuments)
      let writer = try IndexWriter(path: path, options: options)
      try writer.add(inputs: dumps)
      let summary = try writer.finish()
      #expect(summary.duplicateIdentifiers == 100 + 34)
      #expect(summary.documents == 166)
      return try fileBytes(path)
    }
    let bytes = try build(1, nil)
    #expect(try build(3, nil) == bytes)
    #expect(try build(2, 1) == bytes)
    var model: [String: String] = [:]
    for document in first + second { model[document.id ?? ""] = document.text }
    let index = try IndexFile(path: path)
    #expect(index.deletedCount == 134 && Verifier(index).run().problems == [])
    let searcher = Searcher(index)
    for (id, text) in model {
      #expect(try searcher.document(identifier: id)?.text == text)
      #expect(try searcher.search("id:\(id)").total == 1)
    }
  }

  /// Many small additions give few segments, and a file not much larger than one that is built at once;
  /// what they find is the same.
  @Test func manyAdditionsStaySmall() throws {
    var maker = DocumentMaker(seed: 5, vocabulary: 100)
    var documents: [Document] = []
    let all = maker.documents(800, words: 20...60)
    var options = smallOptions(batchBytes: 1 << 20)
    try build([], at: path, options)
    for start in stride(from: 0, to: all.count, by: 20) {
      let some = Array(all[start..<start + 20])
      documents += some
      #expect(try add(some, options).mergeFailure == nil)
      let size = try fileBytes(path).count
      if start % 200 == 180 {
        let bulk = try indexBytes(documents, options).count
        #expect(size <= 2 * bulk + (64 << 10), "\(documents.count) documents")
      }
    }
    let index = try IndexFile(path: path)
    #expect(index.segments.count <= 7)
    #expect(Verifier(index).run().problems == [])
    let bulk = "\(folder.path)/bulk.quarry"
    options.batchBytes = 20 << 10
    try build(documents, at: bulk, options)
    let probe = Probe(
      queries: ["the of", "running \"the of\"", "S-400 café", "w0 -the", "topic* date:2024-03-01"],
      identifiers: documents.prefix(30).compactMap(\.id))
    #expect(probe.answers(path) == probe.answers(bulk))
  }

  @Test func whatDoesNotFitIsRefused() throws {
    try build([Document(id: "a", text: "x")], at: path, smallOptions())
    let before = try fileBytes(path)
    for bytes in [[], Array(before.prefix(9000)), [UInt8](repeating: 7, count: 20_000)] {
      let other = try folder.write("other.quarry", bytes)
      #expect(throws: IndexingError.self) { try IndexUpdate(path: other, waits: false) }
      #expect(try fileBytes(other) == bytes)
    }
    #expect(throws: IndexingError.self) { try IndexUpdate(path: folder.path, waits: false) }
    #expect(throws: IndexingError.self) {
      try IndexUpdate(path: "\(folder.path)/none", waits: false)
    }
    // A commit that is begun and dropped leaves the file as it was.
    do {
      let writer = try IndexWriter(
        try IndexUpdate(path: path, waits: false), options: smallOptions())
      try writer.add(Document(id: "b", text: "y"))
    }
    #expect(try fileBytes(path) == before)
    // Nor does one without anything new write anything.
    #expect(try add([Document(id: "a", text: "x")], smallOptions()).unchanged == 1)
    #expect(try fileBytes(path) == before)
  }
}
