/// What an input turns out to be by its first bytes; names and extensions do not count.
enum InputFormat {
  /// How the bytes of a file are packed.
  enum Packing: Sendable, Equatable {
    case plain
    case gzip
    /// A compression that Quarry does not read, and the command that undoes it.
    case other(format: String, command: String)
  }

  /// As many first bytes as are needed to tell the packing.
  static let magicBytes = 6

  static func packing(ofFirst bytes: some Collection<UInt8>) -> Packing {
    if bytes.starts(with: [0x1F, 0x8B]) { return .gzip }
    if bytes.starts(with: Array("BZh".utf8)) { return .other(format: "bzip2", command: "bzcat") }
    if bytes.starts(with: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]) {
      return .other(format: "xz", command: "xzcat")
    }
    if bytes.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) {
      return .other(format: "zstd", command: "zstdcat")
    }
    if bytes.starts(with: [0x04, 0x22, 0x4D, 0x18]) {
      return .other(format: "lz4", command: "lz4cat")
    }
    if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
      return .other(format: "zip", command: "unzip -p")
    }
    return .plain
  }

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
