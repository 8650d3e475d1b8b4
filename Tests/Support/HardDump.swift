/// Dumps of JSON lines that are hard on memory, each in its own way, made in pieces of about a
/// megabyte so that they may be far larger than memory themselves.
package enum HardDump: Sendable {
  /// Documents of some kilobytes, their words about as frequent as in real texts.
  case text(bytes: Int)
  /// Words of which none occurs twice, two hundred a document.
  case distinctWords(count: Int)
  /// Documents of three words.
  case tinyDocuments(count: Int)
  /// One document of so many bytes.
  case longDocument(bytes: Int)

  private static let pieceBytes = 1 << 20

  /// Gives the dump to `body`, piece by piece.
  package func forEachPiece(_ body: ([UInt8]) throws -> Void) rethrows {
    var piece: [UInt8] = []
    piece.reserveCapacity(2 * Self.pieceBytes)
    func flush(_ limit: Int) throws {
      guard piece.count >= limit else { return }
      try body(piece)
      piece.removeAll(keepingCapacity: true)
    }
    switch self {
    case .text(let bytes):
      let paragraphs = Self.paragraphs()
      var random = SplitMix64(seed: 81)
      var written = 0
      var number = 0
      while written < bytes {
        let start = piece.count
        piece += "{\"id\":\"d\(number)\",\"title\":\"t\(number)\",\"text\":\"".utf8
        for _ in 0..<1 + Int(random.next() % 8) {
          piece += paragraphs[Int(random.next() % UInt64(paragraphs.count))]
          Self.appendWord(random.next() >> 24, to: &piece)
        }
        piece += "\"}\n".utf8
        number += 1
        written += piece.count - start
        try flush(Self.pieceBytes)
      }
    case .distinctWords(let count):
      var word = 0
      while word < count {
        piece += "{\"text\":\"".utf8
        for _ in 0..<min(200, count - word) {
          // The multiplication has an inverse, so that no two words are equal.
          Self.appendWord(UInt64(word) &* 0x9E37_79B9 & 0xFFFF_FFFF | 1 << 32, to: &piece)
          word += 1
        }
        piece += "\"}\n".utf8
        try flush(Self.pieceBytes)
      }
    case .tinyDocuments(let count):
      var random = SplitMix64(seed: 82)
      for number in 0..<count {
        piece += "{\"id\":\"\(number)\",\"title\":\"t\",\"text\":\"a".utf8
        Self.appendWord(random.next() % 5_000, to: &piece)
        Self.appendWord(random.next() % 100_000, to: &piece)
        piece += "\"}\n".utf8
        try flush(Self.pieceBytes)
      }
    case .longDocument(let bytes):
      let paragraphs = Self.paragraphs()
      var random = SplitMix64(seed: 83)
      let head = Array("{\"id\":\"long\",\"text\":\"".utf8)
      let tail = Array("\"}\n".utf8)
      piece += head
      var left = bytes - head.count - tail.count
      while left > 0 {
        let paragraph = paragraphs[Int(random.next() % UInt64(paragraphs.count))].prefix(left)
        piece += paragraph
        left -= paragraph.count
        try flush(Self.pieceBytes)
      }
      piece += tail
    }
    try flush(1)
  }

  /// Paragraphs of 40 to 120 words, of which each has its share by its rank.
  private static func paragraphs() -> [[UInt8]] {
    var random = SplitMix64(seed: 84)
    return (0..<4_000).map { _ in
      var bytes: [UInt8] = []
      for _ in 0..<40 + random.next() % 80 {
        // The least of three draws falls off about as ranks do.
        let draws = [random.next() % 60_000, random.next() % 60_000, random.next() % 60_000]
        appendWord((draws.min() ?? 0) * 7919 % 1_679_616, to: &bytes)
      }
      return bytes
    }
  }

  /// Appends a blank and the number as digits and letters.
  private static func appendWord(_ number: UInt64, to bytes: inout [UInt8]) {
    bytes.append(0x20)
    var rest = number
    repeat {
      let digit = UInt8(truncatingIfNeeded: rest % 36)
      bytes.append(digit < 26 ? 0x61 + digit : 0x30 + digit - 26)
      rest /= 36
    } while rest > 0
  }
}
