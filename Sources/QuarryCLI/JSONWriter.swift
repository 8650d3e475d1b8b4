/// Writes JSON value by value, without building it in memory first.
///
/// The output is valid UTF-8 and safe to show: control characters, the separators that JavaScript
/// trips over and directional overrides are escaped. Commas are placed by the writer; the caller
/// keeps to the order of keys and values.
struct JSONWriter {
  private(set) var bytes: [UInt8] = []
  /// Whether a value stands already at the current level, so that a comma comes before the next.
  private var needsComma = false

  /// Hands over what was written and begins again.
  mutating func take() -> [UInt8] {
    defer {
      bytes.removeAll(keepingCapacity: true)
      needsComma = false
    }
    return bytes
  }

  /// Writes an object; `members` writes its keys and values.
  mutating func object(_ members: (inout JSONWriter) -> Void) {
    nested("{", "}", members)
  }

  /// Writes an array; `elements` writes its values.
  mutating func array(_ elements: (inout JSONWriter) -> Void) {
    nested("[", "]", elements)
  }

  /// Writes a key; a value follows.
  mutating func key(_ name: String) {
    separate()
    quote(name)
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  mutating func value(_ text: String) {
    separate()
    quote(text)
    needsComma = true
  }

  mutating func value(_ number: Int) {
    literal(String(number))
  }

  /// Writes a number with as many digits as are needed to read the same one; null where it is none.
  mutating func value(_ number: Double) {
    literal(number.isFinite ? number.description : "null")
  }

  mutating func value(_ truth: Bool) {
    literal(truth ? "true" : "false")
  }

  mutating func null() {
    literal("null")
  }

  /// Writes a key with a text.
  mutating func member(_ name: String, _ text: String) {
    key(name)
    value(text)
  }

  /// Writes a key with a number, null where it is nil.
  mutating func member(_ name: String, _ number: Int?) {
    key(name)
    if let number { value(number) } else { null() }
  }

  /// Writes a key with a number, null where it is nil.
  mutating func member(_ name: String, _ number: Double?) {
    key(name)
    if let number { value(number) } else { null() }
  }

  /// Writes a key with a truth value.
  mutating func member(_ name: String, _ truth: Bool) {
    key(name)
    value(truth)
  }

  private mutating func nested(
    _ open: Unicode.Scalar, _ close: Unicode.Scalar, _ body: (inout JSONWriter) -> Void
  ) {
    separate()
    bytes.append(UInt8(ascii: open))
    needsComma = false
    body(&self)
    bytes.append(UInt8(ascii: close))
    needsComma = true
  }

  private mutating func literal(_ text: String) {
    separate()
    bytes.append(contentsOf: text.utf8)
    needsComma = true
  }

  private mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
  }

  private mutating func quote(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": bytes.append(contentsOf: "\\\"".utf8)
      case "\\": bytes.append(contentsOf: "\\\\".utf8)
      case "\n": bytes.append(contentsOf: "\\n".utf8)
      case "\r": bytes.append(contentsOf: "\\r".utf8)
      case "\t": bytes.append(contentsOf: "\\t".utf8)
      default:
        if TerminalText.isControl(scalar) {
          escape(scalar)
        } else {
          bytes.append(contentsOf: scalar.utf8)
        }
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// Appends `\uXXXX`; every control character is in the basic plane.
  private mutating func escape(_ scalar: Unicode.Scalar) {
    let digits = String(scalar.value, radix: 16)
    bytes.append(contentsOf: "\\u".utf8)
    bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: max(4 - digits.count, 0)))
    bytes.append(contentsOf: digits.utf8)
  }
}
