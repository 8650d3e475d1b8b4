import Foundation
import QuarryFormat
import QuarrySearch
import QuarryStorage

@testable import QuarryIndexing

/// Whether a file that a fault has left is the old or the new index, and can be added to.
struct FaultCheck {
  /// Which of the two it is.
  enum State: Sendable { case old, new }

  let scenario: FaultScenario
  let path: String

  struct Wrong: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
  }

  /// - Throws: where it is neither, is damaged, or takes no documents.
  func state() throws -> State {
    guard FileManager.default.fileExists(atPath: path) else {
      guard scenario.before == nil else { throw Wrong("the index is gone") }
      return .old
    }
    let found = try texts()
    guard found == scenario.old || found == scenario.new else {
      throw Wrong("it holds \(found.keys.sorted())")
    }
    let after = ["after": "stone after the fault"]
    try FaultScenario.add(after, to: path)
    guard try texts() == found.merging(after, uniquingKeysWith: { $1 }) else {
      throw Wrong("an addition loses documents")
    }
    let file = try IndexFile(path: path)
    guard !file.hasDamagedSlot else { throw Wrong("a slot is still damaged") }
    return found == scenario.new ? .new : .old
  }

  /// The texts by identifier, after every checksum was checked and searches agree.
  private func texts() throws -> [String: String] {
    let file = try IndexFile(path: path)
    let problems = Verifier(file).run().problems.filter {
      // A damaged slot is no damage to a commit.
      !$0.reason.hasSuffix("holds no root of this commit or the one before")
    }
    guard problems.isEmpty else { throw Wrong("\(problems)") }
    var texts: [String: String] = [:]
    for segment in file.segments {
      let deleted = try segment.deletedDocuments()
      var walk = DocumentWalk(segment.documents)
      for number in 0..<segment.documentCount where deleted?.contains(number) != true {
        let record = try walk.read(number)
        func string(_ range: Range<Int>) -> String {
          String(decoding: record.bytes[range], as: UTF8.self)
        }
        let former = texts.updateValue(string(record.text), forKey: string(record.identifier))
        guard former == nil else { throw Wrong("a document is there twice") }
      }
    }
    let searcher = Searcher(file, cacheBytes: 1 << 16)
    var options = SearchOptions()
    options.limit = 1000
    options.snippets = 0
    for word in ["granite", "slate"] {
      let hits = try searcher.search(word, options).hits.map(\.identifier).sorted()
      let expected = texts.filter { $0.value.split(separator: " ").contains(Substring(word)) }
      guard hits == expected.keys.sorted() else { throw Wrong("\(word) finds \(hits)") }
    }
    return texts
  }
}
