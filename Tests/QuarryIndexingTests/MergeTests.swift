import Foundation
import QuarryCorpus
import QuarryFormat
import QuarryStorage
import TestSupport
import Testing

@testable import QuarryIndexing

/// Merged indexes are held against one that was built of all documents at once.
@Suite("Merging")
struct MergeTests {
  private let folder: TemporaryFolder
  private var target: String { "\(folder.path)/all.quarry" }

  init() throws {
    folder = try TemporaryFolder()
  }

  private func merge(
    _ paths: [String], _ change: (inout OptimizationOptions) -> Void = { _ in }
  ) throws -> MergeSummary {
    var options = OptimizationOptions(
      order: .none, threads: 1, temporaryFolder: folder.path, output: target, replaces: true)
    change(&options)
    let summary = try IndexMerger(paths: paths, options: options).run()
    #expect(Verifier(try IndexFile(path: target)).run().problems == [])
    return summary
  }

  private func documents(_ count: Int, seed: UInt64) -> [Document] {
    var maker = DocumentMaker(seed: seed, vocabulary: 60)
    var documents = maker.documents(count, words: 0...30)
    for number in documents.indices {
      documents[number].id = "s\(seed)-\(number)"
      // Fields and columns that only some of the indexes have.
      if seed == 2, number % 4 == 0 { documents[number].aliases = [maker.words(1...2)] }
      if seed == 3, number % 5 == 0 {
        documents[number].metadata.append(MetadataField(name: "views", value: "\(number)"))
      }
    }
    return documents
  }

  private func delete(_ numbers: Set<Int>, in path: String) throws {
    let update = try IndexUpdate(path: path, waits: false)
    for (place, segment) in update.file.segments.enumerated() {
      for document in 0..<segment.documentCount
      where numbers.contains(segment.firstDocument + document) {
        update.delete(document, of: place)
      }
    }
    try update.commit()
  }

  /// What stays of the documents, in order, is an index of them, to the last byte but for the sources.
  @Test(arguments: ["standard", "plain", "lucene"], [Int.max, 35])
  func isAnIndexOfAll(analyzer: String, segmentDocuments: Int) throws {
    var options = smallOptions(analyzer: analyzer)
    options.language = "auto"
    options.segmentDocuments = min(segmentDocuments, options.segmentDocuments)
    let parts = (1...3).map { documents([80, 50, 1][$0 - 1], seed: UInt64($0)) }
    var paths: [String] = []
    for (number, part) in parts.enumerated() {
      paths.append("\(folder.path)/\(number).quarry")
      try build(part, at: paths[number], options)
    }
    let summary = try merge(paths)
    #expect(summary.documents == 131 && summary.replaced == 0)
    #expect(summary.inputs.map(\.documents) == [80, 50, 1])
    #expect(summary.fileBytes == (try fileBytes(target)).count)
    options.segmentDocuments = smallOptions().segmentDocuments
    let whole = "\(folder.path)/whole.quarry"
    try build(parts.flatMap { $0 }, at: whole, options)
    _ = try IndexOptimizer(
      path: whole,
      options: OptimizationOptions(order: .none, threads: 1, temporaryFolder: folder.path)
    ).run()
    #expect(try fileBytes(target) == fileBytes(whole))
    _ = try IndexMerger(
      paths: paths,
      options: OptimizationOptions(
        order: .none, temporaryFolder: folder.path, output: target, replaces: true),
      keepsLevel: true
    ).run()
    let kept = try IndexFile(path: target).catalog.settings
    #expect(kept.contains(Catalog.Setting(name: "level", value: "1")))
    _ = try merge(paths)
    // Neither threads nor memory make a difference.
    let expected = try fileBytes(target)
    _ = try merge(paths) {
      $0.threads = 5
      $0.partBytes = 2000
      $0.memory = IndexingOptions.minimumMemory
    }
    #expect(try fileBytes(target) == expected)
  }

