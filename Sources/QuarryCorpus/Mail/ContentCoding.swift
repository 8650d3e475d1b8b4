internal import QuarryStorage

/// Undoes what a web server does to a page on its way: chunks and compression.
///
/// Source: RFC 9112, section 7.1; RFC 9110, section 8.4.1.
enum ContentCoding {
  /// Why a page cannot be read.
  enum Fault: Error {
    /// It is in a coding that is not read.
    case unknown(String)
    case damaged
    case tooLong(Int)

    var description: String {
      switch self {
      case .unknown(let name): "is compressed as \(name), which is not read"
      case .damaged: "is compressed, and damaged"
      case .tooLong(let most):
        "is longer than \(most) bytes; raise --max-document to read it"
      }
    }
  }

  /// A body without its compressions, which are listed in the order in which they were made; one that
  /// is not compressed although it says so stays as it is.
  static func decoded(_ body: [UInt8], coding: [UInt8], most: Int) throws(Fault) -> [UInt8] {
    var body = body
    let names = coding.split(separator: UInt8(ascii: ",")).suffix(4).reversed()
    for name in names {
      let name = name.filter { $0 != 0x20 }.map(MessageHeader.lowered)
      switch String(decoding: name, as: UTF8.self) {
      case "identity", "": break
      case "gzip", "x-gzip":
        if body.starts(with: [0x1F, 0x8B]) { body = try inflated(body, isRaw: false, most) }
      case "deflate":
        // Meant is zlib's form; some servers send the bare stream.
        let isZlib =
          body.count > 2 && body[0] & 0x0F == 8 && (Int(body[0]) << 8 | Int(body[1])) % 31 == 0
        if !body.isEmpty { body = try inflated(body, isRaw: !isZlib, most) }
      case let other: throw .unknown(String(other.prefix(20)))
      }
    }
    return body
  }

  private static func inflated(
    _ body: [UInt8], isRaw: Bool, _ most: Int
  ) throws(Fault) -> [UInt8] {
    guard var stream = GzipStream(raw: isRaw) else { throw .damaged }
    var whole: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 64 << 10)
    var at = 0
    while true {
      let progress = body.withUnsafeBytes { body in
        piece.withUnsafeMutableBytes {
          stream.inflate(UnsafeRawBufferPointer(rebasing: body[at...]), into: $0)
        }
      }
      at += progress.consumed
      whole += piece[..<progress.produced]
      guard whole.count <= most else { throw .tooLong(most) }
      // What came before the damage is text all the same, but nobody knows how much is missing.
      if progress.problem != nil { throw .damaged }
      guard progress.produced > 0 else { break }
    }
    if stream.isInsideMember { throw .damaged }
    return whole
  }

  /// Joins the chunks of a body (RFC 9112, section 7.1); a body without sizes stays as it is.
  static func withoutChunks(_ body: [UInt8]) -> [UInt8] {
    var joined: [UInt8] = []
    var at = 0
    while at < body.count {
      let lineEnd = body[at...].prefix(64).firstIndex(of: 0x0A) ?? -1
      guard lineEnd > at else { break }
      let digits = body[at..<lineEnd].prefix { $0 != 0x0D && $0 != UInt8(ascii: ";") && $0 != 0x20 }
      guard let size = Int(String(decoding: digits, as: UTF8.self), radix: 16), size >= 0 else {
        break
      }
      if size == 0 { return joined }
      let end = min(body.count, lineEnd + 1 + min(size, body.count))
      joined += body[(lineEnd + 1)..<end]
      at = end
      while at < body.count, at < end + 2, body[at] == 0x0D || body[at] == 0x0A { at += 1 }
    }
    return joined.isEmpty ? body : joined
  }
}
