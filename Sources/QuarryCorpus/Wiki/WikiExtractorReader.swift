/// Reads what WikiExtractor writes: `<doc id="…" url="…" title="…">`, the title on a line of its own,
/// the text, `</doc>`.
struct WikiExtractorReader: RecordReader {
  func begin(_ context: DumpContext) {}

  func read(
    _ bytes: UnsafeRawBufferPointer, from start: Int, into document: inout DocumentBuffer
  ) -> ReadRecord {
    guard let open = ByteSearch.first("<doc ", in: bytes, start..<bytes.count) else {
      return ReadRecord(next: bytes.count, outcome: .nothing)
    }
    guard let close = ByteSearch.first("</doc>", in: bytes, open..<bytes.count) else {
      return ReadRecord(next: bytes.count, outcome: .skipped(byte: nil, reason: .cutOff))
    }
    let next = close + 6
    guard let tagEnd = ByteSearch.first(UInt8(ascii: ">"), in: bytes, open..<close) else {
      return ReadRecord(
        next: next, outcome: .skipped(byte: nil, reason: .malformed("<doc> tag does not end")))
    }
    let tag = UnsafeRawBufferPointer(rebasing: bytes[open..<tagEnd])
    if let id = Self.attribute(" id=\"", of: tag) {
      document.id = Entities.append(id, to: &document)
    }
    if let title = Self.attribute(" title=\"", of: tag) {
      document.title = Entities.append(title, to: &document)
    }
    if let url = Self.attribute(" url=\"", of: tag) {
      let value = Entities.append(url, to: &document)
      document.addMetadata("url", value)
    }
    let body = Self.trimmed(bytes, tagEnd + 1..<close)
    document.text = Entities.append(UnsafeRawBufferPointer(rebasing: bytes[body]), to: &document)
    dropTitle(&document)
    return ReadRecord(next: next, outcome: .document)
  }

  /// The value of an attribute, which stands in quotation marks.
  private static func attribute(
    _ name: StaticString, of tag: UnsafeRawBufferPointer
  ) -> UnsafeRawBufferPointer? {
    guard let found = ByteSearch.first(name, in: tag, 0..<tag.count) else { return nil }
    let start = found + name.utf8CodeUnitCount
    guard let end = ByteSearch.first(UInt8(ascii: "\""), in: tag, start..<tag.count) else {
      return nil
    }
    return UnsafeRawBufferPointer(rebasing: tag[start..<end])
  }

  private static func trimmed(
    _ bytes: UnsafeRawBufferPointer, _ range: Range<Int>
  ) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, InputFormat.isBlank(bytes[start]) { start += 1 }
    while end > start, InputFormat.isBlank(bytes[end - 1]) { end -= 1 }
    return start..<end
  }

  /// Takes the title away from where the text repeats it on its first line.
  private func dropTitle(_ document: inout DocumentBuffer) {
    let (title, text) = (document.title, document.text)
    guard text.count >= title.count,
      document.bytes[text.lowerBound..<text.lowerBound + title.count]
        .elementsEqual(document.bytes[title])
    else { return }
    var start = text.lowerBound + title.count
    guard start == text.upperBound || document.bytes[start] == 0x0A else { return }
    while start < text.upperBound, InputFormat.isBlank(document.bytes[start]) { start += 1 }
    document.text = start..<text.upperBound
  }
}
