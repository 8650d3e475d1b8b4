/// Gathers TREC topics from lines: `<num>` and `<title>` between `<top>` and `</top>`.
struct TopicReader {
  private enum Part {
    case number
    case title
    case other
  }

  /// The longest title that is kept, in bytes.
  private static let maxBytes = 1 << 20

  private var number: [UInt8] = []
  private var title: [UInt8] = []
  private var part = Part.other
  private var line: Int?
  /// The topics of the lines so far that were not taken yet, with the mistakes in their places.
  private var finished: [Result<QueryRecord, QueryFileError>] = []
  private var taken = 0

  /// Reads on; topics that are complete can then be taken.
  mutating func feed(_ line: QueryLines.Line) {
    let bytes = line.bytes
    var place = 0
    while place < bytes.count {
      if bytes[place] == UInt8(ascii: "<"), let tag = Self.tag(bytes, at: place) {
        begin(tag.name, line.number)
        place = tag.end
        continue
      }
      append(bytes[place])
      place += 1
    }
    append(0x20)
  }

  /// Ends the topic that is open.
  mutating func finish() {
    guard let line else { return }
    let id = Self.value(number, label: "number:")
    let text = Self.value(title, label: "topic:")
    if id.isEmpty || text.isEmpty {
      let reason = "a topic without <\(id.isEmpty ? "num" : "title")>"
      finished.append(.failure(QueryFileError(line: line, reason: reason)))
    } else {
      finished.append(.success(QueryRecord(id: id, text: text, line: line)))
    }
    self.line = nil
    number = []
    title = []
    part = .other
  }

  /// The first topic that is complete and not taken yet.
  mutating func take() throws(QueryFileError) -> QueryRecord? {
    guard taken < finished.count else {
      finished.removeAll(keepingCapacity: true)
      taken = 0
      return nil
    }
    taken += 1
    return try finished[taken - 1].get()
  }

  private mutating func begin(_ tag: String, _ line: Int) {
    switch tag {
    case "top":
      finish()
      self.line = line
    case "/top": finish()
    case "num": part = .number
    case "title": part = .title
    default: part = .other
    }
  }

  private mutating func append(_ byte: UInt8) {
    switch part {
    case .number where number.count < Self.maxBytes: number.append(byte)
    case .title where title.count < Self.maxBytes: title.append(byte)
    default: break
    }
  }

  /// The tag that begins at `start`, in lower case, and where it ends; nil where `<` is a sign.
  private static func tag(_ bytes: [UInt8], at start: Int) -> (name: String, end: Int)? {
    var end = start + 1
    while end < bytes.count, end < start + 32, bytes[end] != UInt8(ascii: ">") { end += 1 }
    guard end < bytes.count, bytes[end] == UInt8(ascii: ">"), end > start + 1 else { return nil }
    let name = bytes[(start + 1)..<end]
    let isName = name.allSatisfy { byte in
      byte == UInt8(ascii: "/") || QuerySigns.isASCIILetter(Unicode.Scalar(byte))
    }
    return isName ? (String(decoding: name, as: UTF8.self).lowercased(), end + 1) : nil
  }

  /// A value without white space around it and without the label that older topics carry.
  private static func value(_ bytes: [UInt8], label: String) -> String {
    let text = QueryFile.text(bytes[...])
    guard text.lowercased().hasPrefix(label) else { return text }
    return QueryFile.text(Array(text.utf8.dropFirst(label.utf8.count))[...])
  }
}
