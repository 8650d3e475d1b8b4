/// A line of a run as `trec_eval` and other programs read it.
///
/// Its columns have white space between; so white space, control characters and `%` in a name are
/// written as `%XX`, byte by byte. The score has all its digits.
package enum RunLine {
  /// The last column of what this program writes.
  package static let tag = "quarry"

  /// The line for the document `id` at `rank` (from 1), with its line end.
  package static func text(query: String, id: String, rank: Int, score: Double) -> String {
    "\(escaped(query)) Q0 \(escaped(id)) \(rank) \(score) \(tag)\n"
  }

  /// `name` as it stands in a column; an empty name is `%`.
  package static func escaped(_ name: String) -> String {
    if name.isEmpty { return "%" }
    guard name.unicodeScalars.contains(where: isEscaped) else { return name }
    var result = ""
    for scalar in name.unicodeScalars {
      guard isEscaped(scalar) else {
        result.unicodeScalars.append(scalar)
        continue
      }
      for byte in scalar.utf8 {
        let digits = String(byte, radix: 16, uppercase: true)
        result += digits.count < 2 ? "%0\(digits)" : "%\(digits)"
      }
    }
    return result
  }

  /// The name that stands in a column as `escaped` writes it.
  static func unescaped(_ column: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let percent = UInt8(ascii: "%")
    guard column.contains(percent) else { return column }
    if column.count == 1 { return [] }
    var result: [UInt8] = []
    var rest = column
    while let byte = rest.popFirst() {
      if byte == percent, rest.count >= 2, let high = hexadecimal(rest[rest.startIndex]),
        let low = hexadecimal(rest[rest.startIndex + 1])
      {
        result.append(high << 4 | low)
        rest = rest.dropFirst(2)
      } else {
        result.append(byte)
      }
    }
    return result[...]
  }

  private static func isEscaped(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x00...0x20, 0x25, 0x7F...0xA0: true
    case 0x21...0x7E: false
    case 0x2028...0x202E, 0x2066...0x2069: true
    default: scalar.properties.isWhitespace
    }
  }

  private static func hexadecimal(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}