  /// Deleted documents stay away, and the last of each identifier stays.
  @Test(arguments: DocumentOrder.allCases)
  func theLastWins(order: DocumentOrder) throws {
    let paths = (0..<3).map { "\(folder.path)/\($0).quarry" }
    var options = smallOptions()
    options.segmentDocuments = 40
    for (number, path) in paths.enumerated() {
      let documents = (0..<100).filter { $0 % (number + 1) == 0 }.map {
        Document(id: "d\($0)", title: "t\(number)", text: "part\(number) stone w\($0)")
      }
      try build(documents, at: path, options)
    }
    // What is deleted in a later index does not delete it from an earlier one.
    try delete([0, 1], in: paths[2])
    try delete([7], in: paths[0])
    let summary = try merge(paths) { $0.order = order }
    var model: [String: String] = [:]
    for number in 0..<3 {
      for id in 0..<100 where id % (number + 1) == 0 {
        if number == 2, id < 6 { continue }
        if number == 0, id == 7 { continue }
        model["d\(id)"] = "part\(number) stone w\(id)"
      }
    }
    #expect(summary.documents == model.count && summary.replaced == 99 + 50 + 32 - model.count)
    let found = try StoredDocuments(try IndexFile(path: target)).documents
    #expect(found.count == model.count)
    for document in found { #expect(model[document.id ?? ""] == document.text) }
    // An index merged with itself stays as it is, its own file too.
    let before = try fileBytes(target)
    let again = try merge([target, target])
    #expect(again.replaced == model.count)
    if order == .none { #expect(try fileBytes(target) == before) }
    #expect(try StoredDocuments(try IndexFile(path: target)).documents == found)
  }

  @Test func whatDoesNotGoTogetherIsRefused() throws {
    let paths = (0..<4).map { "\(folder.path)/\($0).quarry" }
    let some = [Document(id: "1", text: "stone")]
    try build(some, at: paths[0], smallOptions())
    try build(some, at: paths[1], smallOptions(analyzer: "plain"))
    try build(some, at: paths[2], smallOptions(storesText: false))
    try folder.write("3.quarry", Array("no index".utf8))
    func refusal(_ paths: [String]) -> String {
      do throws(OptimizationError) {
        let options = OptimizationOptions(temporaryFolder: folder.path, output: target)
        _ = try IndexMerger(paths: paths, options: options).run()
        return "merged"
      } catch {
        switch error {
        case .refused(let reason): return reason
        case .input(let path, let error): return "\(path): \(error)"
        case .source, .storage: return "\(error)"
        }
      }
    }
    for (other, reason) in [
      (paths[1], "was analysed by plain"), (paths[2], "was built with --store none"),
      (paths[3], "3.quarry"), ("\(folder.path)/none.quarry", "none.quarry"),
    ] {
      let refusal = refusal([paths[0], other])
      #expect(refusal.contains(reason) && refusal.contains(other), "\(refusal)")
    }
    #expect(refusal([paths[0]]).contains("two indexes"))
    try folder.write("all.quarry", Array("mine".utf8))
    #expect(refusal([paths[0], paths[0]]).contains("--force"))
    #expect(try folder.bytes("all.quarry") == Array("mine".utf8))
    #expect(folder.names.count == 5)
  }

  /// A damaged page of any input ends it, and nothing is written.
  @Test func damageIsTold() throws {
    let paths = (0..<2).map { "\(folder.path)/\($0).quarry" }
    for (number, path) in paths.enumerated() {
      try build(documents(60, seed: UInt64(number + 1)), at: path, smallOptions())
    }
    var bytes = try fileBytes(paths[1])
    let section = try #require(
      try IndexFile(path: paths[1]).catalog.segments[0].sections.first { $0.kind == .documents })
    bytes[section.offset + section.length / 2] ^= 0x10
    try folder.write("1.quarry", bytes)
    do throws(OptimizationError) {
      let options = OptimizationOptions(temporaryFolder: folder.path, output: target)
      _ = try IndexMerger(paths: paths, options: options).run()
      Issue.record("it was merged")
    } catch {
      guard case .refused(let reason) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(reason.contains(paths[1]) && reason.contains("damaged"))
    }
    #expect(folder.names == ["0.quarry", "1.quarry"])
  }
}
