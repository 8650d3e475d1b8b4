import TestSupport
import Testing

@testable import QuarryFormat

@Suite("Varints and length codes")
struct CodeTests {
  private func read(_ bytes: [UInt8]) -> (value: UInt64, end: Int)? {
    var offset = 0
    return Varint.read(bytes.span, at: &offset).map { ($0, offset) }
  }

  @Test func varintsRoundTrip() {
    var random = SplitMix64(seed: 1)
    var values: [UInt64] = [0, 1, 127, 128, 16383, 16384, UInt64(UInt32.max), UInt64.max]
    for shift in 0..<64 {
      values.append(UInt64.random(in: 0...UInt64.max, using: &random) >> shift)
    }
    for value in values {
      var bytes: [UInt8] = []
      Varint.append(value, to: &bytes)
      #expect(bytes.count == Varint.length(value))
      let found = read(bytes + [1])
      #expect(found?.value == value && found?.end == bytes.count)
      #expect(read(Array(bytes.dropLast())) == nil)
    }
  }

  @Test func varintsThatAreTooLongAreRefused() {
    let ones = [UInt8](repeating: 0xFF, count: 9)
    #expect(read(ones + [1])?.value == UInt64.max)
    #expect(read(ones + [2]) == nil)
    #expect(read(ones + [0x81, 0]) == nil)
    #expect(read([UInt8](repeating: 0x80, count: 30)) == nil)
  }

  @Test func lengthCodesGrowWithTheLength() {
    for code in UInt8(0)..<255 {
      #expect(LengthCode.decode(code) < LengthCode.decode(code + 1))
    }
    for code in UInt8(0)...255 {
      #expect(LengthCode.encode(LengthCode.decode(code)) == code)
    }
    var random = SplitMix64(seed: 2)
    for shift in 33..<64 {
      let length = Int(UInt64.random(in: 0...UInt64.max, using: &random) >> UInt64(shift))
      let code = LengthCode.encode(length)
      #expect(LengthCode.decode(code) <= length)
      if code < 255 { #expect(length < LengthCode.decode(code + 1)) }
    }
  }

  @Test func shortLengthsAreExact() {
    for length in 0...40 { #expect(LengthCode.decode(LengthCode.encode(length)) == length) }
    #expect(LengthCode.encode(-1) == 0)
    #expect(LengthCode.encode(Int.max) == 255)
  }

  /// From the table of lengths in Lucene's BM25Similarity.
  @Test(arguments: [
    (40, 40), (41, 42), (47, 54), (48, 56), (49, 60), (56, 88), (57, 96), (72, 280), (80, 536),
    (96, 2072), (255, 2_013_265_944),
  ])
  func lengthsAreLucenes(code: UInt8, length: Int) {
    #expect(LengthCode.decode(code) == length)
    #expect(LengthCode.encode(length) == code)
  }
}
