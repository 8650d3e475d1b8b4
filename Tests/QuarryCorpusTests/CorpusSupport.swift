import Foundation
import QuarryCorpus
import TestSupport

/// A folder of its own for one test, removed at the end.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "quarry-corpus-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// Writes a file, and the folders above it; its path.
  @discardableResult
  func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    let file = path + "/" + name
    let folder = (file as NSString).deletingLastPathComponent
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(fileURLWithPath: file))
    return file
  }

  @discardableResult
  func write(_ name: String, _ text: String) throws -> String {
    try write(name, Array(text.utf8))
  }
}

/// Everything that a list of inputs gives.
struct Reading {
  var batches: [RecordBatch] = []
  var documents: [Document] = []
  var skipped: [SkippedRecord] = []
  var broken: [InputProblem] = []
  var tally = ReadingTally()

  init(
    _ inputs: [String], limits: SourceLimits = SourceLimits(),
    options: ReadingOptions = ReadingOptions(), isReadLater: Bool = false
  ) throws {
    let reader = try DumpReader(
      inputs: inputs, limits: limits, options: options, isReadLater: isReadLater)
    var parser = RecordParser(limits: limits, options: options)
    while let batch = try reader.next() {
      batches.append(batch)
      parser.parse(
        batch, document: { documents.append($0.document) }, skipped: { skipped.append($0) })
    }
    skipped += reader.skipped
    broken = reader.brokenInputs
    tally = parser.tally
  }
}

/// Parses lines that no reader has cut.
func parse(
  lines: [UInt8], limits: SourceLimits = SourceLimits()
) -> (documents: [Document], skipped: [SkippedRecord]) {
  var documents: [Document] = []
  var skipped: [SkippedRecord] = []
  var parser = RecordParser(limits: limits)
  let batch = RecordBatch(
    kind: .jsonLines(), bytes: lines, source: 0, firstLine: 1, byteOffset: 0, bytesRead: 0)
  parser.parse(batch, document: { documents.append($0.document) }, skipped: { skipped.append($0) })
  return (documents, skipped)
}

/// A gzip member that stores `bytes` without compressing them.
func gzipMember(_ bytes: [UInt8]) -> [UInt8] {
  var member: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
  var start = 0
  repeat {
    let end = min(start + 65_535, bytes.count)
    let count = UInt16(end - start)
    member.append(end == bytes.count ? 1 : 0)
    member += littleEndian(count) + littleEndian(~count) + bytes[start..<end]
    start = end
  } while start < bytes.count
  var crc = ~UInt32(0)
  for byte in bytes {
    crc ^= UInt32(byte)
    for _ in 0..<8 { crc = crc >> 1 ^ (crc & 1 == 1 ? 0xEDB8_8320 : 0) }
  }
  return member + littleEndian(~crc) + littleEndian(UInt32(bytes.count))
}

private func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
  withUnsafeBytes(of: value.littleEndian) { Array($0) }
}

/// JSON as a careless program might write it: blanks, escapes and the order of members by chance.
struct NaiveWriter {
  var random: SplitMix64

  mutating func line(_ document: Document) -> String {
    var members: [String] = []
    if let id = document.id { members.append(member("id", string(id))) }
    members.append(member("title", string(document.title)))
    members.append(member("text", string(document.text)))
    if Bool.random(using: &random) { members.append(member("noise", #"{"a":[1,{"b":"]}"}]}"#)) }
    members.shuffle(using: &random)
    members += document.metadata.map { member($0.name, string($0.value)) }
    return "{" + blank() + members.joined(separator: blank() + "," + blank()) + "}" + blank()
  }

  private mutating func member(_ name: String, _ value: String) -> String {
    string(name) + blank() + ":" + blank() + value
  }

  private mutating func blank() -> String {
    String(repeating: Bool.random(using: &random) ? " " : "\t", count: Int(random.next() % 3))
  }

  mutating func string(_ text: String) -> String {
    var json = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": json += "\\\""
      case "\\": json += "\\\\"
      case "\n" where Bool.random(using: &random): json += "\\n"
      case _ where scalar.value < 0x20 || random.next() % 8 == 0:
        for unit in String(scalar).utf16 {
          let digits = String(unit, radix: 16, uppercase: Bool.random(using: &random))
          json += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
      default: json.unicodeScalars.append(scalar)
      }
    }
    return json + "\""
  }

  mutating func text(_ most: Int) -> String {
    var text = ""
    for _ in 0..<Int(random.next() % UInt64(most + 1)) {
      let largest: UInt32 = [0x7F, 0x7F, 0x7F, 0x7FF, 0xFFFF, 0x10_FFFF][Int(random.next() % 6)]
      if let scalar = Unicode.Scalar(UInt32(truncatingIfNeeded: random.next()) % (largest + 1)) {
        text.unicodeScalars.append(scalar)
      }
    }
    return text
  }

  mutating func document() -> Document {
    var names = ["author", "date", "x\"y", "é"]
    names.shuffle(using: &random)
    let metadata = names.prefix(Int(random.next() % 4)).map {
      MetadataField(name: $0, value: text(10))
    }
    return Document(
      id: "d" + text(6), title: text(20), text: text(300), metadata: Array(metadata))
  }
}
