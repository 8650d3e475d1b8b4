/// Writes bytes out in hexadecimal with a note on what they are, going forward through a file.
struct HexDump {
  private let bytes: [UInt8]
  private(set) var offset = 0
  private(set) var text = ""

  private static let perLine = 12

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// The byte `distance` ahead.
  func peek(_ distance: Int = 0) -> UInt8 {
    offset + distance < bytes.count ? bytes[offset + distance] : 0
  }

  /// A heading over what follows.
  mutating func heading(_ title: String) {
    text += "\n── \(title)\n"
  }

  /// The next `count` bytes with `note` beside the first of them.
  mutating func field(_ count: Int, _ note: String) {
    let end = min(offset + count, bytes.count)
    var note = note
    while offset < end {
      let isZero = end - offset > 2 * Self.perLine && bytes[offset..<end].allSatisfy { $0 == 0 }
      let line = bytes[offset..<min(offset + Self.perLine, end)]
      let column = line.map { Self.hex(Int($0), digits: 2) }.joined(separator: " ")
      let isNoted = !note.isEmpty
      text += Self.hex(offset, digits: 5) + "  " + column
      if isNoted {
        text += String(repeating: " ", count: 3 * Self.perLine - column.count) + note
      }
      text += "\n"
      if isZero {
        text += "*\n"
        offset = end
      } else {
        offset += line.count
      }
      note = ""
    }
  }

  /// A little-endian integer of `size` bytes.
  @discardableResult
  mutating func number(_ size: Int, _ name: String) -> Int {
    var value = 0
    for index in 0..<size { value |= Int(peek(index)) << (8 * index) }
    field(size, "\(name) \(value)")
    return value
  }

  /// A varint.
  @discardableResult
  mutating func varint(_ name: (Int) -> String) -> Int {
    let (value, length) = peekVarint()
    field(length, name(value))
    return value
  }

  @discardableResult
  mutating func varint(_ name: String) -> Int {
    varint { "\(name) \($0)" }
  }

  /// A length and so many bytes of text.
  mutating func string(_ name: String) {
    let (length, size) = peekVarint()
    field(size + length, "\(name) \"\(ascii(from: offset + size, length))\"")
  }

  /// Text of `count` bytes.
  mutating func characters(_ count: Int, _ name: String) {
    field(count, "\(name) \"\(ascii(from: offset, count))\"")
  }

  mutating func checksum(_ name: String = "checksum") {
    field(4, name)
  }

  private func ascii(from start: Int, _ count: Int) -> String {
    String(decoding: bytes[start..<min(start + count, bytes.count)], as: UTF8.self)
  }

  private func peekVarint() -> (value: Int, length: Int) {
    var value = 0
    var length = 0
    repeat {
      value |= Int(peek(length) & 0x7F) << (7 * length)
      length += 1
    } while peek(length - 1) >= 0x80 && length < 9
    return (value, length)
  }

  private static func hex(_ value: Int, digits: Int) -> String {
    let text = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}
