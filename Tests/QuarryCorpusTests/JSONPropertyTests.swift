import QuarryCorpus
import TestSupport
import Testing

@Suite("JSON records, by chance")
struct JSONPropertyTests {
  @Test("Documents written come back", arguments: 0..<40)
  func roundTrip(seed: UInt64) {
    var writer = NaiveWriter(random: SplitMix64(seed: seed))
    let documents = (0..<20).map { _ in writer.document() }
    let ends = ["\n", "\r\n", "\n\n"]
    let lines = documents.map { writer.line($0) + ends[Int(writer.random.next() % 3)] }.joined()
    let (read, skipped) = parse(lines: Array(lines.utf8))
    #expect(skipped.isEmpty)
    #expect(read.count == documents.count)
    for (one, other) in zip(read, documents) {
      #expect(Array(one.text.utf8) == Array(other.text.utf8))
      #expect(one == other)
    }
  }

  @Test("Damaged lines give documents or reports, never a trap", arguments: 0..<40)
  func mutated(seed: UInt64) {
    var writer = NaiveWriter(random: SplitMix64(seed: seed))
    let signs = Array("{}[]\",:\\u0n-e.\n\r ".utf8) + [0, 0x80, 0xC3, 0xED, 0xF4, 0xFF]
    for _ in 0..<50 {
      var lines = Array((0..<3).map { _ in writer.line(writer.document()) + "\n" }.joined().utf8)
      for _ in 0..<(1 + writer.random.next() % 6) {
        let at = Int(writer.random.next() % UInt64(lines.count))
        switch writer.random.next() % 4 {
        case 0: lines[at] = signs[Int(writer.random.next() % UInt64(signs.count))]
        case 1: lines.insert(signs[Int(writer.random.next() % UInt64(signs.count))], at: at)
        case 2 where lines.count > 1: lines.remove(at: at)
        default: lines[at] = UInt8(truncatingIfNeeded: writer.random.next())
        }
      }
      if writer.random.next() % 4 == 0 { lines.removeLast(Int(writer.random.next() % 20)) }
      let (documents, skipped) = parse(lines: lines)
      #expect(documents.count + skipped.count <= lines.count(where: { $0 == 0x0A }) + 1)
      for document in documents { #expect(document.id?.isEmpty == false) }
    }
  }

  @Test("Random bytes never trap", arguments: 0..<40)
  func noise(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let signs = Array("{{\"\"\"text\\:,}[]01\n ".utf8)
    for _ in 0..<200 {
      let bytes = (0..<Int(random.next() % 64)).map { _ in
        random.next() % 8 == 0
          ? UInt8(truncatingIfNeeded: random.next())
          : signs[Int(random.next() % UInt64(signs.count))]
      }
      _ = parse(lines: bytes)
    }
  }
}
