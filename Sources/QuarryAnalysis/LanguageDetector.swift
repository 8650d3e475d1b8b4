/// Tells the language of a text from its script and its common words.
///
/// It looks at the first 600 bytes, and goes on to 4 KiB only while it is unsure. The script decides
/// where it has one language; else each common word counts for the languages that have it, the more
/// the fewer they are, and so do letters that few languages use. Pure and deterministic.
/// Source: Grefenstette, "Comparing two language identification schemes", 1995.
package struct LanguageDetector: ~Copyable {
  private static let firstBytes = 600
  private static let mostBytes = 4096
  /// What a word counts that one language alone has; shared ones count their part of it.
  private static let wordScore: UInt32 = 240
  private static let letterScore: UInt32 = 60
  /// The score of a language that is sure, and its lead.
  private static let sureScore: UInt32 = 720
  private static let sureLead: UInt32 = 360

  private let table = DetectorTable.shared
  private var scores: [UInt32]
  /// Letters by script.
  private var counts: [Int]

  package init() {
    scores = Array(repeating: 0, count: 64)
    counts = Array(repeating: 0, count: ScriptClass.allCases.count)
  }

  /// The language of a text, `und` where nothing tells; `isSure` is false where little does.
  package mutating func detect(_ text: Span<UInt8>) -> (language: Language, isSure: Bool) {
    for index in scores.indices { scores[index] = 0 }
    for index in counts.indices { counts[index] = 0 }
    var limit = min(text.count, Self.firstBytes)
    var i = 0
    while true {
      i = scan(text, from: i, to: limit)
      let result = judge()
      if result.isSure || limit >= min(text.count, Self.mostBytes) { return result }
      limit = min(text.count, Self.mostBytes, 2 * limit)
    }
  }

  /// Counts letters and words from `start` on to `limit` or a little further; gives the end.
  private mutating func scan(_ text: Span<UInt8>, from start: Int, to limit: Int) -> Int {
    var i = start
    var hash = DetectorTable.seed
    var isInWord = false
    var latin = 0
    while i < limit {
      let byte = text[i]
      if byte < 0x80 {
        i += 1
        let lower = byte | 0x20
        if lower &- UInt8(ascii: "a") < 26 {
          hash = DetectorTable.hash(hash, UInt32(lower))
          isInWord = true
          latin += 1
          continue
        }
      } else {
        let (scalar, length) = UTF8Decoding.scalar(text, at: i)
        i += length
        if let script = ScriptClass.of(scalar) {
          let lower = Self.lowerCase(scalar)
          counts[Int(script.rawValue)] += 1
          add(Self.letterScore, table.languages(ofLetter: lower))
          hash = DetectorTable.hash(hash, lower)
          isInWord = true
          continue
        }
      }
      if isInWord {
        add(Self.wordScore, table.languages(ofWord: hash))
        hash = DetectorTable.seed
        isInWord = false
      }
    }
    if isInWord, i >= text.count { add(Self.wordScore, table.languages(ofWord: hash)) }
    counts[Int(ScriptClass.latin.rawValue)] += latin
    return i
  }

  /// Gives each of the languages its part of a score.
  @inline(__always)
  private mutating func add(_ score: UInt32, _ languages: UInt64) {
    if languages == 0 { return }
    let part = score / UInt32(languages.nonzeroBitCount)
    var left = languages
    while left != 0 {
      scores[left.trailingZeroBitCount] &+= part
      left &= left &- 1
    }
  }

  private func judge() -> (language: Language, isSure: Bool) {
    var script = ScriptClass.latin
    var most = 0
    var total = 0
    for candidate in ScriptClass.allCases {
      let count = counts[Int(candidate.rawValue)] * candidate.weight
      total += count
      if count > most { (script, most) = (candidate, count) }
    }
    if total == 0 { return (.und, false) }
    // Japanese is ideographs with some kana between them.
    let kana = counts[Int(ScriptClass.kana.rawValue)]
    if script == .han, kana * 12 > counts[Int(ScriptClass.han.rawValue)] { script = .kana }
    let isMost = most * 2 > total && most >= 12
    let (bits, first) = table.scripts[Int(script.rawValue)]
    if bits.nonzeroBitCount == 0 { return (first, isMost) }
    var best = -1
    var second: UInt32 = 0
    var left = bits
    while left != 0 {
      let number = left.trailingZeroBitCount
      if best < 0 || scores[number] > scores[best] {
        second = best < 0 ? 0 : scores[best]
        best = number
      } else {
        second = max(second, scores[number])
      }
      left &= left &- 1
    }
    guard best >= 0, scores[best] > 0 else { return (first, false) }
    let isSure = scores[best] >= Self.sureScore && scores[best] - second >= Self.sureLead
    return (table.languages[best], isSure && isMost)
  }

  /// The small letter of a letter of Latin or Cyrillic, as far as common words and hints need it.
  private static func lowerCase(_ scalar: UInt32) -> UInt32 {
    switch scalar {
    case 0xC0...0xDE, 0x410...0x42F: scalar + 32
    case 0x400...0x40F: scalar + 80
    case 0x100...0x137, 0x14A...0x177, 0x1E00...0x1EFF, 0x490...0x4BF, 0x218...0x21B: scalar | 1
    case 0x139...0x148, 0x179...0x17E: scalar + (scalar & 1)
    default: scalar
    }
  }
}
