import QuarryStorage

/// Holds every slot, code and text of a column against what its layout says.
struct ColumnVerifier {
  private let column: Column
  private let layout: ColumnLayout
  private let bytes: MappedBytes

  /// - Throws: where a checksum does not hold.
  init(_ column: Column) throws(FormatError) {
    self.column = column
    layout = column.layout
    bytes = try column.bytes()
  }

  func run() throws(FormatError) {
    if layout.isSparse { try checkDocuments() }
    if layout.isSeveral { try checkStarts() }
    if layout.kind == .keyword { try checkTexts() }
    try checkCodes()
  }

  private func damage(_ reason: String) -> FormatError {
    .damaged(.columns, at: column.start, "column \(layout.name): \(reason)")
  }

  private func checkDocuments() throws(FormatError) {
    var last = -1
    for slot in 0..<layout.slotCount {
      let document = Int(ColumnCodes.load(bytes.span, at: 4 * slot, width: 4))
      guard document > last, document < layout.segmentDocuments else {
        throw damage("its documents do not ascend")
      }
      last = document
    }
  }

  private func checkStarts() throws(FormatError) {
    var last: UInt64 = 0
    var documents = 0
    for slot in 0...layout.slotCount {
      let start = ColumnCodes.load(
        bytes.span, at: layout.startsOffset + layout.startWidth * slot, width: layout.startWidth)
      guard slot == 0 ? start == 0 : start >= last else {
        throw damage("the ranges of its documents do not ascend")
      }
      if start > last { documents += 1 }
      last = start
    }
    guard last == UInt64(layout.entryCount), documents == layout.documentCount else {
      throw damage("it counts other documents or texts than it has")
    }
  }

  private func checkTexts() throws(FormatError) {
    var last: [UInt8]?
    var length = 0
    for ordinal in 0..<layout.valueCount {
      let text = try column.value(ordinal)
      guard last.map({ $0.lexicographicallyPrecedes(text) }) ?? !text.isEmpty else {
        throw damage("its texts are not in order")
      }
      guard text.withUnsafeBufferPointer({ String(validating: $0, as: UTF8.self) }) != nil else {
        throw damage("a text is no UTF-8")
      }
      length += text.count
      last = text
    }
    let first = ColumnCodes.load(bytes.span, at: layout.valueStartsOffset, width: 4)
    guard first == 0, length == layout.valueBytes else { throw damage("bytes belong to no text") }
  }

  private func checkCodes() throws(FormatError) {
    var documents = 0
    var least = UInt64.max
    var most: UInt64 = 0
    var reals = (least: Double.infinity, most: -Double.infinity)
    var isUsed = [Bool](repeating: false, count: layout.valueCount)
    let base = layout.codeBase
    let limit = layout.maximalCode
    for place in 0..<(layout.isSeveral ? layout.entryCount : layout.slotCount) {
      let code = ColumnCodes.load(
        bytes.span, at: layout.codesOffset + layout.width * place, width: layout.width)
      guard code <= limit else { throw damage("code \(place) is impossible") }
      if layout.kind == .real {
        let number = layout.real(of: code)
        if number.isNaN { continue }
        reals = (min(reals.least, number), max(reals.most, number))
      } else {
        guard code >= base else { continue }
        least = min(least, code - base)
        most = max(most, code - base)
        if layout.kind == .keyword { isUsed[Int(code - base)] = true }
      }
      documents += 1
    }
    guard layout.isSeveral || documents == layout.documentCount else {
      throw damage("it counts \(layout.documentCount) documents, but there are \(documents)")
    }
    let isRight =
      switch layout.kind {
      case .keyword: isUsed.allSatisfy { $0 }
      case .integer, .date: least == 0 && most == limit - base
      case .real:
        reals.least == Double(bitPattern: UInt64(bitPattern: layout.minimum))
          && reals.most == Double(bitPattern: UInt64(bitPattern: layout.maximum))
      }
    guard isRight else { throw damage("its values are not those it is said to have") }
    if layout.isSeveral { try checkOrder() }
  }

  /// Checks that the texts of a document ascend, none twice.
  private func checkOrder() throws(FormatError) {
    var ordinals: [Int] = []
    for slot in 0..<layout.slotCount {
      let document =
        layout.isSparse ? Int(ColumnCodes.load(bytes.span, at: 4 * slot, width: 4)) : slot
      try column.ordinals(of: document, into: &ordinals)
      for index in ordinals.indices.dropFirst() where ordinals[index] <= ordinals[index - 1] {
        throw damage("the texts of document \(document) are not in order")
      }
    }
  }
}
