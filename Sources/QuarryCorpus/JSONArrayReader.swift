/// Reads the objects of one large JSON array, or objects one after the other that take several
/// lines.
struct JSONArrayReader: RecordReader {
  private var record: JSONRecord
  /// How many objects are open around the array; 0 where it stands alone.
  private var wrappers = 0

  init(mapping: FieldMapping) {
    record = JSONRecord(mapping: mapping)
  }

  mutating func begin(_ context: DumpContext) {
    wrappers = JSONWrapper.depth(of: context.header)
  }

  mutating func read(
    _ bytes: UnsafeRawBufferPointer, from start: Int, into document: inout DocumentBuffer
  ) -> ReadRecord {
    var at = start
    // What stands between the elements says nothing; anything else is told as a fault.
    while at < bytes.count, Self.isBetween(bytes[at]) {
      if wrappers > 0, bytes[at] == UInt8(ascii: "]") { return behindArray(bytes, from: at + 1) }
      at += 1
    }
    guard at < bytes.count else { return ReadRecord(next: at, outcome: .nothing) }
    guard at == start else { return ReadRecord(next: at, outcome: .nothing) }
    guard bytes[at] == UInt8(ascii: "{") else {
      let next = ByteSearch.first(UInt8(ascii: "{"), in: bytes, at..<bytes.count) ?? bytes.count
      return ReadRecord(
        next: next, outcome: .skipped(byte: 1, reason: .notJSON("an object expected")))
    }
    document.reserve(bytes.count - at + JSONScanner.slack)
    var arena: [UInt8] = []
    swap(&arena, &document.bytes)
    let read: (end: Int, used: Int, outcome: ReadRecord.Outcome) =
      arena.withUnsafeMutableBytes { arena in
        guard var scanner = JSONScanner(bytes, from: at, arena: arena, isLine: false) else {
          return (bytes.count, 0, .nothing)
        }
        do throws(JSONFault) {
          try record.read(&scanner)
          return (scanner.at, scanner.used, .document)
        } catch {
          var cutter = JSONArrayCutter()
          let rest = UnsafeRawBufferPointer(rebasing: bytes[at...])
          let end = cutter.firstEnd(in: rest, from: 0)
          var (byte, reason) = error.skipReason(recordStart: at)
          if end == nil, case .notJSON = reason { (byte, reason) = (nil, .cutOff) }
          return (end.map { at + $0 } ?? bytes.count, 0, .skipped(byte: byte, reason: reason))
        }
      }
    swap(&arena, &document.bytes)
    guard case .document = read.outcome else {
      return ReadRecord(next: read.end, outcome: read.outcome)
    }
    guard let text = record.text else {
      return ReadRecord(next: read.end, outcome: .skipped(byte: nil, reason: record.noText))
    }
    document.text = text
    document.title = record.title ?? 0..<0
    swap(&document.metadata, &record.metadata)
    document.id = record.id ?? 0..<0
    document.take(read.used)
    return ReadRecord(next: read.end, outcome: .document)
  }

  /// Passes over what else the objects hold that wrap the array; tells where more follows them.
  private func behindArray(_ bytes: UnsafeRawBufferPointer, from start: Int) -> ReadRecord {
    let next = bytes.count
    guard let end = JSONWrapper.end(of: wrappers, in: bytes, from: start),
      bytes[end...].contains(where: { !InputFormat.isBlank($0) })
    else { return ReadRecord(next: next, outcome: .nothing) }
    let reason = SkipReason.malformed(
      "follows the object whose array was read; only the first such object of a file is")
    return ReadRecord(next: next, outcome: .skipped(byte: nil, reason: reason))
  }

  private static func isBetween(_ byte: UInt8) -> Bool {
    InputFormat.isBlank(byte) || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "[")
      || byte == UInt8(ascii: "]")
  }
}

extension JSONFault {
  /// The fault as it is told; bytes are counted from `recordStart`.
  func skipReason(recordStart: Int) -> (byte: Int?, reason: SkipReason) {
    switch self {
    case .syntax(let message, let at): (at - recordStart + 1, .notJSON(message))
    case .invalidUTF8(let at): (at - recordStart + 1, .invalidUTF8)
    case .tooManyMembers: (nil, .tooManyMembers(limit: JSONRecord.maxMembers))
    }
  }
}
