/// The bytes of a catalog.
extension Catalog {
  /// The most documents a segment may have: their numbers stay below 2^31.
  package static let maxSegmentDocuments = 1 << 31 - 1
  /// The most documents all segments may have together.
  package static let maxDocuments = 1 << 40
  /// The most that any other number of the segments may add up to.
  package static let maxTotal = 1 << 60

  package func encode() -> [UInt8] {
    var writer = ByteWriter()
    writer.string(program)
    writer.string(analyzer)
    writer.varint(texts.rawValue)
    writer.varint(parameters.count)
    for parameter in parameters {
      writer.string(parameter.name)
      writer.fixed(parameter.value.bitPattern, 8)
    }
    writer.varint(fields.count)
    for field in fields {
      writer.string(field.name)
      writer.fixed(field.weight.bitPattern, 8)
      writer.fixed(field.b.bitPattern, 8)
    }
    writer.varint(sources.count)
    for source in sources {
      writer.string(source.name)
      writer.varint(source.size.map { $0 + 1 } ?? 0)
      writer.varint(source.modified.map { max(0, $0) + 1 } ?? 0)
    }
    writer.varint(settings.count)
    for setting in settings {
      writer.string(setting.name)
      writer.string(setting.value)
    }
    writer.varint(presetDictionary == nil ? 0 : 1)
    if let presetDictionary { writer.entry(presetDictionary) }
    writer.varint(segments.count)
    for segment in segments {
      writer.varint(segment.documentCount)
      writer.varint(segment.fieldMask)
      for field in segment.fields { writer.varint(segment.fieldLengths[field]) }
      writer.varint(segment.termCount)
      writer.varint(segment.postingCount)
      writer.varint(segment.positionCount)
      writer.varint(segment.textBytes)
      writer.varint(segment.sections.count)
      for section in segment.sections { writer.entry(section) }
    }
    return writer.bytes
  }

  init(decoding bytes: Span<UInt8>) throws(FormatError) {
    var reader = ByteReader(bytes, section: .catalog)
    // No list can have more members than there are bytes.
    let most = bytes.count
    program = try reader.string()
    analyzer = try reader.string()
    guard let texts = TextStorage(rawValue: try reader.count(Int.max)) else {
      throw reader.damage("it does not say where the texts are")
    }
    self.texts = texts
    parameters = []
    for _ in 0..<(try reader.count(most)) {
      parameters.append(Parameter(name: try reader.string(), value: try reader.double()))
    }
    fields = []
    for _ in 0..<(try reader.count(PostingCode.maxFields)) {
      fields.append(
        Field(name: try reader.string(), weight: try reader.double(), b: try reader.double()))
    }
    guard !fields.isEmpty else { throw reader.damage("there is no field") }
    sources = []
    for _ in 0..<(try reader.count(most)) {
      let name = try reader.string()
      let size = try reader.count(Int.max)
      let modified = try reader.count(Int.max)
      sources.append(
        Source(
          name: name, size: size == 0 ? nil : size - 1, modified: modified == 0 ? nil : modified - 1
        ))
    }
    settings = []
    for _ in 0..<(try reader.count(most)) {
      settings.append(Setting(name: try reader.string(), value: try reader.string()))
    }
    presetDictionary = try reader.count(1) == 1 ? try reader.entry() : nil
    segments = []
    var totals = SegmentTotals(fieldCount: fields.count)
    for _ in 0..<(try reader.count(most)) {
      let documentCount = try reader.count(Self.maxSegmentDocuments)
      let fieldMask = try reader.count(1 << fields.count - 1)
      guard fieldMask >> (fields.count - 1) == 1 else {
        throw reader.damage("a segment does not use the last field")
      }
      var fieldLengths = [Int](repeating: 0, count: fields.count)
      for field in fields.indices where fieldMask >> field & 1 == 1 {
        fieldLengths[field] = try reader.count(1 << 48)
      }
      var segment = Segment(
        documentCount: documentCount, fieldLengths: fieldLengths, fieldMask: fieldMask,
        termCount: try reader.count(1 << 48), postingCount: try reader.count(1 << 48),
        positionCount: try reader.count(1 << 48), textBytes: try reader.count(1 << 56),
        sections: [])
      for _ in 0..<(try reader.count(SectionKind.allCases.count)) {
        segment.sections.append(try reader.entry())
      }
      guard totals.add(segment) else { throw reader.damage("the segments' numbers add up to more") }
      segments.append(segment)
    }
    guard reader.isAtEnd else { throw reader.damage("bytes are left at the end") }
  }
}

/// What the segments of a catalog add up to, so that no sum over them can overflow later.
private struct SegmentTotals {
  private var documents = 0
  /// By field, then terms, postings, positions and bytes of text.
  private var others: [Int]

  init(fieldCount: Int) {
    others = Array(repeating: 0, count: fieldCount + 4)
  }

  /// Adds a segment; false where a total is then more than it may be.
  mutating func add(_ segment: Catalog.Segment) -> Bool {
    guard Self.add(segment.documentCount, to: &documents, limit: Catalog.maxDocuments) else {
      return false
    }
    let numbers =
      segment.fieldLengths
      + [segment.termCount, segment.postingCount, segment.positionCount, segment.textBytes]
    for (place, number) in numbers.enumerated() {
      guard Self.add(number, to: &others[place], limit: Catalog.maxTotal) else { return false }
    }
    return true
  }

  private static func add(_ number: Int, to total: inout Int, limit: Int) -> Bool {
    let (sum, overflows) = total.addingReportingOverflow(number)
    guard !overflows, sum <= limit else { return false }
    total = sum
    return true
  }
}

extension ByteWriter {
  fileprivate mutating func entry(_ entry: SectionEntry) {
    bytes.append(entry.kind.rawValue)
    varint(entry.offset)
    varint(entry.length)
    fixed(UInt64(entry.checksum), 4)
  }
}

extension ByteReader {
  fileprivate mutating func entry() throws(FormatError) -> SectionEntry {
    guard let kind = SectionKind(rawValue: try byte()), kind != .catalog else {
      throw damage("a section is of an unknown kind")
    }
    return SectionEntry(
      kind: kind, offset: try count(1 << 56), length: try count(1 << 56),
      checksum: UInt32(truncatingIfNeeded: try fixed(4)))
  }

  /// A finite number that is not negative.
  fileprivate mutating func double() throws(FormatError) -> Double {
    let value = Double(bitPattern: try fixed(8))
    guard value.isFinite, value >= 0, value <= 1e6 else { throw damage("a weight is impossible") }
    return value
  }
}
