/// The columns of a segment by name, as the section of this name lists them.
///
/// Layout: the number of columns, each as `encode` writes it, in the order of their names' bytes, in
/// which they lie side by side in the section of columns; then the metadata without a column.
package struct ColumnIndex: Sendable, Hashable {
  package var columns: [ColumnLayout] = []
  package var omitted: [OmittedColumn] = []

  package init() {}

  package func encode() -> [UInt8] {
    var writer = ByteWriter()
    writer.varint(columns.count)
    for column in columns {
      writer.string(column.name)
      writer.bytes.append(column.kind.rawValue)
      writer.bytes.append((column.isSparse ? 1 : 0) | (column.isSeveral ? 2 : 0))
      writer.varint(column.documentCount)
      writer.bytes.append(UInt8(truncatingIfNeeded: column.width))
      switch column.kind {
      case .keyword:
        writer.varint(column.valueCount)
        writer.varint(column.valueBytes)
        if column.isSeveral {
          writer.varint(column.entryCount)
          writer.bytes.append(UInt8(truncatingIfNeeded: column.startWidth))
        }
      case .integer, .date, .real:
        writer.fixed(UInt64(bitPattern: column.minimum), 8)
        writer.fixed(UInt64(bitPattern: column.maximum), 8)
        if column.kind != .real { writer.fixed(UInt64(bitPattern: column.unit), 8) }
      }
    }
    writer.varint(omitted.count)
    for column in omitted {
      writer.string(column.name)
      writer.bytes.append(column.reason.rawValue)
    }
    return writer.bytes
  }

  init(decoding bytes: Span<UInt8>, segmentDocuments: Int) throws(FormatError) {
    var reader = ByteReader(bytes, section: .columnIndex)
    for _ in 0..<(try reader.count(ColumnLayout.maxColumns)) {
      let column = try reader.column(segmentDocuments)
      if let last = columns.last, !last.name.utf8.lexicographicallyPrecedes(column.name.utf8) {
        throw reader.damage("columns are not in the order of their names")
      }
      columns.append(column)
    }
    for _ in 0..<(try reader.count(ColumnLayout.maxNames)) {
      let name = try reader.string()
      guard let reason = OmittedColumn.Reason(rawValue: try reader.byte()) else {
        throw reader.damage("a reason is unknown")
      }
      omitted.append(OmittedColumn(name: name, reason: reason))
    }
    guard reader.isAtEnd else { throw reader.damage("bytes are left at the end") }
  }
}

extension ByteReader {
  fileprivate mutating func column(_ segmentDocuments: Int) throws(FormatError) -> ColumnLayout {
    let name = try string()
    guard let kind = ColumnKind(rawValue: try byte()) else {
      throw damage("a column is of an unknown kind")
    }
    let form = try byte()
    guard form < (kind == .keyword ? 4 : 2) else { throw damage("a column's form is unknown") }
    var column = ColumnLayout(
      name: name, kind: kind, segmentDocuments: segmentDocuments,
      documentCount: try count(segmentDocuments))
    column.isSparse = form & 1 == 1
    column.isSeveral = form & 2 == 2
    column.width = Int(try byte())
    switch kind {
    case .keyword:
      column.valueCount = try count(ColumnLayout.maxValues)
      column.valueBytes = try count(ColumnLayout.maxValueBytes)
      if column.isSeveral {
        column.entryCount = try count(Int(UInt32.max))
        column.startWidth = Int(try byte())
        guard column.startWidth == ColumnLayout.width(of: UInt64(column.entryCount)) else {
          throw damage("a column's width is impossible")
        }
      }
    case .integer, .date, .real:
      column.minimum = Int64(bitPattern: try fixed(8))
      column.maximum = Int64(bitPattern: try fixed(8))
      if kind != .real { column.unit = Int64(bitPattern: try fixed(8)) }
    }
    guard isPossible(column) else { throw damage("a column's numbers are impossible") }
    return column
  }

  private func isPossible(_ column: ColumnLayout) -> Bool {
    guard column.documentCount > 0 else { return false }
    switch column.kind {
    case .keyword:
      return column.valueCount > 0 && column.entryCount >= (column.isSeveral ? 1 : 0)
        && column.width == ColumnLayout.width(of: column.maximalCode)
    case .integer, .date:
      let range = -NumberValue.largest...NumberValue.largest
      return column.unit > 0 && range.contains(column.minimum) && range.contains(column.maximum)
        && column.minimum <= column.maximum
        && column.width == ColumnLayout.width(of: column.maximalCode)
    case .real:
      let least = Double(bitPattern: UInt64(bitPattern: column.minimum))
      let most = Double(bitPattern: UInt64(bitPattern: column.maximum))
      return least.isFinite && most.isFinite && least <= most
        && (column.width == 8 || column.width == 4 || column.width == 0 && least == most)
    }
  }
}
