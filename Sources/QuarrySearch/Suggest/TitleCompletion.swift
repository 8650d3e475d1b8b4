import QuarryAnalysis
import QuarryFormat
import QuarryStorage

/// Finds the titles that begin as typed.
///
/// A title's key stands in the dictionary behind the sign 0x01, so all titles that begin alike lie side
/// by side. Of those the best are kept: the title itself first, then those in which what was typed
/// ends a word, then short ones: nothing else tells which of `Turkey` and `Turkey Creek, Indiana` more
/// people want.
enum TitleCompletion {
  static let sign: UInt8 = 0x01
  /// The keys that are looked at one after another.
  private static let mostInOrder = 8000
  /// Behind them this many are looked at of each group that agrees in two more bytes than was typed.
  private static let sample = 8
  private static let mostKeys = 16_000

  struct Found {
    /// The key without its sign.
    var key: [UInt8]
    var documents: Int
    /// Where its lists are, by the dictionaries' numbers.
    var places: [(segment: Int, info: TermInfo)]
    fileprivate var rank: (Int, Int)
  }

  /// At most `limit` titles whose key begins with `prefix`, the best first.
  static func find(
    _ prefix: [UInt8], _ dictionaries: [TermDictionary], limit: Int
  ) throws(FormatError) -> [Found] {
    let start = [sign] + prefix
    guard limit > 0, !prefix.isEmpty, start.count <= TermDictionary.maxTermBytes else { return [] }
    var best: [Found] = []
    var terms = try TermCounts(dictionaries, from: start)
    var hasTerm = try terms.next()
    var seen = 0
    var inGroup = 0
    while hasTerm, seen < mostKeys, terms.term.starts(with: start) {
      seen += 1
      insert(terms, prefix: prefix, into: &best, limit: limit)
      inGroup += 1
      let isSampling = seen >= mostInOrder && inGroup >= sample
      if isSampling, let next = behind(terms.term, length: start.count + 2) {
        inGroup = 0
        hasTerm = try terms.seek(to: next)
      } else {
        hasTerm = try terms.next()
      }
    }
    return best
  }

  private static func insert(
    _ terms: TermCounts, prefix: [UInt8], into best: inout [Found], limit: Int
  ) {
    let length = terms.term.count - 1
    let endsWord = length == prefix.count || terms.term[prefix.count + 1] == 0x20
    let rank = (length == prefix.count ? 0 : endsWord || prefix.last == 0x20 ? 1 : 2, length)
    if best.count == limit, let last = best.last, rank >= last.rank { return }
    let found = Found(
      key: Array(terms.term.dropFirst()), documents: terms.count, places: terms.infos(), rank: rank)
    var index = best.count
    while index > 0, rank < best[index - 1].rank { index -= 1 }
    best.insert(found, at: index)
    if best.count > limit { best.removeLast() }
  }

  /// The least string behind all that begin as `term` does up to `length`.
  private static func behind(_ term: [UInt8], length: Int) -> [UInt8]? {
    var target = Array(term.prefix(length))
    while let last = target.popLast() {
      if last < 0xFF {
        target.append(last + 1)
        return target
      }
    }
    return nil
  }
}
