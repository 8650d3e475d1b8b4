import Foundation
import Quarry
import TestSupport
import Testing

@Suite("The library")
final class QuarryIndexTests {
  private let folder: String

  init() throws {
    folder =
      FileManager.default.temporaryDirectory
      .appendingPathComponent("quarry-library-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// The error that `body` throws, or nil; unlike `#expect(throws:)` it keeps the error's type.
  private func thrown<Result>(_ body: () throws(QuarryError) -> Result) -> QuarryError? {
    do {
      _ = try body()
      return nil
    } catch {
      return error
    }
  }

  private func documents(_ count: Int) -> [Document] {
    (0..<count).map { number in
      Document(
        id: "d\(number)", title: "Title \(number)",
        text: number.isMultiple(of: 3) ? "a turkey in the yard" : "a goose in the pond",
        metadata: [MetadataField(name: "date", value: "2024-01-01")])
    }
  }

  @Test func readmeExampleRuns() throws {
    let path = "\(folder)/readme.quarry"
    try firstSteps(path: path)
    let index = try QuarryIndex(path: path)
    let query: Query = .word("turkey") && .phrase("the s-400") && !.word("bird")
    #expect(try index.search(query).hits.map(\.title) == ["The S-400"])
    let hits = try index.search("s-400 turkey").hits
    #expect(hits.map(\.title) == ["The S-400", "Roast turkey"])
    let snippet = try #require(hits.first?.snippets.first)
    #expect(snippet.highlights.map(\.text) == ["Turkey", "S-400"])
  }

  @Test func readmeShowsTheExample() throws {
    let source = try String(
      contentsOfFile: checkoutPath("Tests/QuarryTests/ReadmeExample.swift"), encoding: .utf8)
    let example = source.split(separator: "\n", maxSplits: 1)[1]
    guard
      let readme = try? String(contentsOfFile: checkoutPath("README.md"), encoding: .utf8)
    else { return }
    #expect(readme.contains("```swift\n\(example)```"), "README.md shows another example")
  }

  @Test func sequencesAndAsynchronousSequencesAreTheSame() async throws {
    let all = documents(100)
    let one = try IndexBuilder(path: "\(folder)/one.quarry")
    try one.add(contentsOf: all)
    #expect(try one.finish().documents == 100)

    let stream = AsyncStream<Document> { continuation in
      for document in all { continuation.yield(document) }
      continuation.finish()
    }
    let two = try IndexBuilder(path: "\(folder)/two.quarry")
    try await two.add(contentsOf: stream)
    #expect(try two.finish().documents == 100)

    let bytes = try ["one", "two"].map {
      try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\($0).quarry"))
    }
    #expect(bytes[0] == bytes[1])
  }

  @Test func errorsOfASequencePassThrough() async throws {
    struct Broken: Error {}
    let stream = AsyncThrowingStream<Document, any Error> { continuation in
      continuation.yield(Document(text: "turkey"))
      continuation.finish(throwing: Broken())
    }
    let builder = try IndexBuilder(path: "\(folder)/broken.quarry")
    await #expect(throws: Broken.self) { try await builder.add(contentsOf: stream) }
    #expect(!FileManager.default.fileExists(atPath: "\(folder)/broken.quarry"))
  }

  @Test func nothingAppearsBeforeTheEnd() throws {
    let path = "\(folder)/dropped.quarry"
    do {
      let builder = try IndexBuilder(path: path)
      try builder.add(contentsOf: documents(10))
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
  }

  @Test func aFinishedBuilderRefusesMore() throws {
    let builder = try IndexBuilder(path: "\(folder)/done.quarry")
    try builder.add(contentsOf: documents(1))
    try builder.finish()
    let error = thrown { () throws(QuarryError) in try builder.add(documents(1)[0]) }
    #expect(error?.kind == .notBuilt)
    #expect(thrown { () throws(QuarryError) in try builder.finish() }?.kind == .notBuilt)
  }

  @Test func documentsComeBack() throws {
    let path = "\(folder)/back.quarry"
    let builder = try IndexBuilder(path: path)
    try builder.add(contentsOf: documents(10))
    try builder.finish()
    let index = try QuarryIndex(path: path)
    #expect(index.documentCount == 10)
    #expect(index.facts.documents == 10)
    let stored = try #require(try index.document(id: "d4"))
    #expect(stored.title == "Title 4")
    #expect(stored.text == "a goose in the pond")
    #expect(stored.metadata.map(\.value) == ["2024-01-01"])
    #expect(try index.document(id: "d10") == nil)
    #expect(try QuarryIndex.verify(path: path).isSound)
  }

  /// An index that is open keeps the old file, and the new one finds the same.
  @Test func anIndexIsOptimizedInItsPlace() throws {
    let path = "\(folder)/optimized.quarry"
    let builder = try IndexBuilder(path: path)
    try builder.add(contentsOf: documents(500))
    try builder.finish()
    let old = try QuarryIndex(path: path)
    let summary = try QuarryIndex.optimize(
      path: path, options: OptimizationOptions(threads: 2, temporaryFolder: folder))
    #expect(summary.documents == 500)
    #expect(summary.stages.count == 4 && summary.segmentsBefore == 1)
    let new = try QuarryIndex(path: path)
    #expect(new.facts.settings.contains { $0.name == "order" && $0.value == "bisection" })
    #expect(try QuarryIndex.verify(path: path).isSound)
    var options = SearchOptions()
    options.limit = 1000
    let hits = try [old, new].map { try $0.search("turkey", options).hits.map(\.identifier) }
    #expect(hits[0].count == 167 && hits[0].sorted() == hits[1].sorted())
    let missing = thrown { () throws(QuarryError) in
      try QuarryIndex.optimize(path: "\(folder)/missing.quarry")
    }
    #expect(missing?.kind == .unreadable)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["optimized.quarry"])
  }

  @Test func manyThreadsSearchAtOnce() async throws {
    let path = "\(folder)/many.quarry"
    let builder = try IndexBuilder(path: path)
    try builder.add(contentsOf: documents(3000))
    try builder.finish()
    let index = try QuarryIndex(path: path)
    let expected = try index.search("+turkey yard").hits.map(\.identifier)
    #expect(expected.count == 10)
    try await withThrowingTaskGroup(of: [String].self) { group in
      for _ in 0..<64 {
        group.addTask { try index.search("+turkey yard").hits.map(\.identifier) }
      }
      for try await found in group { #expect(found == expected) }
    }
  }

  /// What was committed is seen from `refresh()` on and not before, also in a file that took the place
  /// of the one that was opened.
  @Test func refreshingSeesTheNewestCommit() throws {
    let path = "\(folder)/living.quarry"
    let builder = try IndexBuilder(path: path)
    try builder.add(contentsOf: documents(3000))
    try builder.finish()
    let index = try QuarryIndex(path: path)
    var options = SearchOptions()
    options.facets = ["date"]
    func found() throws -> Int { try index.search("turkey", options).total ?? -1 }
    let before = try found()
    #expect(try !index.refresh())

    _ = try QuarryIndex.delete(path: path, identifiers: ["d0"])
    #expect(try found() == before)
    #expect(try index.refresh())
    #expect(try !index.refresh())
    #expect(try found() == before - 1 && index.documentCount == 2999)
    // Deleting changes no page, so all are still there.
    let known = index.cacheStatistics
    #expect(try found() == before - 1)
    #expect(index.cacheStatistics.misses == known.misses && index.cacheStatistics.hits > known.hits)

    let more = try IndexBuilder(addingTo: path)
    try more.add(Document(id: "new", title: "Turkey", text: "turkey turkey turkey"))
    try more.finish()
    #expect(try index.refresh())
    #expect(try found() == before && index.document(id: "new") != nil)
    // What is kept gives the same scores as nothing kept.
    let fresh = try QuarryIndex(path: path, cacheBytes: 0)
    options.limit = 50
    let hits = try [index, fresh].map { try $0.search("turkey goose", options).hits }
    #expect(hits[0].map(\.score) == hits[1].map(\.score))
    #expect(hits[0].map(\.identifier) == hits[1].map(\.identifier))

    try QuarryIndex.optimize(path: path)
    #expect(try index.refresh())
    #expect(try found() == before)
    try FileManager.default.removeItem(atPath: path)
    #expect(thrown { () throws(QuarryError) in try index.refresh() }?.kind == .unreadable)
    #expect(try found() == before)
  }

  /// Without a document there is no field, yet what names one is no error.
  @Test func anIndexWithoutDocumentsAnswers() throws {
    let path = "\(folder)/emptied.quarry"
    let builder = try IndexBuilder(path: path)
    try builder.add(contentsOf: documents(3))
    try builder.finish()
    _ = try QuarryIndex.delete(path: path, identifiers: ["d0", "d1", "d2"])
    try QuarryIndex.optimize(path: path)
    var options = SearchOptions()
    options.facets = ["date"]
    let results = try QuarryIndex(path: path).search("turkey", options)
    #expect(results.total == 0 && results.facets.map(\.values) == [[]])
  }

  @Test func errorsNameTheFileAndTheKind() throws {
    let missing = "\(folder)/missing.quarry"
    let first = thrown { () throws(QuarryError) in try QuarryIndex(path: missing) }
    #expect(first?.kind == .unreadable)
    #expect(first?.description.hasPrefix("\(missing): ") == true)

    let text = "\(folder)/text.quarry"
    try Data("some text, but no index".utf8).write(to: URL(fileURLWithPath: text))
    let second = thrown { () throws(QuarryError) in try QuarryIndex(path: text) }
    #expect(second?.kind == .notAnIndex)
    let third = thrown { () throws(QuarryError) in try IndexBuilder(path: text) }
    #expect(third?.kind == .notBuilt)
  }
}
