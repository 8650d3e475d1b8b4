/// Where a record of a WARC file ends: its header says how long it is.
struct WARCFrame {
  let header: MessageHeader
  /// Behind the content; the empty lines after it belong to the next record.
  let end: Int

  /// So many bytes a header may take.
  private static let mostHeaderBytes = 64 << 10

  /// Reads the header that begins at `start`; nil where there is none, or not to its end.
  init?(_ bytes: UnsafeRawBufferPointer, from start: Int) {
    guard ByteSearch.holds("WARC/", in: bytes, at: start),
      let header = MessageHeader(
        bytes, start, Self.limit(bytes, from: start), mostBytes: Self.mostHeaderBytes),
      header.end > header.range.upperBound,
      let text = header.value("content-length"), (1...12).contains(text.count)
    else { return nil }
    var length = 0
    for byte in text {
      guard (0x30...0x39).contains(byte) else { return nil }
      length = length * 10 + Int(byte - 0x30)
    }
    self.header = header
    end = header.end + length
  }

  /// Where the header that begins at `start` has to end: before the next line that begins a record,
  /// so that every byte of damaged headers is looked at once.
  private static func limit(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
    let most = min(bytes.count, start + mostHeaderBytes)
    var at = start
    while at < most {
      guard let lineEnd = ByteSearch.first(0x0A, in: bytes, at..<most) else { return most }
      at = lineEnd + 1
      if at < most, bytes[at] == 0x0A || bytes[at] == 0x0D { return min(bytes.count, at + 2) }
      if ByteSearch.holds("WARC/", in: bytes, at: at) { return at }
    }
    return most
  }
}

/// Records are as long as their headers say.
struct WARCCutter: RecordCutter {
  /// How many bytes of a long record were still missing when the last look ended.
  private var missing: Int?

  mutating func lastEnd(in bytes: UnsafeRawBufferPointer) -> Int? {
    var last: Int?
    var at = 0
    while at < bytes.count {
      while at < bytes.count, InputFormat.isBlank(bytes[at]) { at += 1 }
      if let frame = WARCFrame(bytes, from: at) {
        guard frame.end <= bytes.count else { break }
        at = frame.end
      } else {
        // A header that the bytes cut off has no other behind it.
        guard let next = ByteSearch.first("\nWARC/", in: bytes, at..<bytes.count) else { break }
        at = next + 1
      }
      last = at
    }
    return last
  }

  mutating func firstEnd(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
    if start == 0 {
      missing = nil
      var at = 0
      while at < bytes.count, InputFormat.isBlank(bytes[at]) { at += 1 }
      guard let frame = WARCFrame(bytes, from: at) else {
        // No header: all up to the next one is a record that will be told as damaged.
        return ByteSearch.first("\nWARC/", in: bytes, at..<bytes.count).map { $0 + 1 }
      }
      if frame.end <= bytes.count { return frame.end }
      missing = frame.end - bytes.count
      return nil
    }
    let fresh = bytes.count - min(start, bytes.count)
    guard let left = missing else {
      let begin = max(0, min(start, bytes.count) - 6)
      return ByteSearch.first("\nWARC/", in: bytes, begin..<bytes.count).map { $0 + 1 }
    }
    if left <= fresh {
      missing = nil
      return bytes.count - fresh + left
    }
    missing = left - fresh
    return nil
  }
}
