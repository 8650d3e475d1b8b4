/// Finds the part of a message that is its text: the first plain one, else the first in HTML.
///
/// Source: RFC 2046, section 5.1.
struct MIMEParts {
  /// A part of text, as it stands in the message.
  struct Part {
    let body: Range<Int>
    let isHTML: Bool
    let charset: [UInt8]?
    let coding: [UInt8]
  }

  /// How deep parts may be nested.
  private static let maxDepth = 16

  private let bytes: UnsafeRawBufferPointer
  private(set) var plain: Part?
  private(set) var html: Part?

  init(_ bytes: UnsafeRawBufferPointer, _ header: MessageHeader, end: Int) {
    self.bytes = bytes
    look(header, header.end..<max(header.end, end), depth: 0)
  }

  private mutating func look(_ header: MessageHeader, _ body: Range<Int>, depth: Int) {
    let type = header.value("content-type") ?? Array("text/plain".utf8)
    let name = type.prefix { $0 != UInt8(ascii: ";") && $0 != 0x20 }.map(MessageHeader.lowered)
    if name.starts(with: "multipart/".utf8) {
      guard depth < Self.maxDepth, let boundary = MessageHeader.parameter("boundary", of: type),
        !boundary.isEmpty
      else { return }
      return lookInside(Array("--".utf8) + boundary, body, depth: depth)
    }
    let isAttached =
      (header.value("content-disposition") ?? []).prefix(10).map(MessageHeader.lowered)
      .elementsEqual("attachment".utf8)
    let isHTML = name.elementsEqual("text/html".utf8)
    guard !isAttached, isHTML || name.elementsEqual("text/plain".utf8) || name.isEmpty else {
      return
    }
    guard isHTML ? html == nil : plain == nil else { return }
    let part = Part(
      body: body, isHTML: isHTML, charset: MessageHeader.parameter("charset", of: type),
      coding: (header.value("content-transfer-encoding") ?? []).map(MessageHeader.lowered))
    if isHTML { html = part } else { plain = part }
  }

  /// Goes through the parts between the lines that begin with `boundary`.
  private mutating func lookInside(_ boundary: [UInt8], _ body: Range<Int>, depth: Int) {
    var start: Int?
    var at = body.lowerBound
    while at < body.upperBound {
      let lineEnd = ByteSearch.first(0x0A, in: bytes, at..<body.upperBound) ?? body.upperBound
      if isBoundary(boundary, at, lineEnd) {
        if let start { lookAt(start..<at, depth: depth) }
        start = min(lineEnd + 1, body.upperBound)
        let close = at + boundary.count
        if close + 2 <= lineEnd, bytes[close] == 0x2D, bytes[close + 1] == 0x2D { return }
      }
      at = lineEnd + 1
    }
    if let start { lookAt(start..<body.upperBound, depth: depth) }
  }

  private mutating func lookAt(_ part: Range<Int>, depth: Int) {
    guard let header = MessageHeader(bytes, part.lowerBound, part.upperBound) else { return }
    look(header, header.end..<max(header.end, part.upperBound), depth: depth + 1)
  }

  private func isBoundary(_ boundary: [UInt8], _ start: Int, _ end: Int) -> Bool {
    guard end - start >= boundary.count, bytes[start] == 0x2D else { return false }
    return bytes[start..<start + boundary.count].elementsEqual(boundary)
  }

  /// The text of a part in UTF-8, with LF at the ends of lines.
  func text(_ part: Part) -> [UInt8] {
    let body = UnsafeRawBufferPointer(rebasing: bytes[part.body])
    let decoded: [UInt8]
    switch part.coding {
    case let coding where coding.elementsEqual("base64".utf8): decoded = TransferCoding.base64(body)
    case let coding where coding.elementsEqual("quoted-printable".utf8):
      decoded = TransferCoding.quotedPrintable(body)
    default: decoded = Array(body)
    }
    var text = BodyText.decoded(decoded, charset: part.charset, isHTML: part.isHTML)
    BodyText.normalizeLines(&text)
    return text
  }
}
