/// Finds elements in a small XML file by their names, without regard to nesting and prefixes: all that
/// the lists of a container ask for.
struct XMLElements {
  /// An element: where its attributes and what it holds stand.
  struct Element {
    let attributes: Range<Int>
    let content: Range<Int>
  }

  let bytes: [UInt8]

  /// The elements of that name, at most `most`, in their order.
  func all(_ name: StaticString, most: Int = 100_000) -> [Element] {
    var elements: [Element] = []
    bytes.withUnsafeBytes { bytes in
      var at = 0
      while elements.count < most,
        let open = ByteSearch.first(UInt8(ascii: "<"), in: bytes, at..<bytes.count)
      {
        at = open + 1
        let start = Self.localName(bytes, at)
        let end = start + name.utf8CodeUnitCount
        guard ByteSearch.holds(name, in: bytes, at: start), end < bytes.count,
          InputFormat.isBlank(bytes[end])
            || [UInt8(ascii: ">"), UInt8(ascii: "/")].contains(bytes[end]),
          let close = ByteSearch.first(UInt8(ascii: ">"), in: bytes, end..<bytes.count)
        else { continue }
        // Only text is asked for, so the element ends where the next tag begins.
        let stop = ByteSearch.first(UInt8(ascii: "<"), in: bytes, close..<bytes.count)
        elements.append(
          Element(attributes: end..<close, content: close + 1..<(stop ?? bytes.count)))
        at = close + 1
      }
    }
    return elements
  }

  /// The text that the first element of that name holds, or nil.
  func text(_ name: StaticString) -> String? {
    guard let element = all(name, most: 1).first else { return nil }
    let text = string(element.content)
    return text.isEmpty ? nil : text
  }

  /// An attribute's value, or nil.
  func value(_ name: StaticString, of element: Element) -> String? {
    bytes.withUnsafeBytes { bytes in
      HTMLScanner(bytes, from: 0).attribute(name, in: element.attributes)
    }.map(string)
  }

  /// The text of a range, its references resolved and its blanks made single ones.
  private func string(_ range: Range<Int>) -> String {
    var text: [UInt8] = []
    bytes.withUnsafeBytes { bytes in
      var at = range.lowerBound
      while at < range.upperBound {
        var scalar = UInt32(bytes[at])
        var end = at + 1
        if bytes[at] == UInt8(ascii: "&"), let (decoded, next) = Entities.decode(bytes, at: at) {
          (scalar, end) = (decoded, next)
        }
        let isBlank = scalar == 0x20 || (0x09...0x0D).contains(scalar)
        if isBlank {
          if let last = text.last, last != 0x20 { text.append(0x20) }
        } else if end == at + 1 {
          text.append(bytes[at])
        } else {
          CharsetDecoder.append(scalar, to: &text)
        }
        at = end
      }
    }
    if text.last == 0x20 { text.removeLast() }
    return String(decoding: text, as: UTF8.self)
  }

  /// Where the name behind a prefix such as `opf:` begins.
  private static func localName(_ bytes: UnsafeRawBufferPointer, _ start: Int) -> Int {
    var at = start
    while at < bytes.count, at < start + 32 {
      if bytes[at] == UInt8(ascii: ":") { return at + 1 }
      let isLetter = (0x61...0x7A).contains(bytes[at] | 0x20) || (0x30...0x39).contains(bytes[at])
      guard isLetter else { return start }
      at += 1
    }
    return start
  }
}
