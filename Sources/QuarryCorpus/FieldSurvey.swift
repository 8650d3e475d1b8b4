/// Finds out where the parts of documents come from in the first records of an input, for people: what
/// its own names are, and what is not taken.
package struct FieldSurvey: Sendable {
  /// A part of documents, the names it is taken from, and in how many of the records.
  package struct Part: Sendable, Hashable {
    package let name: String
    package let origins: [String]
    package let count: Int
  }

  /// So many names are told apart, and so many records looked at.
  private static let mostNames = 200
  private static let mostRecords = 1000

  /// A name that occurs in the records.
  private struct Member {
    let name: [UInt8]
    let target: FieldMapping.Target?
    var count = 0
    /// In how many records it is an object or a list.
    var nested = 0
  }

  private let mapping: FieldMapping
  private var members: [Member] = []
  private var places: [[UInt8]: Int] = [:]
  /// The columns that were chosen by their length, since no name leads to the field.
  private var chosen: [FieldMapping.Field: String] = [:]
  /// How many records were looked at.
  package private(set) var records = 0

  package init(options: ReadingOptions) {
    mapping = options.mapping
  }

  /// Looks at the records of a batch; those of formats without names of their own say nothing.
  package mutating func look(at batch: borrowing RecordBatch) {
    switch batch.kind {
    case .jsonLines: lookAtObjects(batch.bytes, after: 0)
    case .records(let context): look(at: batch.bytes, context, isFirst: batch.byteOffset == 0)
    case .textFiles(let entries):
      for entry in entries {
        guard let dump = entry.dump else { continue }
        look(at: Array(batch.bytes[entry.range]), dump, isFirst: true)
      }
    case .documents: break
    }
  }

  private mutating func look(at bytes: [UInt8], _ context: DumpContext, isFirst: Bool) {
    switch context.format {
    case .json, .jsonLines: lookAtObjects(bytes, after: isFirst ? context.header.count : 0)
    case .table: lookAtRows(bytes, context, isFirst: isFirst)
    default: break
    }
  }

  // MARK: Results

  /// The parts that were found, in the order in which documents have them.
  package var parts: [Part] {
    FieldNames.all.compactMap { field, _ in
      if let column = chosen[field] {
        return Part(name: "\(field)", origins: [column], count: records)
      }
      let named = members.filter { $0.target?.field == field }
        .sorted { ($0.target?.rank ?? 0) < ($1.target?.rank ?? 0) }
      guard let best = named.first else { return nil }
      // Where records differ, the next name stands in for the best one.
      let isList = field == .tags || field == .aliases || field == .headings
      let origins = isList || best.count < records ? named : [best]
      let name = FieldNames.metadataName(field).map { "\($0)" } ?? "\(field)"
      return Part(
        name: name, origins: origins.map { String(decoding: $0.name, as: UTF8.self) },
        count: min(records, origins.reduce(0) { $0 + $1.count }))
    }
  }

  /// The names that are kept as metadata under their own, or under the one that the user chose.
  package var kept: [String] {
    let first = Set(parts.flatMap(\.origins))
    return members.filter { member in
      // What is inside of another member is taken only where it is mapped.
      let isTaken = member.target != nil || !member.name.contains(UInt8(ascii: "."))
      return isTaken && member.nested < member.count
        && !first.contains(String(decoding: member.name, as: UTF8.self))
    }.map { String(decoding: $0.name, as: UTF8.self) }
  }

  /// The names whose values are objects or lists that no field takes.
  package var leftOut: [String] {
    members.filter {
      $0.target == nil && $0.nested == $0.count && !$0.name.contains(UInt8(ascii: "."))
    }.map {
      String(decoding: $0.name, as: UTF8.self)
    }
  }

  // MARK: Records

  private mutating func lookAtObjects(_ bytes: [UInt8], after header: Int) {
    var found: [(name: [UInt8], isNested: Bool)] = []
    bytes.withUnsafeBytes { bytes in
      var cutter = JSONArrayCutter()
      var at = min(header, bytes.count)
      while records < Self.mostRecords {
        guard let start = ByteSearch.first(UInt8(ascii: "{"), in: bytes, at..<bytes.count) else {
          return
        }
        let rest = UnsafeRawBufferPointer(rebasing: bytes[start...])
        guard let end = cutter.firstEnd(in: rest, from: 0) else { return }
        JSONMembers.list(bytes, start..<start + end) { name, isNested in
          if found.count < Self.mostNames { found.append((Array(name), isNested)) }
        }
        at = start + end
        note(found)
        found.removeAll(keepingCapacity: true)
      }
    }
  }

  private mutating func lookAtRows(_ bytes: [UInt8], _ context: DumpContext, isFirst: Bool) {
    guard let table = context.table else { return }
    var rows: [[Bool]] = []
    bytes.withUnsafeBytes { bytes in
      var scanner = TableScanner(
        bytes, from: isFirst ? context.header.count : 0, dialect: table)
      var row: [Bool] = []
      while rows.count < Self.mostRecords, let value = scanner.next() {
        row.append(!value.range.isEmpty)
        guard value.isLast else { continue }
        rows.append(row)
        row = []
      }
    }
    let fields = table.columns.map { target(of: $0)?.field }
    for (field, column) in [
      (FieldMapping.Field.text, Optional(table.textColumn)),
      (.title, table.isNameless ? table.titleColumn : nil),
    ] where !fields.contains(field) {
      guard let column, table.columns.indices.contains(column), fields[column] == nil else {
        continue
      }
      chosen[field] = String(decoding: table.columns[column], as: UTF8.self)
    }
    for row in rows where row.contains(true) {
      note(zip(table.columns, row).lazy.filter(\.1).map { ($0.0, false) })
    }
  }

  private mutating func note(_ found: some Sequence<(name: [UInt8], isNested: Bool)>) {
    records += 1
    for (name, isNested) in found {
      var place = places[name]
      if place == nil, members.count < Self.mostNames {
        place = members.count
        places[name] = place
        members.append(Member(name: name, target: target(of: name)))
      }
      guard let place else { continue }
      members[place].count += 1
      if isNested { members[place].nested += 1 }
    }
  }

  /// Where a name leads, be it the path to a member of a member.
  private func target(of name: [UInt8]) -> FieldMapping.Target? {
    var path = FieldMapping.root
    for part in name.split(separator: UInt8(ascii: ".")) {
      path = part.withUnsafeBytes { FieldMapping.extend(path, $0) }
    }
    return mapping.target(path)
  }
}

