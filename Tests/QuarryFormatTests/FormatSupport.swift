import Foundation
import QuarryStorage
import TestSupport

@testable import QuarryFormat

/// Ten where the environment's `QUARRY_THOROUGH` asks for long property tests, else one.
let effort = ProcessInfo.processInfo.environment["QUARRY_THOROUGH"] == nil ? 1 : 10

/// Writes `bytes` to a file that lives for `body`.
func withFile<Result>(_ bytes: [UInt8], _ body: (String) throws -> Result) throws -> Result {
  let path = FileManager.default.temporaryDirectory
    .appendingPathComponent("quarry-format-\(UUID().uuidString)").path
  try Data(bytes).write(to: URL(fileURLWithPath: path))
  defer { try? FileManager.default.removeItem(atPath: path) }
  return try body(path)
}

/// `bytes` as a mapped file that has no name any more.
func mapped(_ bytes: [UInt8]) throws -> MappedBytes {
  try withFile(bytes) { try MappedFile(path: $0).bytes }
}

/// `bytes` as a section that is read in place, its checksums right.
func section(_ kind: SectionKind, _ bytes: [UInt8]) throws -> SectionBytes {
  var checksums = GranuleChecksums()
  checksums.append(bytes.span.bytes)
  guard
    let checked = CheckedBytes(data: try mapped(bytes), checksums: try mapped(checksums.table()))
  else { throw FormatError.notAnIndex }
  return SectionBytes(kind: kind, checked: checked)
}

extension TermDictionary {
  func find(_ term: [UInt8]) throws(FormatError) -> TermInfo? { try find(term.span) }

  func terms(from start: [UInt8]) throws(FormatError) -> TermIterator {
    try terms(from: start.span)
  }
}

extension IdentifierTable {
  static func hash(_ identifier: String) -> UInt64 { hash(Array(identifier.utf8).span) }
}

extension [UInt8] {
  /// Appends `number` as `size` little-endian bytes.
  mutating func append(_ number: UInt64, size: Int) {
    for index in 0..<size { append(UInt8(truncatingIfNeeded: number >> UInt64(8 * index))) }
  }
}

/// Pages of a section and their directory, as an index writer makes them.
struct PagesBuilder {
  var stored: [UInt8] = []
  var directory: PageDirectory.Writer
  private let deflater: Deflater?

  init(fixedBytes: Int, strategy: DeflateStrategy?, dictionary: [UInt8] = []) throws {
    directory = PageDirectory.Writer(
      codec: strategy == nil ? .raw : .deflate, fixedBytes: fixedBytes)
    deflater = try strategy.map { try Deflater($0, dictionary: dictionary) }
  }

  mutating func append(_ page: [UInt8]) throws(StorageError) {
    let start = stored.count
    if let deflater {
      try deflater.deflate(page.span, into: &stored)
    } else {
      stored += page
    }
    let sum = Checksum.crc32(stored.span.bytes.extracting(start..<stored.count))
    stored.append(UInt64(sum), size: 4)
    directory.append(storedLength: stored.count - start, rawLength: page.count)
  }
}

/// A document of a model.
struct ModelDocument: Hashable {
  var identifier: String
  var title = ""
  var metadata: [[String]] = []
  var text = ""

  var record: [UInt8] {
    var bytes: [UInt8] = []
    DocumentRecord.append(Array(identifier.utf8).span, to: &bytes)
    DocumentRecord.append(Array(title.utf8).span, to: &bytes)
    Varint.append(metadata.count, to: &bytes)
    for pair in metadata {
      for part in pair { DocumentRecord.append(Array(part.utf8).span, to: &bytes) }
    }
    return bytes + Array(text.utf8)
  }
}

/// A posting of a model: by field, the places of the term.
struct ModelPosting: Hashable {
  var document: UInt32
  var places: [[UInt32]]
}

/// What an index should hold, in the plainest form.
struct Model {
  var fieldCount = 2
  var documents: [ModelDocument] = []
  /// By field, each document's words.
  var lengths: [[Int]] = []
  var postings: [(term: [UInt8], list: [ModelPosting])] = []
  var columns = ModelColumns()

  var norms: [[UInt8]] { lengths.map { $0.map { LengthCode.encode($0) } } }

  /// Random documents, and a term for each of `frequencies` that so many documents hold.
  init(seed: UInt64, fieldCount: Int, documentCount: Int, frequencies: [Int]) {
    self.fieldCount = fieldCount
    var random = SplitMix64(seed: seed)
    for number in 0..<documentCount {
      var document = ModelDocument(identifier: "id-\(seed)-\(number)")
      document.title = String(repeating: "t", count: Int.random(in: 0...20, using: &random))
      if number % 3 == 0 { document.metadata = [["url", "http://x/\(number)"], ["é", ""]] }
      document.text = (0..<Int.random(in: 0...40, using: &random))
        .map { _ in String(Int.random(in: 0...99999, using: &random), radix: 36) }
        .joined(separator: " ")
      documents.append(document)
    }
    lengths = (0..<fieldCount).map { _ in
      (0..<documentCount).map { _ in
        Int.random(in: 1...(Bool.random(using: &random) ? 60 : 3000), using: &random)
      }
    }
    for (number, frequency) in frequencies.enumerated() {
      let term = Array("term\(number)x\(UInt8.random(in: 0...99, using: &random))".utf8)
      postings.append((term, list(min(frequency, documentCount), &random)))
    }
    postings.sort { $0.term.lexicographicallyPrecedes($1.term) }
    columns.addSome(documentCount: documentCount, &random)
  }

  init(fieldCount: Int) {
    self.fieldCount = fieldCount
    lengths = Array(repeating: [], count: fieldCount)
  }

  private func list(_ frequency: Int, _ random: inout SplitMix64) -> [ModelPosting] {
    let total = documents.count
    var chosen: Set<Int> = []
    while chosen.count < frequency { chosen.insert(Int.random(in: 0..<total, using: &random)) }
    return chosen.sorted().map { document in
      var places = [[UInt32]](repeating: [], count: fieldCount)
      repeat {
        for field in 0..<fieldCount where Bool.random(using: &random) {
          let most = lengths[field][document]
          let count = Int.random(in: 1...4, using: &random) * Int.random(in: 1...3, using: &random)
          let some = (0..<min(count, most)).map { _ in
            UInt32(Int.random(in: 0..<most, using: &random))
          }
          places[field] = Set(some).sorted()
        }
      } while places.allSatisfy(\.isEmpty)
      return ModelPosting(document: UInt32(document), places: places)
    }
  }
}
