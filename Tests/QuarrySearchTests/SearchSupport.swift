import Foundation
import QuarryAnalysis
import QuarryCorpus
import QuarryFormat
import QuarryIndexing
import QuarrySearch
import TestSupport

/// An index of some documents in a file that is already unlinked.
func makeIndex(
  _ documents: [Document], analyzer: String = "standard", segmentDocuments: Int = .max,
  storesText: Bool = true, language: String = "en"
) throws -> IndexFile {
  let path = FileManager.default.temporaryDirectory
    .appendingPathComponent("search-\(UUID().uuidString).quarry").path
  var options = IndexingOptions(threads: 1, level: 1, storesText: storesText, analyzer: analyzer)
  // Words made up have no language that could be told.
  options.language = language
  options.segmentDocuments = min(segmentDocuments, options.segmentDocuments)
  if segmentDocuments < documents.count { options.batchBytes = 1 << 12 }
  let writer = try IndexWriter(path: path, options: options)
  for document in documents { try writer.add(document) }
  _ = try writer.finish()
  defer { try? FileManager.default.removeItem(atPath: path) }
  return try IndexFile(path: path)
}

/// An index of texts without titles.
func makeIndex(
  texts: [String], analyzer: String = SearchSupport.defaultAnalyzer
) throws -> IndexFile {
  try makeIndex(
    texts.enumerated().map { Document(id: "\($0.offset)", text: $0.element) }, analyzer: analyzer)
}

/// What the tests of this module have in common.
enum SearchSupport {
  /// The analyzer of indexes that name none.
  static let defaultAnalyzer = "standard"
}

/// Whether the environment's `QUARRY_LONG` asks for the heavy forms of the tests.
let isLong = ProcessInfo.processInfo.environment["QUARRY_LONG"] != nil

extension Searcher {
  /// The identifiers of the hits, in order.
  func identifiers(_ query: String, limit: Int = 10) throws -> [String] {
    var options = SearchOptions()
    options.limit = limit
    return try search(query, options).hits.map(\.identifier)
  }
}

/// Documents of words from a small vocabulary, few of them common.
func randomDocuments(
  _ count: Int, vocabulary: [String], seed: UInt64, longest: Int = 12
) -> [Document] {
  var random = SplitMix64(seed: seed)
  func word() -> String {
    // The smaller of three draws falls off about as words do.
    let draws = (0..<3).map { _ in Int.random(in: 0..<vocabulary.count, using: &random) }
    return vocabulary[draws.min() ?? 0]
  }
  return (0..<count).map { number in
    let title = (0..<Int.random(in: 0...2, using: &random)).map { _ in word() }
    let text = (0..<Int.random(in: 0...longest, using: &random)).map { _ in word() }
    return Document(
      id: "d\(number)", title: title.joined(separator: " "), text: text.joined(separator: " "))
  }
}

/// An index of a dump, in a file that is already unlinked.
func makeIndex(input: String) throws -> IndexFile {
  let path = FileManager.default.temporaryDirectory
    .appendingPathComponent("search-\(UUID().uuidString).quarry").path
  let writer = try IndexWriter(path: path, options: IndexingOptions(threads: 2, level: 1))
  try writer.add(inputs: [input])
  _ = try writer.finish()
  defer { try? FileManager.default.removeItem(atPath: path) }
  return try IndexFile(path: path)
}

/// The bytes of a small file.
enum InputBytes {
  static func read(_ path: String) -> [UInt8]? {
    (try? Data(contentsOf: URL(fileURLWithPath: path))).map { Array($0) }
  }
}
