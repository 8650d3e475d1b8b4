/// Reads messages of mail: one a file, or those of an mbox.
struct MailReader: RecordReader {
  private var isMbox = false
  private var page = HTMLPage()

  mutating func begin(_ context: DumpContext) { isMbox = context.format == .mbox }

  mutating func read(
    _ bytes: UnsafeRawBufferPointer, from start: Int, into document: inout DocumentBuffer
  ) -> ReadRecord {
    var at = start
    var end = bytes.count
    if isMbox {
      end = MboxSeparator.first(in: bytes, start + 1..<bytes.count) ?? bytes.count
      if ByteSearch.holds("From ", in: bytes, at: at) {
        at = ByteSearch.first(0x0A, in: bytes, at..<end).map { $0 + 1 } ?? end
      }
    }
    if bytes[start..<end].allSatisfy(InputFormat.isBlank) {
      return ReadRecord(next: end, outcome: .nothing)
    }
    guard let header = MessageHeader(bytes, at, end), MailEvidence.isHeader(header) else {
      let reason = SkipReason.malformed("has no header of a message")
      return ReadRecord(next: end, outcome: .skipped(byte: nil, reason: reason))
    }
    let parts = MIMEParts(bytes, header, end: end)
    if let plain = parts.plain {
      var text = parts.text(plain)
      if isMbox { Self.unquote(&text) }
      let whole = document.append(text)
      document.text = document.trimmed(whole)
    }
    if document.text.isEmpty, let html = parts.html {
      parts.text(html).withUnsafeBytes { page.read($0, from: 0, into: &document) }
    }
    fill(header, &document)
    return ReadRecord(next: end, outcome: .document)
  }

  private func fill(_ header: MessageHeader, _ document: inout DocumentBuffer) {
    if let subject = header.value("subject") {
      document.title = document.append(TransferCoding.words(subject))
    }
    if let id = header.value("message-id") {
      let name = id.filter { $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">") && $0 != 0x20 }
      document.id = document.append(name)
      document.addMetadata("message_id", document.id)
    }
    let fields: [(field: StaticString, name: StaticString)] = [
      ("date", "date"), ("from", "author"), ("to", "to"), ("cc", "cc"), ("list-id", "list"),
    ]
    for (field, name) in fields {
      guard let value = header.value(field), !value.isEmpty else { continue }
      document.addMetadata(name, document.append(TransferCoding.words(value)))
    }
  }

  /// Takes the mark off lines that an mbox writes as `>From `, so that no message begins there.
  private static func unquote(_ text: inout [UInt8]) {
    var kept = 0
    for index in text.indices {
      let isStart = index == 0 || text[index - 1] == 0x0A
      if isStart, text[index] == UInt8(ascii: ">"), text[(index + 1)...].starts(with: "From ".utf8)
      {
        continue
      }
      if kept != index { text[kept] = text[index] }
      kept += 1
    }
    text.removeLast(text.count - kept)
  }
}

/// Tells mail by its header.
enum MailEvidence {
  static func isMbox(_ look: FirstLook) -> Bool {
    guard look.bytes.starts(with: "From ".utf8),
      let lineEnd = look.bytes.firstIndex(of: 0x0A)
    else { return false }
    return look.bytes.withUnsafeBytes { bytes in
      MessageHeader(bytes, lineEnd + 1, bytes.count).map(isHeader) ?? false
    }
  }

  static func isMail(_ look: FirstLook) -> Bool {
    look.bytes.withUnsafeBytes { bytes in
      MessageHeader(bytes, 0, bytes.count).map(isHeader) ?? false
    }
  }

  /// Whether a header is one of mail: it says from whom or when, and something else that mail says.
  static func isHeader(_ header: MessageHeader) -> Bool {
    guard let first = header.bytes[header.range].firstIndex(of: UInt8(ascii: ":")),
      header.bytes[header.range.lowerBound..<first].allSatisfy({
        (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20) || $0 == 0x2D
      })
    else { return false }
    let names: [StaticString] = [
      "from", "date", "subject", "message-id", "received", "to", "mime-version", "return-path",
    ]
    let found = names.filter { header.value($0) != nil }.count
    return found >= 2 && (header.value("from") != nil || header.value("date") != nil)
  }
}
