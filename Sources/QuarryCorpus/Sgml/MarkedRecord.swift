/// A record of SGML whose elements are found by their tags, without regard to nesting.
struct MarkedRecord {
  let bytes: UnsafeRawBufferPointer
  /// Where the record stands.
  let range: Range<Int>

  /// The content of the first element `name` in `part` (the whole record by default), or nil.
  ///
  /// - Parameter open: `<NAME`, in capitals; the tag may hold attributes.
  /// - Parameter close: `</NAME>`; where it is missing, the element ends where the part does.
  func content(_ open: StaticString, _ close: StaticString, in part: Range<Int>? = nil) -> Range<
    Int
  >? {
    let part = (part ?? range).clamped(to: range)
    var at = part.lowerBound
    while let found = ByteSearch.first(open, in: bytes, at..<part.upperBound) {
      let nameEnd = found + open.utf8CodeUnitCount
      // The name may be the beginning of a longer one only.
      if nameEnd < part.upperBound,
        bytes[nameEnd] == UInt8(ascii: ">") || InputFormat.isBlank(bytes[nameEnd])
      {
        guard let tagEnd = ByteSearch.first(UInt8(ascii: ">"), in: bytes, nameEnd..<part.upperBound)
        else { return nil }
        let end = ByteSearch.first(close, in: bytes, tagEnd + 1..<part.upperBound)
        return tagEnd + 1..<(end ?? part.upperBound)
      }
      at = nameEnd
    }
    return nil
  }

  /// The value of an attribute of the tag that begins the record; `name` is ` NAME="`.
  func attribute(_ name: StaticString) -> Range<Int>? {
    guard let tagEnd = ByteSearch.first(UInt8(ascii: ">"), in: bytes, range),
      let found = ByteSearch.first(name, in: bytes, range.lowerBound..<tagEnd)
    else { return nil }
    let start = found + name.utf8CodeUnitCount
    guard let end = ByteSearch.first(UInt8(ascii: "\""), in: bytes, start..<tagEnd) else {
      return nil
    }
    return start..<end
  }

  /// Appends text without tags and without control characters, references decoded, blanks at its
  /// ends dropped; the range that it takes. A lone `<` stays.
  func append(_ part: Range<Int>, to document: inout DocumentBuffer) -> Range<Int> {
    let start = document.append("").lowerBound
    var end = start
    var at = part.lowerBound
    while at < part.upperBound {
      let mark = nextMark(at..<part.upperBound)
      end = document.append(UnsafeRawBufferPointer(rebasing: bytes[at..<mark])).upperBound
      guard mark < part.upperBound else { break }
      at = mark + 1
      switch bytes[mark] {
      case UInt8(ascii: "<"):
        if let tagEnd = tagEnd(mark, part.upperBound) {
          at = tagEnd
        } else {
          end = document.append("<").upperBound
        }
      case UInt8(ascii: "&"):
        if let referenceEnd = control(mark, part.upperBound) {
          at = referenceEnd
        } else if let (scalar, next) = Entities.decode(bytes, at: mark), next <= part.upperBound {
          var utf8: [UInt8] = []
          CharsetDecoder.append(scalar, to: &utf8)
          end = document.append(utf8).upperBound
          at = next
        } else {
          end = document.append("&").upperBound
        }
      default: break
      }
    }
    return document.trimmed(start..<end)
  }

  /// The next `<`, `&` or control character that is no blank, or the end.
  private func nextMark(_ part: Range<Int>) -> Int {
    var at = part.lowerBound
    while at < part.upperBound {
      let byte = bytes[at]
      if byte == UInt8(ascii: "<") || byte == UInt8(ascii: "&") { return at }
      if byte < 0x20 && byte != 0x0A && byte != 0x09 || byte == 0x7F { return at }
      at += 1
    }
    return at
  }

  /// Where the tag that begins here ends, or nil where it is none.
  private func tagEnd(_ start: Int, _ end: Int) -> Int? {
    guard start + 1 < end else { return nil }
    let next = bytes[start + 1]
    guard
      next == UInt8(ascii: "/") || next == UInt8(ascii: "!") || (0x61...0x7A).contains(next | 0x20)
    else { return nil }
    // A tag is short; a search to the end from every `<` would take long in a hostile text.
    let limit = min(end, start + 512)
    return ByteSearch.first(UInt8(ascii: ">"), in: bytes, start..<limit).map { $0 + 1 }
  }

  /// Where a reference to a control character ends, which means nothing in a text; else nil.
  private func control(_ start: Int, _ end: Int) -> Int? {
    var at = start + 1
    guard at < end, bytes[at] == UInt8(ascii: "#") else { return nil }
    at += 1
    var value = 0
    while at < end, at < start + 6, (0x30...0x39).contains(bytes[at]) {
      value = value * 10 + Int(bytes[at] - 0x30)
      at += 1
    }
    guard at < end, bytes[at] == UInt8(ascii: ";"), at > start + 2 else { return nil }
    return value < 0x20 && value != 0x0A && value != 0x09 || value == 0x7F ? at + 1 : nil
  }
}
