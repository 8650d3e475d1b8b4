import QuarryFormat
import QuarryStorage

/// Writes the parts of one column: documents, ranges, codes, texts.
struct ColumnWriter {
  private static let bufferBytes = 1 << 16

  private let layout: ColumnLayout
  private let output: SectionOutput
  private var buffer: [UInt8] = []
  /// The next slot to be written.
  private var slot = 0
  private let readsEpoch: Bool
  /// The ordinal of each text by its number in the survey.
  private var ordinals: [UInt32] = []

  /// The values of one document.
  private struct Row {
    var document = -1
    /// The code of a number; nil where there is none yet.
    var code: UInt64?
    /// The numbers of the texts.
    var texts: [Int] = []
  }

  init(_ layout: ColumnLayout, output: SectionOutput) {
    self.layout = layout
    self.output = output
    readsEpoch = DateText.allowsEpoch(layout.name)
  }

  /// Writes the column of a name whose different texts are `texts`.
  mutating func write(
    _ texts: borrowing WordTable, of number: Int, from store: ColumnStore
  ) throws(StorageError) {
    var order: [Int] = []
    if layout.kind == .keyword { order = sort(texts) }
    if layout.isSparse {
      try forEachRow(of: number, texts, store) { (writer, row) throws(StorageError) in
        try writer.append(UInt64(row.document), width: 4)
      }
    }
    if layout.isSeveral { try writeStarts(texts, of: number, from: store) }
    slot = 0
    if layout.width > 0 {
      try forEachRow(of: number, texts, store) { (writer, row) throws(StorageError) in
        try writer.appendCodes(of: row)
      }
      try fill(to: layout.slotCount)
    }
    if layout.kind == .keyword { try writeTexts(texts, in: order) }
    try flush()
  }

  // MARK: - Rows

  /// Gives every document that has a value in the column.
  private mutating func forEachRow(
    of number: Int, _ texts: borrowing WordTable, _ store: ColumnStore,
    _ body: (inout ColumnWriter, Row) throws(StorageError) -> Void
  ) throws(StorageError) {
    var row = Row()
    try store.forEachValue(of: number) { document, value throws(StorageError) in
      if document != row.document {
        if row.code != nil || !row.texts.isEmpty { try body(&self, row) }
        row.document = document
        row.code = nil
        row.texts.removeAll(keepingCapacity: true)
      }
      if layout.kind == .keyword {
        if let text = texts.find(value) { row.texts.append(text) }
      } else if row.code == nil {
        row.code = code(of: value)
      }
      return true
    }
    if row.code != nil || !row.texts.isEmpty { try body(&self, row) }
  }

  /// The code of a number; nil where the value is none.
  private func code(of value: UnsafeBufferPointer<UInt8>) -> UInt64? {
    let number: Int64?
    switch layout.kind {
    case .keyword: return nil
    case .real:
      guard let number = NumberValue.real(value.span) else { return nil }
      return layout.width == 4 ? UInt64(Float(number).bitPattern) : number.bitPattern
    case .integer: number = NumberValue.integer(value.span)
    case .date: number = DateText.parse(value.span, allowsEpoch: readsEpoch)?.start
    }
    guard let number else { return nil }
    return UInt64(bitPattern: number &- layout.minimum) / UInt64(layout.unit) + layout.codeBase
  }

  private mutating func writeStarts(
    _ texts: borrowing WordTable, of number: Int, from store: ColumnStore
  ) throws(StorageError) {
    let width = layout.startWidth
    let isSparse = layout.isSparse
    var entries: UInt64 = 0
    try append(0, width: width)
    try forEachRow(of: number, texts, store) { (writer, row) throws(StorageError) in
      while !isSparse, writer.slot < row.document {
        try writer.append(entries, width: width)
        writer.slot += 1
      }
      entries += UInt64(writer.ordinals(of: row).count)
      try writer.append(entries, width: width)
      writer.slot += 1
    }
    while slot < layout.slotCount {
      try append(entries, width: width)
      slot += 1
    }
  }

  private mutating func appendCodes(of row: Row) throws(StorageError) {
    if layout.isSeveral {
      for ordinal in ordinals(of: row) { try append(UInt64(ordinal), width: layout.width) }
      return
    }
    try fill(to: layout.isSparse ? slot : row.document)
    if layout.kind == .keyword {
      let ordinal = ordinals(of: row).first ?? 0
      try append(UInt64(ordinal) + layout.codeBase, width: layout.width)
    } else {
      try append(row.code ?? 0, width: layout.width)
    }
    slot += 1
  }

  /// Writes the code of no value up to `end`.
  private mutating func fill(to end: Int) throws(StorageError) {
    guard !layout.isSeveral else { return }
    let code: UInt64 =
      layout.kind != .real
      ? 0 : layout.width == 4 ? UInt64(Float.nan.bitPattern) : Double.nan.bitPattern
    while slot < end {
      try append(code, width: layout.width)
      slot += 1
    }
  }

  // MARK: - Texts

  /// Numbers the texts in the order of their bytes; gives them in that order.
  private mutating func sort(_ texts: borrowing WordTable) -> [Int] {
    let bytes = texts.keyBytes
    var ranges: [Range<Int>] = []
    for number in 0..<texts.count { ranges.append(texts.range(number)) }
    let order = ranges.indices.sorted {
      bytes[ranges[$0]].lexicographicallyPrecedes(bytes[ranges[$1]])
    }
    ordinals = [UInt32](repeating: 0, count: order.count)
    for (ordinal, number) in order.enumerated() {
      ordinals[number] = UInt32(truncatingIfNeeded: ordinal)
    }
    return order
  }

  /// The ordinals of a document's texts, ascending, none twice.
  private func ordinals(of row: Row) -> [UInt32] {
    if row.texts.count == 1 { return [ordinals[row.texts[0]]] }
    let sorted = row.texts.map { ordinals[$0] }.sorted()
    var different: [UInt32] = []
    for ordinal in sorted where different.last != ordinal { different.append(ordinal) }
    return different
  }

  private mutating func writeTexts(
    _ texts: borrowing WordTable, in order: [Int]
  ) throws(StorageError) {
    var start = 0
    for number in order {
      try append(UInt64(start), width: 4)
      start += texts.range(number).count
    }
    try append(UInt64(start), width: 4)
    let bytes = texts.keyBytes
    for number in order {
      buffer += bytes[texts.range(number)]
      if buffer.count >= Self.bufferBytes { try flush() }
    }
  }

  // MARK: - Bytes

  private mutating func append(_ number: UInt64, width: Int) throws(StorageError) {
    ColumnCodes.append(number, width: width, to: &buffer)
    if buffer.count >= Self.bufferBytes { try flush() }
  }

  private mutating func flush() throws(StorageError) {
    try output.append(buffer)
    buffer.removeAll(keepingCapacity: true)
  }
}
