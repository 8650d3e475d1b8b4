import QuarryCorpus
import QuarryFormat
import QuarrySearch
import QuarryStorage
import TestSupport
import Testing

@testable import QuarryIndexing

/// An operation that changes an index, with what the index holds before and after it.
struct FaultScenario: Sendable {
  let name: String
  /// The file before; nil where there is none.
  let before: [UInt8]?
  /// The texts by identifier, before and after.
  let old: [String: String]?
  let new: [String: String]
  /// Another file that the operation reads.
  var source: [UInt8]?
  let run: @Sendable (_ path: String, _ folder: String) throws -> Void

  /// Whether the file is appended to, so that its writes can be seen before they are flushed.
  var isAppended: Bool { name.hasPrefix("add") || name.hasPrefix("delete") }

  static let options: IndexingOptions = {
    var options = smallOptions(analyzer: "plain", level: 1)
    options.mergesSegments = false
    return options
  }()

  static func add(
    _ texts: [String: String], to path: String, merges: Bool = false
  ) throws {
    var options = options
    options.mergesSegments = merges
    let writer = try IndexWriter(try IndexUpdate(path: path, waits: false), options: options)
    for (id, text) in texts.sorted(by: { $0.key < $1.key }) {
      try writer.add(Document(id: id, text: text))
    }
    _ = try writer.finish()
  }

  static func delete(_ ids: Set<String>, in path: String) throws {
    let update = try IndexUpdate(path: path, waits: false)
    for (number, segment) in update.file.segments.enumerated() {
      let inflater = Inflater()
      for document in 0..<segment.documentCount {
        let record = try segment.documents.read(document, with: inflater)
        if ids.contains(String(decoding: record.bytes[record.identifier], as: UTF8.self)) {
          update.delete(document, of: number)
        }
      }
    }
    try update.commit()
  }

  /// - Parameter length: of each word, in units of about 12 characters.
  private static func texts(
    _ range: Range<Int>, _ word: String, words: Int = 6, length: Int = 1
  ) -> [String: String] {
    var random = SplitMix64(seed: UInt64(range.lowerBound + 1))
    var texts: [String: String] = [:]
    for number in range {
      texts["d\(number)"] =
        (["stone", word]
        + (0..<words).map { _ in
          (0..<length).map { _ in String(random.next(), radix: 36) }.joined()
        })
        .joined(separator: " ")
    }
    return texts
  }

  private static func create(_ texts: [String: String], _ path: String, replaces: Bool) throws {
    var options = options
    options.replaces = replaces
    let documents = texts.sorted { $0.key < $1.key }.map { Document(id: $0.key, text: $0.value) }
    try build(documents, at: path, options)
  }

  private static func merge(_ paths: [String], _ path: String, _ folder: String) throws {
    let options = OptimizationOptions(
      order: .none, level: 1, threads: 1, temporaryFolder: folder, output: path, replaces: true)
    _ = try IndexMerger(paths: paths, options: options).run()
  }

  /// All operations, from small indexes.
  static let all = Result { try make() }

  /// The operation of that name.
  static func named(_ name: String) throws -> FaultScenario {
    let all = try all.get()
    let found = all.first { $0.name == name }
    return try #require(found)
  }

  private static func make() throws -> [FaultScenario] {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/index.quarry"
    let first = texts(0..<3, "granite")
    let more = texts(2..<5, "marble")
    let both = first.merging(more) { $1 }
    try create(first, path, replaces: false)
    let one = try fileBytes(path)
    try add(more, to: path)
    let two = try fileBytes(path)
    // The newest root is in slot 1.
    var damaged = two
    damaged[2 * 4096 + 20] ^= 0x55
    let added = texts(10..<12, "slate", words: 150, length: 2)
    let three = both.merging(added) { $1 }
    let kept = both.filter { $0.key != "d2" && $0.key != "d0" }
    let large = texts(0..<10, "granite", words: 240, length: 4)
    let few = large.filter { $0.key == "d3" }
    let most = Set(large.keys).subtracting(few.keys)
    try create(large, path, replaces: true)
    let big = try fileBytes(path)
    let leavings = [UInt8](repeating: 0x51, count: 3000)
    func adding(_ name: String, _ before: [UInt8], merges: Bool = false) -> FaultScenario {
      FaultScenario(name: name, before: before, old: both, new: three) { path, _ in
        try add(added, to: path, merges: merges)
      }
    }
    return [
      FaultScenario(name: "create", before: nil, old: nil, new: first) { path, _ in
        try create(first, path, replaces: false)
      },
      FaultScenario(name: "replace", before: one, old: first, new: more) { path, _ in
        try create(more, path, replaces: true)
      },
      FaultScenario(name: "replace documents", before: one, old: first, new: both) { path, _ in
        try add(more, to: path)
      },
      adding("add", two), adding("add and merge", two, merges: true),
      adding("add behind leavings", two + leavings),
      adding("add behind a damaged slot", damaged),
      FaultScenario(name: "delete", before: two, old: both, new: kept) { path, _ in
        try delete(["d0", "d2"], in: path)
      },
      FaultScenario(name: "delete and rewrite", before: big, old: large, new: few) { path, _ in
        try delete(most, in: path)
      },
      FaultScenario(name: "optimize", before: two, old: both, new: both) { path, folder in
        _ = try IndexOptimizer(
          path: path,
          options: OptimizationOptions(order: .none, level: 1, threads: 1, temporaryFolder: folder)
        ).run()
      },
      FaultScenario(name: "repair", before: nil, old: nil, new: both, source: two) { path, _ in
        _ = try IndexRepair(path: path + ".source").run(output: path, options: options)
      },
      FaultScenario(name: "merge", before: nil, old: nil, new: both, source: two) { path, folder in
        try merge([path + ".source", path + ".source"], path, folder)
      },
      FaultScenario(
        name: "merge in place", before: one, old: first, new: both, source: two
      ) { path, folder in
        try merge([path, path + ".source"], path, folder)
      },
    ]
  }
}
