import QuarryStorage

/// One name's values in all documents of a segment, read in place.
///
/// Reading a document's value touches only the few bytes it stands in. Loops over many documents go
/// through `scan()`.
package struct Column: Sendable {
  package let layout: ColumnLayout
  private let section: SectionBytes
  /// Where the column begins in the section.
  let start: Int

  package var name: String { layout.name }
  package var kind: ColumnKind { layout.kind }
  /// The documents that have a value.
  package var documentCount: Int { layout.documentCount }
  /// The different texts of a keyword column.
  package var valueCount: Int { layout.valueCount }

  /// Takes a layout whose bytes lie inside the section.
  init(_ layout: ColumnLayout, section: SectionBytes, start: Int) {
    self.layout = layout
    self.section = section
    self.start = start
  }

  /// The least and the greatest whole number or date; nil in columns of other kinds.
  package var integerRange: ClosedRange<Int64>? {
    kind == .integer || kind == .date ? layout.minimum...layout.maximum : nil
  }

  // MARK: - Numbers

  /// The whole number or date of a document; nil where it has none or the column is of another kind.
  package func integer(_ document: Int) throws(FormatError) -> Int64? {
    guard kind == .integer || kind == .date, let slot = try slot(of: document) else { return nil }
    return try value(of: try code(slot), at: slot)
  }

  /// The number of a document, whole or not; nil where it has none or the column is of another kind.
  package func real(_ document: Int) throws(FormatError) -> Double? {
    guard kind == .real else { return try integer(document).map { Double($0) } }
    guard let slot = try slot(of: document) else { return nil }
    let number = layout.real(of: try code(slot))
    return number.isNaN ? nil : number
  }

  // MARK: - Texts

  /// The text of an ordinal below `valueCount`; texts are in the order of their bytes.
  package func value(_ ordinal: Int) throws(FormatError) -> [UInt8] {
    guard kind == .keyword, ordinal >= 0, ordinal < valueCount else { return [] }
    let place = start + layout.valueStartsOffset + 4 * ordinal
    let first = try section.uint32(at: place)
    let end = try section.uint32(at: place + 4)
    guard first <= end, end <= layout.valueBytes, end - first <= ColumnLayout.maxTextBytes else {
      throw section.damage(at: place, "a text is not inside its column")
    }
    let offset = start + layout.valuesOffset
    let bytes = try section.bytes(offset + first..<offset + end)
    return bytes.span.withUnsafeBytes { Array($0) }
  }

  /// The ordinal of the first text that is not less than `text`; `valueCount` where all are less.
  package func lowerBound(of text: [UInt8]) throws(FormatError) -> Int {
    var low = 0
    var high = valueCount
    while low < high {
      let middle = (low + high) / 2
      if try value(middle).lexicographicallyPrecedes(text) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low
  }

  /// The ordinal of exactly this text.
  package func ordinal(of text: [UInt8]) throws(FormatError) -> Int? {
    let ordinal = try lowerBound(of: text)
    guard ordinal < valueCount else { return nil }
    return try value(ordinal) == text ? ordinal : nil
  }

  /// Replaces `ordinals` by those of a document's texts, ascending; none where it has no text.
  package func ordinals(
    of document: Int, into ordinals: inout [Int]
  ) throws(FormatError) {
    ordinals.removeAll(keepingCapacity: true)
    guard kind == .keyword, let slot = try slot(of: document) else { return }
    guard layout.isSeveral else {
      let code = try code(slot)
      guard code <= layout.maximalCode else { throw impossible(slot) }
      if code >= layout.codeBase { ordinals.append(Int(code - layout.codeBase)) }
      return
    }
    let first = Int(try entryStart(slot))
    let end = Int(try entryStart(slot + 1))
    guard first <= end, end <= layout.entryCount, end - first <= layout.valueCount else {
      throw impossible(slot)
    }
    for entry in first..<end {
      let code = try code(entry)
      guard code <= layout.maximalCode else { throw impossible(slot) }
      ordinals.append(Int(code))
    }
  }

  // MARK: - Slots

  /// The slot of a document; nil where a sparse column has none for it.
  private func slot(of document: Int) throws(FormatError) -> Int? {
    guard document >= 0, document < layout.segmentDocuments else { return nil }
    guard layout.isSparse else { return document }
    var low = 0
    var high = layout.documentCount
    while low < high {
      let middle = (low + high) / 2
      if try section.uint32(at: start + 4 * middle) < document {
        low = middle + 1
      } else {
        high = middle
      }
    }
    guard low < layout.documentCount, try section.uint32(at: start + 4 * low) == document else {
      return nil
    }
    return low
  }

  private func code(_ place: Int) throws(FormatError) -> UInt64 {
    try number(at: start + layout.codesOffset + layout.width * place, width: layout.width)
  }

  private func entryStart(_ slot: Int) throws(FormatError) -> UInt64 {
    try number(at: start + layout.startsOffset + layout.startWidth * slot, width: layout.startWidth)
  }

  private func number(at offset: Int, width: Int) throws(FormatError) -> UInt64 {
    guard width > 0 else { return 0 }
    let bytes = try section.bytes(offset..<offset + width)
    return ColumnCodes.load(bytes.span, at: 0, width: width)
  }

  private func value(of code: UInt64, at slot: Int) throws(FormatError) -> Int64? {
    guard code <= layout.maximalCode else { throw impossible(slot) }
    return layout.integer(of: code, base: layout.codeBase)
  }

  private func impossible(_ slot: Int) -> FormatError {
    section.damage(at: start + layout.codesOffset, "the code of slot \(slot) is impossible")
  }

  /// All of the column's bytes, checked, for loops over many documents.
  package func scan() throws(FormatError) -> ColumnScan {
    ColumnScan(layout, bytes: try bytes())
  }

  /// The column's bytes, their checksums checked.
  func bytes() throws(FormatError) -> MappedBytes {
    try section.bytes(start..<start + layout.byteCount)
  }
}

extension ColumnLayout {
  /// The number of a code that is not beyond `maximalCode`; nil for the code of no value.
  @inline(__always)
  func integer(of code: UInt64, base: UInt64) -> Int64? {
    guard code >= base else { return nil }
    return minimum &+ Int64(bitPattern: (code - base) &* UInt64(bitPattern: unit))
  }

  /// The number of a code; not a number where there is no value.
  @inline(__always)
  func real(of code: UInt64) -> Double {
    switch width {
    case 0: Double(bitPattern: UInt64(bitPattern: minimum))
    case 4: Double(Float(bitPattern: UInt32(truncatingIfNeeded: code)))
    default: Double(bitPattern: code)
    }
  }
}
