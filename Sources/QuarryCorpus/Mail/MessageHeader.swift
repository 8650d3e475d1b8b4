/// The header of a message: of mail, of a web server's answer, of a record of a crawler.
///
/// Source: RFC 5322, section 2.2, and RFC 9112, section 5.
struct MessageHeader {
  /// So many bytes a header may take.
  static let mostBytes = 1 << 20

  let bytes: UnsafeRawBufferPointer
  let range: Range<Int>
  /// Where what follows the empty line begins.
  let end: Int

  /// Reads the header that begins at `start`; nil where the first line is none of a header.
  ///
  /// - Parameters:
  ///   - limit: where the message ends.
  ///   - mostBytes: so many bytes the header may take.
  init?(
    _ bytes: UnsafeRawBufferPointer, _ start: Int, _ limit: Int,
    mostBytes: Int = MessageHeader.mostBytes
  ) {
    let limit = min(limit, bytes.count)
    guard start >= 0, start < limit else { return nil }
    var at = start
    var stop: Int?
    while at < limit, at - start < mostBytes {
      let lineEnd = ByteSearch.first(0x0A, in: bytes, at..<limit) ?? limit
      let isEmpty = lineEnd == at || (lineEnd == at + 1 && bytes[at] == 0x0D)
      if isEmpty {
        stop = at
        at = min(lineEnd + 1, limit)
        break
      }
      at = min(lineEnd + 1, limit)
    }
    self.bytes = bytes
    range = start..<(stop ?? at)
    end = at
  }

  /// The value of the first field of that name, which is in small letters, its lines joined; nil
  /// where there is none.
  func value(_ name: StaticString) -> [UInt8]? {
    var at = range.lowerBound
    while at < range.upperBound {
      let lineEnd = ByteSearch.first(0x0A, in: bytes, at..<range.upperBound) ?? range.upperBound
      if isNamed(name, at, lineEnd) { return joined(at + name.utf8CodeUnitCount + 1) }
      at = lineEnd + 1
    }
    return nil
  }

  private func isNamed(_ name: StaticString, _ start: Int, _ end: Int) -> Bool {
    let count = name.utf8CodeUnitCount
    guard start + count < end, bytes[start + count] == UInt8(ascii: ":") else { return false }
    return name.withUTF8Buffer { wanted in
      for index in 0..<count where Self.lowered(bytes[start + index]) != wanted[index] {
        return false
      }
      return true
    }
  }

  /// A value from `start` on, with the lines that go on with a blank.
  private func joined(_ start: Int) -> [UInt8] {
    var value: [UInt8] = []
    var at = start
    while at < range.upperBound {
      let lineEnd = ByteSearch.first(0x0A, in: bytes, at..<range.upperBound) ?? range.upperBound
      for byte in bytes[at..<lineEnd] {
        let byte = byte < 0x20 || byte == 0x7F ? 0x20 : byte
        if byte == 0x20, value.isEmpty || value.last == 0x20 { continue }
        value.append(byte)
      }
      at = lineEnd + 1
      guard at < range.upperBound, bytes[at] == 0x20 || bytes[at] == 0x09 else { break }
      if value.last != 0x20, !value.isEmpty { value.append(0x20) }
    }
    while value.last == 0x20 { value.removeLast() }
    return value
  }

  /// A parameter of a value, such as `charset` of `text/html; charset=utf-8`; nil where there is none.
  static func parameter(_ name: StaticString, of value: [UInt8]) -> [UInt8]? {
    for part in value.split(separator: UInt8(ascii: ";")).dropFirst() {
      guard let equals = part.firstIndex(of: UInt8(ascii: "=")) else { continue }
      let key = part[..<equals].filter { $0 != 0x20 }.map(lowered)
      guard name.withUTF8Buffer({ key.elementsEqual($0) }) else { continue }
      let text = part[(equals + 1)...].filter { $0 != 0x22 }
      return Array(text.drop { $0 == 0x20 }.prefix { $0 != 0x20 || name.utf8CodeUnitCount == 8 })
    }
    return nil
  }

  static func lowered(_ byte: UInt8) -> UInt8 {
    (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
  }
}
