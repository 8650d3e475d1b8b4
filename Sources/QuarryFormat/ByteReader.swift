/// Reads fields one after another and throws, rather than traps, where they do not fit.
struct ByteReader: ~Escapable {
  private let bytes: Span<UInt8>
  private let section: SectionKind
  /// What an offset in an error is counted from.
  private let base: Int
  private(set) var offset = 0

  @_lifetime(copy bytes)
  init(_ bytes: Span<UInt8>, section: SectionKind, base: Int = 0) {
    self.bytes = bytes
    self.section = section
    self.base = base
  }

  var isAtEnd: Bool { offset == bytes.count }

  /// An error at the present place.
  func damage(_ reason: String) -> FormatError {
    .damaged(section, at: base + offset, reason)
  }

  mutating func varint() throws(FormatError) -> UInt64 {
    guard let value = Varint.read(bytes, at: &offset) else { throw damage("a number is cut off") }
    return value
  }

  /// A varint that is at most `limit`.
  mutating func count(_ limit: Int) throws(FormatError) -> Int {
    let value = try varint()
    guard value <= UInt64(limit) else { throw damage("\(value) is more than \(limit)") }
    return Int(value)
  }

  mutating func byte() throws(FormatError) -> UInt8 {
    guard offset < bytes.count else { throw damage("it ends too early") }
    defer { offset += 1 }
    return bytes[offset]
  }

  /// A little-endian number of `size` bytes.
  mutating func fixed(_ size: Int) throws(FormatError) -> UInt64 {
    guard bytes.count - offset >= size else { throw damage("it ends too early") }
    var value: UInt64 = 0
    for index in 0..<size { value |= UInt64(bytes[offset + index]) << UInt64(8 * index) }
    offset += size
    return value
  }

  /// The range of the next `length` bytes, which are passed over.
  mutating func take(_ length: Int) throws(FormatError) -> Range<Int> {
    guard length >= 0, bytes.count - offset >= length else { throw damage("it ends too early") }
    defer { offset += length }
    return offset..<offset + length
  }

  /// A string of UTF-8 with its length before it.
  mutating func string() throws(FormatError) -> String {
    let range = try take(try count(bytes.count))
    let part = bytes.extracting(range)
    guard let text = part.withUnsafeBufferPointer({ String(validating: $0, as: UTF8.self) }) else {
      throw damage("a string is no UTF-8")
    }
    return text
  }
}

/// Writes what `ByteReader` reads.
struct ByteWriter {
  var bytes: [UInt8] = []

  mutating func varint(_ value: Int) {
    Varint.append(value, to: &bytes)
  }

  /// The lowest `size` bytes of `value`, little-endian.
  mutating func fixed(_ value: UInt64, _ size: Int) {
    for index in 0..<size { bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * index))) }
  }

  mutating func string(_ text: String) {
    varint(text.utf8.count)
    bytes.append(contentsOf: text.utf8)
  }
}
