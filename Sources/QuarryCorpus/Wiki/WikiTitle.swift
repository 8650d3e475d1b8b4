/// The key under which a page of a wiki and the links to it meet: a hash of the wiki and of the title
/// in its canonical form, in which underscores are blanks, blanks are not repeated, the first letter
/// is a capital (but where the wiki tells capitals apart), and sections are left out.
///
/// 64 bits of XXH64: among 20 million titles two that differ meet once in 90,000 wikis. Source: the
/// rules of MediaWiki's manual on page titles.
enum WikiTitle {
  /// The longest title that a wiki allows is 255 bytes; what is longer is no title.
  private static let mostBytes = 512

  /// The key of a title, never 0; 0 where it is none.
  static func key(_ title: UnsafeRawBufferPointer, of site: WikiSite) -> UInt64 {
    guard title.count <= mostBytes else { return 0 }
    var canonical: [UInt8] = []
    for byte in title {
      if byte == UInt8(ascii: "#") { break }
      let byte = byte == UInt8(ascii: "_") || byte < 0x20 ? 0x20 : byte
      if byte == 0x20, canonical.isEmpty || canonical.last == 0x20 { continue }
      // A colon before a title says only that it is a link.
      if byte == UInt8(ascii: ":"), canonical.isEmpty { continue }
      canonical.append(byte)
    }
    while canonical.last == 0x20 { canonical.removeLast() }
    guard !canonical.isEmpty else { return 0 }
    if !site.isCaseSensitive { capitalize(&canonical) }
    let wiki = site.base.withUnsafeBytes { base in
      site.name.withUnsafeBytes { ContentHash.hash($0, seed: ContentHash.hash(base, seed: 1)) }
    }
    return max(1, canonical.withUnsafeBytes { ContentHash.hash($0, seed: wiki) })
  }

  private static func capitalize(_ title: inout [UInt8]) {
    guard title[0] >= 0x80 else {
      if (0x61...0x7A).contains(title[0]) { title[0] &= 0xDF }
      return
    }
    let length = title[0] >= 0xF0 ? 4 : title[0] >= 0xE0 ? 3 : 2
    guard title.count >= length,
      let first = String(decoding: title[..<length], as: UTF8.self).unicodeScalars.first
    else { return }
    let upper = first.properties.uppercaseMapping
    // A letter that becomes several, as the German sharp s, stays as it is.
    if upper.unicodeScalars.count == 1 { title.replaceSubrange(..<length, with: upper.utf8) }
  }
}
