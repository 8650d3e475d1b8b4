import Foundation
import QuarryCorpus
import QuarryFormat
import QuarryIndexing
import QuarrySearch
import QuarryStorage
import TestSupport

/// Whether the environment's `QUARRY_LONG` asks for the heavy forms of the tests.
let isLong = ProcessInfo.processInfo.environment["QUARRY_LONG"] != nil

/// A folder that is removed when the test has ended.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    path =
      FileManager.default.temporaryDirectory
      .appendingPathComponent("quarry-indexing-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  @discardableResult
  func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    try Data(bytes).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
    return "\(path)/\(name)"
  }

  func bytes(_ name: String) throws -> [UInt8] {
    try fileBytes("\(path)/\(name)")
  }

  /// The names in the folder, sorted.
  var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
  }
}

/// The bytes of a file.
func fileBytes(_ path: String) throws -> [UInt8] {
  Array(try Data(contentsOf: URL(fileURLWithPath: path)))
}

/// Options for small indexes: one thread and small batches.
func smallOptions(
  analyzer: String = "standard", level: Int = 1, threads: Int = 1, batchBytes: Int = 20 << 10,
  storesText: Bool = true
) -> IndexingOptions {
  var options = IndexingOptions(
    threads: threads, level: level, storesText: storesText, analyzer: analyzer)
  options.batchBytes = batchBytes
  options.language = "en"
  return options
}

/// Builds an index of `documents` at `path`.
@discardableResult
func build(
  _ documents: [Document], at path: String, _ options: IndexingOptions
) throws -> IndexingSummary {
  let writer = try IndexWriter(path: path, options: options)
  for document in documents { try writer.add(document) }
  return try writer.finish()
}

/// The bytes of an index of `documents`.
func indexBytes(_ documents: [Document], _ options: IndexingOptions) throws -> [UInt8] {
  let folder = try TemporaryFolder()
  try build(documents, at: "\(folder.path)/index.quarry", options)
  return try folder.bytes("index.quarry")
}

/// An index of `documents`, opened; its file has no name any more.
func makeIndex(_ documents: [Document], _ options: IndexingOptions) throws -> IndexFile {
  let folder = try TemporaryFolder()
  try build(documents, at: "\(folder.path)/index.quarry", options)
  return try IndexFile(path: "\(folder.path)/index.quarry")
}

/// Makes documents whose words fall off about as those of real texts do, rare ones among them.
struct DocumentMaker {
  private var random: SplitMix64
  private let common: [String]

  init(seed: UInt64, vocabulary: Int = 400) {
    random = SplitMix64(seed: seed)
    let hard = ["S-400", "U.S.", "café", "O'Neill", "Ελλάδα", "北京", "C++", "3.14", "e-mail", "🙂"]
    common =
      ["the", "of", "running", "ran"] + hard
      + (0..<vocabulary).map { "w" + String($0 * 7919 % 46656, radix: 36) }
  }

  mutating func word() -> String {
    if Int.random(in: 0..<60, using: &random) == 0 {
      return "r\(Int.random(in: 0..<1_000_000, using: &random))"
    }
    let draws = (0..<3).map { _ in Int.random(in: 0..<common.count, using: &random) }
    return common[draws.min() ?? 0]
  }

  mutating func words(_ count: ClosedRange<Int>) -> String {
    (0..<Int.random(in: count, using: &random)).map { number in
      let word = word()
      return number % 7 == 0 ? word.capitalized : number % 31 == 3 ? word.uppercased() : word
    }.joined(separator: " ")
  }

  /// `count` documents; now and then a title or a text is empty, or metadata are there.
  mutating func documents(_ count: Int, words: ClosedRange<Int> = 0...120) -> [Document] {
    (0..<count).map { number in
      Document(
        id: "d\(number)", title: number % 5 == 4 ? "" : self.words(0...6),
        text: number % 17 == 16 ? "" : self.words(words),
        metadata: number % 3 == 0
          ? [
            MetadataField(name: "date", value: "2024-0\(number % 9 + 1)-01"),
            MetadataField(name: "tags", value: word()), MetadataField(name: "tags", value: word()),
          ] : [])
    }
  }
}

/// The documents as JSON lines.
func jsonLines(_ documents: [Document]) throws -> [UInt8] {
  var bytes: [UInt8] = []
  for document in documents {
    var members: [String: Any] = ["title": document.title, "text": document.text]
    members["id"] = document.id
    members["date"] = document.date
    if !document.tags.isEmpty { members["tags"] = document.tags }
    bytes += try JSONSerialization.data(withJSONObject: members, options: [.sortedKeys])
    bytes.append(0x0A)
  }
  return bytes
}

/// A gzip file of `bytes`.
func gzipped(_ bytes: [UInt8]) throws -> [UInt8] {
  var file: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
  // Level 9 is zlib's own, whatever the others are tuned to.
  try Deflater(.level(9)).deflate(bytes.span, into: &file)
  file.appendWord(Checksum.crc32(bytes.span.bytes))
  file.appendWord(UInt32(truncatingIfNeeded: bytes.count))
  return file
}

extension [UInt8] {
  /// Appends a number, little-endian.
  mutating func appendWord(_ number: UInt32) {
    for shift in stride(from: 0, to: 32, by: 8) {
      append(UInt8(truncatingIfNeeded: number >> UInt32(shift)))
    }
  }
}
