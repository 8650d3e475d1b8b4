/// Reads the two members that a line of queries in JSON is read for, and checks the rest.
///
/// Source: RFC 8259.
struct QueryJSON {
  private static let maxDepth = 64
  private static let idNames = ["id", "_id", "query_id", "qid"]
  private static let textNames = ["text", "query"]

  private let bytes: [UInt8]
  private let line: Int
  private var place = 0

  /// The query of a line.
  static func read(_ bytes: [UInt8], line: Int) throws(QueryFileError) -> QueryRecord {
    var reader = QueryJSON(bytes: bytes, line: line)
    return try reader.record()
  }

  private init(bytes: [UInt8], line: Int) {
    self.bytes = bytes
    self.line = line
  }

  private mutating func record() throws(QueryFileError) -> QueryRecord {
    var id: String?
    var text: String?
    try expect("{")
    if next() == UInt8(ascii: "}") {
      place += 1
    } else {
      repeat {
        let name = try string()
        try expect(":")
        if Self.idNames.contains(name), id == nil {
          id = next() == UInt8(ascii: "\"") ? try string() : try number()
        } else if Self.textNames.contains(name), text == nil {
          text = try string()
        } else {
          try skipValue()
        }
      } while try takeComma(orEnd: "}")
    }
    guard next() == 0 else { throw fault("more behind the object") }
    guard let text else { throw fault("no member \"text\" or \"query\"") }
    return QueryRecord(id: id ?? "\(line)", text: text, line: line)
  }

  private func fault(_ reason: String) -> QueryFileError {
    QueryFileError(line: line, reason: "\(reason), at byte \(place + 1)")
  }

  /// The next byte that is no blank, which stays; 0 at the end.
  private mutating func next() -> UInt8 {
    while place < bytes.count, [0x20, 0x09, 0x0D].contains(bytes[place]) { place += 1 }
    return place < bytes.count ? bytes[place] : 0
  }

  private mutating func expect(_ sign: Unicode.Scalar) throws(QueryFileError) {
    guard next() == UInt8(truncatingIfNeeded: sign.value) else { throw fault("\(sign) expected") }
    place += 1
  }

  private mutating func takeComma(orEnd end: Unicode.Scalar) throws(QueryFileError) -> Bool {
    if next() == UInt8(ascii: ",") {
      place += 1
      return true
    }
    try expect(end)
    return false
  }

  private mutating func number() throws(QueryFileError) -> String {
    _ = next()
    let start = place
    while place < bytes.count,
      QuerySigns.isASCIIAlphanumeric(Unicode.Scalar(bytes[place]))
        || [UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: ".")].contains(bytes[place])
    {
      place += 1
    }
    guard place > start else { throw fault("a value expected") }
    return String(decoding: bytes[start..<place], as: UTF8.self)
  }

  private mutating func string() throws(QueryFileError) -> String {
    try expect("\"")
    var text: [UInt8] = []
    while place < bytes.count {
      let byte = bytes[place]
      place += 1
      if byte == UInt8(ascii: "\"") { return String(decoding: text, as: UTF8.self) }
      if byte == UInt8(ascii: "\\") {
        text += Array(String(try escape()).utf8)
      } else {
        text.append(byte)
      }
    }
    throw fault("the line ends inside a string")
  }

  /// What the escape stands for whose backslash was read; a surrogate alone becomes U+FFFD.
  private mutating func escape() throws(QueryFileError) -> Unicode.Scalar {
    guard place < bytes.count else { throw fault("the line ends inside a string") }
    let byte = bytes[place]
    place += 1
    switch byte {
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
    case UInt8(ascii: "u"): break
    default: throw fault("unknown escape in a string")
    }
    guard let high = hex(at: place) else { throw fault("four hexadecimal digits expected") }
    place += 4
    if (0xD800..<0xDC00).contains(high), place + 1 < bytes.count,
      bytes[place] == UInt8(ascii: "\\"), bytes[place + 1] == UInt8(ascii: "u"),
      let low = hex(at: place + 2), (0xDC00..<0xE000).contains(low)
    {
      place += 6
      return Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)) ?? "\u{FFFD}"
    }
    return Unicode.Scalar(high) ?? "\u{FFFD}"
  }

  private func hex(at start: Int) -> UInt32? {
    guard start + 4 <= bytes.count else { return nil }
    var value: UInt32 = 0
    for byte in bytes[start..<start + 4] {
      let scalar = Character(Unicode.Scalar(byte))
      guard let digit = scalar.hexDigitValue, scalar.isASCII else { return nil }
      value = value << 4 | UInt32(digit)
    }
    return value
  }

  /// Skips a value of any kind; brackets are counted, not recursed into.
  private mutating func skipValue() throws(QueryFileError) {
    var open: [UInt8] = []
    repeat {
      let byte = next()
      switch byte {
      case UInt8(ascii: "\""): _ = try string()
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        open.append(byte == UInt8(ascii: "{") ? UInt8(ascii: "}") : UInt8(ascii: "]"))
        guard open.count <= Self.maxDepth else { throw fault("nested too deep") }
        place += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        guard open.popLast() == byte else { throw fault("a value expected") }
        place += 1
      case UInt8(ascii: ","), UInt8(ascii: ":"):
        guard !open.isEmpty else { throw fault("a value expected") }
        place += 1
      default: _ = try number()
      }
    } while !open.isEmpty
  }
}
