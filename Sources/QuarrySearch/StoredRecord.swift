import QuarryCorpus
import QuarryFormat

/// Stored bytes as strings; what is no UTF-8 in them is shown as U+FFFD.
extension DocumentRecord {
  /// The string in `range` of the bytes.
  func string(_ range: Range<Int>) -> String {
    String(decoding: bytes[range], as: UTF8.self)
  }

  /// The metadata, but for lines of the text that are only kept.
  var fields: [HitField] {
    metadata.map { HitField(name: string($0.name), value: string($0.value)) }
      .filter { $0.name != MetadataName.droppedLines }
  }

  /// The text with the lines that were dropped from it in their places.
  var rawText: String {
    let name = Array(MetadataName.droppedLines.utf8)
    guard let dropped = metadata.first(where: { bytes[$0.name].elementsEqual(name) }) else {
      return string(text)
    }
    var lines = string(text).split(separator: "\n", omittingEmptySubsequences: false)[...]
    var passed = 0
    var raw: [Substring] = []
    let value = string(dropped.value)
    for entry in value.split(separator: "\n") {
      guard let tab = entry.firstIndex(of: "\t"), let place = Int(entry[..<tab]) else { continue }
      let count = min(max(0, place - passed), lines.count)
      raw += lines.prefix(count)
      lines = lines.dropFirst(count)
      passed += count
      raw.append(entry[entry.index(after: tab)...])
    }
    return (raw + lines).joined(separator: "\n")
  }
}

extension StoredDocument {
  /// The document of a record.
  init(_ record: DocumentRecord) {
    self.init(
      identifier: record.string(record.identifier), title: record.string(record.title),
      text: record.string(record.text), metadata: record.fields, rawText: record.rawText)
  }
}
