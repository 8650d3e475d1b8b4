/// What is asked of the first bytes of an input.
enum InputFormat {
  static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// The first byte that is neither blank nor part of a byte order mark at the start, or nil.
  static func firstMeaningfulByte(of bytes: some Collection<UInt8>) -> UInt8? {
    bytes.dropFirst(bytes.starts(with: byteOrderMark) ? byteOrderMark.count : 0)
      .first { !isBlank($0) }
  }

  static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }

  /// The first bytes as hexadecimal digits and as text, for a message.
  static func preview(of bytes: some Collection<UInt8>) -> String {
    let shown = bytes.prefix(16)
    let digits = Array("0123456789abcdef")
    let hex = shown.map { "\(digits[Int($0 >> 4)])\(digits[Int($0 & 15)])" }
    let text = shown.map { (0x20..<0x7F).contains($0) ? Character(UnicodeScalar($0)) : "." }
    return "\(hex.joined(separator: " ")), \"\(String(text))\""
  }
}
