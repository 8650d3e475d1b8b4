import QuarryFormat

/// Writes messages of Protocol Buffers, each behind its length.
struct ProtocolBuffer {
  private(set) var bytes: [UInt8] = []

  /// The bytes so far, which are then forgotten.
  mutating func take() -> [UInt8] {
    defer { bytes = [] }
    return bytes
  }

  /// Appends a message behind its length.
  mutating func message(_ body: (inout ProtocolBuffer) -> Void) {
    var inner = ProtocolBuffer()
    body(&inner)
    Varint.append(inner.bytes.count, to: &bytes)
    bytes += inner.bytes
  }

  /// Appends a field; one that is 0 is left out, as readers take it for that.
  mutating func number(_ field: Int, _ value: Int) {
    guard value != 0 else { return }
    Varint.append(field << 3, to: &bytes)
    Varint.append(value, to: &bytes)
  }

  mutating func double(_ field: Int, _ value: Double) {
    Varint.append(field << 3 | 1, to: &bytes)
    for shift in 0..<8 {
      bytes.append(UInt8(truncatingIfNeeded: value.bitPattern >> UInt64(8 * shift)))
    }
  }

  mutating func bytes(_ field: Int, _ value: [UInt8]) {
    Varint.append(field << 3 | 2, to: &bytes)
    Varint.append(value.count, to: &bytes)
    bytes += value
  }

  /// Appends the message of a term's list; documents are told by their differences.
  mutating func list(_ term: [UInt8], _ postings: [CIFFExporter.Posting]) {
    var total = 0
    for posting in postings { total += Int(posting.frequency) }
    message { list in
      list.bytes(1, term)
      list.number(2, postings.count)
      list.number(3, total)
      var last = 0
      for posting in postings {
        list.posting(gap: Int(posting.document) - last, frequency: Int(posting.frequency))
        last = Int(posting.document)
      }
    }
  }

  private mutating func posting(gap: Int, frequency: Int) {
    // Each number is a byte of field and at most five more, so that the length is one byte.
    bytes.append(4 << 3 | 2)
    let start = bytes.count
    bytes.append(0)
    number(1, gap)
    number(2, frequency)
    bytes[start] = UInt8(truncatingIfNeeded: bytes.count - start - 1)
  }
}
