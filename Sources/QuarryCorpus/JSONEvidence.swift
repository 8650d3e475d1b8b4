/// Tells JSON over several lines from JSON lines and from text in brackets.
enum JSONEvidence {
  /// Whether an object begins, and not just text in braces: a name or the end follows the brace.
  static func beginsObject(_ look: FirstLook) -> Bool {
    guard look.firstByte == UInt8(ascii: "{") else { return false }
    if look.isNamed(".jsonl", ".ndjson", ".json") { return true }
    let next = look.bytes.lazy.filter { !InputFormat.isBlank($0) }.dropFirst().first
    return next == 0x22 || next == UInt8(ascii: "}")
  }

  /// What speaks for it, as a clause; nil where nothing does.
  static func find(in look: FirstLook) -> String? {
    let bytes = look.bytes
    guard let start = bytes.firstIndex(where: { !InputFormat.isBlank($0) }) else { return nil }
    switch bytes[start] {
    case UInt8(ascii: "["):
      let next = bytes[(start + 1)...].first { !InputFormat.isBlank($0) }
      return next == UInt8(ascii: "{") ? "it begins with an array of objects" : nil
    case UInt8(ascii: "{"):
      if let wrapper = JSONWrapper(look) {
        return "it begins with an object that holds an array of objects, \"\(wrapper.name)\""
      }
      // A line that is whole is a record of JSON lines.
      guard let lineEnd = bytes[start...].firstIndex(of: 0x0A) else { return nil }
      var cutter = JSONArrayCutter()
      let isWhole = bytes[start..<lineEnd].withUnsafeBytes {
        cutter.firstEnd(in: $0, from: 0) != nil
      }
      let next = bytes[(start + 1)...].first { !InputFormat.isBlank($0) }
      guard !isWhole, next == 0x22 || next == UInt8(ascii: "}") else { return nil }
      let line = bytes[start..<lineEnd].filter { !InputFormat.isBlank($0) }
      let endsOpen = line.last.map { [0x7B, 0x5B, 0x2C].contains($0) } ?? false
      return endsOpen ? "its first object takes several lines" : nil
    default: return nil
    }
  }
}
