/// Reads the records of a table, in which the columns' names say what becomes what.
struct TableReader: RecordReader {
  /// What a column becomes.
  private enum Role {
    case id, title, text
    /// Several values in one, parted by semicolons, bars or commas.
    case list(StaticString)
    case metadata([UInt8])
  }

  private let mapping: FieldMapping
  private var dialect = TableDialect()
  private var roles: [Role] = []
  /// The column of the text: a line that does not reach it is no record but a part of a broken one.
  private var neededColumn = -1

  init(mapping: FieldMapping) {
    self.mapping = mapping
  }

  mutating func begin(_ context: DumpContext) {
    let table = context.table ?? TableDialect()
    guard table != dialect || roles.isEmpty else { return }
    dialect = table
    assignRoles()
    neededColumn =
      roles.firstIndex { if case .text = $0 { true } else { false } } ?? -1
  }

  mutating func read(
    _ bytes: UnsafeRawBufferPointer, from start: Int, into document: inout DocumentBuffer
  ) -> ReadRecord {
    var scanner = TableScanner(bytes, from: start, dialect: dialect)
    var column = 0
    var isBlank = true
    var isOpen = false
    var hasTooMany = false
    var isStray = false
    while let value = scanner.next() {
      if !value.range.isEmpty || !value.rest.isEmpty {
        isBlank = false
        if column < roles.count {
          put(value, scanner, roles[column], &document)
        } else {
          hasTooMany = true
        }
      }
      column += 1
      isOpen = value.isOpen
      isStray = isStray || value.isStray
      if value.isLast { break }
    }
    let next = max(scanner.at, start + 1)
    if isBlank { return ReadRecord(next: next, outcome: .nothing) }
    if isOpen { return ReadRecord(next: next, outcome: .skipped(byte: nil, reason: .cutOff)) }
    if isStray && column != roles.count {
      let reason = SkipReason.malformed("has a quotation mark that opens a value without an end")
      return ReadRecord(next: next, outcome: .skipped(byte: nil, reason: reason))
    }
    if column <= neededColumn {
      let reason = SkipReason.malformed(
        "has \(column) values where there are \(roles.count) columns")
      return ReadRecord(next: next, outcome: .skipped(byte: nil, reason: reason))
    }
    if hasTooMany {
      let reason = SkipReason.malformed(
        "has \(column) values where there are \(roles.count) columns")
      return ReadRecord(next: next, outcome: .skipped(byte: nil, reason: reason))
    }
    return ReadRecord(next: next, outcome: .document)
  }

  private func put(
    _ value: TableScanner.Value, _ scanner: TableScanner, _ role: Role,
    _ document: inout DocumentBuffer
  ) {
    switch role {
    case .id: document.id = append(value, scanner, &document)
    case .title: document.title = append(value, scanner, &document)
    case .text: document.text = append(value, scanner, &document)
    case .list(let name):
      Self.addList(name, append(value, scanner, &document), &document)
    case .metadata(let name):
      let value = append(value, scanner, &document)
      document.addMetadata(name, value)
    }
  }

  private func append(
    _ value: TableScanner.Value, _ scanner: TableScanner, _ document: inout DocumentBuffer
  ) -> Range<Int> {
    if !value.hasQuotes, value.rest.isEmpty {
      return document.append(UnsafeRawBufferPointer(rebasing: scanner.bytes[value.range]))
    }
    var whole: Range<Int>?
    scanner.forEachPiece(value) { piece in
      let range = document.append(UnsafeRawBufferPointer(rebasing: scanner.bytes[piece]))
      whole = (whole?.lowerBound ?? range.lowerBound)..<range.upperBound
    }
    return whole ?? 0..<0
  }

  /// Adds the values of a list that stands in the arena.
  static func addList(
    _ name: StaticString, _ list: Range<Int>, _ document: inout DocumentBuffer
  ) {
    let marks: [UInt8] = [UInt8(ascii: ";"), UInt8(ascii: "|"), UInt8(ascii: ",")]
    let mark = marks.first { document.bytes[list].contains($0) } ?? 0
    var start = list.lowerBound
    while start < list.upperBound {
      let end = document.bytes[start..<list.upperBound].firstIndex(of: mark) ?? list.upperBound
      let value = document.trimmed(start..<end)
      if !value.isEmpty { document.addMetadata(name, value) }
      start = end + 1
    }
  }

  /// Finds the best column for every field; what is left is metadata under its own name.
  private mutating func assignRoles() {
    let targets = dialect.columns.map { name in
      mapping.target(name.withUnsafeBytes { FieldMapping.extend(FieldMapping.root, $0) })
    }
    func isBest(_ column: Int, _ target: FieldMapping.Target) -> Bool {
      !targets.indices.contains { other in
        guard let rival = targets[other], rival.field == target.field else { return false }
        return rival.rank < target.rank || (rival.rank == target.rank && other < column)
      }
    }
    roles = dialect.columns.indices.map { column in
      let name = dialect.columns[column]
      guard let target = targets[column] else { return .metadata(name) }
      switch target.field {
      case .named: return .metadata(mapping.names[Int(target.rank)])
      case .tags, .aliases, .headings:
        return FieldNames.metadataName(target.field).map { .list($0) } ?? .metadata(name)
      case .id: return isBest(column, target) ? .id : .metadata(name)
      case .title: return isBest(column, target) ? .title : .metadata(name)
      case .text: return isBest(column, target) ? .text : .metadata(name)
      case .date, .author, .source, .url, .language:
        guard isBest(column, target), let known = FieldNames.metadataName(target.field) else {
          return .metadata(name)
        }
        return .metadata(Array("\(known)".utf8))
      }
    }
    fillGaps(targets)
  }

  /// Takes the longest values for the text, and in a table without names the next for the title.
  private mutating func fillGaps(_ targets: [FieldMapping.Target?]) {
    let fields = Set(targets.compactMap { $0?.field })
    if !fields.contains(.text), dialect.textColumn < roles.count,
      targets[dialect.textColumn] == nil || targets[dialect.textColumn]?.field == .title
    {
      roles[dialect.textColumn] = .text
    }
    if !fields.contains(.title), dialect.isNameless, let title = dialect.titleColumn,
      title < roles.count, targets[title] == nil
    {
      roles[title] = .title
    }
  }
}
