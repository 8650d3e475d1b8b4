/// Undoes what makes bytes fit into mail: base64, quoted-printable, the encoded words of headers.
///
/// Sources: RFC 2045, section 6; RFC 2047.
enum TransferCoding {
  /// Decodes base64; what is none of its letters is passed over.
  static func base64(_ text: some Sequence<UInt8>) -> [UInt8] {
    var decoded: [UInt8] = []
    var bits: UInt32 = 0
    var count = 0
    for byte in text {
      let value: UInt8
      switch byte {
      case 0x41...0x5A: value = byte - 0x41
      case 0x61...0x7A: value = byte - 0x61 + 26
      case 0x30...0x39: value = byte - 0x30 + 52
      case UInt8(ascii: "+"), UInt8(ascii: "-"): value = 62
      case UInt8(ascii: "/"), UInt8(ascii: "_"): value = 63
      default: continue
      }
      bits = bits << 6 | UInt32(value)
      count += 6
      if count >= 8 {
        count -= 8
        decoded.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
      }
    }
    return decoded
  }

  /// Decodes quoted-printable; what is no code stays as it is.
  ///
  /// - Parameter isWord: whether `_` means a blank, as in headers.
  static func quotedPrintable(_ text: UnsafeRawBufferPointer, isWord: Bool = false) -> [UInt8] {
    var decoded: [UInt8] = []
    decoded.reserveCapacity(text.count)
    var at = 0
    while at < text.count {
      let byte = text[at]
      at += 1
      guard byte == UInt8(ascii: "=") else {
        decoded.append(isWord && byte == UInt8(ascii: "_") ? 0x20 : byte)
        continue
      }
      if at + 1 < text.count, let high = digit(text[at]), let low = digit(text[at + 1]) {
        decoded.append(high << 4 | low)
        at += 2
      } else if at < text.count, text[at] == 0x0A {
        at += 1
      } else if at + 1 < text.count, text[at] == 0x0D, text[at + 1] == 0x0A {
        at += 2
      } else {
        decoded.append(byte)
      }
    }
    return decoded
  }

  /// Decodes the encoded words of a header's value, `=?utf-8?Q?caf=C3=A9?=`.
  static func words(_ value: [UInt8]) -> [UInt8] {
    var decoded: [UInt8] = []
    value.withUnsafeBytes { bytes in
      var at = 0
      var isAfterWord = false
      while let start = ByteSearch.first("=?", in: bytes, at..<bytes.count) {
        guard let word = word(bytes, start) else {
          decoded.append(contentsOf: bytes[at..<start + 2])
          at = start + 2
          isAfterWord = false
          continue
        }
        // Blanks between two encoded words are none of the text.
        let gap = bytes[at..<start]
        if !isAfterWord || !gap.allSatisfy({ $0 == 0x20 }) { decoded.append(contentsOf: gap) }
        decoded += word.text
        at = word.end
        isAfterWord = true
      }
      decoded.append(contentsOf: bytes[at...])
    }
    return decoded
  }

  /// The encoded word that begins at `start`; nil where there is none.
  private static func word(
    _ bytes: UnsafeRawBufferPointer, _ start: Int
  ) -> (text: [UInt8], end: Int)? {
    // A word has 75 bytes; some programs write longer ones.
    let limit = min(bytes.count, start + 1024)
    let mark = UInt8(ascii: "?")
    guard let second = ByteSearch.first(mark, in: bytes, start + 2..<limit), second + 2 < limit,
      bytes[second + 2] == mark,
      let end = ByteSearch.first("?=", in: bytes, second + 3..<limit)
    else { return nil }
    let text = UnsafeRawBufferPointer(rebasing: bytes[second + 3..<end])
    let decoded: [UInt8]
    switch MessageHeader.lowered(bytes[second + 1]) {
    case UInt8(ascii: "b"): decoded = base64(text)
    case UInt8(ascii: "q"): decoded = quotedPrintable(text, isWord: true)
    default: return nil
    }
    let charset = bytes[start + 2..<second].prefix { $0 != UInt8(ascii: "*") }
    return (BodyText.decoded(decoded, charset: Array(charset)), end + 2)
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x37
    case 0x61...0x66: byte - 0x57
    default: nil
    }
  }
}
