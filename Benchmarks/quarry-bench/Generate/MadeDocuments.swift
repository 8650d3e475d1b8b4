/// JSON lines of documents that do not exist: very many short ones, or long ones of which little is words.
struct MadeDocuments {
  /// Characters that are no part of a word and need no escape in JSON; as many as four bits tell apart.
  private static let signs = Array("!#$%&()*+,-/:;<=".utf8)
  /// Signs of a long document.
  private static let signCount = 64_000

  /// Whether each has 64,000 signs besides its words, so that a large file is made quickly.
  let isLong: Bool
  private var random: SplitMix64
  private var words: MadeWords
  /// The documents so far.
  private(set) var count = 0

  init(seed: UInt64, isLong: Bool) {
    self.isLong = isLong
    random = SplitMix64(seed: seed)
    words = MadeWords(seed: seed)
  }

  /// Appends the next document as a line: its number as `id`, a title of two words and its number, a
  /// text of 4 to 15 words, and a day.
  mutating func append(to buffer: inout [UInt8]) {
    count += 1
    var line = "{\"id\":\"\(count)\",\"title\":\"\(words.next(capital: true)) \(words.next()) "
    line += "\(count)\",\"date\":\"20\(10 + random.below(15))-0\(1 + random.below(9))-"
    line += "\(10 + random.below(19))\",\"text\":\"\(words.next(capital: true))"
    for _ in 0..<3 + random.below(12) { line += " " + words.next() }
    buffer += Array(line.utf8)
    if isLong { appendSigns(to: &buffer) }
    buffer += Array(".\"}\n".utf8)
  }

  private mutating func appendSigns(to buffer: inout [UInt8]) {
    buffer.append(UInt8(ascii: " "))
    for _ in 0..<Self.signCount / 16 {
      var bits = random.next()
      for _ in 0..<16 {
        buffer.append(Self.signs[Int(bits & 15)])
        bits >>= 4
      }
    }
  }
}
