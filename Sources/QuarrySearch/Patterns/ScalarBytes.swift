/// Scalars in and out of the UTF-8 of terms.
enum ScalarBytes {
  /// The scalar that begins at `place` and its length; nil at the end and where there is no UTF-8.
  @inline(__always)
  static func scalar(_ bytes: Span<UInt8>, at place: Int) -> (value: UInt32, length: Int)? {
    guard place < bytes.count else { return nil }
    let first = bytes[place]
    if first < 0x80 { return (UInt32(first), 1) }
    return longScalar(bytes, at: place, first: UInt32(first))
  }

  private static func longScalar(
    _ bytes: Span<UInt8>, at place: Int, first: UInt32
  ) -> (value: UInt32, length: Int)? {
    let length = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0
    guard length > 0, length <= bytes.count - place else { return nil }
    var value = first & (0x7F >> UInt32(length))
    for index in place + 1..<place + length {
      guard bytes[index] & 0xC0 == 0x80 else { return nil }
      value = value << 6 | UInt32(bytes[index] & 0x3F)
    }
    let least: UInt32 = length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000
    guard value >= least, Unicode.Scalar(value) != nil else { return nil }
    return (value, length)
  }

  /// Appends a scalar as UTF-8; a number that is none is left out.
  static func append(_ value: UInt32, to bytes: inout [UInt8]) {
    guard let scalar = Unicode.Scalar(value), let code = UTF8.encode(scalar) else { return }
    bytes.append(contentsOf: code)
  }

  /// Whether a byte is a letter or digit of ASCII.
  @inline(__always)
  static func isPlain(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10
  }

  /// Whether a term has signs of ASCII: those that were made of compounds keep them between the parts.
  static func hasSigns(_ term: Span<UInt8>) -> Bool {
    for index in 0..<term.count where term[index] < 0x80 && !isPlain(term[index]) { return true }
    return false
  }

  static func areEqual(_ one: Span<UInt8>, _ other: Span<UInt8>) -> Bool {
    guard one.count == other.count else { return false }
    for index in 0..<one.count where one[index] != other[index] { return false }
    return true
  }

  /// The scalars of `bytes`; what is no UTF-8 ends them.
  static func scalars(_ bytes: Span<UInt8>) -> [UInt32] {
    var scalars: [UInt32] = []
    var place = 0
    while let (value, length) = scalar(bytes, at: place) {
      scalars.append(value)
      place += length
    }
    return scalars
  }
}
