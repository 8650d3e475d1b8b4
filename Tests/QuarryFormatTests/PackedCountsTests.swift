import TestSupport
import Testing

@testable import QuarryFormat

/// Packed frequencies are those that were packed, however they are asked for.
@Suite struct PackedCountsTests {
  @Test(arguments: [(1, 1), (127, 1), (128, 1), (129, 2), (700, 1), (2048, 3)])
  func givesBackWhatWasPacked(_ rows: Int, _ fields: Int) {
    var random = SplitMix64(seed: UInt64(rows * 10 + fields))
    // Each block and field draws from its own range: equal, half bytes, bytes, words.
    var numbers: [UInt32] = []
    var ranges: [UInt32] = []
    for row in 0..<rows {
      if row % 128 == 0 {
        ranges = (0..<fields).map { _ in [0, 15, 255, 1 << 20].randomElement(using: &random) ?? 0 }
      }
      for field in 0..<fields {
        numbers.append(UInt32.random(in: 0...ranges[field], using: &random))
      }
    }
    let wide = DecodedPostings(documents: [], frequencies: numbers, positions: .inline([]))
    let packed = DecodedPostings(frequenciesOf: wide, fieldCount: fields)
    #expect(packed.frequencies == numbers)
    for place in numbers.indices { #expect(packed.frequency(place) == numbers[place]) }
    #expect(packed.occurrences == wide.occurrences)
    for _ in 0..<50 {
      let start = Int.random(in: 0..<rows, using: &random)
      let range = start * fields..<Int.random(in: start...rows, using: &random) * fields
      #expect(packed.occurrences(range) == wide.occurrences(range))
    }
    var block = [UInt32](repeating: 0, count: 128)
    for start in stride(from: 0, to: rows, by: 128) {
      let count = min(128, rows - start)
      for field in 0..<fields {
        let expected = (start..<start + count).map { numbers[$0 * fields + field] }
        for postings in [packed, wide] {
          block.withUnsafeMutableBufferPointer {
            if let base = $0.baseAddress {
              postings.unpackFrequencies(
                block: start / 128, field: field, fieldCount: fields, count: count, into: base)
            }
          }
          #expect(Array(block.prefix(count)) == expected)
          if let equal = postings.equalFrequency(
            block: start / 128, field: field, fieldCount: fields)
          {
            #expect(expected.allSatisfy { $0 == equal })
          }
        }
      }
    }
    #expect(packed.hasRow(rows - 1, fieldCount: fields))
    #expect(!packed.hasRow(rows, fieldCount: fields))
  }

  @Test func numbersThatFillTheirWidth() {
    for value in [UInt32(15), 16, 255, 256, 1 << 28, .max] {
      let numbers = [value] + [UInt32](repeating: 1, count: 130)
      let packed = PackedCounts(numbers, rowLength: 1)
      #expect(packed.numbers == numbers)
      #expect(PackedCounts([value], rowLength: 1).numbers == [value])
    }
  }
}
