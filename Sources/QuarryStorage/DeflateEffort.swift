/// What each level of text compression means: how long zlib searches, and how much it is told beforehand.
///
/// The levels were chosen on pages of 24 to 32 KiB with a preset dictionary: the points that no other
/// setting of zlib 1.2.13 beats in both time and size. zlib's quick search (its levels 1 to 3) with chains
/// of its own length is then better than its levels 2 to 5, which insist on or spend on other things.
package struct DeflateEffort: Sendable {
  /// zlib's level, whose kind of search is used: 1 takes the first good match, 5 and 9 look for a better
  /// one at the next byte.
  let zlibLevel: Int32
  /// zlib's parameters of the search (good, lazy, nice, chain), where they are not its level's.
  let search: (good: Int32, lazy: Int32, nice: Int32, chain: Int32)?
  /// The bytes of preset dictionary that pay: zlib takes them in anew for each page.
  package let dictionaryBytes: Int

  /// The levels there are; 0 leaves everything raw.
  package static let levels = 0...9

  /// The effort of `level`, brought into 1 to 9.
  package init(level: Int) {
    #if Libdeflate
      // libdeflate takes no dictionary.
      dictionaryBytes = 0
    #else
      dictionaryBytes = level < 4 ? 8 << 10 : level < 6 ? 16 << 10 : 32 << 10
    #endif
    switch level {
    case ...5:
      zlibLevel = 1
      let chain: Int32 =
        switch level {
        case ...1: 1
        case 2: 2
        case 3: 3
        case 4: 8
        default: 16
        }
      // A match this long is not improved on, and its bytes are all remembered.
      let long: Int32 = level < 4 ? 32 : 64
      search = (8, long, long, chain)
    case 6:
      zlibLevel = 5
      search = (8, 8, 16, 8)
    case 7:
      zlibLevel = 5
      search = (8, 16, 32, 16)
    case 8:
      zlibLevel = 5
      search = (8, 16, 32, 64)
    default:
      zlibLevel = 9
      search = nil
    }
  }

  #if Libdeflate
    /// The level of libdeflate (1 to 12) that takes the place of `level`.
    static func libdeflateLevel(_ level: Int) -> Int32 {
      switch level {
      case ...3: 1
      case 4: 2
      case 5: 5
      case 6: 6
      case 7: 8
      case 8: 10
      default: 12
      }
    }
  #endif
}
