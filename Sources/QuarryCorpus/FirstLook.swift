/// The beginning of an input, decompressed and as UTF-8, from which its format is told.
struct FirstLook {
  /// So many bytes are looked at.
  static let mostBytes = 64 << 10

  /// The bytes, without a byte order mark.
  let bytes: [UInt8]
  /// Whether these are all the bytes that there are.
  let isWhole: Bool
  /// The last part of the path: a weak hint, never enough by itself where the bytes say otherwise.
  let name: String
  /// The names under which records have their texts.
  let mapping: FieldMapping

  init(
    bytes: [UInt8], isWhole: Bool, name: String, mapping: FieldMapping = FieldMapping()
  ) {
    self.mapping = mapping
    let mark = bytes.starts(with: InputFormat.byteOrderMark) ? InputFormat.byteOrderMark.count : 0
    self.bytes = mark == 0 ? bytes : Array(bytes.dropFirst(mark))
    self.isWhole = isWhole
    self.name = name
  }

  /// The first byte that is not blank, or nil.
  var firstByte: UInt8? { bytes.first { !InputFormat.isBlank($0) } }

  /// Whether the bytes begin, after blanks, with `text`; capitals do not matter where `ignoringCase`.
  func begins(with text: StaticString, ignoringCase: Bool = false) -> Bool {
    guard let start = bytes.firstIndex(where: { !InputFormat.isBlank($0) }) else { return false }
    return holds(text, at: start, ignoringCase: ignoringCase)
  }

  /// Whether `text` stands at `position`.
  func holds(_ text: StaticString, at position: Int, ignoringCase: Bool = false) -> Bool {
    let count = text.utf8CodeUnitCount
    guard position >= 0, count <= bytes.count - position else { return false }
    return text.withUTF8Buffer { wanted in
      for index in 0..<count {
        let byte = bytes[position + index]
        if ignoringCase
          ? Self.lowered(byte) != Self.lowered(wanted[index]) : byte != wanted[index]
        {
          return false
        }
      }
      return true
    }
  }

  /// Where `text` stands first, or nil.
  func position(of text: StaticString, ignoringCase: Bool = false) -> Int? {
    guard text.utf8CodeUnitCount > 0 else { return nil }
    return bytes.indices.first { holds(text, at: $0, ignoringCase: ignoringCase) }
  }

  /// Whether the first element of an XML document is `name`: declarations and comments may precede.
  func holdsElement(_ name: StaticString) -> Bool {
    var at = 0
    while let start = bytes[at...].firstIndex(where: { !InputFormat.isBlank($0) }) {
      guard bytes[start] == UInt8(ascii: "<"), start + 1 < bytes.count else { return false }
      guard bytes[start + 1] == UInt8(ascii: "?") || bytes[start + 1] == UInt8(ascii: "!") else {
        return holds(name, at: start + 1, ignoringCase: true)
      }
      guard let end = bytes[start...].firstIndex(of: UInt8(ascii: ">")) else { return false }
      at = end + 1
    }
    return false
  }

  /// Whether the name ends so, in capitals or not; `ending` is in small letters, with its dot.
  func isNamed(_ endings: String...) -> Bool {
    let name = name.lowercased()
    return endings.contains { name.hasSuffix($0) }
  }

  private static func lowered(_ byte: UInt8) -> UInt8 {
    (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
  }
}
