/// Reads the pages in a crawler's WARC file: answers of web servers with HTML or plain text, and texts
/// that were converted from them; all other records are passed over.
///
/// Source: ISO 28500:2017, the WARC file format.
struct WARCReader: RecordReader {
  private var page = HTMLPage()
  /// So long a page may be that was compressed.
  private let mostBytes: Int

  init(limits: SourceLimits) {
    mostBytes = limits.maxDocumentBytes
  }

  func begin(_ context: DumpContext) {}

  mutating func read(
    _ bytes: UnsafeRawBufferPointer, from start: Int, into document: inout DocumentBuffer
  ) -> ReadRecord {
    var at = start
    while at < bytes.count, InputFormat.isBlank(bytes[at]) { at += 1 }
    guard at < bytes.count else { return ReadRecord(next: at, outcome: .nothing) }
    guard let frame = WARCFrame(bytes, from: at) else {
      let next =
        ByteSearch.first("\nWARC/", in: bytes, at..<bytes.count).map { $0 + 1 } ?? bytes.count
      let reason: SkipReason = next == bytes.count ? .cutOff : .malformed("has no header of WARC")
      return ReadRecord(next: next, outcome: .skipped(byte: nil, reason: reason))
    }
    guard frame.end <= bytes.count else {
      return ReadRecord(next: bytes.count, outcome: .skipped(byte: nil, reason: .cutOff))
    }
    let outcome = readContent(frame, bytes, &document)
    return ReadRecord(next: frame.end, outcome: outcome)
  }

  private mutating func readContent(
    _ frame: WARCFrame, _ bytes: UnsafeRawBufferPointer, _ document: inout DocumentBuffer
  ) -> ReadRecord.Outcome {
    let content = frame.header.end..<frame.end
    let kind = (frame.header.value("warc-type") ?? []).map(MessageHeader.lowered)
    if kind.elementsEqual("conversion".utf8) {
      let text = PageText(bytes, content)
      document.title = document.append(UnsafeRawBufferPointer(rebasing: bytes[text.title]))
      let whole = document.append(UnsafeRawBufferPointer(rebasing: bytes[text.text]))
      document.text = document.trimmed(whole)
      addFacts(frame, &document)
      return .document
    }
    guard kind.elementsEqual("response".utf8),
      ByteSearch.holds("HTTP/", in: bytes, at: content.lowerBound),
      let answer = MessageHeader(bytes, content.lowerBound, content.upperBound)
    else { return .nothing }
    let status = bytes[content.lowerBound..<min(content.lowerBound + 16, content.upperBound)]
      .split(separator: 0x20).dropFirst().first
    guard let status, status.starts(with: "200".utf8) else { return .nothing }
    let type = answer.value("content-type") ?? []
    let name = type.prefix { $0 != UInt8(ascii: ";") }.map(MessageHeader.lowered)
    let isPlain = name.starts(with: "text/plain".utf8)
    guard
      isPlain || name.starts(with: "text/html".utf8) || name.starts(with: "application/xhtml".utf8)
    else { return .nothing }
    var body = Array(bytes[answer.end..<max(answer.end, content.upperBound)])
    if answer.value("transfer-encoding") != nil { body = ContentCoding.withoutChunks(body) }
    if let coding = answer.value("content-encoding") {
      do throws(ContentCoding.Fault) {
        body = try ContentCoding.decoded(body, coding: coding, most: mostBytes)
      } catch {
        return .skipped(byte: nil, reason: .malformed("holds a page that \(error.description)"))
      }
    }
    let charset = MessageHeader.parameter("charset", of: type)
    let text = BodyText.decoded(body, charset: charset, isHTML: !isPlain)
    if isPlain {
      let whole = document.append(text)
      document.text = document.trimmed(whole)
    } else {
      text.withUnsafeBytes { page.read($0, from: 0, into: &document) }
    }
    addFacts(frame, &document)
    return document.text.isEmpty && document.title.isEmpty ? .nothing : .document
  }

  /// Adds what the record says of the page, where the page does not say it itself.
  private func addFacts(_ frame: WARCFrame, _ document: inout DocumentBuffer) {
    func has(_ name: String) -> Bool {
      document.metadata.contains { document.bytes[$0.key].elementsEqual(name.utf8) }
    }
    if let address = frame.header.value("warc-target-uri") {
      let value = document.append(
        address.filter { $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">") })
      document.id = value
      if !has("url") { document.addMetadata("url", value) }
    }
    if let date = frame.header.value("warc-date"), !has("date") {
      document.addMetadata("date", document.append(date))
    }
  }
}
