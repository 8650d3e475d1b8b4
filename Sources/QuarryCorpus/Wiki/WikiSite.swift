/// What the head of an export says about its wiki.
struct WikiSite: Sendable {
  /// The address before the titles of pages, or nothing.
  private(set) var base: [UInt8] = []
  /// The wiki's name, or nothing.
  private(set) var name: [UInt8] = []
  /// The language's code, or nothing.
  private(set) var language: [UInt8] = []
  /// Whether titles that differ in the case of their first letters are different.
  private(set) var isCaseSensitive = false
  /// The hashes of the names of namespaces whose links are pictures and sounds.
  private(set) var fileNames: Set<UInt64> = []
  /// The hashes of the names of namespaces whose links are categories.
  private(set) var categoryNames: Set<UInt64> = []

  /// A wiki of which nothing is known but what all wikis share.
  init() {
    for name in ["file", "image", "media"] { fileNames.insert(WikiName.hash(name)) }
    categoryNames.insert(WikiName.hash("category"))
  }

  /// Reads the part of an export before its first page.
  init(header: [UInt8]) {
    self.init()
    header.withUnsafeBytes { bytes in
      let head = XMLRange(bytes: bytes, range: 0..<bytes.count)
      if let range = head.element("sitename") { name = Array(bytes.part(range)) }
      if let range = head.element("base"), let slash = bytes[range].lastIndex(of: 0x2F) {
        base = Array(bytes.part(range.lowerBound..<slash + 1))
      }
      if let range = head.element("case") {
        isCaseSensitive = bytes[range].elementsEqual("case-sensitive".utf8)
      }
      if let start = ByteSearch.first("xml:lang=\"", in: bytes, 0..<bytes.count).map({ $0 + 10 }),
        let end = ByteSearch.first(UInt8(ascii: "\""), in: bytes, start..<bytes.count)
      {
        language = Array(bytes.part(start..<end))
      }
      addNames("<namespace key=\"6\"", bytes, to: &fileNames)
      addNames("<namespace key=\"-2\"", bytes, to: &fileNames)
      addNames("<namespace key=\"14\"", bytes, to: &categoryNames)
    }
  }

  private func addNames(
    _ tag: StaticString, _ bytes: UnsafeRawBufferPointer, to names: inout Set<UInt64>
  ) {
    guard let start = ByteSearch.first(tag, in: bytes, 0..<bytes.count),
      let end = ByteSearch.first(UInt8(ascii: ">"), in: bytes, start..<bytes.count),
      let close = ByteSearch.first(UInt8(ascii: "<"), in: bytes, end..<bytes.count),
      close > end + 1
    else { return }
    names.insert(WikiName.hash(bytes, end + 1..<close))
  }
}

/// Names of templates, namespaces and tags, compared without regard to capitals of ASCII, to blanks
/// around them, and to whether a blank is written as an underscore.
enum WikiName {
  /// A hash of a name; equal names have equal ones.
  static func hash(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> UInt64 {
    let range = trimmed(bytes, range)
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in bytes[range] { hash = (hash ^ UInt64(folded(byte))) &* 0x100_0000_01B3 }
    return hash
  }

  static func hash(_ name: String) -> UInt64 {
    Array(name.utf8).withUnsafeBytes { hash($0, 0..<$0.count) }
  }

  /// The range without blanks and underscores at its ends.
  static func trimmed(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Range<Int> {
    let range = range.clamped(to: 0..<bytes.count)
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, folded(bytes[start]) <= 0x20 { start += 1 }
    while end > start, folded(bytes[end - 1]) <= 0x20 { end -= 1 }
    return start..<end
  }

  private static func folded(_ byte: UInt8) -> UInt8 {
    if byte == UInt8(ascii: "_") { return 0x20 }
    return (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
  }
}
