import QuarryStorage
import TestSupport
import Testing

@Suite("Bytes checked at first touch")
struct CheckedBytesTests {
  private func table(_ bytes: [UInt8]) -> [UInt8] {
    stride(from: 0, to: bytes.count, by: CheckedBytes.granule).flatMap { start -> [UInt8] in
      let end = min(start + CheckedBytes.granule, bytes.count)
      let sum = Checksum.crc32(bytes.span.bytes.extracting(start..<end))
      return (0..<4).map { UInt8(truncatingIfNeeded: sum >> UInt32(8 * $0)) }
    }
  }

  private func checked(_ bytes: [UInt8], sums: [UInt8]) throws -> CheckedBytes? {
    CheckedBytes(data: try mapped(bytes), checksums: try mapped(sums))
  }

  private func random(_ count: Int) -> [UInt8] {
    var random = SplitMix64(seed: UInt64(count))
    return (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
  }

  @Test func checksumIsZlibs() {
    #expect(Checksum.crc32(Array("123456789".utf8).span.bytes) == 0xCBF4_3926)
    let whole = random(1000)
    let first = Checksum.crc32(whole.span.bytes.extracting(0..<300))
    #expect(
      Checksum.crc32(whole.span.bytes.extracting(300..<1000), seed: first)
        == Checksum.crc32(whole.span.bytes))
  }

  @Test(arguments: [0, 1, 4095, 4096, 4097, 20000])
  func soundBytesAreGiven(count: Int) throws {
    let bytes = random(count)
    let checked = try #require(try checked(bytes, sums: table(bytes)))
    #expect(checked.count == count)
    #expect(copy(try checked.all()) == bytes)
    if count > 4096 {
      #expect(copy(try checked.bytes(4000..<4097)) == Array(bytes[4000..<4097]))
      let word = bytes[4093..<4097].enumerated().reduce(UInt32(0)) {
        $0 | UInt32($1.element) << UInt32(8 * $1.offset)
      }
      #expect(try checked.uint32(at: 4093) == word)
    }
  }

  @Test func onlyTheTouchedGranuleIsJudged() throws {
    let bytes = random(3 * 4096)
    let sums = table(bytes)
    var damaged = bytes
    damaged[5000] ^= 1
    let checked = try #require(try checked(damaged, sums: sums))
    #expect(copy(try checked.bytes(0..<4096)) == Array(bytes[0..<4096]))
    #expect(copy(try checked.bytes(8192..<12288)) == Array(bytes[8192..<12288]))
    #expect(throws: ChecksumMismatch(offset: 4096)) { try checked.bytes(4095..<4097) }
    #expect(throws: ChecksumMismatch(offset: 4096)) { try checked.bytes(8191..<8192) }
    #expect(throws: ChecksumMismatch(offset: 4096)) { try checked.uint64(at: 8000) }
  }

  @Test func rangesOutsideThrow() throws {
    let bytes = random(100)
    let checked = try #require(try checked(bytes, sums: table(bytes)))
    #expect(throws: ChecksumMismatch.self) { try checked.bytes(90..<101) }
    #expect(throws: ChecksumMismatch.self) { try checked.uint32(at: 97) }
    #expect(throws: ChecksumMismatch.self) { try checked.uint64(at: -1) }
    #expect(throws: ChecksumMismatch.self) { try checked.uint32(at: Int.max) }
    #expect(try checked.bytes(100..<100).count == 0)
  }

  @Test func aTableOfTheWrongSizeIsRefused() throws {
    #expect(try checked(random(4097), sums: [0, 0, 0, 0]) == nil)
    #expect(try checked([], sums: [0]) == nil)
  }
}
