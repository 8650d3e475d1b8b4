import QuarryStorage
import TestSupport
import Testing

@Suite("Inflating pages")
struct InflaterTests {
  /// Literals and repeats of all lengths and distances, from few letters or from many.
  private func page(_ random: inout SplitMix64, count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    let letters = [1, 2, 5, 30, 256].randomElement(using: &random) ?? 1
    let repeats = Int.random(in: 0...10, using: &random)
    while bytes.count < count {
      if Int.random(in: 0..<10, using: &random) < repeats, !bytes.isEmpty {
        let farthest = [3, 9, 300, 40_000].randomElement(using: &random) ?? 1
        let distance = Int.random(in: 1...min(bytes.count, farthest), using: &random)
        for _ in 0..<Int.random(in: 3...300, using: &random) {
          bytes.append(bytes[bytes.count - distance])
        }
      } else {
        let skew = Int.random(in: 0..<letters, using: &random)
        bytes.append(UInt8(Int.random(in: 0...skew, using: &random)))
      }
    }
    return Array(bytes.prefix(count))
  }

  @Test func givesBackWhatWasDeflated() throws {
    var random = SplitMix64(seed: 1)
    let inflater = Inflater()
    let strategies: [DeflateStrategy] = (1...9).map { .level($0) } + [.huffmanOnly, .stored]
    var output: [UInt8] = []
    for round in 0..<60 {
      let count = Int.random(in: 0...[20, 300, 16_000, 65_000][round % 4], using: &random)
      let raw = page(&random, count: count)
      let dictionary =
        round % 3 == 0 ? page(&random, count: Int.random(in: 1...32_768, using: &random)) : []
      var stored: [UInt8] = []
      try Deflater(strategies[round % strategies.count], dictionary: dictionary)
        .deflate(raw.span, into: &stored)
      try inflater.inflate(
        stored.span.bytes, into: &output, count: count, dictionary: dictionary.span)
      #expect(output == raw)
      guard count > 0 else { continue }
      let last = Int.random(in: 1...count, using: &random)
      let first = Int.random(in: 0...last, using: &random)
      try inflater.inflate(
        stored.span.bytes, into: &output, from: first, count: last, whole: false,
        dictionary: dictionary.span)
      #expect(output == Array(raw[first..<last]))
      // A page that is cut off ends in an error wherever it is.
      let cut = Int.random(in: 0..<stored.count, using: &random)
      #expect(throws: InflateError.self) {
        try inflater.inflate(
          stored.span.bytes.extracting(0..<cut), into: &output, count: count,
          dictionary: dictionary.span)
      }
    }
  }
}
