import QuarryStorage

/// Numbers of 0, 1, 2, 4 or 8 little-endian bytes.
package enum ColumnCodes {
  /// Appends a number that fits.
  package static func append(_ number: UInt64, width: Int, to bytes: inout [UInt8]) {
    for index in 0..<width { bytes.append(UInt8(truncatingIfNeeded: number >> UInt64(8 * index))) }
  }

  /// The number at `offset`, which the caller knows to be inside `bytes`.
  @inline(__always)
  package static func load(_ bytes: RawSpan, at offset: Int, width: Int) -> UInt64 {
    switch width {
    case 0: 0
    case 1: UInt64(bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self))
    case 2:
      UInt64(
        UInt16(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt16.self)))
    case 4:
      UInt64(
        UInt32(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self)))
    default:
      UInt64(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
  }
}

/// A column whose checksums have all been checked, for facets, filters and sorting: every call does
/// its work for a whole row of documents.
///
/// Documents are those of the segment and must be given ascending; one that is not in the segment
/// has no value. Sound against forged numbers: a slot is looked up within the layout's counts, whose
/// bytes were all seen to be there, and a code that means nothing throws.
package struct ColumnScan: Sendable {
  package let layout: ColumnLayout
  private let bytes: MappedBytes
  // What loops need of the layout, worked out once.
  private let codeBase: UInt64
  private let maximalCode: UInt64
  private let codesOffset: Int

  init(_ layout: ColumnLayout, bytes: MappedBytes) {
    self.layout = layout
    self.bytes = bytes
    codeBase = layout.codeBase
    maximalCode = layout.maximalCode
    codesOffset = layout.codesOffset
  }

  /// The ordinal that stands for no text.
  package static let noOrdinal: Int32 = -1

  /// Replaces `ordinals` by the ordinal of each document's text, the least where it has several;
  /// `noOrdinal` where it has none.
  package func ordinals(
    of documents: Span<UInt32>, into ordinals: inout [Int32]
  ) throws(FormatError) {
    ordinals.removeAll(keepingCapacity: true)
    guard layout.kind == .keyword else {
      ordinals.append(contentsOf: repeatElement(Self.noOrdinal, count: documents.count))
      return
    }
    ordinals.reserveCapacity(documents.count)
    var slots = Slots(layout)
    let span = bytes.span
    for index in 0..<documents.count {
      var ordinal = Self.noOrdinal
      if let slot = slots.slot(of: documents[index], span) {
        let (first, end) = try entries(slot, span)
        if first < end {
          let code = try code(first, span)
          if code >= codeBase { ordinal = Int32(truncatingIfNeeded: code - codeBase) }
        }
      }
      ordinals.append(ordinal)
    }
  }

  /// Adds 1 to the count of each text of each document; `counts` has one for each ordinal.
  package func count(
    _ documents: Span<UInt32>, into counts: inout [Int]
  ) throws(FormatError) {
    guard layout.kind == .keyword, counts.count >= layout.valueCount else { return }
    var slots = Slots(layout)
    let span = bytes.span
    for index in 0..<documents.count {
      guard let slot = slots.slot(of: documents[index], span) else { continue }
      let (first, end) = try entries(slot, span)
      for entry in first..<end {
        let code = try code(entry, span)
        if code >= codeBase { counts[Int(code - codeBase)] += 1 }
      }
    }
  }

  /// Replaces `values` by each document's whole number or date; `missing` where it has none.
  package func integers(
    of documents: Span<UInt32>, missing: Int64, into values: inout [Int64]
  ) throws(FormatError) {
    values.removeAll(keepingCapacity: true)
    guard layout.kind == .integer || layout.kind == .date else {
      values.append(contentsOf: repeatElement(missing, count: documents.count))
      return
    }
    values.reserveCapacity(documents.count)
    var slots = Slots(layout)
    let span = bytes.span
    for index in 0..<documents.count {
      guard let slot = slots.slot(of: documents[index], span) else {
        values.append(missing)
        continue
      }
      values.append(layout.integer(of: try code(slot, span), base: codeBase) ?? missing)
    }
  }

  /// Replaces `values` by each document's number, whole or not; not a number where it has none.
  package func reals(
    of documents: Span<UInt32>, into values: inout [Double]
  ) throws(FormatError) {
    values.removeAll(keepingCapacity: true)
    guard layout.kind != .keyword else {
      values.append(contentsOf: repeatElement(.nan, count: documents.count))
      return
    }
    values.reserveCapacity(documents.count)
    var slots = Slots(layout)
    let span = bytes.span
    for index in 0..<documents.count {
      guard let slot = slots.slot(of: documents[index], span) else {
        values.append(.nan)
        continue
      }
      let code = try code(slot, span)
      values.append(
        layout.kind == .real
          ? layout.real(of: code)
          : layout.integer(of: code, base: codeBase).map { Double($0) } ?? .nan)
    }
  }

  // MARK: - Sets of documents

  /// Sets the bit of every document whose whole number or date lies in `range`; document n is bit
  /// n mod 64 of word n / 64, and what lies beyond `bits` is left out.
  package func select(
    integers range: ClosedRange<Int64>, into bits: inout [UInt64]
  ) throws(FormatError) {
    guard layout.kind == .integer || layout.kind == .date else { return }
    try select(into: &bits) { code in
      layout.integer(of: code, base: codeBase).map { range.contains($0) } ?? false
    }
  }

  /// Sets the bit of every document whose number lies in `range`.
  package func select(
    reals range: ClosedRange<Double>, into bits: inout [UInt64]
  ) throws(FormatError) {
    switch layout.kind {
    case .keyword: return
    case .real: try select(into: &bits) { code in range.contains(layout.real(of: code)) }
    case .integer, .date:
      try select(into: &bits) { code in
        layout.integer(of: code, base: codeBase).map { range.contains(Double($0)) } ?? false
      }
    }
  }

  /// Sets the bit of every document one of whose texts is wanted; `wanted` has one truth a text.
  package func select(
    ordinals wanted: [Bool], into bits: inout [UInt64]
  ) throws(FormatError) {
    guard layout.kind == .keyword, wanted.count >= layout.valueCount else { return }
    let base = codeBase
    try select(into: &bits) { code in code >= base && wanted[Int(code - base)] }
  }

  /// Sets the bit of every document that has a value.
  package func selectAll(into bits: inout [UInt64]) throws(FormatError) {
    let base = codeBase
    let isReal = layout.kind == .real
    try select(into: &bits) { code in isReal ? !layout.real(of: code).isNaN : code >= base }
  }

  @inline(__always)
  private func select(
    into bits: inout [UInt64], _ isWanted: (UInt64) -> Bool
  ) throws(FormatError) {
    let span = bytes.span
    for slot in 0..<layout.slotCount {
      let (first, end) = try entries(slot, span)
      var found = false
      for entry in first..<end where isWanted(try code(entry, span)) { found = true }
      guard found else { continue }
      let document =
        layout.isSparse ? Int(ColumnCodes.load(span, at: 4 * slot, width: 4)) : slot
      if document >> 6 < bits.count { bits[document >> 6] |= 1 << UInt64(document & 63) }
    }
  }

  // MARK: - Slots and codes

  /// Finds the slots of ascending documents; in a sparse column by going forward in doubling steps.
  private struct Slots {
    private let count: Int
    private let isSparse: Bool
    private var next = 0

    init(_ layout: ColumnLayout) {
      count = layout.slotCount
      isSparse = layout.isSparse
    }

    @inline(__always)
    mutating func slot(of document: UInt32, _ span: RawSpan) -> Int? {
      guard isSparse else { return Int(document) < count ? Int(document) : nil }
      return search(document, span)
    }

    @inline(__always)
    private static func document(_ slot: Int, _ span: RawSpan) -> UInt64 {
      ColumnCodes.load(span, at: 4 * slot, width: 4)
    }

    private mutating func search(_ document: UInt32, _ span: RawSpan) -> Int? {
      let wanted = UInt64(document)
      if next > 0, next <= count, Self.document(next - 1, span) >= wanted { next = 0 }
      var low = next
      var high = low
      var step = 1
      while high < count, Self.document(high, span) < wanted {
        low = high + 1
        high += step
        step += step
      }
      high = min(high, count)
      while low < high {
        let middle = (low + high) / 2
        if Self.document(middle, span) < wanted { low = middle + 1 } else { high = middle }
      }
      next = low
      return low < count && Self.document(low, span) == wanted ? low : nil
    }
  }

  /// The codes of a slot that is below the layout's count.
  @inline(__always)
  private func entries(_ slot: Int, _ span: RawSpan) throws(FormatError) -> (Int, Int) {
    guard layout.isSeveral else { return (slot, slot + 1) }
    let width = layout.startWidth
    let place = layout.startsOffset + width * slot
    let first = Int(ColumnCodes.load(span, at: place, width: width))
    let end = Int(ColumnCodes.load(span, at: place + width, width: width))
    guard first <= end, end <= layout.entryCount else { throw impossible(slot) }
    return (first, end)
  }

  /// The code at a place below the number of codes.
  @inline(__always)
  private func code(_ place: Int, _ span: RawSpan) throws(FormatError) -> UInt64 {
    let code = ColumnCodes.load(span, at: codesOffset + layout.width * place, width: layout.width)
    guard code <= maximalCode else { throw impossible(place) }
    return code
  }

  private func impossible(_ place: Int) -> FormatError {
    .damaged(.columns, at: codesOffset, "code \(place) of \(layout.name) is impossible")
  }
}
