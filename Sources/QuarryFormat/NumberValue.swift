/// Numbers as metadata and range queries write them.
package enum NumberValue {
  /// The largest whole number of a column, so that differences never overflow.
  package static let largest: Int64 = 1 << 62 - 1
  /// The longest text that is looked at, in bytes.
  private static let maxBytes = 64

  /// The whole number that all of `text` is; nil with leading zeros or a plus sign, which names and
  /// codes have rather than numbers, and beyond `largest` on either side.
  package static func integer(_ text: Span<UInt8>) -> Int64? {
    let isNegative = text.count > 0 && text[0] == 0x2D
    let start = isNegative ? 1 : 0
    guard text.count > start, text.count - start <= 19 else { return nil }
    if text[start] == 0x30, text.count > start + 1 || isNegative { return nil }
    var value: UInt64 = 0
    for index in start..<text.count {
      guard (0x30...0x39).contains(text[index]) else { return nil }
      value = value * 10 + UInt64(text[index] - 0x30)
    }
    guard value <= UInt64(largest) else { return nil }
    return isNegative ? -Int64(value) : Int64(value)
  }

  /// The finite number that all of `text` is, in JSON's notation.
  package static func real(_ text: Span<UInt8>) -> Double? {
    guard text.count <= maxBytes, isNumber(text) else { return nil }
    let value = text.withUnsafeBufferPointer { Double(String(decoding: $0, as: UTF8.self)) }
    guard let value, value.isFinite else { return nil }
    return value
  }

  /// Whether `text` is a number of JSON: sign, digits, fraction, exponent.
  private static func isNumber(_ text: Span<UInt8>) -> Bool {
    var at = 0
    func digits(_ at: inout Int) -> Int {
      let start = at
      while at < text.count, (0x30...0x39).contains(text[at]) { at += 1 }
      return at - start
    }
    if at < text.count, text[at] == 0x2D { at += 1 }
    let start = at
    let whole = digits(&at)
    guard whole > 0, whole == 1 || text[start] != 0x30 else { return false }
    if at < text.count, text[at] == 0x2E {
      at += 1
      guard digits(&at) > 0 else { return false }
    }
    if at < text.count, text[at] | 0x20 == 0x65 {
      at += 1
      if at < text.count, text[at] == 0x2B || text[at] == 0x2D { at += 1 }
      guard digits(&at) > 0 else { return false }
    }
    return at == text.count
  }
}