/// The names of an object's members, and of those of the objects in it.
enum JSONMembers {
  /// Gives each name, with those of the objects around it before it, and whether its value is an
  /// object or a list, to `body`.
  static func list(
    _ bytes: UnsafeRawBufferPointer, _ object: Range<Int>, _ body: ([UInt8], Bool) -> Void
  ) {
    var at = object.lowerBound
    var path: [[UInt8]] = []
    var name: [UInt8] = []
    var lists = 0
    while at < object.upperBound {
      switch bytes[at] {
      case 0x22:
        let start = at + 1
        at = start
        while at < object.upperBound, bytes[at] != 0x22 { at += bytes[at] == 0x5C ? 2 : 1 }
        let end = min(at, object.upperBound)
        at = end + 1
        var next = at
        while next < object.upperBound, InputFormat.isBlank(bytes[next]) { next += 1 }
        guard lists == 0, next < object.upperBound, bytes[next] == UInt8(ascii: ":") else { break }
        name = Array(bytes[start..<end])
        next += 1
        while next < object.upperBound, InputFormat.isBlank(bytes[next]) { next += 1 }
        let first = next < object.upperBound ? bytes[next] : 0
        let isNested = first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
        body(Array((path + [name]).joined(separator: [0x2E])), isNested)
        at = next
      case UInt8(ascii: "{"):
        if at > object.lowerBound, lists == 0 { path.append(name) }
        if lists > 0 { lists += 1 }
        at += 1
      case UInt8(ascii: "["):
        lists += 1
        at += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        if lists > 0 { lists -= 1 } else { _ = path.popLast() }
        at += 1
      default: at += 1
      }
    }
  }
}
