/// Finds the array of records in an object that wraps it, as programs and web services answer:
/// `{"status": "ok", "articles": [{…}, …]}`.
///
/// Only the first look is searched: the longest array of objects in it, of which the first has a text
/// as the mapping finds it, in an object that has none itself.
struct JSONWrapper {
  /// So many objects may stand around the array.
  private static let mostDepth = 4

  /// How many bytes come before the first record, the array's bracket included.
  let headerLength: Int
  /// The name of the array.
  let name: String

  private struct Candidate {
    let start: Int
    var length: Int
    let name: Range<Int>
  }

  /// Looks for such an object; nil where the bytes begin none.
  init?(_ look: FirstLook) {
    guard let start = look.bytes.firstIndex(where: { !InputFormat.isBlank($0) }),
      look.bytes[start] == UInt8(ascii: "{")
    else { return nil }
    let best = look.bytes.withUnsafeBytes { bytes -> Candidate? in
      var search = Search(bytes: bytes, mapping: look.mapping)
      let end = search.readObject(from: start, depth: 1)
      // Objects one after the other are records, not what wraps some.
      let next = bytes[min(end, bytes.count)...].first { !InputFormat.isBlank($0) }
      return search.hasText || next == UInt8(ascii: "{") ? nil : search.best
    }
    guard let best else { return nil }
    headerLength = best.start
    name = String(decoding: look.bytes[best.name], as: UTF8.self)
  }

  /// How many objects a header leaves open.
  static func depth(of header: [UInt8]) -> Int {
    header.withUnsafeBytes { bytes in
      var depth = 0
      walk(bytes, from: 0) { byte, _ in
        depth += byte == UInt8(ascii: "{") ? 1 : byte == UInt8(ascii: "}") ? -1 : 0
        return true
      }
      return depth
    }
  }

  /// Where so many open objects end, or nil.
  static func end(
    of objects: Int, in bytes: UnsafeRawBufferPointer, from start: Int
  ) -> Int? {
    var depth = objects
    var end: Int?
    walk(bytes, from: start) { byte, at in
      depth += byte == UInt8(ascii: "{") ? 1 : byte == UInt8(ascii: "}") ? -1 : 0
      if depth == 0 { end = at + 1 }
      return depth > 0
    }
    return end
  }

  /// Gives the braces outside of strings to `body`, until it answers false.
  private static func walk(
    _ bytes: UnsafeRawBufferPointer, from start: Int, _ body: (UInt8, Int) -> Bool
  ) {
    var at = start
    while at < bytes.count {
      switch bytes[at] {
      case 0x22: at = stringEnd(bytes, at)
      case UInt8(ascii: "{"), UInt8(ascii: "}"):
        if !body(bytes[at], at) { return }
        at += 1
      default: at += 1
      }
    }
  }

  /// Where the string that begins at `start` ends, behind its quotation mark.
  private static func stringEnd(_ bytes: UnsafeRawBufferPointer, _ start: Int) -> Int {
    var at = start + 1
    while at < bytes.count, bytes[at] != 0x22 { at += bytes[at] == 0x5C ? 2 : 1 }
    return min(at + 1, bytes.count)
  }

  // MARK: Searching

  /// Goes through an object and those in it, without checking more than it needs.
  private struct Search {
    let bytes: UnsafeRawBufferPointer
    let mapping: FieldMapping
    /// Whether the outermost object has a text itself, and so is a record.
    private(set) var hasText = false
    private(set) var best: Candidate?

    init(bytes: UnsafeRawBufferPointer, mapping: FieldMapping) {
      self.bytes = bytes
      self.mapping = mapping
    }

    /// Reads the object that begins at `start`; where it ends, or the end of the look.
    @discardableResult
    mutating func readObject(from start: Int, depth: Int) -> Int {
      var at = start + 1
      while at < bytes.count {
        at = afterBlanks(at)
        guard at < bytes.count, bytes[at] == 0x22 else { return at + 1 }
        let name = at + 1..<max(at + 1, JSONWrapper.stringEnd(bytes, at) - 1)
        at = afterBlanks(name.upperBound + 1)
        guard at < bytes.count, bytes[at] == UInt8(ascii: ":") else { return bytes.count }
        at = readValue(from: afterBlanks(at + 1), name: name, depth: depth)
        at = afterBlanks(at)
        if at < bytes.count, bytes[at] == UInt8(ascii: ",") { at += 1 } else { return at + 1 }
      }
      return bytes.count
    }

    /// Reads a member's value; where it ends.
    private mutating func readValue(from start: Int, name: Range<Int>, depth: Int) -> Int {
      guard start < bytes.count else { return bytes.count }
      switch bytes[start] {
      case UInt8(ascii: "{") where depth < JSONWrapper.mostDepth:
        return readObject(from: start, depth: depth + 1)
      case UInt8(ascii: "["):
        let end = valueEnd(start)
        let first = afterBlanks(start + 1)
        if first < end, bytes[first] == UInt8(ascii: "{") {
          if end - start > best?.length ?? 0, isRecord(first) {
            best = Candidate(start: start + 1, length: end - start, name: name)
          }
        } else if depth == 1, first < end, bytes[first] == 0x22, isText(name) {
          hasText = true
        }
        return end
      case 0x22:
        if depth == 1, isText(name) { hasText = true }
        return JSONWrapper.stringEnd(bytes, start)
      default: return valueEnd(start)
      }
    }

    private func isText(_ name: Range<Int>) -> Bool {
      let path = FieldMapping.extend(
        FieldMapping.root, UnsafeRawBufferPointer(rebasing: bytes[name]))
      return mapping.target(path)?.field == .text
    }

    /// Whether the object that begins at `start` is a document, or, where the look cuts it off, has a
    /// member that looks like a text.
    private func isRecord(_ start: Int) -> Bool {
      guard valueEnd(start) < bytes.count else {
        var search = Search(bytes: bytes, mapping: mapping)
        search.readObject(from: start, depth: 1)
        return search.hasText
      }
      var reader = JSONArrayReader(mapping: mapping)
      var document = DocumentBuffer()
      let part = UnsafeRawBufferPointer(rebasing: bytes[start..<valueEnd(start)])
      if case .document = reader.read(part, from: 0, into: &document).outcome { return true }
      return false
    }

    /// Where the value that begins at `start` ends, or the end of the look.
    private func valueEnd(_ start: Int) -> Int {
      var depth = 0
      var at = start
      while at < bytes.count {
        switch bytes[at] {
        case 0x22:
          at = JSONWrapper.stringEnd(bytes, at)
          continue
        case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
          depth -= 1
          if depth <= 0 { return depth < 0 ? at : at + 1 }
        case UInt8(ascii: ",") where depth == 0: return at
        default: break
        }
        at += 1
      }
      return bytes.count
    }

    private func afterBlanks(_ start: Int) -> Int {
      var at = start
      while at < bytes.count, InputFormat.isBlank(bytes[at]) { at += 1 }
      return at
    }
  }
}
