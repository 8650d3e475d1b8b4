/// The lines between two `---` before a text: `key: value`, quoted values, lists in brackets or
/// with a dash a line.
struct FrontMatter {
  private struct Entry {
    let key: [UInt8]
    var values: [[UInt8]]
    var isList = false
  }

  /// So many lines are read at most; what goes on longer is none.
  private static let mostLines = 500

  /// Where the text begins.
  private(set) var end = 0
  private var entries: [Entry] = []

  /// Reads the front matter that begins at `start`; nil where there is none.
  init?(_ bytes: UnsafeRawBufferPointer, from start: Int) {
    guard ByteSearch.holds("---", in: bytes, at: start) else { return nil }
    var at = start
    var lines = 0
    var found: Int?
    while at < bytes.count, lines < Self.mostLines {
      let lineEnd = ByteSearch.first(0x0A, in: bytes, at..<bytes.count) ?? bytes.count
      var line = Array(bytes[at..<lineEnd])
      while let last = line.last, InputFormat.isBlank(last) { line.removeLast() }
      at = min(lineEnd + 1, bytes.count)
      lines += 1
      if lines == 1 {
        guard line == Array("---".utf8) else { return nil }
      } else if line == Array("---".utf8) || line == Array("...".utf8) {
        found = at
        break
      } else {
        guard add(line) else { return nil }
      }
    }
    guard let found, !entries.isEmpty else { return nil }
    end = found
  }

  /// Puts the values where their names belong; what is unknown is metadata.
  func fill(_ document: inout DocumentBuffer, _ mapping: FieldMapping) {
    for entry in entries {
      let target = mapping.target(
        entry.key.withUnsafeBytes { FieldMapping.extend(FieldMapping.root, $0) })
      for value in entry.values where !value.isEmpty {
        let range = document.append(value)
        switch target?.field {
        case .title where document.title.isEmpty: document.title = range
        case .tags where !entry.isList: TableReader.addList("tags", range, &document)
        case .named:
          document.addMetadata(target.map { mapping.names[Int($0.rank)] } ?? entry.key, range)
        case let field?:
          if let name = FieldNames.metadataName(field) {
            document.addMetadata(name, range)
          } else {
            document.addMetadata(entry.key, range)
          }
        case nil: document.addMetadata(entry.key, range)
        }
      }
    }
  }

  /// Takes a line in; false where it is none of front matter.
  private mutating func add(_ line: [UInt8]) -> Bool {
    let trimmed = Self.trimmed(line[...])
    if trimmed.isEmpty || trimmed.first == UInt8(ascii: "#") { return true }
    if trimmed.first == UInt8(ascii: "-"), trimmed.count == 1 || trimmed.dropFirst().first == 0x20 {
      guard let last = entries.indices.last else { return false }
      entries[last].values.append(Self.unquoted(trimmed.dropFirst()))
      entries[last].isList = true
      return true
    }
    if let first = line.first, InputFormat.isBlank(first) {
      // A value that goes on, or members of a value: the first is taken, the others passed over.
      guard let last = entries.indices.last, !trimmed.contains(UInt8(ascii: ":")),
        entries[last].values.count == 1, !entries[last].isList
      else { return true }
      entries[last].values[0] += [0x20] + Self.unquoted(trimmed)
      return true
    }
    guard let colon = trimmed.firstIndex(of: UInt8(ascii: ":")) else { return false }
    let after = colon + 1
    guard after == trimmed.endIndex || InputFormat.isBlank(trimmed[after]) else { return false }
    let key = Self.unquoted(trimmed[..<colon])
    guard !key.isEmpty else { return false }
    let value = Self.trimmed(trimmed[after...])
    if value.first == UInt8(ascii: "["), value.last == UInt8(ascii: "]") {
      let parts = value.dropFirst().dropLast().split(separator: UInt8(ascii: ","))
      entries.append(Entry(key: key, values: parts.map(Self.unquoted), isList: true))
    } else if value.isEmpty {
      entries.append(Entry(key: key, values: []))
    } else if value.elementsEqual(">".utf8) || value.elementsEqual("|".utf8) {
      entries.append(Entry(key: key, values: [[]]))
    } else {
      entries.append(Entry(key: key, values: [Self.unquoted(value)]))
    }
    return true
  }

  private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var text = text
    while let first = text.first, InputFormat.isBlank(first) { text.removeFirst() }
    while let last = text.last, InputFormat.isBlank(last) { text.removeLast() }
    return text
  }

  /// A value without blanks at its ends and the quotation marks around it.
  private static func unquoted(_ text: ArraySlice<UInt8>) -> [UInt8] {
    let text = trimmed(text)
    guard text.count >= 2, let first = text.first, first == text.last,
      first == 0x22 || first == 0x27
    else { return Array(text) }
    var value: [UInt8] = []
    var isEscaped = false
    for byte in text.dropFirst().dropLast() {
      if first == 0x22, byte == UInt8(ascii: "\\"), !isEscaped {
        isEscaped = true
        continue
      }
      isEscaped = false
      value.append(byte)
    }
    return value
  }
}
