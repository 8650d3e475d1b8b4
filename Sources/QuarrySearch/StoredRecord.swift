import QuarryFormat

/// Stored bytes as strings; what is no UTF-8 in them is shown as U+FFFD.
extension DocumentRecord {
  /// The string in `range` of the bytes.
  func string(_ range: Range<Int>) -> String {
    String(decoding: bytes[range], as: UTF8.self)
  }

  /// The metadata.
  var fields: [HitField] {
    metadata.map { HitField(name: string($0.name), value: string($0.value)) }
  }
}

extension StoredDocument {
  /// The document of a record.
  init(_ record: DocumentRecord) {
    self.init(
      identifier: record.string(record.identifier), title: record.string(record.title),
      text: record.string(record.text), metadata: record.fields)
  }
}
